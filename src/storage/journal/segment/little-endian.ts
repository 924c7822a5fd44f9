/** Reads an unsigned 32-bit integer, least significant byte first. */
export function readUint32 (bytes: Uint8Array, position: number): number {
  return (bytes[position] | bytes[position + 1] << 8 | bytes[position + 2] << 16 | bytes[position + 3] << 24) >>> 0
}

/** Writes an unsigned 32-bit integer, least significant byte first. */
export function writeUint32 (bytes: Uint8Array, position: number, value: number): void {
  bytes[position] = value
  bytes[position + 1] = value >>> 8
  bytes[position + 2] = value >>> 16
  bytes[position + 3] = value >>> 24
}
