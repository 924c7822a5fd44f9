import { keyRangeOf } from './key-range.ts'
import type { EntryStore } from './connection.ts'
import type { KVEntry, ScanInit } from '../interface.ts'

const EMPTY = new Uint8Array()

/** Up to `limit` entries of a range, in order. */
export async function readPage (store: EntryStore, range: ScanInit & { limit: number }): Promise<KVEntry[]> {
  const keys = keyRangeOf(range)
  if (keys == null) {
    return []
  }
  return range.reverse === true ? readBackwards(store, keys, range) : readForwards(store, keys, range)
}

async function readForwards (store: EntryStore, range: IDBKeyRange, { limit, values }: ScanInit): Promise<KVEntry[]> {
  const [keys, contents] = await Promise.all([
    store.getAllKeys(range, limit),
    values ? store.getAll(range, limit) : []
  ])
  return keys.map((key, i) => [new Uint8Array(key), values ? new Uint8Array(contents[i]) : EMPTY])
}

/** Only a cursor goes backwards in every browser. */
async function readBackwards (store: EntryStore, range: IDBKeyRange, { limit = Infinity, values }: ScanInit): Promise<KVEntry[]> {
  const entries: KVEntry[] = []
  if (values) {
    for (let cursor = await store.openCursor(range, 'prev'); cursor != null; cursor = entries.length < limit ? await cursor.continue() : null) {
      entries.push([new Uint8Array(cursor.key), new Uint8Array(cursor.value)])
    }
  } else {
    for (let cursor = await store.openKeyCursor(range, 'prev'); cursor != null; cursor = entries.length < limit ? await cursor.continue() : null) {
      entries.push([new Uint8Array(cursor.key), EMPTY])
    }
  }
  return entries
}
