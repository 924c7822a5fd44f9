import { concatBytes } from '../../../model/bytes/index.ts'
import { BUCKETS } from '../constants.ts'
import { rangeOf } from '../keys.ts'
import type { WriteBehind } from './write-behind.ts'
import type { KV, KVOperation } from '../../../storage/kv/interface.ts'
import type { TreeStore } from '../../../storage/tree/interface.ts'

const PREFIX = Uint8Array.of(BUCKETS.tree)

/**
 * The pages of the trees, in a bucket of the index database. They carry no seal: each is checked against the digest that
 * leads to it. A batch waits for all that was written before it, so stored trees are never ahead of the index.
 */
export class TreeRows implements TreeStore {
  private readonly kv: Pick<KV, 'clear'>
  private readonly read: NonNullable<KV['getSync']>
  private readonly store: Pick<WriteBehind, 'batch' | 'drain'>

  constructor (components: { kv: Pick<KV, 'clear'>, read: NonNullable<KV['getSync']>, store: Pick<WriteBehind, 'batch' | 'drain'> }) {
    this.kv = components.kv
    this.read = components.read
    this.store = components.store
  }

  /** The value of a key, on the caller's thread. */
  get (key: Uint8Array): Uint8Array | undefined {
    return this.read(treeRow(key))
  }

  /** Writes and removes in one batch; resolves once it can be read. */
  async write (puts: ReadonlyArray<readonly [Uint8Array, Uint8Array]>, deletes: readonly Uint8Array[]): Promise<void> {
    const operations: KVOperation[] = [
      ...puts.map(([key, value]) => ({ type: 'put' as const, key: treeRow(key), value })),
      ...deletes.map(key => ({ type: 'del' as const, key: treeRow(key) }))
    ]
    await this.store.batch(operations)
    await this.store.drain()
  }

  /** Removes all rows whose keys begin with a prefix; not atomic. */
  async clear (prefix: Uint8Array): Promise<void> {
    await this.store.drain()
    await this.kv.clear(rangeOf(treeRow(prefix)))
  }
}

function treeRow (key: Uint8Array): Uint8Array {
  return concatBytes([PREFIX, key])
}
