import { ChildRow } from './child-row.ts'
import { FAN_OUT } from './constants.ts'
import { StoredBlock } from './stored/stored-block.ts'
import type { Page } from './page.ts'

/** What hangs at a prefix: the keys themselves, or 16 ways on. */
export type Block = Page | Branch

/** A block as its parent holds it: the block itself while it has no row in the store, else what stands for it. */
export type Slot = Block | StoredBlock<Block>

/** A subtree with more keys than one page holds. */
export class Branch {
  /** The span of changes that may change this branch in place; any other copies it first. */
  public readonly owner: number
  /** How many keys there are below. */
  public count: number
  /** The subtree of each nibble, where there is one. */
  public readonly children = new Array<Slot | undefined>(FAN_OUT).fill(undefined)
  /** The counts and digests of the children; one that stands in the store always has its digest here. */
  public readonly row: ChildRow

  constructor (owner: number, row = new ChildRow()) {
    this.owner = owner
    this.row = row
    this.count = 0
  }

  /** A branch of its own with the same children and digests. */
  copy (owner: number): Branch {
    const branch = new Branch(owner, this.row.copy())

    branch.count = this.count
    this.children.forEach((child, nibble) => { branch.children[nibble] = child })

    return branch
  }

  /** Hangs a child in its place; its digest has to be made anew. */
  put (nibble: number, child: Slot): void {
    this.count += child.count - this.row.count(nibble)
    this.row.setCount(nibble, child.count)
    this.children[nibble] = child.count === 0 ? undefined : child
  }
}

/** The block in a slot. Throws TreeCorruptError. */
export function blockIn (slot: Slot): Block {
  return slot instanceof StoredBlock ? slot.get() : slot
}
