import { FAN_OUT } from './constants.ts'
import { DigestRow } from './digest-row.ts'
import type { Page } from './page.ts'

/** What hangs at a prefix in memory: the keys themselves, or 16 ways on. */
export type Block = Page | Branch

/** A subtree with more keys than one page holds. */
export class Branch {
  /** The span of inserts that may change this branch in place; any other copies it first. */
  public readonly owner: number
  /** How many keys there are below. */
  public count: number
  /** The subtree of each nibble, where there is one. */
  public readonly children: Array<Block | undefined>
  /** The digests of the children. */
  public readonly row: DigestRow

  constructor (owner: number, children = new Array<Block | undefined>(FAN_OUT).fill(undefined), row = new DigestRow()) {
    this.owner = owner
    this.children = children
    this.row = row
    this.count = 0

    for (const child of children) {
      this.count += child?.count ?? 0
    }
  }

  /** A branch of its own with the same children and digests. */
  copy (owner: number): Branch {
    return new Branch(owner, this.children.slice(), this.row.copy())
  }
}
