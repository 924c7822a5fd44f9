/**
 * Why a value or its bytes are not canonical. The words are stable: audit records and tests name them.
 *
 * | reason | meaning |
 * | --- | --- |
 * | `size` | more bytes than allowed |
 * | `depth` | lists and maps nested too deep, or a value that contains itself |
 * | `items` | more data items than allowed |
 * | `truncated` | the bytes end before the value does |
 * | `trailing` | bytes follow the value |
 * | `long-form` | an integer or a length takes more bytes than it needs |
 * | `indefinite` | an open-ended string, list or map, or a stray break |
 * | `reserved` | a head that RFC 8949 reserves |
 * | `range` | an integer outside ±(2^53−1) |
 * | `float-form` | a short float, an integral float inside ±(2^53−1), or −0 |
 * | `float-value` | NaN or an infinity |
 * | `text` | text that is not valid UTF-8, holds a lone surrogate, or starts with U+FEFF |
 * | `key-type` | a map key that is not text |
 * | `key-order` | map keys out of order |
 * | `key-duplicate` | a map key that stands twice |
 * | `key-forbidden` | `__proto__`, `constructor` or `prototype` as a map key |
 * | `tag` | a tagged item |
 * | `simple` | undefined or another simple value than false, true and null |
 * | `type` | a JavaScript value that has no canonical form |
 * | `re-encoding` | the decoded value encodes to other bytes |
 */
export type NotCanonicalReason = 'size' | 'depth' | 'items' | 'truncated' | 'trailing' | 'long-form' | 'indefinite' |
  'reserved' | 'range' | 'float-form' | 'float-value' | 'text' | 'key-type' | 'key-order' | 'key-duplicate' |
  'key-forbidden' | 'tag' | 'simple' | 'type' | 're-encoding'

/**
 * The bytes are not the one canonical form of a value, or the value has no canonical form.
 */
export class NotCanonicalError extends Error {
  static name = 'NotCanonicalError'
  public readonly reason: NotCanonicalReason

  constructor (reason: NotCanonicalReason) {
    super(`The value is not canonical CBOR: ${reason}`)
    this.name = 'NotCanonicalError'
    this.reason = reason
  }
}

/**
 * The text does not spell bytes in the named encoding, or not in the one spelling that is allowed.
 */
export class MalformedTextError extends Error {
  static name = 'MalformedTextError'
  public readonly encoding: 'base32' | 'base64url' | 'hex'

  constructor (encoding: 'base32' | 'base64url' | 'hex') {
    super(`The text is not ${encoding}`)
    this.name = 'MalformedTextError'
    this.encoding = encoding
  }
}

/**
 * A key does not have the length that a keyed hash needs.
 */
export class HashKeyLengthError extends Error {
  static name = 'HashKeyLengthError'
  /** Length of the offered key in bytes. */
  public readonly length: number

  constructor (length: number) {
    super(`A keyed hash takes a key of 32 bytes, not ${length}`)
    this.name = 'HashKeyLengthError'
    this.length = length
  }
}
