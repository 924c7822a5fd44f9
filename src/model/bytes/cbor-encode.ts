import { equalBytes } from './compare.ts'
import {
  CBOR_FORBIDDEN_KEYS, MAJOR_BYTES, MAJOR_LIST, MAJOR_MAP, MAJOR_NEGATIVE, MAJOR_SIMPLE, MAJOR_TEXT, MAJOR_UINT,
  SIMPLE_DOUBLE, SIMPLE_FALSE, SIMPLE_NULL, SIMPLE_TRUE
} from './constants.ts'
import { NotCanonicalError } from './errors.ts'
import { compareUtf8, utf8Length } from './utf8.ts'
import type { CborLimits, CborMap, CborValue } from './cbor-value.ts'

/**
 * First room for an encoded value, in bytes: most facts and headers fit.
 */
const ROOM_START = 1024

/**
 * Up to here the room of one call is kept for the next, in bytes: one frame of the wire.
 */
const ROOM_KEPT = 131_072

/**
 * Where the encoder of the platform overtakes character by character work, in characters.
 */
const SHORT_TEXT = 192

const BYTE_ORDER_MARK = 0xfeff
const HEAD_BYTES_MAX = 9

const encoder = new TextEncoder()
let spareRoom: Uint8Array<ArrayBuffer> | undefined

/**
 * Encodes one value into a room that grows, and refuses whatever has no canonical form.
 */
export class CborWriter {
  #room: Uint8Array<ArrayBuffer>
  #length = 0
  readonly #limits: Required<CborLimits>
  #depth = 0
  #items = 0

  constructor (limits: Required<CborLimits>) {
    // Whoever encodes from within a getter of a value finds no spare room and takes a new one.
    this.#room = spareRoom ?? new Uint8Array(ROOM_START)
    this.#limits = limits
    spareRoom = undefined
  }

  /**
   * A copy of what was written.
   *
   * @throws {NotCanonicalError} when it is longer than the limit
   */
  bytes (): Uint8Array<ArrayBuffer> {
    if (this.#length > this.#limits.bytesMax) {
      throw new NotCanonicalError('size')
    }

    return this.#room.slice(0, this.#length)
  }

  /**
   * True when exactly these bytes were written.
   */
  hasWritten (bytes: Uint8Array): boolean {
    return equalBytes(this.#room.subarray(0, this.#length), bytes)
  }

  /**
   * Gives the room back for the next writer. This one is done then.
   */
  release (): void {
    if (this.#room.length <= ROOM_KEPT) {
      spareRoom = this.#room
    }
  }

  /**
   * Writes one value and all that it holds.
   *
   * @throws {NotCanonicalError} when the value or a part of it has no canonical form, or a limit is passed
   */
  value (value: CborValue): void {
    if (++this.#items > this.#limits.itemsMax) {
      throw new NotCanonicalError('items')
    }

    if (typeof value === 'string') {
      this.#text(value)
    } else if (typeof value === 'number') {
      this.#number(value)
    } else if (value instanceof Uint8Array) {
      this.#head(MAJOR_BYTES, value.length)
      this.#reserve(value.length)
      this.#room.set(value, this.#length)
      this.#length += value.length
    } else if (value === null) {
      this.#head(MAJOR_SIMPLE, SIMPLE_NULL)
    } else if (typeof value === 'boolean') {
      this.#head(MAJOR_SIMPLE, value ? SIMPLE_TRUE : SIMPLE_FALSE)
    } else {
      this.#container(value)
    }
  }

  #container (value: CborValue[] | CborMap): void {
    if (++this.#depth > this.#limits.depthMax) {
      throw new NotCanonicalError('depth')
    }

    if (Array.isArray(value)) {
      this.#head(MAJOR_LIST, value.length)

      for (let i = 0; i < value.length; i++) {
        this.value(value[i])
      }
    } else {
      this.#map(value)
    }

    this.#depth--
  }

  #map (map: CborMap): void {
    const keys = sortedKeys(map)
    this.#head(MAJOR_MAP, keys.length)

