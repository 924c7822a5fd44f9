import { platform } from '../../platform/index.ts'
import { LOOK_MS, WAIT_MS } from './constants.ts'
import { GateWaitError, OutcomeError } from './errors.ts'

/** Resolves after some milliseconds. */
export async function pause (ms: number): Promise<void> {
  await new Promise<void>(resolve => { platform().timers.after(ms, resolve) })
}

/**
 * Looks again and again until the answer is true. A look that throws is one that is not true.
 *
 * @throws {GateWaitError}
 */
export async function waitFor (what: string, look: () => Promise<boolean>): Promise<void> {
  const { clock } = platform()
  const endMs = clock.monotonicMs() + WAIT_MS
  while (!await look().catch(() => false)) {
    if (clock.monotonicMs() > endMs) { throw new GateWaitError(what) }
    await pause(LOOK_MS)
  }
}

/**
 * Expects two values to be the same as JSON.
 *
 * @throws {OutcomeError}
 */
export function same (actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== should) { throw new OutcomeError(`it is ${is}, and should be ${should}`) }
}
