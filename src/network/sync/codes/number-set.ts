import { SyncCodeError, SyncFaultError } from '../errors.ts'
import type { BitReader } from './bit-reader.ts'
import type { BitWriter } from './bit-writer.ts'

/**
 * Different numbers in ascending order, each a safe integer of at least 0: the only form in which the codes take and give
 * sets of numbers.
 */
export type NumberSet = Float64Array

/** The numbers of any list, each once, in ascending order. */
export function numberSet (numbers: Iterable<number>): NumberSet {
  const sorted = Float64Array.from(numbers).sort()
  let kept = 0

  for (const number of sorted) {
    if (kept === 0 || number !== sorted[kept - 1]) {
      sorted[kept] = number
      kept++
    }
  }

  return sorted.slice(0, kept)
}

/** The place of a number in a set, or -1. */
export function placeIn (set: NumberSet, number: number): number {
  let from = 0
  let to = set.length

  while (from < to) {
    const middle = (from + to) >>> 1

    if (set[middle] < number) {
      from = middle + 1
    } else {
      to = middle
    }
  }

  return set[from] === number ? from : -1
}

/**
 * Writes a set of numbers below `size`: each as its distance from the lowest place that it can have, behind the one
 * before it, in Rice code. So there is no way to write a number twice, or out of order.
 *
 * @throws {SyncCodeError} when the numbers are no set below the size
 */
export function writeNumbers (writer: BitWriter, numbers: NumberSet, size: number): void {
  const width = riceWidth(numbers.length, size)
  let lowest = 0

  for (const number of numbers) {
    if (!(number >= lowest && number < size)) {
      throw new SyncCodeError('numbers of a set ascend below its size')
    }
    writer.writeRice(number - lowest, width)
    lowest = number + 1
  }
}

/**
 * Reads a set of `count` numbers below `size`. Memory is taken only for what the bytes can hold, and reading costs at most
 * the bytes.
 *
 * @throws {SyncFaultError} `malformed` when there are none
 */
export function readNumbers (reader: BitReader, { count, size }: { count: number, size: number }): NumberSet {
  const width = riceWidth(count, size)

  // Each number takes a zero and `width` bits at least.
  if (count > size || count * (width + 1) > reader.left) {
    throw new SyncFaultError('malformed', 'a set has more numbers than places')
  }
  const numbers = new Float64Array(count)
  let lowest = 0

  for (let index = 0; index < count; index++) {
    numbers[index] = lowest + reader.readRice(width, size - 1 - lowest)
    lowest = numbers[index] + 1
  }

  return numbers
}

/**
 * The parameter of the Rice code: the largest r for which `count` steps of 2^r fit into `size`. It is within 0.1 bit per
 * number of the best one, or 0.4 bit when a third to a half of all places are taken; when more are, the code is a bitmap.
 */
function riceWidth (count: number, size: number): number {
  const numbers = Math.max(1, count)
  let width = 0

  while (numbers * 2 ** (width + 1) <= size) {
    width++
  }

  return width
}
