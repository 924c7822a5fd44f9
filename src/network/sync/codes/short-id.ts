import { STAMP_BYTES } from '../../../storage/tree/index.ts'
import { REQUEST_BITS_SPARE, SHORT_ID_BITS } from '../constants.ts'
import { hashOf } from '../driver/entry.ts'
import { numberSet, placeIn } from './number-set.ts'
import type { NumberSet } from './number-set.ts'
import type { ShortIdRequest } from './request-code.ts'

/** Bits of a hash by which most keys are told from those that are wanted. */
const BEGINNING_BITS = 20

/** The first 40 bits of the hash of a bundle, as a number. */
export function shortIdOf (hash: Uint8Array): number {
  return hash[0] * 2 ** 32 + ((hash[1] << 24 | hash[2] << 16 | hash[3] << 8 | hash[4]) >>> 0)
}

/**
 * The request for bundles of which the short ids are known: as many bits of each as the set of the peer needs, so that
 * one in 8,192 numbers names a bundle too many.
 *
 * @param shortIds - numbers below 2^40, in any order, the same one any number of times; at least one
 * @param count - how many bundles the peer has
 */
export function requestOf (shortIds: Iterable<number>, count: number): ShortIdRequest {
  const bits = Math.min(SHORT_ID_BITS, Math.ceil(Math.log2(Math.max(2, count))) + REQUEST_BITS_SPARE)
  const step = 2 ** (SHORT_ID_BITS - bits)

  return { kind: 'ids', bits, ids: numberSet(Array.from(shortIds, id => Math.floor(id / step))) }
}

/**
 * Those of some keys that a request names, in their order. A number that several keys begin with names all of them, one
 * that none begins with names nothing. A key that is not named costs one look at a table of 128 KiB in most cases.
 *
 * @param keys - keys of a tree, 40 bytes each
 */
export function * keysRequested (keys: Iterable<Uint8Array>, { bits, ids }: ShortIdRequest): Generator<Uint8Array> {
  const step = 2 ** (SHORT_ID_BITS - bits)
  const table = beginningsOf(ids, bits)

  for (const key of keys) {
    const beginning = key[STAMP_BYTES] << 12 | key[STAMP_BYTES + 1] << 4 | key[STAMP_BYTES + 2] >>> 4

    if ((table[beginning >>> 3] >>> beginning % 8 & 1) === 1 && placeIn(ids, Math.floor(shortIdOf(hashOf(key)) / step)) >= 0) {
      yield key
    }
  }
}

/** One bit for each beginning of 20 bits that a hash can have; those are set that some id allows. */
function beginningsOf (ids: NumberSet, bits: number): Uint8Array {
  const table = new Uint8Array(2 ** (BEGINNING_BITS - 3))
  const share = 2 ** (BEGINNING_BITS - bits)

  for (const id of ids) {
    // A short id may leave the last bits of the beginning open.
    for (let beginning = Math.floor(id * share), end = (id + 1) * share; beginning < end; beginning++) {
      table[beginning >>> 3] |= 1 << beginning % 8
    }
  }

  return table
}
