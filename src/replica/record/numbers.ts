/** Writes an unsigned integer below 2^48 in six bytes, big endian, so that bytes order as numbers do. */
export function writeU48 (target: Uint8Array, position: number, value: number): void {
  writeU16(target, position, Math.floor(value / 2 ** 32))
  writeU32(target, position + 2, value % 2 ** 32)
}

/** Reads what {@link writeU48} wrote. */
export function readU48 (bytes: Uint8Array, position: number): number {
  return readU16(bytes, position) * 2 ** 32 + readU32(bytes, position + 2)
}

/** Writes an unsigned integer below 2^32 in four bytes, big endian. */
export function writeU32 (target: Uint8Array, position: number, value: number): void {
  target[position] = value >>> 24
  target[position + 1] = value >>> 16
  target[position + 2] = value >>> 8
  target[position + 3] = value
}

/** Reads what {@link writeU32} wrote. */
export function readU32 (bytes: Uint8Array, position: number): number {
  return bytes[position] * 2 ** 24 + (bytes[position + 1] << 16 | bytes[position + 2] << 8 | bytes[position + 3])
}

/** Writes an unsigned integer below 2^16 in two bytes, big endian. */
export function writeU16 (target: Uint8Array, position: number, value: number): void {
  target[position] = value >>> 8
  target[position + 1] = value
}

/** Reads what {@link writeU16} wrote. */
export function readU16 (bytes: Uint8Array, position: number): number {
  return bytes[position] << 8 | bytes[position + 1]
}

/** How many bytes {@link writeVarint} takes for a value. */
export function varintLength (value: number): number {
  let length = 1

  for (let rest = value >>> 7; rest > 0; rest >>>= 7) {
    length++
  }

  return length
}

/** Writes an unsigned integer below 2^28, seven bits a byte, lowest first (LEB128), and returns the position behind it. */
export function writeVarint (target: Uint8Array, position: number, value: number): number {
  let rest = value

  while (rest >= 0x80) {
    target[position++] = rest & 0x7F | 0x80
    rest >>>= 7
  }

  target[position++] = rest
  return position
}

/** Reads what {@link writeVarint} wrote; the position behind it is `position + varintLength(value)`. */
export function readVarint (bytes: Uint8Array, position: number): number {
  let value = 0
  let shift = 0
  let byte = 0

  do {
    byte = bytes[position++]
    value |= (byte & 0x7F) << shift
    shift += 7
  } while (byte >= 0x80 && shift < 28)

  return value
}
