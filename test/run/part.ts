import { NO_COUNTS, ONE_FAILURE, readCounts, readFailures } from './counts.ts'
import type { Ending } from './child.ts'
import type { Counts } from './counts.ts'

/** One step of the test command. */
export interface Part {
  readonly name: string

  /** What it holds up, for people who read the report. */
  readonly purpose: string
  readonly command: readonly [string, ...string[]]

  /** Whether mocha's closing lines are expected, or only an exit code. */
  readonly kind: 'tests' | 'check'

  /** After so many minutes the part is ended and has failed. */
  readonly minutesMax: number
}

/** What came of one part. */
export interface Outcome {
  readonly name: string
  readonly minutes: number
  readonly counts: Counts

  /** Why the part failed beyond the tests that did, if so. */
  readonly remark?: string

  /** Of each failed test, its names and the beginning of its error. */
  readonly failures: readonly string[]
}

/** Checks that say so in words although they exit with 0. */
const HIDDEN_FAILURE = /^Error in trying to compile/m

/**
 * Judges how a part ended. A part fails when a test failed, when it exited
 * with anything but 0, when it was ended from outside, and when tests were
 * expected and none ran.
 */
export function judge (part: Part, ending: Ending): Outcome {
  const { name } = part
  const { minutes } = ending
  const counts = part.kind === 'tests' ? readCounts(ending.output) : NO_COUNTS
  const remark = whatWentWrong(part, ending, counts)
  const failures = part.kind === 'tests' ? readFailures(ending.output) : []

  if (counts == null) {
    return { name, minutes, counts: ONE_FAILURE, remark, failures }
  }

  return remark == null || counts.failed > 0
    ? { name, minutes, counts, remark, failures }
    : { name, minutes, counts: { ...counts, failed: 1 }, remark, failures }
}

function whatWentWrong (part: Part, ending: Ending, counts: Counts | undefined): string | undefined {
  if (ending.stopped != null) {
    return ending.stopped
  }

  if (counts == null) {
    return `ended with ${ending.code} before the tests were through`
  }

  if (part.kind === 'tests' && counts.passed + counts.failed === 0) {
    return 'ran no test'
  }

  if (ending.code !== 0) {
    return `exit code ${ending.code}`
  }

  if (HIDDEN_FAILURE.test(ending.output)) {
    return 'could not compile what it checks'
  }
}
