import { InvalidSketchInputError } from '../errors.ts'
import { COUNTERS, COUNTERS_BYTES } from './constants.ts'
import type { Item } from './item.ts'

/*
 * Only the lowest 12 bits of a counter matter, so two of them go into three bytes.
 *
 *   0              1               2
 *   | counter 2 i, 12 bits | counter 2 i + 1, 12 bits |   big-endian
 */
const MASK = 0xfff
const RANGE = 0x1000

/** Planes for each word of signs. */
const PLANES = 8

/** Items that the planes can count. */
const ITEMS_MAX = 2 ** PLANES - 1

/**
 * Sums signs. Those of an item are first added to planes, in which bit b of plane i is bit i of the number of set signs b:
 * a carry or two for 32 signs instead of 32 sums. The planes go into the sums when they are full, or somebody wants those.
 */
export class SignCounters {
  private readonly sums: Int32Array
  private readonly low = new Int32Array(PLANES)
  private readonly high = new Int32Array(PLANES)
  private items = 0

  /** Goes on from sums that belong to the counters from then on. */
  constructor (sums: Int32Array = new Int32Array(COUNTERS)) {
    this.sums = sums
  }

  /** Counts an item by its signs, or takes it away with sign −1, which is to count it by the opposite signs. */
  add (item: Item, sign: number): void {
    const flip = sign < 0 ? -1 : 0

    carry(this.low, item.lowSigns ^ flip)
    carry(this.high, item.highSigns ^ flip)

    if (++this.items === ITEMS_MAX) {
      this.settle()
    }
  }

  /** The sums so far, the very ones that the next item may change. */
  values (): Int32Array {
    this.settle()

    return this.sums
  }

  /** Empties the planes: each set sign counts 1, each other one −1. */
  private settle (): void {
    const { high, items, low, sums } = this

    if (items > 0) {
      for (let counter = 0; counter < COUNTERS; counter++) {
        sums[counter] += 2 * (counter < 32 ? countIn(low, counter) : countIn(high, counter - 32)) - items
      }
      low.fill(0)
      high.fill(0)
      this.items = 0
    }
  }
}

/** Adds one to the number in the planes at each bit that is set. */
function carry (planes: Int32Array, bits: number): void {
  for (let plane = 0, carried = bits; carried !== 0; plane++) {
    const before = planes[plane]

    planes[plane] = before ^ carried
    carried &= before
  }
}

/** The number in the planes at a bit. */
function countIn (planes: Int32Array, bit: number): number {
  return planes.reduce((sum, plane, index) => sum + ((plane >>> bit & 1) << index), 0)
}

/** The 84 bytes of 56 counters. */
export function encodeCounters (counters: Int32Array): Uint8Array {
  const bytes = new Uint8Array(COUNTERS_BYTES)

  for (let index = 0, offset = 0; index < COUNTERS; index += 2, offset += 3) {
    const pair = (counters[index] & MASK) << 12 | (counters[index + 1] & MASK)

    bytes[offset] = pair >>> 16
    bytes[offset + 1] = pair >>> 8
    bytes[offset + 2] = pair
  }

  return bytes
}

/**
 * Reads 56 counters, each as 0..4,095.
 *
 * @throws {InvalidSketchInputError} when there are not 84 bytes
 */
export function decodeCounters (bytes: Uint8Array): Int32Array {
  if (bytes.length !== COUNTERS_BYTES) {
    throw new InvalidSketchInputError('counters')
  }
  const counters = new Int32Array(COUNTERS)

  for (let index = 0, offset = 0; index < COUNTERS; index += 2, offset += 3) {
    const pair = bytes[offset] << 16 | bytes[offset + 1] << 8 | bytes[offset + 2]

    counters[index] = pair >>> 12
    counters[index + 1] = pair & MASK
  }

  return counters
}

/** The mean square of the differences of two vectors of counters, each difference taken as −2,048..2,047. */
export function meanSquare (ours: Int32Array, theirs: Int32Array): number {
  let sum = 0

  for (let index = 0; index < COUNTERS; index++) {
    const difference = (ours[index] - theirs[index]) & MASK
    const signed = difference < RANGE / 2 ? difference : difference - RANGE

    sum += signed * signed
  }

  return sum / COUNTERS
}
