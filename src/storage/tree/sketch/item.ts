import { STAMP_BYTES } from '../constants.ts'
import { checkSalt } from './salt.ts'

const TWO_TO_32 = 4_294_967_296

/** A mixed word below this belongs to the dense class: 15 % of 2^32. */
const DENSE_BELOW = 644_245_094

/**
 * A bijection of 32-bit words in which every bit of the input moves half of the bits of the output. The constants are
 * those that C. Wellons and T. Ettinger found by search (hash-prospector, public domain).
 */
function mix (word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97)

  return word ^ (word >>> 15)
}

/*
 *   head, tail    the first 4 bytes of the id, and the fifth
 *   x0            mix(head ^ salt 0)
 *   y             mix((tail * 9e3779b1 ^ salt 1) + x0)
 *   x             mix(x0 + y * 85157af5)
 *   z             mix((x ^ 5bd1e995) + y * 27d4eb2f)
 */

/**
 * The words that a short id gets under a salt. All fields are 32-bit integers (signed, as JavaScript's operators make
 * them). One object is loaded anew for each item, because an object for each would cost as much as the work.
 */
export class Item {
  public head = 0
  /** The second word of a cell that holds this item alone, but its count: fifth byte of the id, 22 bits of check, 00. */
  public mark = 0
  /** Where the way begins: x. Each cell on it adds the step, y | 1, and `nextCell` mixes the sum. */
  public state = 0
  public step = 0
  private readonly salt0: number
  private readonly salt1: number
  private y = 0
  private z = 0

  constructor (salt: Uint8Array) {
    checkSalt(salt)
    this.salt0 = wordAt(salt, 0)
    this.salt1 = wordAt(salt, 4)
  }

  /** Makes the words of a short id. */
  load (head: number, tail: number): void {
    const x0 = mix(head ^ this.salt0)
    const y = mix((Math.imul(tail, 0x9e3779b1) ^ this.salt1) + x0 | 0)
    const x = mix(x0 + Math.imul(y, 0x85157af5) | 0)
    const z = mix((x ^ 0x5bd1e995) + Math.imul(y, 0x27d4eb2f) | 0)

    this.head = head
    this.mark = tail << 24 | (z >>> 10) << 2
    this.state = x
    this.step = y | 1
    this.y = y
    this.z = z
  }

  /** Makes the words of a key of 40 bytes. */
  loadKey (key: Uint8Array): void {
    this.load(wordAt(key, STAMP_BYTES), key[STAMP_BYTES + 4])
  }

  /** Whether the item belongs to the dense class. */
  get dense (): boolean {
    return mix(this.z ^ this.y) >>> 0 < DENSE_BELOW
  }

  /** The signs for counters 0..31, one per bit; a set bit counts up. */
  get lowSigns (): number {
    return mix(this.z + 0x165667b1 | 0)
  }

  /** The signs for counters 32..55 in the low 24 bits. */
  get highSigns (): number {
    return mix(this.z + 0x2ca6af62 | 0)
  }
}

/**
 * The cell behind a cell on the way of an item. Of a uniform u in (0, 1) it makes ⌈(cell + c) / u^α − c⌉ with α = 1/8 and
 * c = 4.5 in the dense class, α = 5/8 and c = 1.3 in the other, by operations that IEEE 754 rounds in one way only.
 *
 * @param cell - where the way stands
 * @param state - the item's state after another step was added to it
 */
export function nextCell (cell: number, state: number, dense: boolean): number {
  const root = Math.sqrt(((mix(state) >>> 0) + 0.5) / TWO_TO_32)
  const eighth = Math.sqrt(Math.sqrt(root))
  const next = dense ? Math.ceil((cell + 4.5) / eighth - 4.5) : Math.ceil((cell + 1.3) / (root * eighth) - 1.3)

  return next > cell ? next : cell + 1
}

/** A short id as a number below 2^40. */
export function shortIdOf (head: number, mark: number): number {
  return (head >>> 0) * 256 + (mark >>> 24)
}

/** Four bytes as a big-endian word. */
function wordAt (bytes: Uint8Array, offset: number): number {
  return bytes[offset] << 24 | bytes[offset + 1] << 16 | bytes[offset + 2] << 8 | bytes[offset + 3]
}
