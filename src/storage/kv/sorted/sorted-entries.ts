import { compareKeys } from './order.ts'
import type { KVEntry, KVRange } from '../interface.ts'

/** Entries of a block before it is split: few enough to insert by moving, many enough to keep the list of blocks short. */
const BLOCK_ENTRIES_MAX = 256

/** A run of neighbouring entries. */
interface Block {
  /** The generation that may change the block; a younger one copies it first. */
  readonly generation: number
  readonly keys: Uint8Array[]
  readonly values: Uint8Array[]
}

/** A place between entries: before entry `index` of block `block`. */
interface Place {
  readonly block: number
  readonly index: number
}

/** The entries as they stood at one moment. */
export type Snapshot = readonly Block[]

/**
 * Entries in the order of their keys, in blocks that snapshots share: taking a snapshot copies nothing, and the first
 * change of a block after it copies that block.
 */
export class SortedEntries {
  private blocks: Block[] = []
  private generation = 0
  private shared = false

  /** The state of this moment, untouched by later changes. */
  snapshot (): Snapshot {
    this.generation++
    this.shared = true
    return this.blocks
  }

  get (key: Uint8Array): Uint8Array | undefined {
    const block = this.blocks[blockOf(this.blocks, key)]
    const index = block == null ? -1 : search(block.keys, key)
    return index < 0 ? undefined : block.values[index]
  }

  put (key: Uint8Array, value: Uint8Array): void {
    const at = blockOf(this.blocks, key)
    const block = this.own(at)
    const index = search(block.keys, key)
    if (index >= 0) {
      block.values[index] = value
      return
    }
    block.keys.splice(~index, 0, key)
    block.values.splice(~index, 0, value)
    if (block.keys.length > BLOCK_ENTRIES_MAX) {
      this.split(at, block)
    }
  }

  delete (key: Uint8Array): void {
    if (this.get(key) == null) {
      return
    }
    const at = blockOf(this.blocks, key)
    const block = this.own(at)
    const index = search(block.keys, key)
    block.keys.splice(index, 1)
    block.values.splice(index, 1)
    if (block.keys.length === 0) {
      this.blocks.splice(at, 1)
    }
  }

  /** The block at a place of the list, in a copy that no snapshot shares. */
  private own (at: number): Block {
    if (this.shared) {
      this.blocks = this.blocks.slice()
      this.shared = false
    }
    const { generation } = this
    const old = this.blocks[at] ?? { generation, keys: [], values: [] }
    const block = old.generation === generation ? old : { generation, keys: old.keys.slice(), values: old.values.slice() }
    this.blocks[at] = block
    return block
  }

  /** Halves a block; a full one that grows at its end, as rising keys let it, stays full. */
  private split (at: number, block: Block): void {
    const isLast = at === this.blocks.length - 1
    const from = isLast ? BLOCK_ENTRIES_MAX : BLOCK_ENTRIES_MAX / 2
    this.blocks.splice(at + 1, 0, { generation: this.generation, keys: block.keys.splice(from), values: block.values.splice(from) })
  }
}

/** The entries of a range, in order. */
export function * walk (snapshot: Snapshot, range: KVRange): Generator<KVEntry> {
  const reverse = range.reverse === true
  const from = placeOf(snapshot, range.gte ?? range.gt, range.gt != null) ?? { block: 0, index: 0 }
  const to = placeOf(snapshot, range.lt ?? range.lte, range.lte != null) ?? { block: snapshot.length, index: 0 }
  let rest = range.limit ?? Infinity
  for (let step = from.block; step <= to.block; step++) {
    const at = reverse ? to.block + from.block - step : step
    const { keys, values } = snapshot[at] ?? NO_ENTRIES
    const start = at === from.block ? from.index : 0
    const end = at === to.block ? to.index : keys.length
    for (let i = start; i < end && rest > 0; i++, rest--) {
      const index = reverse ? end + start - 1 - i : i
      yield [keys[index], values[index]]
    }
  }
}

const NO_ENTRIES: Pick<Block, 'keys' | 'values'> = { keys: [], values: [] }

/** The place before a key, or behind it. */
function placeOf (blocks: Snapshot, key: Uint8Array | undefined, behind: boolean): Place | undefined {
  if (key == null) {
    return
  }
  const block = blockOf(blocks, key)
  const index = search(blocks[block]?.keys ?? [], key)
  return { block, index: index < 0 ? ~index : index + Number(behind) }
}

/** Which block holds a key, or would: the last one that begins at or before it, or the first. */
function blockOf (blocks: Snapshot, key: Uint8Array): number {
  let low = 0
  let high = blocks.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareKeys(blocks[middle].keys[0], key) <= 0) {
      low = middle + 1
    } else {
      high = middle
    }
  }
  return Math.max(0, low - 1)
}

/** Where a key stands, or the complement (`~`) of where it would. */
function search (keys: readonly Uint8Array[], key: Uint8Array): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const order = compareKeys(keys[middle], key)
    if (order === 0) {
      return middle
    }
    if (order < 0) {
      low = middle + 1
    } else {
      high = middle
    }
  }
  return ~low
}
