import { ADDRESS_BYTES } from '../constants.ts'
import { TreeChangedError, TreeCorruptError } from '../errors.ts'
import { BlockCache } from './block-cache.ts'
import { CheckpointBatch } from './checkpoint-batch.ts'
import { encodeRetired, RetiredBlocks } from './retired-blocks.ts'
import { blockKey, retiredKey } from './row-keys.ts'
import { StoredBlock } from './stored-block.ts'
import { decodeTopRow, encodeTopRow } from './top-row.ts'
import type { RetiredGroup } from './retired-blocks.ts'
import type { TopRow } from './top-row.ts'
import type { Block } from '../branch.ts'
import type { TreeStore } from '../interface.ts'

/** What a stored tree stands on. */
export interface TreeStorageComponents {
  readonly store: TreeStore
  readonly scope: Uint8Array
}

/** A tree as it was stored last. */
export interface StoredTree {
  readonly watermark: number
  /** The topmost block, or undefined when there are no keys. */
  readonly top: StoredBlock<Block> | undefined
}

/** What a checkpoint is to write. */
export interface Checkpoint {
  /** The blocks that changed. */
  readonly batch: CheckpointBatch
  /** Rows of the sketch. */
  readonly sketch: ReadonlyArray<readonly [Uint8Array, Uint8Array]>
  /** The topmost block, or undefined when there are no keys. */
  readonly top: StoredBlock<Block> | undefined
  /** Stored blocks that are in the tree no more. */
  readonly replaced: ReadonlyArray<StoredBlock<Block>>
  readonly watermark: number
  readonly nowMs: number
}

/** The rows of one tree in its store: reads blocks, writes checkpoints one after another, and deletes what nobody needs any more. */
export class TreeStorage {
  private readonly components: TreeStorageComponents
  private readonly cache: BlockCache
  private readonly retired = new RetiredBlocks()
  /** Number of the last checkpoint. */
  private checkpoint = 0
  /** Whether the rows in the store are those of this tree. */
  private settled = false
  /** The newest checkpoint whose replaced blocks are deleted. */
  private dropped = -1
  private harmed = false
  private writing: Promise<void> = Promise.resolve()

  constructor (components: TreeStorageComponents, init: { blocksMax: number }) {
    this.components = components
    this.cache = new BlockCache(components, init)
  }

  /** Whether damage was met. */
  get damaged (): boolean {
    return this.harmed
  }

  /** The number that the next checkpoint will have. */
  get next (): number {
    return this.checkpoint + 1
  }

  /** What the topmost row says; undefined when there is none. Throws TreeCorruptError. */
  open (): StoredTree | undefined {
    const { scope, store } = this.components
    const row = store.get(scope)

    if (row == null) {
      return undefined
    }
    const { checkpoint, count, address, retiredFrom, watermark } = decodeTopRow(scope, row)

    this.checkpoint = checkpoint
    this.retired.load(store, scope, { from: retiredFrom, to: checkpoint })
    this.settled = true

    return { watermark, top: count === 0 ? undefined : new StoredBlock<Block>(this.cache, { count, address }) }
  }

  /** Runs one write after another. */
  async inTurn (write: () => Promise<void>): Promise<void> {
    const turn = this.writing.then(write)

    this.writing = turn.catch(() => {})

    return turn
  }

  /** An empty batch for the next checkpoint. */
  batch (): CheckpointBatch {
    return new CheckpointBatch({ source: this.cache, scope: this.components.scope }, { checkpoint: this.next })
  }

  /** Writes a checkpoint. When it fails, nothing has changed but that its blocks still wait for the next one. */
  async commit ({ batch, sketch, top, replaced, watermark, nowMs }: Checkpoint): Promise<void> {
    await this.settle()

    const checkpoint = this.next
    const gone = this.retired.due(nowMs)
    const group = { checkpoint, atMs: nowMs, addresses: replaced.filter(({ written }) => written).map(({ address }) => address) }
    const retiredFrom = this.retired.firstWithout(gone) ?? checkpoint
    const row = { checkpoint, watermark, count: top?.count ?? 0, retiredFrom, address: top?.address ?? new Uint8Array(ADDRESS_BYTES) }

    this.dropped = Math.max(this.dropped, ...gone.map(each => each.checkpoint))
    await this.components.store.write([...batch.puts, ...sketch, ...this.rowsOf(group, row)], gone.flatMap(each => this.keysOf(each)))
    this.checkpoint = checkpoint
    this.retired.turn(gone, group)

    for (const block of batch.fresh) {
      block.written = true
      this.cache.keep(block)
    }
  }

  /**
   * What a failure means to a reader, for whom the next checkpoint had the number `next` when its view of the tree began.
   * A block that is missing because it was replaced after that is no damage.
   */
  judge (err: unknown, next: number): unknown {
    if (err instanceof TreeCorruptError) {
      if (err.reason === 'missing' && this.dropped >= next) {
        return new TreeChangedError()
      }
      this.harmed = true
    }

    return err
  }

  /** Removes what another tree left behind, its topmost row first, so that nobody takes the rest for a tree. */
  private async settle (): Promise<void> {
    const { scope, store } = this.components

    if (!this.settled) {
      await store.write([], [scope])
      await store.clear(scope)
      this.settled = true
    }
  }

  private rowsOf ({ checkpoint, addresses }: RetiredGroup, top: TopRow): Array<readonly [Uint8Array, Uint8Array]> {
    const { scope } = this.components
    const topRow = [scope, encodeTopRow(scope, top)] as const

    return addresses.length === 0 ? [topRow] : [[retiredKey(scope, checkpoint), encodeRetired(addresses)], topRow]
  }

  private keysOf ({ checkpoint, addresses }: RetiredGroup): Uint8Array[] {
    const { scope } = this.components

    return [retiredKey(scope, checkpoint), ...addresses.map(address => blockKey(scope, address))]
  }
}
