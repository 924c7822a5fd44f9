/**
 * @packageDocumentation
 *
 * The hybrid logical clock of the mesh, as pure values: a stamp, its order, its bytes and its text, and the two rules
 * that make new stamps from a ceiling and the wall time. It stands beside `model/bytes` on the ground floor; who owns a
 * clock keeps the ceiling and passes the time in.
 *
 * The invariant: a stamp made by `tickHlc` is strictly above the ceiling it was made from, and no remote stamp moves a
 * ceiling further than 60 seconds ahead of the wall.
 *
 * @example Stamp a run of three facts
 *
 * ```TypeScript
 * import { advanceHlc, formatHlc, HLC_ZERO, tickHlc } from './index.ts'
 *
 * const first = tickHlc(HLC_ZERO, 1_767_225_600_000, 3)
 * const last = advanceHlc(first, 2)
 *
 * console.info(formatHlc(first), formatHlc(last)) // 1767225600000.00000 1767225600000.00002
 * ```
 */

export { observeHlc, tickHlc } from './clock.ts'
export { decodeHlc, encodeHlc, formatHlc, parseHlc } from './codec.ts'
export { HLC_BYTES, HLC_COUNTER_MAX, HLC_HOLD_AHEAD_MS, HLC_REFUSE_AHEAD_MS, HLC_SKEW_MS, HLC_WALL_MAX_MS, HLC_ZERO } from './constants.ts'
export { HlcRangeError } from './errors.ts'
export { advanceHlc, compareHlc, isHlc } from './hlc.ts'
export type { Hlc } from './interface.ts'
