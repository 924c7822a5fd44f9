import { blockIn, Branch } from './branch.ts'
import { ChildRow } from './child-row.ts'
import { FAN_OUT, LEAF_KEYS_MAX } from './constants.ts'
import { nodeDigest } from './digest.ts'
import { digestChildren, digestOfRun, runOfPage } from './run.ts'
import type { Block } from './branch.ts'
import type { Page } from './page.ts'

/** The children of a block of more than 32 keys; digests that are missing are made and kept in the block. */
export function childrenOfBlock (block: Block, depth: number): ChildRow {
  return block instanceof Branch ? childrenOfBranch(block, depth) : childrenOfPage(block, depth)
}

/** The digest of a block. It goes at most 80 levels deep, because keys differ within 80 nibbles. */
export function digestOfBlock (block: Block, depth: number): Uint8Array {
  return !(block instanceof Branch) && block.count <= LEAF_KEYS_MAX
    ? digestOfRun(runOfPage(block, depth))
    : nodeDigest(childrenOfBlock(block, depth))
}

function childrenOfBranch ({ children, row }: Branch, depth: number): ChildRow {
  for (let nibble = 0; nibble < FAN_OUT; nibble++) {
    const child = row.lacks(nibble) ? children[nibble] : undefined

    if (child != null) {
      row.set(nibble, digestOfBlock(blockIn(child), depth + 1))
    }
  }

  return row
}

function childrenOfPage (page: Page, depth: number): ChildRow {
  const run = runOfPage(page, depth)

  if (page.row == null) {
    page.row = new ChildRow()
    page.countNibbles(run, page.row)
  }
  digestChildren(run, page.row)

  return page.row
}
