import { barOf } from '../terminal/bar.ts'
import { PROGRESS_INTERVAL_MS } from './constants.ts'
import type { Counts } from './interface.ts'
import type { Clock } from '../../../platform/index.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** A bar on the terminal, redrawn in place. */
export interface Progress {
  /** Counts bytes that were read. */
  read (bytes: number): void
  draw (counts: Counts): void
  /** Leaves an empty line behind. */
  clear (): void
}

/** Draws nothing. */
export const NO_PROGRESS: Progress = { read () {}, draw () {}, clear () {} }

/** Draws how far an import is; `total` counts the bytes of the input, and is undefined when nobody knows. */
export function createProgress (terminal: Terminal, clock: Clock, total: number | undefined): Progress {
  const startMs = clock.monotonicMs()
  let bytes = 0
  let drawnMs = -Infinity
  return {
    read (count) { bytes += count },
    draw ({ lines, failed }) {
      const nowMs = clock.monotonicMs()
      if (nowMs - drawnMs < PROGRESS_INTERVAL_MS) { return }
      drawnMs = nowMs
      const rate = Math.round(lines / Math.max(0.001, (nowMs - startMs) / 1_000))
      const share = total == null ? '' : barOf(total === 0 ? 1 : Math.min(1, bytes / total))
      terminal.err(`\r${share}${lines} lines, ${rate}/s${failed > 0 ? `, ${failed} failed` : ''}`.slice(0, terminal.columns).padEnd(terminal.columns - 1))
    },
    clear () { terminal.err(`\r${' '.repeat(terminal.columns - 1)}\r`) }
  }
}
