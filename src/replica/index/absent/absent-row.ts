import { HASH_BYTES } from '../../../model/bundle/index.ts'
import { concatBytes } from '../../../model/bytes/index.ts'
import { readU16, readU48, writeU16, writeU48 } from '../../record/index.ts'
import { BUCKETS, BUNDLE_KEY_BYTES, SCOPE_NUMBER_BYTES } from '../constants.ts'
import { IndexCorruptError } from '../errors.ts'
import type { KVEntry } from '../../../storage/kv/interface.ts'

const ROW_BYTES = SCOPE_NUMBER_BYTES + 6

/** A bundle that names a parent which is not here. */
export interface AbsentPair {
  /** Hash of the parent, 32 bytes. */
  readonly parent: Uint8Array
  /** First 16 bytes of the hash of the bundle that names it. */
  readonly child: Uint8Array
  /** Number of the scope of that bundle. */
  readonly scope: number
  /** Milliseconds since 1970 at which that bundle came. */
  readonly receivedMs: number
}

/** What the keys of one parent start with; without one, those of all. */
export function absentPrefix (parent?: Uint8Array): Uint8Array {
  const bucket = Uint8Array.of(BUCKETS.absent)

  return parent == null ? bucket : concatBytes([bucket, parent])
}

/**
 * The entry of a pair.
 *
 * ```
 *   key:   | bucket 1 | parent 32 | child 16 |
 *   value: | scope 2 | received ms 6 |
 * ```
 */
export function encodeAbsent ({ parent, child, scope, receivedMs }: AbsentPair): [key: Uint8Array, row: Uint8Array] {
  const row = new Uint8Array(ROW_BYTES)
  writeU16(row, 0, scope)
  writeU48(row, SCOPE_NUMBER_BYTES, receivedMs)

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
    child: key.slice(1 + HASH_BYTES),
    scope: readU16(row, 0),
    receivedMs: readU48(row, SCOPE_NUMBER_BYTES)
  }
}
