import { LIST_BITS_MAX, LIST_BITS_MIN, LIST_ENTRIES_MAX } from '../constants.ts'
import { SyncCodeError, SyncFaultError } from '../errors.ts'
import { BitReader } from './bit-reader.ts'
import { BitWriter } from './bit-writer.ts'
import { readNumbers, writeNumbers } from './number-set.ts'
import type { NumberSet } from './number-set.ts'

/** Names all that one side has above a checkpoint, by salted hashes. */
export interface SaltedList {
  /** Which checkpoint of the HELLO it is: 1 for the first; 0 for the whole set. */
  readonly place: number
  /** How many bits of a salted hash each value stands for, 12 to 48. */
  readonly bits: number
  /** The first bits of the salted hashes, at most 131,072. One value stands for several bundles in rare cases. */
  readonly values: NumberSet
}

/*
 * A stream of bits.
 *
 *   | place | bits | number of values + 1 | Rice-coded set |
 *     u5      u6     gamma
 */
const PLACE_BITS = 5
const WIDTH_BITS = 6

/**
 * A salted list as bytes: about 2 + log2(keys of the peer above the checkpoint) / 8 bytes for each value. A long list
 * is longer than a frame.
 *
 * @throws {SyncCodeError} when the list is out of its bounds
 */
export function encodeList ({ place, bits, values }: SaltedList): Uint8Array {
  const writer = new BitWriter()

  if (place < 0 || place >= 2 ** PLACE_BITS || !isValueLength(bits) || values.length > LIST_ENTRIES_MAX) {
    throw new SyncCodeError('a list has up to 131,072 values of 12 to 48 bits')
  }
  writer.write(place, PLACE_BITS)
  writer.write(bits, WIDTH_BITS)
  writer.writeGamma(values.length + 1)
  writeNumbers(writer, values, 2 ** bits)

  return writer.finish()
}

/**
 * Reads a salted list.
 *
 * @param bytes - what the peer sent
 * @param places - how many checkpoints the HELLO had
 * @throws {SyncFaultError} `malformed`, or `limit` when there are more values than a list may have
 */
export function decodeList (bytes: Uint8Array, places: number): SaltedList {
  const reader = new BitReader(bytes)
  const place = reader.read(PLACE_BITS)
  const bits = reader.read(WIDTH_BITS)
  const count = reader.readGamma() - 1

  if (place > places || !isValueLength(bits)) {
    throw new SyncFaultError('malformed', 'a list belongs to no checkpoint, or its values have a wrong number of bits')
  }
  if (count > LIST_ENTRIES_MAX) {
    throw new SyncFaultError('limit', 'a list is too long')
  }
  const values = readNumbers(reader, { count, size: 2 ** bits })

  reader.end()

  return { place, bits, values }
}

function isValueLength (bits: number): boolean {
  return bits >= LIST_BITS_MIN && bits <= LIST_BITS_MAX
}
