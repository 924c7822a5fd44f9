/** Writes a stream of bits, the most significant one first in each byte. */
export class BitWriter {
  private bytes = new Uint8Array(64)
  private position = 0

  /** The lowest `width` bits of a number, 0 to 52 of them. */
  write (value: number, width: number): void {
    this.reserve(width)
    let left = width

    while (left > 0) {
      const taken = Math.min(left, 8 - this.position % 8)
      const part = Math.floor(value / 2 ** (left - taken)) % 2 ** taken

      this.bytes[this.position >>> 3] |= part << (8 - this.position % 8 - taken)
      this.position += taken
      left -= taken
    }
  }

  /** So many ones, then a zero. */
  writeUnary (count: number): void {
    this.reserve(count + 1)

    for (const end = this.position + count; this.position < end; this.position++) {
      this.bytes[this.position >>> 3] |= 128 >>> this.position % 8
    }
    this.position++
  }

  /** A number in the Rice code of a parameter: what is above the lowest `width` bits in unary, then these bits. */
  writeRice (value: number, width: number): void {
    this.writeUnary(Math.floor(value / 2 ** width))
    this.write(value, width)
  }

  /** A number from 1 to 2^32 - 1 in Elias's gamma code: one 1 less than it has binary digits, a zero, the digits behind the first. */
  writeGamma (value: number): void {
    const width = 31 - Math.clz32(value)

    this.writeUnary(width)
    this.write(value, width)
  }

  /** All that was written; the last byte is filled up with zeros. */
  finish (): Uint8Array {
    return this.bytes.slice(0, Math.ceil(this.position / 8))
  }

  private reserve (bits: number): void {
    const needed = (this.position + bits + 7) >>> 3

    if (needed > this.bytes.length) {
      const bytes = new Uint8Array(Math.max(needed, this.bytes.length * 2))

      bytes.set(this.bytes)
      this.bytes = bytes
    }
  }
}
