/** Tags of DER (ITU-T X.690) that a certificate needs. */
export const TAGS = { integer: 0x02, bits: 0x03, oid: 0x06, text: 0x0c, time: 0x18, sequence: 0x30, set: 0x31, version: 0xa0 } as const

/** One value in DER: its tag, its length, and its parts one after another. */
export function der (tag: number, ...parts: ReadonlyArray<ArrayLike<number>>): Uint8Array<ArrayBuffer> {
  const content = parts.flatMap(part => Array.from(part))
  return Uint8Array.from([tag, ...lengthOf(content.length), ...content])
}

/** A positive integer of big-endian bytes: no zeros in front but the one that keeps it positive. */
export function derInteger (bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const first = bytes.findIndex(byte => byte !== 0)
  const rest = first < 0 ? Uint8Array.of(0) : bytes.subarray(first)
  return der(TAGS.integer, rest[0] >= 0x80 ? [0] : [], rest)
}

function lengthOf (length: number): number[] {
  if (length < 0x80) { return [length] }
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}
