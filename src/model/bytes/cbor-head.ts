import { MAJOR_SIMPLE, MAJOR_UINT } from './constants.ts'
import { NotCanonicalError } from './errors.ts'

const INFO_ONE_BYTE = 24
const INFO_TWO_BYTES = 25
const INFO_FOUR_BYTES = 26
const INFO_EIGHT_BYTES = 27
const INFO_INDEFINITE = 31

const double = new DataView(new ArrayBuffer(8))

/**
 * Walks over encoded CBOR head by head. A head is one to nine bytes:
 *
 * ```
 *   7 6 5 | 4 3 2 1 0      then, by info
 *   major | info           0..23 nothing · 24 one byte · 25 two · 26 four · 27 eight, big endian
 * ```
 *
 * Only heads in their shortest form pass, whoever reads.
 */
export class CborHeads {
  public readonly bytes: Uint8Array
  /** Where the next byte is read. After a head this is the first byte of its content. */
  public position = 0
  /** Upper three bits of the head that was read last. */
  public major = MAJOR_UINT
  /** Lower five bits of that head. */
  public info = 0
  /** Its number: the value of an integer, or the length of a string, list or map. Zero for simple values. */
  public argument = 0

  constructor (bytes: Uint8Array) {
    this.bytes = bytes
  }

  /**
   * Reads the head at the position.
   *
   * @throws {NotCanonicalError} when it is cut off, longer than needed, open-ended or reserved
   */
  read (): void {
    if (this.position >= this.bytes.length) {
      throw new NotCanonicalError('truncated')
    }

    const first = this.bytes[this.position++]
    this.major = first >> 5
    this.info = first & 31

    if (this.info < INFO_ONE_BYTE) {
      this.argument = this.info
    } else if (this.major === MAJOR_SIMPLE) {
      this.argument = 0
    } else {
      this.argument = this.#longArgument()
    }
  }

  /**
   * Reads the eight bytes of a float64 whose head was read.
   *
   * @throws {NotCanonicalError} when the bytes end before
   */
  double (): number {
    if (this.bytes.length - this.position < 8) {
      throw new NotCanonicalError('truncated')
    }

    for (let i = 0; i < 8; i++) {
      double.setUint8(i, this.bytes[this.position++])
    }

    return double.getFloat64(0)
  }

  #longArgument (): number {
    switch (this.info) {
      case INFO_ONE_BYTE:
        return this.#atLeast(INFO_ONE_BYTE, this.#uint(1))
      case INFO_TWO_BYTES:
        return this.#atLeast(0x100, this.#uint(2))
      case INFO_FOUR_BYTES:
        return this.#atLeast(0x1_0000, this.#uint(4))
      case INFO_EIGHT_BYTES:
        return this.#atLeast(0x1_0000_0000, this.#uint(8))
      default:
        throw new NotCanonicalError(this.info === INFO_INDEFINITE ? 'indefinite' : 'reserved')
    }
  }

  #uint (length: number): number {
    const end = this.position + length

    if (end > this.bytes.length) {
      throw new NotCanonicalError('truncated')
    }

    let value = 0

    while (this.position < end) {
      value = value * 256 + this.bytes[this.position++]
    }

    return value
  }

  #atLeast (least: number, value: number): number {
    if (value < least) {
      throw new NotCanonicalError('long-form')
    }

    return value
  }
}
