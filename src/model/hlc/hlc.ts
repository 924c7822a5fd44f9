import { HLC_COUNTER_MAX, HLC_WALL_MAX_MS } from './constants.ts'
import { HlcRangeError } from './errors.ts'
import type { Hlc } from './interface.ts'

/**
 * Orders stamps by wall time, then counter. The result is negative, zero or positive.
 */
export function compareHlc (a: Hlc, b: Hlc): number {
  return a.wallMs - b.wallMs || a.counter - b.counter
}

/**
 * True when both fields are integers within their ranges. Fields of foreign stamps are checked with it before they are
 * compared or observed.
 */
export function isHlc (hlc: Hlc): boolean {
  return isWithin(hlc.wallMs, HLC_WALL_MAX_MS) && isWithin(hlc.counter, HLC_COUNTER_MAX)
}

/**
 * The stamp of fact `by` in a run that starts at a stamp. A run made by `tickHlc` never leaves the counter.
 *
 * @throws {HlcRangeError} when the counter would pass 65,535
 */
export function advanceHlc (hlc: Hlc, by: number): Hlc {
  const counter = hlc.counter + by

  if (!isWithin(counter, HLC_COUNTER_MAX)) {
    throw new HlcRangeError('counter', counter)
  }

  return { wallMs: hlc.wallMs, counter }
}

function isWithin (value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most
}
