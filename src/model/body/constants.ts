/**
 * Kinds of facts that say something about other facts. `docs/formats/kinds.md` lists all kinds.
 */
export const KIND_VOTE = 6
export const KIND_RESOLUTION = 7
export const KIND_ALIAS = 8
export const KIND_RULE = 9
export const KIND_EDITION = 13

/**
 * Heaviest vote, in millionths: a thousand.
 */
export const WEIGHT_MAX = 1_000_000_000

/**
 * Most values that one resolution may settle. Their digests take 32 KiB, so it fits into a bundle with room to spare.
 */
export const VALUES_MAX = 4_096

/**
 * Bytes of the digest that stands for a value, and of the hash of a bundle.
 */
export const VALUE_DIGEST_BYTES = 8
export const REF_HASH_BYTES = 32

/**
 * Highest place in a bundle that a body may name. A bundle has fewer facts; two bytes hold every place.
 */
export const REF_INDEX_MAX = 0xFFFF

/**
 * Longest note of a resolution, in bytes of UTF-8.
 */
export const NOTE_BYTES_MAX = 1_024

/**
 * Longest name of a knowledge edition in bytes of UTF-8, as in the extras of a fact.
 */
export const EDITION_BYTES_MAX = 128
