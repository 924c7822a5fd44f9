import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

/** How a command ended. */
export interface Ending {
  /** Exit code, or the name of the signal that ended it. */
  readonly code: number | string

  /** The end of what it printed on both streams, in order of arrival. */
  readonly output: string
  readonly minutes: number

  /** Why it was ended from outside, if so. */
  readonly stopped?: string
}

/** Bounds on a command that hangs, and where its words go. */
export interface Watched {
  readonly minutesMax: number
  readonly silentMinutesMax: number

  /** Told what the command prints, as it comes. */
  say (text: string): void
}

/** Characters of output that are kept; the closing lines are all we read. */
const OUTPUT_MAX = 1_000_000

const MINUTE_MS = 60_000

/**
 * Runs a command, passes on what it prints, and resolves when it has ended.
 * It gets a process group of its own, so that a run without end goes away
 * with its browsers and servers, and so does one that is left behind when
 * this process exits. Never rejects: a command that cannot start
 * ends with the code of that error.
 */
export async function runChild (command: readonly [string, ...string[]], watched: Watched): Promise<Ending> {
  const started = performance.now()
  const minutes = (): number => (performance.now() - started) / MINUTE_MS
  const [program, ...args] = command
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const watch = watchOver(child, watched)
  const end = (): void => { endGroup(child) }
  let output = ''
  const hear = (text: string): void => {
    watch.heard()
    watched.say(text)
    output = (output + text).slice(-OUTPUT_MAX)
  }

  child.stdout.setEncoding('utf8').on('data', hear)
  child.stderr.setEncoding('utf8').on('data', hear)

  process.once('exit', end)
  const code = await ended(child)
  process.off('exit', end)

  return { code, output, minutes: minutes(), stopped: watch.end() }
}

async function ended (child: ChildProcess): Promise<number | string> {
  const { promise, resolve } = Promise.withResolvers<number | string>()

  child.once('error', error => { resolve(error.message) })
  child.once('close', (code, signal) => { resolve(code ?? signal ?? 'no exit code') })

  return promise
}

function endGroup (child: ChildProcess): void {
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

/** Ends the group of a child that takes too long or says nothing for too long. */
function watchOver (child: ChildProcess, watched: Watched): { heard(): void, end(): string | undefined } {
  let stopped: string | undefined
  const stop = (reason: string): void => {
    stopped = reason
    endGroup(child)
  }
  const total = setTimeout(stop, watched.minutesMax * MINUTE_MS, `took more than ${watched.minutesMax} minutes`)
  const silence = setTimeout(stop, watched.silentMinutesMax * MINUTE_MS, `said nothing for ${watched.silentMinutesMax} minutes`)

  return {
    heard: () => { silence.refresh() },
    end: () => {
      clearTimeout(total)
      clearTimeout(silence)

      return stopped
    }
  }
}
