/**
 * A value that has a canonical CBOR form. Numbers are integers within ±(2^53−1) or finite floats; text is well formed
 * and does not start with U+FEFF.
 */
export type CborValue = null | boolean | number | string | Uint8Array | CborValue[] | CborMap

/**
 * A CBOR map with text keys. Decoded maps have no prototype, so a key never meets an inherited property.
 */
export interface CborMap {
  [key: string]: CborValue
}

/**
 * Bounds that hold while a value is encoded or decoded.
 */
export interface CborLimits {
  /**
   * Most bytes of the encoded value.
   *
   * @default CBOR_BYTES_MAX
   */
  bytesMax?: number

  /**
   * Deepest nesting of lists and maps.
   *
   * @default CBOR_DEPTH_MAX
   */
  depthMax?: number

  /**
   * Most data items, containers and map keys included.
   *
   * @default CBOR_ITEMS_MAX
   */
  itemsMax?: number
}
