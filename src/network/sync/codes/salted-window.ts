import { deriveHash } from '../../../model/bytes/index.ts'
import { LIST_BITS_MAX, LIST_ENTRIES_MAX, LIST_MISS_ONE_IN, LIST_SPACE_MIN } from '../constants.ts'
import { hashOf } from '../driver/entry.ts'
import { SyncFaultError } from '../errors.ts'
import { numberSet, placeIn } from './number-set.ts'
import type { NumberSet } from './number-set.ts'

/*
 * The salted hash of a bundle: BLAKE3 derive_key over nonce 8 | hash of the bundle 32; its first 48 bits, big-endian.
 */
const saltedHash = deriveHash('factmesh sync v1 list')
const SALTED_BITS = 48

/** How salted values are made. */
export interface Salt {
  /** The nonce of the session, 8 bytes. */
  readonly nonce: Uint8Array
  /** How many bits of a salted hash a value has, 12 to 48. */
  readonly bits: number
}

/** What a list of the other side says about the keys of a window. */
export interface WindowComparison {
  /** Keys that the list does not name, in key order: the other side lacks them. */
  readonly keys: Uint8Array[]
  /** Indexes of the values of the list that no key has: we lack what they stand for. */
  readonly ranks: NumberSet
}

/**
 * How many bits the values of a list need: with so many, less than one list in 64 hides a bundle from its reader behind
 * another one of the same value.
 *
 * @param listed - how many keys the list names
 * @param compared - how many keys its reader holds against it
 */
export function listBits (listed: number, compared: number): number {
  const space = Math.max(1, listed) * Math.max(LIST_SPACE_MIN, LIST_MISS_ONE_IN * compared)

  return Math.min(LIST_BITS_MAX, Math.ceil(Math.log2(space)))
}

/** The keys of one side from a checkpoint on, each with its salted value. Both sides make one, and each knows its own keys only. */
export class SaltedWindow {
  private readonly keys: Uint8Array[] = []
  /** The value of each key. */
  private readonly saltedValues: Float64Array

  /**
   * @throws {SyncFaultError} `limit` when there are more than 131,072 keys
   */
  constructor (keys: Iterable<Uint8Array>, { nonce, bits }: Salt) {
    const step = 2 ** (SALTED_BITS - bits)

    for (const key of keys) {
      if (this.keys.push(key) > LIST_ENTRIES_MAX) {
        throw new SyncFaultError('limit', 'too many keys are to be listed')
      }
    }
    this.saltedValues = Float64Array.from(this.keys, key => Math.floor(first48(saltedHash(nonce, hashOf(key))) / step))
  }

  /** The values of all keys, as a list names them. */
  values (): NumberSet {
    return numberSet(this.saltedValues)
  }

  /** Holds the values of a list of the other side, with the same salt, against the keys. */
  compare (values: NumberSet): WindowComparison {
    const found = new Uint8Array(values.length)
    const keys = this.keys.filter((_, index) => {
      const rank = placeIn(values, this.saltedValues[index])

      if (rank >= 0) {
        found[rank] = 1
      }

      return rank < 0
    })

    return { keys, ranks: numberSet([...found.keys()].filter(rank => found[rank] === 0)) }
  }

  /**
   * The keys that ranks of our own list name, in key order; a value that several keys have names all of them.
   *
   * @param ranks - indexes into `values()`
   */
  keysAt (ranks: NumberSet): Uint8Array[] {
    const values = this.values()
    const wanted = ranks.map(rank => values[rank])

    return this.keys.filter((_, index) => placeIn(wanted, this.saltedValues[index]) >= 0)
  }
}

/** The first 48 bits of a hash as a number. */
function first48 (hash: Uint8Array): number {
  return (hash[0] << 8 | hash[1]) * 2 ** 32 + ((hash[2] << 24 | hash[3] << 16 | hash[4] << 8 | hash[5]) >>> 0)
}
