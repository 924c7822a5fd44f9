import { compareBytes } from '../../model/bytes/index.ts'
import { scopeOf, treeKeyOf } from '../record/index.ts'
import { BUCKETS, PREFIX_LANES, PREFIX_SHARE } from './constants.ts'
import type { IdPrefixes } from './interface.ts'
import type { IndexStore } from './store/interface.ts'
import type { KVRange } from '../../storage/kv/interface.ts'

const SHORT_ID_BITS = 40

/** Whether looking prefixes up costs less than a pass over all keys, where there are so many bundles in the scope, and in all scopes. */
export function isFewPrefixes ({ bits, ids }: IdPrefixes, bundles: { readonly scope: number, readonly all: number }): boolean {
  return ids.length * (1 + bundles.all / 2 ** bits) * PREFIX_SHARE <= bundles.scope
}

/** Tree keys of the bundles of a scope whose hashes begin with prefixes, ascending. */
export async function keysByPrefix (store: IndexStore, scope: number, { bits, ids }: IdPrefixes): Promise<Uint8Array[]> {
  const found: Uint8Array[] = []
  const rest = ids.values()

  // Lanes take prefixes in turn, so that the threads of the store work while results are read.
  await Promise.all(Array.from({ length: PREFIX_LANES }, async () => {
    for (const id of rest) {
      for await (const [key, row] of store.entries(rangeOfPrefix(id, bits))) {
        if (scopeOf(row) === scope) {
          found.push(treeKeyOf(row, key.subarray(1)))
        }
      }
    }
  }))

  return found.sort(compareBytes)
}

/** The entries of bundles whose hashes begin with some bits. */
function rangeOfPrefix (id: number, bits: number): KVRange {
  const step = 2 ** (SHORT_ID_BITS - bits)

  return { gte: beginning(id * step), lt: beginning((id + 1) * step) }
}

/** `bucket | short id 5`; behind the last short id comes the next bucket. */
function beginning (shortId: number): Uint8Array {
  const key = new Uint8Array(6)
  const view = new DataView(key.buffer)

  view.setUint16(0, BUCKETS.bundle * 256 + Math.floor(shortId / 2 ** 32))
  view.setUint32(2, shortId % 2 ** 32)

  return key
}
