import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { isatty } from 'node:tty'
import { fileURLToPath } from 'node:url'
import type { ChildProcess } from 'node:child_process'

/** The first version of Node that runs the stack. */
const NODE_MAJOR_MIN = 22

const HERE = dirname(fileURLToPath(import.meta.url))

/** Tells the program that a launcher waits for it. */
const LAUNCHED = 'FACTMESH_LAUNCHED'

/** Nobody can tell a child of a signal that cannot be caught, so the child watches the channel instead. */
const KILLED = 137

/** What is looked at; the running Node and the place of this file unless a test says otherwise. */
export interface NodeHints {
  readonly version?: string
  readonly folder?: string
}

/**
 * Runs the program in a newer Node when this one is too old: a checkout brings
 * one in `node_modules`. Resolves with the exit code of that run, or with
 * undefined when this Node will do.
 *
 * The child gets the signals that the launcher gets, and ends when the launcher
 * is killed. `args` begin with the path of the program.
 */
export async function runNewerNode (args: readonly string[], { version = process.versions.node, folder = HERE }: NodeHints = {}): Promise<number | undefined> {
  if (Number(version.split('.')[0]) >= NODE_MAJOR_MIN) {
    if (process.env[LAUNCHED] != null) { endWithLauncher() }
    return undefined
  }
  const newer = findNode(folder)
  if (newer == null) {
    process.stderr.write(`error  factmesh needs Node ${NODE_MAJOR_MIN} or newer; this is ${version}  (exit 9, node_too_old)\n fix   install a newer Node from https://nodejs.org\n`)
    return 9
  }
  const child = spawn(newer, ['--no-warnings', ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [LAUNCHED]: '1' }
  })
  return exitCodeOf(child)
}

/** The Node that stands in the next `node_modules` above. */
function findNode (folder: string): string | undefined {
  const candidate = join(folder, 'node_modules', '.bin', 'node')
  if (existsSync(candidate)) { return candidate }
  return folder === dirname(folder) ? undefined : findNode(dirname(folder))
}

async function exitCodeOf (child: ChildProcess): Promise<number> {
  // A terminal gives its interrupt to the child by itself; a second one would mean "at once".
  process.on('SIGINT', () => { if (!isatty(0)) { child.kill('SIGINT') } })
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) { process.on(signal, () => { child.kill(signal) }) }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => { resolve(code ?? 128 + (signal == null ? 0 : constants.signals[signal])) })
  })
}

function endWithLauncher (): void {
  process.once('disconnect', () => { process.exit(KILLED) })
  process.channel?.unref()
}
