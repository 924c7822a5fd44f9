import { Branch } from './branch.ts'
import { LEAF_KEYS_MAX } from './constants.ts'
import { DigestRow } from './digest-row.ts'
import { nodeDigest } from './digest.ts'
import { childrenOfRun, digestOfRun, runOfPage } from './run.ts'
import type { Block } from './branch.ts'
import type { Children } from './run.ts'

/** The children of a block of more than 32 keys; digests that are missing are made and kept in the block. */
export function childrenOfBlock (block: Block, depth: number): Children {
  if (block instanceof Branch) {
    return childrenOfBranch(block, depth)
  }
  block.row ??= new DigestRow()

  return childrenOfRun(runOfPage(block, depth), block.row)
}

/** The digest of a block. It goes at most 80 levels deep, because keys differ within 80 nibbles. */
export function digestOfBlock (block: Block, depth: number): Uint8Array {
  if (!(block instanceof Branch) && block.count <= LEAF_KEYS_MAX) {
    return digestOfRun(runOfPage(block, depth))
  }
  const { counts, row } = childrenOfBlock(block, depth)

  return nodeDigest(counts, row.bytes)
}

function childrenOfBranch ({ children, row }: Branch, depth: number): Children {
  children.forEach((child, nibble) => {
    if (child != null && !row.has(nibble)) {
      row.set(nibble, digestOfBlock(child, depth + 1))
    }
  })

  return { counts: children.map(child => child?.count ?? 0), row }
}
