/** Types of changes in the order of the interface. */
export const CHANGE_TYPES = ['fact', 'retraction', 'vote', 'statement', 'conflict', 'scope', 'erase'] as const

/**
 * Bytes of the journal that a reader may catch up on: some 200,000 facts, and some ten seconds of work. Who is farther behind
 * is better served by a query.
 */
export const DEFAULT_CATCH_UP_BYTES_MAX = 67_108_864

/**
 * Bytes of bundles that are held in memory for readers who have not come to them yet, for all readers together: eight
 * groups of the largest size. What is dropped is read from the journal again.
 */
export const DEFAULT_LIVE_BYTES_MAX = 8_388_608

/** Bundles that wait for one reader in memory, however small they are. */
export const LIVE_BUNDLES_MAX = 1024

/**
 * Bytes of records that a reader who catches up takes from the journal at a time, and keeps until they are told. To look
 * through them takes less than a twentieth of a second, in which nobody else gets a turn.
 */
export const SLICE_BYTES = 262_144

/**
 * Bytes that stand between two records without either being lost: the head of a segment has fewer, and the record of a
 * bundle has more.
 */
export const HOLE_BYTES_MIN = 128

/** Characters of an id that nobody gave out which its gap repeats. */
export const ECHO_CHARACTERS_MAX = 64
