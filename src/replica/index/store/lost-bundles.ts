import { offsetOf, scopeOf, treeKeyOf } from '../../record/index.ts'
import { BUCKETS } from '../constants.ts'
import { bundleKey, rangeOf } from '../keys.ts'
import type { IndexStore } from './interface.ts'
import type { JournalRange } from '../../../storage/journal/interface.ts'

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
 * The bundles whose records begin in ranges of the journal. Reads the places of all bundles: a scan, for the rare day on
 * which damage was found.
 */
export async function bundlesWithin (store: IndexStore, ranges: readonly JournalRange[]): Promise<LostBundle[]> {
  const lost: LostBundle[] = []

  for await (const [key, row] of store.entries(rangeOf(Uint8Array.of(BUCKETS.bundle)))) {
    const place = offsetOf(row)

    if (ranges.some(({ offset, length }) => place >= offset && place < offset + length)) {
      lost.push({ scope: scopeOf(row), offset: place, treeKey: treeKeyOf(row, key.subarray(1)) })
    }
  }

  return lost
}

/** The bundles from which facts are gone, as far as their places are known. */
export async function gappedBundles (store: IndexStore): Promise<Array<Pick<LostBundle, 'scope' | 'treeKey'>>> {
  const gapped: Array<Pick<LostBundle, 'scope' | 'treeKey'>> = []

  for await (const [key] of store.entries(rangeOf(Uint8Array.of(BUCKETS.gap)))) {
    const bundle = key.subarray(1)
    const row = await store.get(bundleKey(bundle))

    if (row != null) {
      gapped.push({ scope: scopeOf(row), treeKey: treeKeyOf(row, bundle) })
    }
  }

  return gapped
}
