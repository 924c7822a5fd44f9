/** Bytes before the header in an encoded bundle: the head of its list. */
const LIST_HEAD_BYTES = 1

/** First byte of a byte string in CBOR whose length stands in two bytes; of shorter ones it stands in one. */
const TWO_BYTE_LENGTH = 0x59

/**
 * The bytes of the header in an encoded bundle, found by their place alone. Of bytes that are no bundle it is some part of
 * them, so a caller that does not trust them compares the hash of the answer, or decodes the bundle.
 */
export function headerBytesIn (bundle: Uint8Array): Uint8Array {
  const isLong = bundle[LIST_HEAD_BYTES] === TWO_BYTE_LENGTH
  const start = LIST_HEAD_BYTES + (isLong ? 3 : 2)
  const length = isLong ? bundle[LIST_HEAD_BYTES + 1] << 8 | bundle[LIST_HEAD_BYTES + 2] : bundle[LIST_HEAD_BYTES + 1]

  return bundle.subarray(start, start + length)
}
