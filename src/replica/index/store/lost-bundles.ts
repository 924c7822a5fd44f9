import { toHex } from '../../../model/bytes/index.ts'
import { offsetOf, scopeOf } from '../../record/index.ts'
import { BUCKETS, BUNDLE_KEY_BYTES } from '../constants.ts'
import { rangeOf } from '../keys.ts'
import type { IndexReader } from '../index-reader.ts'
import type { IndexStore } from './interface.ts'
import type { JournalRange } from '../../../storage/journal/interface.ts'

const HLC_BYTES = 8

/** A bundle whose record lies in damaged bytes. */
export interface LostBundle {
  /** Number of its scope. */
  readonly scope: number
  /** Global offset of the record. */
  readonly offset: number
  /** Its key in the tree: time 8 and hash 32. */
  readonly treeKey: Uint8Array
}

/**
 * The bundles whose records begin in ranges of the journal. Reads the places of all bundles, and the times of the scopes
 * that lost one: a scan, for the rare day on which damage was found.
 */
export async function bundlesWithin ({ read }: { read: IndexReader }, store: IndexStore, ranges: readonly JournalRange[]): Promise<LostBundle[]> {
  /** Places by the beginning of the hash, by scope. */
  const scopes = new Map<number, Map<string, number>>()

  for await (const [key, row] of store.entries(rangeOf(Uint8Array.of(BUCKETS.bundle)))) {
    const place = offsetOf(row)

    if (ranges.some(({ offset, length }) => place >= offset && place < offset + length)) {
      const scope = scopeOf(row)
      scopes.set(scope, (scopes.get(scope) ?? new Map<string, number>()).set(toHex(key.subarray(1)), place))
    }
  }

  const lost: LostBundle[] = []

  for (const [scope, places] of scopes) {
    for await (const treeKey of read.treeKeys(scope)) {
      const offset = places.get(toHex(treeKey.subarray(HLC_BYTES, HLC_BYTES + BUNDLE_KEY_BYTES)))

      if (offset != null) {
        lost.push({ scope, offset, treeKey })
      }
    }
  }

  return lost
}
