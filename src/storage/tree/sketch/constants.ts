/** The number of this set of parameters: words, degrees, cells, counters. Sketches with other numbers cannot be compared. */
export const SKETCH_PARAMS = 1

/** Bytes of the salt that goes into the words of every key. */
export const SALT_BYTES = 8

/** Cells of a sketch at least: enough for about 800 differences, and 8 KiB. */
export const SKETCH_CELLS_MIN = 1_024

/** Cells of a sketch at most: enough for about 50,000 differences, and 512 KiB. */
export const SKETCH_CELLS_MAX = 65_536

/** Keys for each cell, at most, before a sketch is too small: a difference of a quarter of the set is sent in another way. */
export const KEYS_PER_CELL = 4

/** Sign counters: the estimate of d differences has a standard deviation of d · √(2 / 56), 19 %. */
export const COUNTERS = 56

/** Bytes of all counters: 12 bits for each. */
export const COUNTERS_BYTES = 84

/** Cells of a stored page. */
export const PAGE_CELLS = 512

/** Bytes of a stored page. */
export const PAGE_BYTES = 4_096

/** Keys between two stops of a sketch that is being filled or grown: about a millisecond. */
export const SLICE_KEYS = 1_024

/** Steps that a decoder may take for each cell that it was given: an honest difference takes up to about 30. */
export const STEPS_PER_CELL = 40

/** Steps that a decoder may take beside those, for a handful of cells. */
export const STEPS_EXTRA = 1_000

/** From this estimate on cells carry 14 bits of check instead of 6, because there are more chances of a false match. */
export const MIDDLE_CELLS_FROM = 512

/** From this estimate on they carry 22 bits. */
export const WIDE_CELLS_FROM = 8_192
