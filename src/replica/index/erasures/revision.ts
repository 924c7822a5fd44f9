import { toHex } from '../../../model/bytes/index.ts'
import type { KVEntry, KVRange } from '../../../storage/kv/interface.ts'
import type { IndexStore } from '../store/interface.ts'
import type { SealedBatch } from '../store/sealed-batch.ts'

/** An entry that is changed; undefined stands for one that goes. */
interface Changed {
  readonly key: Uint8Array
  value: Uint8Array | undefined
}

/**
 * Changes of entries that build on each other, read through before any of them is written. It adds no entry where none
 * was, so a range holds what the store has, less what went.
 */
export class Revision {
  private readonly store: IndexStore
  private readonly changed = new Map<string, Changed>()

  constructor (store: IndexStore) {
    this.store = store
  }

  async get (key: Uint8Array): Promise<Uint8Array | undefined> {
    const changed = this.changed.get(toHex(key))

    return changed == null ? this.store.get(key) : changed.value
  }

  /** The first entry of a range, or undefined when it is empty. */
  async first (range: KVRange): Promise<KVEntry | undefined> {
    for await (const [key, stored] of this.store.entries(range)) {
      const changed = this.changed.get(toHex(key))

      if (changed == null) {
        return [key.slice(), stored]
      }

      if (changed.value != null) {
        return [changed.key, changed.value]
      }
    }
  }

  /** Changes an entry that is there. */
  put (key: Uint8Array, value: Uint8Array): void {
    this.changed.set(toHex(key), { key, value })
  }

  /** Takes an entry away, if it is there. */
  remove (key: Uint8Array): void {
    this.changed.set(toHex(key), { key, value: undefined })
  }

  /** Adds the operations to a batch. */
  async settle (batch: SealedBatch): Promise<void> {
    const changed = [...this.changed.values()]
    const stored = changed.length === 0 ? [] : await this.store.getMany(changed.map(({ key }) => key))

    for (const [i, { key, value }] of changed.entries()) {
      const old = stored[i]

      if (value != null) {
        batch.put(key, value, old)
      } else if (old != null) {
        batch.delete(key, old)
      }
    }
  }
}
