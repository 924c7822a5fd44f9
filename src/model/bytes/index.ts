/**
 * @packageDocumentation
 *
 * Byte strings and their canonical CBOR form: compare, join, spell and hash bytes, and encode or decode values so that
 * each value has one encoding. This is the ground floor of the model; everything that is signed, hashed, stored or sent
 * passes here, and this room imports no other.
 *
 * The invariant: `encodeCanonical(decodeCanonical(bytes))` equals `bytes`, and foreign bytes cost at most one walk over
 * them before they are refused.
 *
 * @example Encode a value, decode it, and hash its bytes
 *
 * ```TypeScript
 * import { blake3, decodeCanonical, encodeCanonical, toHex } from './index.ts'
 *
 * const bytes = encodeCanonical(['user:alice', 'memory:role', { until: 1_767_225_600_000 }])
 * const value = decodeCanonical(bytes)
 *
 * console.info(value, toHex(blake3(bytes)))
 * ```
 */

export { fromBase32, fromBase64url, fromHex, toBase32, toBase64url, toHex } from './base.ts'
export { decodeCanonical, encodeCanonical } from './canonical.ts'
export { compareBytes, concatBytes, equalBytes, equalSecrets } from './compare.ts'
export { CBOR_BYTES_MAX, CBOR_DEPTH_MAX, CBOR_FORBIDDEN_KEYS, CBOR_ITEMS_MAX } from './constants.ts'
export { HashKeyLengthError, MalformedTextError, NotCanonicalError } from './errors.ts'
export { blake3, blake3Stream, deriveHash, keyedHash } from './hash.ts'
export type { CborLimits, CborMap, CborValue } from './cbor-value.ts'
export type { NotCanonicalReason } from './errors.ts'
export type { Hash, HashStream } from './hash.ts'
