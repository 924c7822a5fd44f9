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
