import { Uint8ArrayList } from 'uint8arraylist'
import { FRAME_BYTES_MAX, FRAME_PREFIX_BYTES_MAX } from './constants.ts'
import { FrameTooLargeError, MalformedFrameError } from './errors.ts'

/**
 * A frame on the wire: an unsigned varint with the length of the body in bytes (1 to 131,072, in its shortest form),
 * then the body.
 *
 * ```
 * +---------------+--------------------+
 * | length varint | body               |
 * | 1..3 bytes    | 1..131,072 bytes   |
 * +---------------+--------------------+
 * ```
 *
 * The body is not copied.
 *
 * @throws {FrameTooLargeError} when the body is too long
 * @throws {MalformedFrameError} when the body is empty
 */
export function encodeFrame (body: Uint8Array): Uint8ArrayList {
  if (body.length > FRAME_BYTES_MAX) {
    throw new FrameTooLargeError(body.length)
  }

  if (body.length === 0) {
    throw new MalformedFrameError('empty')
  }

  return new Uint8ArrayList(encodeLength(body.length), body)
}

/** Bytes that a body of this length takes on the wire, prefix included. */
export function frameLength (bodyLength: number): number {
  return encodeLength(bodyLength).length + bodyLength
}

function encodeLength (length: number): Uint8Array {
  const bytes: number[] = []

  for (let rest = length; ; rest >>>= 7) {
    if (rest < 0x80) {
      bytes.push(rest)
      return Uint8Array.from(bytes)
    }

    bytes.push((rest & 0x7f) | 0x80)
  }
}

/**
 * Cuts a stream of bytes, which arrive in any pieces, into the bodies of its frames. A length above the limit is
 * refused when its prefix is complete, whatever follows.
 */
export class FrameReader {
  private readonly buffer = new Uint8ArrayList()
  private bodyLength: number | undefined

  /** Bytes that arrived and were not taken out yet. */
  get bufferedBytes (): number {
    return this.buffer.byteLength
  }

  /** Adds bytes at the end. */
  push (bytes: Uint8Array | Uint8ArrayList): void {
    this.buffer.append(bytes)
  }

  /**
   * The next whole body, or undefined until more bytes arrive. It may share memory with what was pushed.
   *
   * @throws {FrameTooLargeError | MalformedFrameError} and again at each later call
   */
  next (): Uint8Array | undefined {
    this.bodyLength ??= this.readLength()

    if (this.bodyLength === undefined || this.buffer.byteLength < this.bodyLength) {
      return undefined
    }

    const body = this.buffer.subarray(0, this.bodyLength)
    this.buffer.consume(this.bodyLength)
    this.bodyLength = undefined

    return body
  }

  private readLength (): number | undefined {
    let length = 0

    for (let index = 0; index < FRAME_PREFIX_BYTES_MAX; index++) {
      if (index === this.buffer.byteLength) {
        return undefined
      }

      const byte = this.buffer.get(index)
      length += (byte & 0x7f) << (7 * index)

      if (byte < 0x80) {
        checkLength(length, byte === 0)
        this.buffer.consume(index + 1)
        return length
      }
    }

    throw new FrameTooLargeError(2 ** (7 * FRAME_PREFIX_BYTES_MAX))
  }
}

function checkLength (length: number, endsInZero: boolean): void {
  if (length === 0) {
    throw new MalformedFrameError('empty')
  }

  if (endsInZero) {
    throw new MalformedFrameError('long-form')
  }

  if (length > FRAME_BYTES_MAX) {
    throw new FrameTooLargeError(length)
  }
}
