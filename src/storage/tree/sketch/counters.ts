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

/** Counts an item by its signs, or takes it away with sign −1. */
export function countItem (counters: Int32Array, item: Item, sign: number): void {
  const low = item.lowSigns
  const high = item.highSigns
  const twice = sign * 2

  for (let bit = 0; bit < 32; bit++) {
    counters[bit] += (low >>> bit & 1) * twice - sign
  }

  for (let bit = 0; bit < COUNTERS - 32; bit++) {
    counters[32 + bit] += (high >>> bit & 1) * twice - sign
  }
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
