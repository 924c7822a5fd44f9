import { Branch, blockIn } from '../branch.ts'
import { encodeBranch, encodePage, hashOfRecord } from './block-codec.ts'
import { addressOf, blockKey } from './row-keys.ts'
import { StoredBlock } from './stored-block.ts'
import type { BlockSource } from './stored-block.ts'
import type { Block, Slot } from '../branch.ts'

/** What a batch stands on. */
export interface CheckpointBatchComponents {
  readonly source: BlockSource<Block>
  readonly scope: Uint8Array
}

/** The rows of all blocks that changed since the last checkpoint. */
export class CheckpointBatch {
  /** Keys and records to write. */
  public readonly puts: Array<readonly [Uint8Array, Uint8Array]> = []
  /** What stands for the blocks from now on; none of them is written yet. */
  public readonly fresh: Array<StoredBlock<Block>> = []
  private readonly components: CheckpointBatchComponents
  private readonly checkpoint: number

  constructor (components: CheckpointBatchComponents, init: { checkpoint: number }) {
    this.components = components
    this.checkpoint = init.checkpoint
  }

  /**
   * Adds a block and everything below it that is not in the store, and answers what stands for it. All digests have to be
   * made before. It goes at most 80 levels deep, because keys differ within 80 nibbles.
   */
  add (slot: Slot): StoredBlock<Block> {
    if (slot instanceof StoredBlock && slot.written) {
      return slot
    }
    const block = blockIn(slot)
    const record = block instanceof Branch ? this.recordOf(block) : encodePage(block)
    const { scope, source } = this.components
    const address = addressOf(this.checkpoint, hashOfRecord(record))
    const stored = new StoredBlock(source, { count: block.count, address, unwritten: block })

    this.puts.push([blockKey(scope, address), record])
    this.fresh.push(stored)

    return stored
  }

  private recordOf (branch: Branch): Uint8Array {
    const children = branch.children.map(child => child == null ? undefined : this.add(child))

    // What stands for a child says the same as the child: a snapshot that shares this branch sees no difference.
    children.forEach((child, nibble) => { branch.children[nibble] = child })

    return encodeBranch(branch, children)
  }
}
