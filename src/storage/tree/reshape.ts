import { blockIn, Branch } from './branch.ts'
import { ChildRow } from './child-row.ts'
import { FAN_OUT, PAGE_KEYS_MAX } from './constants.ts'
import { Page } from './page.ts'
import { StoredBlock } from './stored/stored-block.ts'
import type { Block, Slot } from './branch.ts'

/**
 * Turns a page that is too large into a branch over smaller ones. When all keys go the same way, so does the split,
 * at most 80 times, because keys differ within 80 nibbles.
 */
export function splitPage (page: Page, depth: number): Branch {
  const row = new ChildRow()
  const branch = new Branch(page.owner)
  let from = 0

  page.countNibbles({ from, to: page.count, depth }, row)

  for (let nibble = 0; nibble < FAN_OUT; nibble++) {
    const to = from + row.count(nibble)

    if (to > from) {
      const child = page.slice(from, to, page.owner)

      branch.put(nibble, child.count > PAGE_KEYS_MAX ? splitPage(child, depth + 1) : child)
    }
    from = to
  }

  return branch
}

/** Brings all keys of a branch together in one page; `onReplaced` hears of each stored block that is needed no more. */
export function mergeBranch (branch: Branch, onReplaced: (block: StoredBlock<Block>) => void): Page {
  const page = new Page(branch.owner, branch.count)
  // What is still to read, the next one last: at most 16 for each of 80 levels.
  const open: Array<Slot | undefined> = [branch]

  for (let slot = open.pop(); slot != null; slot = open.pop()) {
    const block = blockIn(slot)

    if (slot instanceof StoredBlock) {
      onReplaced(slot)
    }

    if (block instanceof Branch) {
      open.push(...block.children.filter(child => child != null).reverse())
    } else {
      page.append(block)
    }
  }

  return page
}
