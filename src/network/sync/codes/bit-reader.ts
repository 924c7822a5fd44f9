import { SyncFaultError } from '../errors.ts'

/**
 * Reads what a BitWriter wrote, from whatever bytes a peer sent. Every call throws SyncFaultError `malformed` for what
 * no writer writes there.
 */
export class BitReader {
  private readonly bytes: Uint8Array
  private position = 0

  constructor (bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** How many bits are still to be read. */
  get left (): number {
    return this.bytes.length * 8 - this.position
  }

  /** A number of `width` bits, 0 to 52. */
  read (width: number): number {
    if (width > this.left) {
      throw new SyncFaultError('malformed', 'a code ends too early')
    }
    let value = 0
    let left = width

    while (left > 0) {
      const offset = this.position % 8
      const taken = Math.min(left, 8 - offset)

      value = value * 2 ** taken + (this.bytes[this.position >>> 3] >>> (8 - offset - taken)) % 2 ** taken
      this.position += taken
      left -= taken
    }

    return value
  }

  /** How many ones stand before the next zero: no more than `max`. */
  readUnary (max: number): number {
    const start = this.position

    for (;;) {
      // The zeros of the rest of this byte as ones, with the next bit on top.
      const zeros = ~this.bytes[this.position >>> 3] << this.position % 8 & 0xff
      const run = zeros === 0 ? 8 - this.position % 8 : Math.clz32(zeros) - 24

      this.position += run

      if (this.position - start > max) {
        throw new SyncFaultError('malformed', 'a number of a code is too large')
      }
      if (this.left <= 0) {
        throw new SyncFaultError('malformed', 'a code ends too early')
      }
      if (zeros !== 0) {
        this.position++

        return this.position - start - 1
      }
    }
  }

  /** A number in the Rice code of a parameter: no more than `max`. */
  readRice (width: number, max: number): number {
    const value = this.readUnary(Math.floor(max / 2 ** width)) * 2 ** width + this.read(width)

    if (value > max) {
      throw new SyncFaultError('malformed', 'a number of a code is too large')
    }

    return value
  }

  /** A number of at least 1 in Elias's gamma code, no more than 2^32 - 1. */
  readGamma (): number {
    const width = this.readUnary(31)

    return 2 ** width + this.read(width)
  }

  /** Holds the peer to it that nothing follows but the zeros that fill the last byte. */
  end (): void {
    if (this.left >= 8 || this.read(this.left) !== 0) {
      throw new SyncFaultError('malformed', 'something stands behind a code')
    }
  }
}
