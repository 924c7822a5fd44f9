import { stripVTControlCharacters } from 'node:util'

/** How many tests passed, failed and were skipped. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const NO_COUNTS: Counts = { passed: 0, failed: 0, skipped: 0 }

/** One failure that no test reported: a check, a crash, a run without end. */
export const ONE_FAILURE: Counts = { passed: 0, failed: 1, skipped: 0 }

/** Lines of a failed test that its summary shows: names and error, not the whole difference. */
const FAILURE_LINES_MAX = 14

/**
 * Reads the closing lines of mocha's `spec` reporter (`12 passing (3s)`,
 * `1 pending`, `2 failing`), with or without colours. The last such block
 * counts, because a test may print the output of another run. Without any
 * the answer is undefined: the run did not reach its end.
 */
export function readCounts (output: string): Counts | undefined {
  const lines = closingLines(output)
  const block = lines.slice(0, 3)

  return lines.length === 0
    ? undefined
    : {
        passed: numberBefore('passing', block),
        failed: numberBefore('failing', block),
        skipped: numberBefore('pending', block)
      }
}

/** What those closing lines say of each failed test: its names, and the first lines of its error. */
export function readFailures (output: string): string[] {
  const lines = closingLines(output)
  const starts = lines.flatMap((line, place) => /^\s+\d+\) /.test(line) ? [place] : [])

  return starts.map((start, which) => lines
    .slice(start, Math.min(starts[which + 1] ?? lines.length, start + FAILURE_LINES_MAX))
    .filter(line => line.trim() !== '')
    .join('\n'))
}

function closingLines (output: string): string[] {
  const lines = stripVTControlCharacters(output).split('\n')
  const start = lines.findLastIndex(line => /^\s*\d+ passing\b/.test(line))

  return start === -1 ? [] : lines.slice(start)
}

function numberBefore (word: string, lines: readonly string[]): number {
  for (const line of lines) {
    const match = new RegExp(`^\\s*(\\d+) ${word}\\b`).exec(line)

    if (match != null) {
      return Number(match[1])
    }
  }

  return 0
}

/** The sum over all runs. */
export function addCounts (all: readonly Counts[]): Counts {
  return all.reduce((sum, counts) => ({
    passed: sum.passed + counts.passed,
    failed: sum.failed + counts.failed,
    skipped: sum.skipped + counts.skipped
  }), NO_COUNTS)
}

/** The line that closes a run: `N passed, N failed, N skipped`. */
export function formatCounts (counts: Counts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`
}
