/**
 * The kind of a fact that states something about the world. Every other kind carries a part of the system itself.
 */
export const KIND_ASSERTION = 0

/**
 * Highest kind that a fact may carry. Kinds without a meaning to this version are kept and relayed.
 */
export const KIND_MAX = 255

/**
 * First and last kind of the facts that govern a scope. They travel in bundles of their own.
 */
export const KIND_GOVERNANCE_MIN = 1
export const KIND_GOVERNANCE_MAX = 5

/**
 * Longest normalised entity in bytes of UTF-8. Source, ref and relation have the same bound: all four become parts of
 * index keys.
 */
export const ENTITY_BYTES_MAX = 1024
export const RELATION_BYTES_MAX = 1024
export const SOURCE_BYTES_MAX = 1024

/**
 * Longest value of type `string` in bytes of UTF-8.
 */
export const STRING_BYTES_MAX = 1024

/**
 * Longest value of type `text` in bytes of UTF-8.
 */
export const TEXT_BYTES_MAX = 65_536

/**
 * Longest entity or source in bytes of UTF-8 as a caller wrote it, before normalisation shortens it.
 */
export const RAW_BYTES_MAX = 4096

/**
 * Longest encoded fact in bytes. It leaves room in the largest bundle for a header of the largest size.
 */
export const FACT_BYTES_MAX = 90_112

/**
 * Confidence travels as an integer number of millionths, so that sums of it are exact.
 */
export const CONFIDENCE_ONE = 1_000_000

/**
 * Farthest moment from 1970 that a datetime can name, in milliseconds: the range of an ECMAScript time value.
 */
export const DATETIME_MS_MAX = 8_640_000_000_000_000

/**
 * Most fact ids that one fact may name as its origin, and the longest of them in bytes.
 */
export const ORIGINS_MAX = 16
export const ORIGIN_BYTES_MAX = 128

/**
 * Most attestations on one fact.
 */
export const ATTESTATIONS_MAX = 8

/**
 * Names of `extras.life`, at the place of their number.
 */
export const LIFECYCLES: readonly string[] = ['proposed', 'under-review', 'approved', 'deprecated', 'rejected']

/**
 * Names of `extras.class`, at the place of their number.
 */
export const SOURCE_CLASSES: readonly string[] = [
  'regulatory', 'clinical', 'observational', 'expert', 'community', 'anecdotal'
]

/**
 * Beginnings of relations that only the system itself writes.
 */
export const RESERVED_RELATIONS: readonly string[] = ['stigmem:', 'factmesh:']
