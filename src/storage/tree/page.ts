import { FAN_OUT, ID_BYTES, KEY_BYTES, STAMP_BYTES } from './constants.ts'
import type { ChildRow } from './child-row.ts'

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
  /** The span of changes that may change this page in place; any other copies it first. */
  public readonly owner: number
  /** How many keys there are. */
  public count: number
  /** The children that this page stands for, once it holds more keys than a leaf and was asked for a digest. */
  public row: ChildRow | undefined
  private bytes: Uint8Array
  /** Offset of the first stamp. */
  private stampsStart: number

  constructor (owner: number, capacity = 0) {
    this.owner = owner
    this.count = 0
    this.row = undefined
    this.bytes = new Uint8Array(capacity * KEY_BYTES)
    this.stampsStart = capacity * ID_BYTES
  }

  /** A page over the bytes of its keys as `encode` gives them, which belong to the page from then on. */
  static over (bytes: Uint8Array, owner: number): Page {
    const page = new Page(owner)

    page.adopt(bytes)

    return page
  }

  /** Writes the ids of all keys, then their stamps, and keeps the bytes written in place of its own: no room is left over. */
  encodeInto (bytes: Uint8Array): void {
    bytes.set(this.ids(0, this.count))
    bytes.set(this.stamps(0, this.count), this.count * ID_BYTES)
    this.adopt(bytes)
  }

  /** The place of a key, or, when it is absent, -1 - the place where it belongs. */
  find (key: Uint8Array): number {
    const { bytes, stampsStart } = this
    const high = word(key, 0)
    const low = word(key, 4)
    let from = 0
    let to = this.count

    while (from < to) {
      const middle = (from + to) >>> 1
      const stamp = stampsStart + middle * STAMP_BYTES
      const order = word(bytes, stamp) - high || word(bytes, stamp + 4) - low || this.compareIds(middle, key)

      if (order === 0) {
        return middle
      }
      if (order < 0) {
        from = middle + 1
      } else {
        to = middle
      }
    }

    return -1 - from
  }

  /** Puts a key at the place where it belongs. */
  insert (key: Uint8Array, index: number): void {
    if (this.count * KEY_BYTES === this.bytes.length) {
      this.resize(Math.max(this.count + GROWTH_KEYS_MIN, Math.ceil(this.count * GROWTH_FACTOR)))
    }
    const { bytes, count } = this
    const id = index * ID_BYTES
    const stamp = this.stampsStart + index * STAMP_BYTES

    bytes.copyWithin(id + ID_BYTES, id, count * ID_BYTES)
    bytes.copyWithin(stamp + STAMP_BYTES, stamp, this.stampsStart + count * STAMP_BYTES)

    for (let i = 0; i < ID_BYTES; i++) {
      bytes[id + i] = key[STAMP_BYTES + i]
    }

    for (let i = 0; i < STAMP_BYTES; i++) {
      bytes[stamp + i] = key[i]
    }
    this.count++
  }

  /** Takes the key at a place away. */
  remove (index: number): void {
    const { bytes, count, stampsStart } = this

    bytes.copyWithin(index * ID_BYTES, (index + 1) * ID_BYTES, count * ID_BYTES)
    bytes.copyWithin(stampsStart + index * STAMP_BYTES, stampsStart + (index + 1) * STAMP_BYTES, stampsStart + count * STAMP_BYTES)
    this.count--
  }

  /** Takes note that the child of a nibble has one key more or less. */
  noteChange (nibble: number, more: 1 | -1): void {
    this.row?.setCount(nibble, this.row.count(nibble) + more)
  }

  /** Puts all keys of another page behind its own; they are greater, and there is room for them. */
  append (page: Page): void {
    this.bytes.set(page.ids(0, page.count), this.count * ID_BYTES)
    this.bytes.set(page.stamps(0, page.count), this.stampsStart + this.count * STAMP_BYTES)
    this.count += page.count
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
    const byte = this.bytes[this.place(depth) + index * this.stride(depth)]

    return (depth & 1) === 0 ? byte >>> 4 : byte & 15
  }

  /** Counts the keys of a run by their nibbles at a depth. */
  countNibbles ({ from, to, depth }: { from: number, to: number, depth: number }, row: ChildRow): void {
    const counts = new Array<number>(FAN_OUT).fill(0)
    const { bytes } = this
    const stride = this.stride(depth)
    const shift = (depth & 1) === 0 ? 4 : 0
    const end = this.place(depth) + to * stride

    for (let at = this.place(depth) + from * stride; at < end; at += stride) {
      counts[(bytes[at] >>> shift) & 15]++
    }
    counts.forEach((count, nibble) => { row.setCount(nibble, count) })
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

  private adopt (bytes: Uint8Array): void {
    this.bytes = bytes
    this.count = bytes.length / KEY_BYTES
    this.stampsStart = this.count * ID_BYTES
  }

  private stamps (from: number, to: number): Uint8Array {
    return this.bytes.subarray(this.stampsStart + from * STAMP_BYTES, this.stampsStart + to * STAMP_BYTES)
  }

  /** Where the byte with the nibble of a depth stands for the first key. */
  private place (depth: number): number {
    const offset = depth >>> 1

    return offset < STAMP_BYTES ? this.stampsStart + offset : offset - STAMP_BYTES
  }

  /** How far the same byte of the next key is away. */
  private stride (depth: number): number {
    return depth < 2 * STAMP_BYTES ? STAMP_BYTES : ID_BYTES
  }

  /** Negative, zero or positive: the id at a place stands before, at or behind that of a key. */
  private compareIds (index: number, key: Uint8Array): number {
    const start = index * ID_BYTES - STAMP_BYTES

    for (let offset = STAMP_BYTES; offset < KEY_BYTES; offset++) {
      const order = this.bytes[start + offset] - key[offset]

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
    this.stampsStart = capacity * ID_BYTES
  }
}

/** Four bytes as an unsigned number, big-endian. */
function word (bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] << 24) | (bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) | bytes[offset + 3]) >>> 0
}
