/** Bytes of a key: a stamp, then an id. */
export const KEY_BYTES = 40

/** Bytes of a stamp: 48 bits of milliseconds and a 16-bit counter, big-endian, so that byte order is time order. */
export const STAMP_BYTES = 8

/** Bytes of an id, a BLAKE3 hash. */
export const ID_BYTES = 32

/** Bytes of a digest. */
export const DIGEST_BYTES = 32

/** Nibbles of a key, and so the longest prefix. */
export const PREFIX_NIBBLES_MAX = 80

/** Children of an inner tree node at most: one per nibble. */
export const FAN_OUT = 16

/** Keys of a leaf at most; a prefix with more of them is an inner tree node. */
export const LEAF_KEYS_MAX = 32

/**
 * The number of this set of parameters (fan-out 16, leaves of up to 32 keys, keys of 40 bytes). It goes into the root,
 * so that trees which cannot be compared never look equal.
 */
export const TREE_PARAMS = 1

/**
 * Keys that are kept side by side in one block of memory at most. The digests do not depend on it: it balances the
 * memory around a block (more keys share it) against the bytes that an insert moves.
 */
export const PAGE_KEYS_MAX = 256

/** A branch with no more keys than this becomes one page again: half a page, so that keys can come back without a split. */
export const MERGE_KEYS_MAX = 128

/** Stored blocks in memory: about 20 MB. */
export const DEFAULT_CACHE_PAGES_MAX = 4_096

/** How long a snapshot can count on blocks that were replaced after it was taken: several times what a round of sync takes. */
export const SNAPSHOT_KEPT_MS = 60_000

/** Replaced blocks that wait in the store for their time to be over; above it the oldest go at once. */
export const RETIRED_BLOCKS_MAX = 16_384

/** Bytes of a block's address: the checkpoint that stored it, and the hash of its record. */
export const ADDRESS_BYTES = 38

/** Keys above the newest checkpoint; each earlier one has twice as many. At least four times {@link LEAF_KEYS_MAX}. */
export const CHECKPOINT_KEYS_MIN = 128

/** Checkpoints of one set at most: the oldest has 2^30 keys above. */
export const CHECKPOINTS_MAX = 24

/** Bytes of the number that makes proofs of one session useless in another. */
export const NONCE_BYTES = 8

/** Bytes of a root proof. */
export const ROOT_PROOF_BYTES = 16

/** Bytes of a below proof. */
export const BELOW_PROOF_BYTES = 3
