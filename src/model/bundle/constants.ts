/**
 * Version of the bundle format, the first item of every header.
 */
export const BUNDLE_VERSION = 1

/**
 * Most facts in one bundle.
 */
export const BUNDLE_FACTS_MAX = 512

/**
 * Largest bundle of more than one fact, in encoded bytes, while none of its facts is gone. Such a bundle stays below
 * `BUNDLE_BYTES_MAX` whichever of its facts go: a gone fact leaves 35 bytes, and the salts that replace the common one
 * take 17 bytes for each fact that stays.
 */
export const BUNDLE_BYTES_TARGET = 65_536

/**
 * Largest bundle in encoded bytes. Only one fact with a large text needs more than the target.
 */
export const BUNDLE_BYTES_MAX = 98_304

/**
 * Largest encoded header in bytes. Without `ext` a header takes less than 600.
 */
export const HEADER_BYTES_MAX = 4096

/**
 * A writer that keeps the sum of its encoded facts, with `FACT_HEAD_BYTES` more for each, at or below this number stays
 * within `BUNDLE_BYTES_TARGET` as long as `ext` is empty.
 */
export const BUNDLE_FACTS_BYTES_TARGET = 64_512

/**
 * What stands before the bytes of one fact in a bundle, when the fact is shorter than 64 KiB.
 */
export const FACT_HEAD_BYTES = 3

/**
 * Most hashes of other chains that a header names.
 */
export const PARENTS_MAX = 8

/**
 * Highest shard number.
 */
export const SHARD_MAX = 65_535

/**
 * Length of a hash, a digest and a scope id in bytes.
 */
export const HASH_BYTES = 32

/**
 * Length of a lane in bytes.
 */
export const LANE_BYTES = 8

/**
 * Length of the salt of a bundle, and of the salt of each fact, in bytes.
 */
export const SALT_BYTES = 16

/**
 * Fewest bundles of a run. One bundle travels as it is.
 */
export const RUN_BUNDLES_MIN = 2

/**
 * Most bundles of a run.
 */
export const RUN_BUNDLES_MAX = 64

/**
 * Most bytes that the bundles of a run have together, each by itself. The run is always shorter than they are.
 */
export const RUN_BYTES_MAX = 65_536

/**
 * Key of `ext` that is true in the header of a bundle of acts, which govern a scope.
 */
export const EXT_ACTS = 'acts'
