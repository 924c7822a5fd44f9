import { concatBytes } from '../../../model/bytes/index.ts'
import { equivocationId } from '../../../policy/conflict/index.ts'
import { readU48, writeU48 } from '../../record/index.ts'
import { CONFLICT_ID_BYTES } from '../constants.ts'
import { IndexCorruptError } from '../errors.ts'
import { scopePrefix } from '../keys.ts'
import { decodePlace, encodePlace, PLACE_BYTES } from './chain-place.ts'
import type { ChainPlace } from './chain-place.ts'
import type { KVEntry } from '../../../storage/kv/interface.ts'

/** A place in a chain at which several bundles stand. */
export interface Equivocation {
  /** 16 bytes, the same on every node. */
  readonly id: Uint8Array
  readonly place: ChainPlace
  /** How many bundles stand there. */
  readonly bundles: number
}

/** Key of an equivocation, `bucket | scope 2 | id 16`. */
export function equivocationKey (scopeId: Uint8Array, scope: number, place: ChainPlace): Uint8Array {
  return concatBytes([scopePrefix('equivocation', scope), equivocationId(scopeId, place)])
}

/**
 * The row of an equivocation.
 *
 * ```
 *   | author 32 | lane 8 | seq 8 | bundles 6 |
 * ```
 */
export function encodeEquivocation (place: ChainPlace, bundles: number): Uint8Array {
  const count = new Uint8Array(6)
  writeU48(count, 0, bundles)

  return concatBytes([encodePlace(place), count])
}

/**
 * Reads an entry that {@link equivocationKey} and {@link encodeEquivocation} made.
 *
 * @throws {IndexCorruptError}
 */
export function decodeEquivocation ([key, row]: KVEntry): Equivocation {
  if (row.length !== PLACE_BYTES + 6) {
    throw new IndexCorruptError('equivocation')
  }

  return { id: key.slice(-CONFLICT_ID_BYTES), place: decodePlace(row), bundles: readU48(row, PLACE_BYTES) }
}
