import { HLC_COUNTER_MAX, HLC_HOLD_AHEAD_MS, HLC_WALL_MAX_MS } from './constants.ts'
import { HlcRangeError } from './errors.ts'
import { compareHlc } from './hlc.ts'
import type { Hlc } from './interface.ts'

/**
 * The send rule: the first stamp of a run of `count` stamps, strictly above the ceiling and not behind the wall. When
 * the run would pass the greatest counter, the wall part moves on by one millisecond and the counter starts at zero, so
 * all stamps of a run share one wall part.
 *
 * @throws {HlcRangeError} when `count` is not 1..65,536, when the wall is not a number of milliseconds that 48 bits hold,
 * or when time has run out of these bits
 * @see https://cse.buffalo.edu/tech-reports/2014-04.pdf (Kulkarni, Demirbas, Madappa, Avva, Leone: Logical Physical
 * Clocks and Consistent Snapshots in Globally Distributed Databases, 2014)
 */
export function tickHlc (ceiling: Hlc, nowMs: number, count = 1): Hlc {
  if (!Number.isInteger(count) || count < 1 || count > HLC_COUNTER_MAX + 1) {
    throw new HlcRangeError('count', count)
  }

  const wallMs = Math.max(ceiling.wallMs, Math.floor(nowMs))
  const counter = wallMs === ceiling.wallMs ? ceiling.counter + 1 : 0
  const first = counter + count - 1 > HLC_COUNTER_MAX ? { wallMs: wallMs + 1, counter: 0 } : { wallMs, counter }

  // Written this way round, a wall that is not a number is refused too.
  if (!(first.wallMs <= HLC_WALL_MAX_MS)) {
    throw new HlcRangeError('wallMs', first.wallMs)
  }

  return first
}

/**
 * The receive rule: the ceiling after a remote stamp was seen. The paper stamps the receipt itself; here a receipt is
 * stored without a stamp, so the step of one is left to the next `tickHlc`, and what is written afterwards is above what
 * was seen all the same.
 *
 * A remote stamp more than 60 seconds ahead of the wall is not observed: no peer moves our clock further than that, and
 * the stamp can be observed again when it is due.
 */
export function observeHlc (ceiling: Hlc, remote: Hlc, nowMs: number): Hlc {
  if (remote.wallMs > nowMs + HLC_HOLD_AHEAD_MS) {
    return ceiling
  }

  return compareHlc(remote, ceiling) > 0 ? remote : ceiling
}
