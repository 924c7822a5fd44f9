import { TreeCorruptError } from '../errors.ts'
import { decodeBlock, hashOfRecord } from './block-codec.ts'
import { blockKey, hashIn } from './row-keys.ts'
import type { BlockSource, StoredBlock } from './stored-block.ts'
import type { Block } from '../branch.ts'
import type { TreeStore } from '../interface.ts'

/** What a cache stands on. */
export interface BlockCacheComponents {
  readonly store: TreeStore
  readonly scope: Uint8Array
}

/**
 * Reads stored blocks, and keeps a bounded number of them in memory. Whoever has not been used since the cache last came
 * by goes first (second chance): nearly the order of use, for a flag instead of a list.
 */
export class BlockCache implements BlockSource<Block> {
  private readonly components: BlockCacheComponents
  private readonly blocksMax: number
  /** All blocks in memory that could be read again, the one to look at next first. */
  private readonly kept = new Set<StoredBlock<Block>>()

  constructor (components: BlockCacheComponents, init: { blocksMax: number }) {
    this.components = components
    this.blocksMax = init.blocksMax
  }

  load (block: StoredBlock<Block>): Block {
    const { scope, store } = this.components
    const record = store.get(blockKey(scope, block.address))

    if (record == null) {
      throw new TreeCorruptError('missing')
    }
    const expected = hashIn(block.address)

    if (hashOfRecord(record).some((byte, index) => byte !== expected[index])) {
      throw new TreeCorruptError('hash')
    }
    const loaded = decodeBlock(record, this)

    block.loaded = loaded
    this.keep(block)

    return loaded
  }

  /** Takes note of a block that is in memory and in the store. */
  keep (block: StoredBlock<Block>): void {
    this.kept.add(block)

    for (const oldest of this.kept) {
      if (this.kept.size <= this.blocksMax) {
        return
      }
      this.kept.delete(oldest)

      if (oldest.used) {
        oldest.used = false
        this.kept.add(oldest)
      } else {
        oldest.loaded = undefined
      }
    }
  }
}
