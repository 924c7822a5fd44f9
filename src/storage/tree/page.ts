import { ID_BYTES, KEY_BYTES, STAMP_BYTES } from './constants.ts'
import type { DigestRow } from './digest-row.ts'

/** A page grows by this share of its size, or by this many keys when it is small. */
const GROWTH_FACTOR = 1.2
const GROWTH_KEYS_MIN = 4

/**
 * Up to 256 keys in ascending order, all of one subtree. Ids and stamps stand apart, so that the ids of any run of keys
 * are hashed without copying them one by one:
 *
 * ```
 * | id 0 | id 1 | …  room for more | stamp 0 | stamp 1 | … room for more |
 *   32     32                        8         8
 * ```
 */
export class Page {
  /** The span of inserts that may change this page in place; any other copies it first. */
  public readonly owner: number
  /** How many keys there are. */
  public count: number
  /** Digests of the children that this page stands for, once it holds more keys than a leaf. */
  public row: DigestRow | undefined
  private bytes: Uint8Array

  constructor (owner: number, capacity = 0) {
    this.owner = owner
    this.count = 0
    this.row = undefined
    this.bytes = new Uint8Array(capacity * KEY_BYTES)
  }

  /** The place of a key, or, when it is absent, -1 - the place where it belongs. */
  find (key: Uint8Array): number {
    let low = 0
    let high = this.count

    while (low < high) {
      const middle = (low + high) >>> 1
      const order = this.compare(middle, key)

      if (order === 0) {
        return middle
      }
      if (order < 0) {
        low = middle + 1
      } else {
        high = middle
      }
    }

    return -1 - low
  }

  /** Puts a key at the place where it belongs. */
  insert (key: Uint8Array, index: number): void {
    if (this.count === this.capacity) {
      this.resize(Math.max(this.count + GROWTH_KEYS_MIN, Math.ceil(this.count * GROWTH_FACTOR)))
    }
    const { bytes, count, stampsStart } = this

    bytes.copyWithin((index + 1) * ID_BYTES, index * ID_BYTES, count * ID_BYTES)
    bytes.copyWithin(stampsStart + (index + 1) * STAMP_BYTES, stampsStart + index * STAMP_BYTES, stampsStart + count * STAMP_BYTES)
    bytes.set(key.subarray(STAMP_BYTES), index * ID_BYTES)
    bytes.set(key.subarray(0, STAMP_BYTES), stampsStart + index * STAMP_BYTES)
    this.count++
  }

  /** A copy of the key at a place, 40 bytes. */
  key (index: number): Uint8Array {
    const key = new Uint8Array(KEY_BYTES)

    key.set(this.stamps(index, index + 1))
    key.set(this.ids(index, index + 1), STAMP_BYTES)

    return key
  }

  /** The ids of a run of keys, in place. */
  ids (from: number, to: number): Uint8Array {
    return this.bytes.subarray(from * ID_BYTES, to * ID_BYTES)
  }

  /** The nibble at a depth of the key at a place. */
  nibble (index: number, depth: number): number {
    const byte = this.byte(index, depth >>> 1)

    return (depth & 1) === 0 ? byte >>> 4 : byte & 15
  }

  /** A page of its own with a run of the keys, and without digests. */
  slice (from: number, to: number, owner: number): Page {
    const page = new Page(owner, to - from)

    page.count = to - from
    page.bytes.set(this.ids(from, to))
    page.bytes.set(this.stamps(from, to), page.stampsStart)

    return page
  }

  /** A page of its own with the same keys and digests. */
  copy (owner: number): Page {
    const page = this.slice(0, this.count, owner)

    page.row = this.row?.copy()

    return page
  }

  private get capacity (): number {
    return this.bytes.length / KEY_BYTES
  }

  private get stampsStart (): number {
    return this.capacity * ID_BYTES
  }

  private stamps (from: number, to: number): Uint8Array {
    return this.bytes.subarray(this.stampsStart + from * STAMP_BYTES, this.stampsStart + to * STAMP_BYTES)
  }

  /** The byte at an offset of the key at a place. */
  private byte (index: number, offset: number): number {
    return offset < STAMP_BYTES
      ? this.bytes[this.stampsStart + index * STAMP_BYTES + offset]
      : this.bytes[index * ID_BYTES + offset - STAMP_BYTES]
  }

  /** Negative, zero or positive: the key at a place stands before, at or behind another. */
  private compare (index: number, key: Uint8Array): number {
    for (let offset = 0; offset < KEY_BYTES; offset++) {
      const order = this.byte(index, offset) - key[offset]

      if (order !== 0) {
        return order
      }
    }

    return 0
  }

  private resize (capacity: number): void {
    const bytes = new Uint8Array(capacity * KEY_BYTES)

    bytes.set(this.ids(0, this.count))
    bytes.set(this.stamps(0, this.count), capacity * ID_BYTES)
    this.bytes = bytes
  }
}
