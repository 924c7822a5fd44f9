/**
 * Kinds of the acts that govern a scope, and of the act that erases. `docs/formats/kinds.md` lists all kinds.
 */
export const KIND_GENESIS = 1
export const KIND_DECLARATION = 2
export const KIND_GRANT = 3
export const KIND_REVOCATION = 4
export const KIND_SCOPE_KEY = 5
export const KIND_ERASURE = 12

/**
 * Rights that a grant may give and this version knows, in the order in which bodies list them.
 */
export const RIGHTS = ['admin', 'curate', 'read', 'steward', 'write'] as const

/**
 * Most rights that one grant lists, those of later versions included, and the longest name of one in characters.
 */
export const RIGHTS_MAX = 16
export const RIGHT_LENGTH_MAX = 32

/**
 * Most names in one list of a declaration or a grant: as many as one peer claims in its hello.
 */
export const ACT_NAMES_MAX = 16

/**
 * Most scopes of one declaration. With 16 names of 253 characters in both lists and this many scopes it takes 11 KiB.
 */
export const DECLARED_SCOPES_MAX = 64

/**
 * Most chains that one revocation names. They take 56 KiB, so they fit into one bundle; a lane that is not named is cut whole.
 */
export const REVOKED_CHAINS_MAX = 1_024

/**
 * Most boxes of one scope key fact, 70 KiB with boxes of 104 bytes. A scope of more peers takes several facts of one number.
 */
export const BOXES_MAX = 512

/**
 * Longest box in bytes. What stands in a box is a matter of closed scopes; here it is bytes.
 */
export const BOX_BYTES_MAX = 128

/**
 * Highest number of a scope key: 32 bits hold a revocation each second for a century.
 */
export const SCOPE_KEY_NUMBER_MAX = 0xFFFF_FFFF

/**
 * Bytes of a public key, of the random part of a genesis, and of a lane.
 */
export const ACT_KEY_BYTES = 32
export const GENESIS_NONCE_BYTES = 16
export const ACT_LANE_BYTES = 8

/**
 * Most bits that tell the shards of a scope apart: a shard number has 16.
 */
export const SHARD_BITS_MAX = 16

/**
 * Highest shard number.
 */
export const ACT_SHARD_MAX = 0xFFFF

/**
 * Longest reason of a revocation or an erasure, in bytes of UTF-8.
 */
export const REASON_BYTES_MAX = 1_024