    for (const key of keys) {
      this.value(key)
      this.value(map[key])
    }
  }

  #number (value: number): void {
    if (Number.isSafeInteger(value)) {
      if (value < 0) {
        this.#head(MAJOR_NEGATIVE, -1 - value)
      } else {
        // Here −0 becomes 0.
        this.#head(MAJOR_UINT, value)
      }
    } else if (Number.isFinite(value)) {
      this.#double(value)
    } else {
      throw new NotCanonicalError('float-value')
    }
  }

  #double (value: number): void {
    this.#reserve(HEAD_BYTES_MAX)
    this.#room[this.#length] = MAJOR_SIMPLE << 5 | SIMPLE_DOUBLE
    new DataView(this.#room.buffer).setFloat64(this.#length + 1, value)
    this.#length += HEAD_BYTES_MAX
  }

  /**
   * Most text is short ASCII, where one byte is one character: it is written on trial, and taken back when it turns out
   * to be something else.
   */
  #text (text: string): void {
    const start = this.#length

    if (text.length > SHORT_TEXT || !this.#ascii(text)) {
      this.#length = start
      this.#utf8(text)
    }
  }

  #ascii (text: string): boolean {
    this.#head(MAJOR_TEXT, text.length)
    this.#reserve(text.length)
    const room = this.#room
    const start = this.#length

    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)

      if (unit >= 0x80) {
        return false
      }

      room[start + i] = unit
    }

    this.#length += text.length

    return true
  }

  #utf8 (text: string): void {
    const length = utf8Length(text)

    if (length < 0 || text.charCodeAt(0) === BYTE_ORDER_MARK) {
      throw new NotCanonicalError('text')
    }

    this.#head(MAJOR_TEXT, length)
    this.#reserve(length)
    encoder.encodeInto(text, this.#room.subarray(this.#length))
    this.#length += length
  }

  /**
   * Writes a head in its shortest form; the form is drawn in `cbor-head.ts`.
   */
  #head (major: number, argument: number): void {
    this.#reserve(HEAD_BYTES_MAX)

    if (argument < 24) {
      this.#room[this.#length++] = major << 5 | argument
    } else if (argument < 0x100) {
      this.#longHead(major << 5 | 24, argument, 1)
    } else if (argument < 0x1_0000) {
      this.#longHead(major << 5 | 25, argument, 2)
    } else if (argument < 0x1_0000_0000) {
      this.#longHead(major << 5 | 26, argument, 4)
    } else {
      this.#longHead(major << 5 | 27, argument, 8)
    }
  }

  #longHead (first: number, argument: number, length: number): void {
    this.#room[this.#length] = first
    let rest = argument

    for (let i = length; i > 0; i--) {
      this.#room[this.#length + i] = rest % 256
      rest = Math.floor(rest / 256)
    }

    this.#length += 1 + length
  }

  #reserve (length: number): void {
    const needed = this.#length + length

    if (needed <= this.#room.length) {
      return
    }

    // Room for a head is asked for whole, whatever length it takes then.
    if (needed > this.#limits.bytesMax + HEAD_BYTES_MAX) {
      throw new NotCanonicalError('size')
    }

    const room = new Uint8Array(Math.max(needed, 2 * this.#room.length))
    room.set(this.#room.subarray(0, this.#length))
    this.#room = room
  }
}

/**
 * The keys of a map in the order of their encoded bytes. Most maps are written in that order already.
 */
function sortedKeys (map: CborMap): string[] {
  const prototype: unknown = typeof map === 'object' ? Object.getPrototypeOf(map) : undefined

  if (prototype !== null && prototype !== Object.prototype) {
    throw new NotCanonicalError('type')
  }

  const keys = Object.keys(map)
  let sorted = true

  for (let i = 0; i < keys.length; i++) {
    if (CBOR_FORBIDDEN_KEYS.includes(keys[i])) {
      throw new NotCanonicalError('key-forbidden')
    }

    sorted = sorted && (i === 0 || compareKeys(keys[i - 1], keys[i]) < 0)
  }

  return sorted ? keys : keys.sort(compareKeys)
}

function compareKeys (a: string, b: string): number {
  return utf8Length(a) - utf8Length(b) || compareUtf8(a, b)
}
