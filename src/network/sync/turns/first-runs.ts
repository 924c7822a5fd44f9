import { FIRST_RUN_GAP_MS, FIRST_RUN_SPREAD_MS } from '../constants.ts'
import type { Clock, Random } from '../../../platform/interface.ts'

/**
 * When first runs begin. A peer that comes alone waits for nothing. Those of a crowd follow each other, so that what all of
 * them have is fetched from the first.
 */
export class FirstRuns {
  private readonly clock: Pick<Clock, 'monotonicMs'>
  private readonly random: Pick<Random, 'fraction'>
  /** Monotonic time in milliseconds up to which first runs are appointed. */
  private untilMs = -Infinity

  constructor (clock: Pick<Clock, 'monotonicMs'>, random: Pick<Random, 'fraction'>) {
    this.clock = clock
    this.random = random
  }

  /** Milliseconds until the first run with a peer that was just accepted. */
  waitMs (): number {
    const nowMs = this.clock.monotonicMs()
    const waitMs = Math.max(0, this.untilMs - nowMs)
    this.untilMs = nowMs + waitMs + FIRST_RUN_GAP_MS

    return waitMs < FIRST_RUN_SPREAD_MS ? waitMs : this.random.fraction() * FIRST_RUN_SPREAD_MS
  }
}
