/**
 * Unpacks a block of Snappy (google/snappy, format_description.txt), or answers undefined when it is none. At most
 * `bytesMax` come out.
 *
 * ```
 *   | length (varint) | element … |
 *   element: | tag | literal bytes |   or   | tag | distance back |
 * ```
 */
export function unpackSnappy (packed: Uint8Array, bytesMax: number): Uint8Array | undefined {
  const head = readVarint(packed, 0)

  if (head == null || head.value > bytesMax) {
    return undefined
  }

  const target = new Uint8Array(head.value)
  let from = head.next
  let to = 0

  while (from < packed.length) {
    const element = elementAt(packed, from)
    const start = element.back === 0 ? element.next : to - element.back
    const source = element.back === 0 ? packed : target

    if (start < 0 || to + element.length > target.length || (element.back === 0 && start + element.length > packed.length)) {
      return undefined
    }

    // Byte by byte: a copy may reach into what it writes.
    for (let i = 0; i < element.length; i++) {
      target[to++] = source[start + i]
    }

    from = element.back === 0 ? start + element.length : element.next
  }

  return to === target.length ? target : undefined
}

/** A number of LEB128 of at most five bytes, and where it ends. */
export function readVarint (bytes: Uint8Array, at: number): { value: number, next: number } | undefined {
  let value = 0

  for (let i = 0; i < 5 && at + i < bytes.length; i++) {
    value += (bytes[at + i] & 0x7F) * 2 ** (7 * i)

    if (bytes[at + i] < 0x80) {
      return { value, next: at + i + 1 }
    }
  }

  return undefined
}

/** What stands at a tag: `back` is 0 for a literal, whose bytes begin at `next`. */
interface Element {
  readonly length: number
  readonly back: number
  readonly next: number
}

function elementAt (packed: Uint8Array, at: number): Element {
  const tag = packed[at]

  switch (tag & 3) {
    case 0: {
      const extra = Math.max(0, (tag >>> 2) - 59)
      return { length: 1 + (extra === 0 ? tag >>> 2 : readLittle(packed, at + 1, extra)), back: 0, next: at + 1 + extra }
    }
    case 1: return copy((tag >>> 2 & 7) + 4, (tag >>> 5) << 8 | packed[at + 1], at + 2)
    case 2: return copy((tag >>> 2) + 1, readLittle(packed, at + 1, 2), at + 3)
    default: return copy((tag >>> 2) + 1, readLittle(packed, at + 1, 4), at + 5)
  }
}

/** A copy from nowhere becomes one from before the start, which nobody takes. */
function copy (length: number, back: number, next: number): Element {
  return { length, back: back > 0 ? back : Infinity, next }
}

/** An unsigned little-endian integer. */
export function readLittle (bytes: Uint8Array, at: number, length: number): number {
  let value = 0

  for (let i = length - 1; i >= 0; i--) {
    value = value * 256 + (bytes[at + i] ?? 0)
  }

  return value
}
