import { advanceHlc, compareHlc, HLC_HOLD_AHEAD_MS, HLC_ZERO, observeHlc, tickHlc } from '../../model/hlc/index.ts'
import { ClockBehindError } from './errors.ts'
import type { Hlc } from '../../model/hlc/index.ts'
import type { Clock } from '../../platform/interface.ts'

/** Stamps our bundles: above everything we wrote, and above what we have seen of others as long as that is near our wall. */
export class StampClock {
  private readonly clock: Clock
  private own = HLC_ZERO
  private seen = HLC_ZERO

  constructor (components: { clock: Clock }) {
    this.clock = components.clock
  }

  /**
   * First of a run of `count` stamps.
   *
   * @throws {ClockBehindError}
   */
  tick (count: number): Hlc {
    this.check()
    const nowMs = this.clock.nowMs()
    const ceiling = this.seen.wallMs <= nowMs + HLC_HOLD_AHEAD_MS && compareHlc(this.seen, this.own) > 0 ? this.seen : this.own
    const first = tickHlc(ceiling, nowMs, count)
    this.own = advanceHlc(first, count - 1)
    return first
  }

  /**
   * Makes sure that a stamp made now would not lie too far ahead of the wall.
   *
   * @throws {ClockBehindError}
   */
  check (): void {
    const aheadMs = this.own.wallMs - this.clock.nowMs()

    if (aheadMs > HLC_HOLD_AHEAD_MS) {
      throw new ClockBehindError(aheadMs - HLC_HOLD_AHEAD_MS)
    }
  }

  /** Takes note of the last stamp of a bundle of our own key, whoever brought it. */
  raise (stamp: Hlc): void {
    if (compareHlc(stamp, this.own) > 0) {
      this.own = stamp
    }
  }

  /** Takes note of the stamp of another author. True when our next stamp lies above it for that reason. */
  observe (stamp: Hlc): boolean {
    const before = this.seen
    this.seen = observeHlc(before, stamp, this.clock.nowMs())
    return this.seen !== before
  }
}
