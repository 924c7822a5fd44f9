import type { Hlc } from './interface.ts'

/**
 * The stamp below all others, before anything was written.
 */
export const HLC_ZERO: Hlc = Object.freeze({ wallMs: 0, counter: 0 })

/**
 * A stamp that is further ahead of the wall than this, in milliseconds, tells of a clock that is wrong. It is taken in all the same.
 */
export const HLC_SKEW_MS = 500

/**
 * A stamp that is further ahead of the wall than this, in milliseconds, is held back until it is due.
 */
export const HLC_HOLD_AHEAD_MS = 60_000

/**
 * A stamp that is further ahead of the wall than this, in milliseconds, is refused.
 */
export const HLC_REFUSE_AHEAD_MS = 300_000

/**
 * Greatest counter; it is stored in 16 bits.
 */
export const HLC_COUNTER_MAX = 65_535

/**
 * Greatest wall time in milliseconds; it is stored in 48 bits.
 */
export const HLC_WALL_MAX_MS = 2 ** 48 - 1

/**
 * Length of an encoded stamp in bytes.
 */
export const HLC_BYTES = 8
