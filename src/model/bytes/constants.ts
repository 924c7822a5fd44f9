/**
 * Deepest nesting of lists and maps in canonical CBOR: one list inside another is a depth of two.
 */
export const CBOR_DEPTH_MAX = 16

/**
 * Most data items in one canonical CBOR value. Every list, map, map key and scalar counts as one.
 */
export const CBOR_ITEMS_MAX = 16_384

/**
 * Longest canonical CBOR value in bytes, unless a caller sets its own bound. It equals the most that a gossip
 * message may weigh, the largest message of the protocol.
 */
export const CBOR_BYTES_MAX = 1_048_576

/**
 * Map keys that are refused both ways, because a careless assignment of them would change the prototype of an object.
 */
export const CBOR_FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype']

/**
 * Major types of data items: the upper three bits of a head (RFC 8949, section 3.1).
 */
export const MAJOR_UINT = 0
export const MAJOR_NEGATIVE = 1
export const MAJOR_BYTES = 2
export const MAJOR_TEXT = 3
export const MAJOR_LIST = 4
export const MAJOR_MAP = 5
export const MAJOR_TAG = 6
export const MAJOR_SIMPLE = 7

/**
 * What the lower five bits of a simple head mean (RFC 8949, section 3.3). From 28 to 30 they are reserved.
 */
export const SIMPLE_FALSE = 20
export const SIMPLE_TRUE = 21
export const SIMPLE_NULL = 22
export const SIMPLE_SHORT_FLOAT = 25
export const SIMPLE_FLOAT = 26
export const SIMPLE_DOUBLE = 27
export const SIMPLE_RESERVED = 28
export const SIMPLE_BREAK = 31
