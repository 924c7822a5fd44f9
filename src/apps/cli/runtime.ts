import { readFile } from 'node:fs/promises'
import { createClient } from '../../api/index.ts'
import { platform } from '../../platform/index.ts'
import { readApiFile, resolveHome } from '../daemon/index.ts'
import { FileError, TimedOutError } from './errors.ts'
import type { Terminal } from './terminal/terminal.ts'
import type { ApiClient } from '../../api/index.ts'

/** Flags that every command takes. */
export interface GlobalFlags {
  readonly home?: string
  readonly api?: string
  readonly tokenFile?: string
  readonly json?: boolean
  readonly quiet?: boolean
  /** False after `--no-color`. */
  readonly color?: boolean
  /** Milliseconds. */
  readonly timeout?: number
}

/** What a command works with. */
export interface Runtime {
  readonly terminal: Terminal
  readonly flags: GlobalFlags
  /** Whether data is written as JSON: asked for, or nobody looks at it. */
  readonly isJson: boolean
  /** Whether people read `err` and have not asked for silence. */
  readonly isChatty: boolean
  readonly home: string
  /** Sets the exit code of the command when it ends well. */
  exit (code: number): void
}

/** Milliseconds that a request may take when the caller names no time. */
const TIMEOUT_MS = 30_000

/** Makes what one run of one command works with. */
export function createRuntime (terminal: Terminal, flags: GlobalFlags, exit: (code: number) => void): Runtime {
  return {
    terminal,
    flags,
    exit,
    isJson: flags.json === true || !terminal.outIsTty,
    isChatty: terminal.errIsTty && flags.quiet !== true && flags.json !== true,
    home: resolveHome({ flag: flags.home, env: terminal.env, directory: terminal.directory })
  }
}

/** A node that answers, and the token for it. */
export interface NodeTarget {
  readonly url: string
  readonly token: string | undefined
}

/**
 * Finds the node that the flags name: the one at `--api`, else the daemon of the
 * home.
 *
 * @throws {NoDaemonError} {ApiFileError} {FileError}
 */
export async function target ({ flags, home, terminal }: Runtime): Promise<NodeTarget> {
  const token = flags.tokenFile == null ? terminal.env.FACTMESH_TOKEN : await readToken(flags.tokenFile)
  if (flags.api != null) { return { url: flags.api, token } }
  const file = await readApiFile(home)
  return { url: file.url, token: token ?? file.token }
}

/**
 * Makes a client of the node that the flags name.
 *
 * @throws {NoDaemonError} {ApiFileError} {FileError}
 */
export async function connect (runtime: Runtime): Promise<ApiClient> {
  return createClient(await target(runtime))
}

async function readToken (path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    throw new FileError(path, error)
  }
}

/**
 * Runs something that must end in time.
 *
 * @throws {TimedOutError}
 */
export async function inTime<T> ({ flags }: Runtime, run: (options: { signal: AbortSignal }) => Promise<T>): Promise<T> {
  const timeoutMs = flags.timeout ?? TIMEOUT_MS
  const abort = new AbortController()
  const timer = platform().timers.after(timeoutMs, () => { abort.abort(new TimedOutError(timeoutMs)) })
  try {
    return await run({ signal: abort.signal })
  } finally {
    timer.cancel()
  }
}
