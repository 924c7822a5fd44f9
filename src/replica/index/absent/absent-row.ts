import { HASH_BYTES } from '../../../model/bundle/index.ts'
import { concatBytes } from '../../../model/bytes/index.ts'
import { readU16, readU48, writeU16, writeU48 } from '../../record/index.ts'
import { PLACE_BYTES } from '../chain/chain-place.ts'
import { BUCKETS, BUNDLE_KEY_BYTES, SCOPE_NUMBER_BYTES } from '../constants.ts'
import { IndexCorruptError } from '../errors.ts'
import type { KVEntry } from '../../../storage/kv/interface.ts'

const PLACE_START = SCOPE_NUMBER_BYTES + 6
const ROW_BYTES = PLACE_START + PLACE_BYTES + 1

/** A bundle that names a parent, or a predecessor in its chain, which is not here. */
export interface AbsentPair {
  /** Hash of the bundle that is not here, 32 bytes. */
  readonly parent: Uint8Array
  /** Whether it is named as the predecessor. What a chain lacks holds nothing back. */
  readonly isPrevious: boolean
  /** First 16 bytes of the hash of the bundle that names it. */
  readonly child: Uint8Array
  /** Number of the scope of that bundle. */
  readonly scope: number
  /** Milliseconds since 1970 at which that bundle came. */
  readonly receivedMs: number
  /** Where that bundle stands in its chain; see `encodePlace`. */
  readonly place: Uint8Array
}

/** What the keys of one bundle that is not here start with; without one, those of all. */
export function absentPrefix (parent?: Uint8Array): Uint8Array {
  const bucket = Uint8Array.of(BUCKETS.absent)

  return parent == null ? bucket : concatBytes([bucket, parent])
}

/**
 * The entry of a pair.
 *
 * ```
 *   key:   | bucket 1 | parent 32 | child 16 |
 *   value: | scope 2 | received ms 6 | author 32 | lane 8 | seq 8 | 1 for a predecessor, 0 for a parent |
 * ```
 */
export function encodeAbsent ({ parent, isPrevious, child, scope, receivedMs, place }: AbsentPair): [key: Uint8Array, row: Uint8Array] {
  const row = new Uint8Array(ROW_BYTES)
  writeU16(row, 0, scope)
  writeU48(row, SCOPE_NUMBER_BYTES, receivedMs)
  row.set(place, PLACE_START)
  row[ROW_BYTES - 1] = Number(isPrevious)

  return [concatBytes([absentPrefix(parent), child]), row]
}

/**
 * Reads what {@link encodeAbsent} wrote.
 *
 * @throws {IndexCorruptError}
 */
export function decodeAbsent ([key, row]: KVEntry): AbsentPair {
  if (key.length !== 1 + HASH_BYTES + BUNDLE_KEY_BYTES || row.length !== ROW_BYTES) {
    throw new IndexCorruptError('absent')
  }

  return {
    parent: key.slice(1, 1 + HASH_BYTES),
    isPrevious: row[ROW_BYTES - 1] === 1,
    child: key.slice(1 + HASH_BYTES),
    scope: readU16(row, 0),
    receivedMs: readU48(row, SCOPE_NUMBER_BYTES),
    place: row.slice(PLACE_START, PLACE_START + PLACE_BYTES)
  }
}
