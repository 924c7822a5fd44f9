import { childrenOfBlock, digestOfBlock } from './block.ts'
import { Branch } from './branch.ts'
import { FAN_OUT, LEAF_KEYS_MAX } from './constants.ts'
import { nodeDigest, rootDigest } from './digest.ts'
import { checkPrefix } from './nibble.ts'
import { Page } from './page.ts'
import { childrenOfRun, digestOfRun, narrowRun, runOfPage } from './run.ts'
import type { Block } from './branch.ts'
import type { Prefix, TreeChild, TreeNode, TreeSnapshot } from './interface.ts'
import type { Children, Run } from './run.ts'

/** Reads blocks that nobody changes any more. Digests that it has to make are kept in the blocks, for every other reader too. */
export class TreeView implements TreeSnapshot {
  public readonly count: number
  private readonly scope: Uint8Array
  private readonly block: Block

  constructor (scope: Uint8Array, block: Block) {
    this.scope = scope
    this.block = block
    this.count = block.count
  }

  root (): Uint8Array {
    return rootDigest(this.scope, this.count, digestOfBlock(this.block, 0))
  }

  node (prefix: Prefix): TreeNode {
    checkPrefix(prefix)
    const found = findBlock(this.block, prefix)

    if (found == null) {
      return { kind: 'empty' }
    }

    if (found instanceof Branch || found instanceof Page) {
      return nodeOfBlock(found, prefix.length)
    }

    return nodeOfRun(found)
  }

  keys (prefix: Prefix = new Uint8Array(0)): Iterable<Uint8Array> {
    checkPrefix(prefix)

    return keysOf(findBlock(this.block, prefix))
  }
}

/**
 * What hangs at a prefix: a block with exactly this prefix, or a run of keys inside the page where the way ends; nothing
 * when it ends before.
 */
function findBlock (root: Block, prefix: Prefix): Block | Run | undefined {
  let block: Block | undefined = root
  let depth = 0

  while (block instanceof Branch && depth < prefix.length) {
    block = block.children[prefix[depth]]
    depth++
  }

  if (block instanceof Page && depth < prefix.length) {
    return narrowRun(runOfPage(block, depth), prefix)
  }

  return block
}

function nodeOfBlock (block: Block, depth: number): TreeNode {
  if (block instanceof Page && block.count <= LEAF_KEYS_MAX) {
    return nodeOfRun(runOfPage(block, depth))
  }

  return innerNode(childrenOfBlock(block, depth))
}

function nodeOfRun (run: Run): TreeNode {
  const count = run.to - run.from

  if (count === 0) {
    return { kind: 'empty' }
  }

  if (count > LEAF_KEYS_MAX) {
    return innerNode(childrenOfRun(run))
  }

  return { kind: 'leaf', count, digest: digestOfRun(run), keys: [...keysOfRun(run)] }
}

function innerNode ({ counts, row }: Children): TreeNode {
  const children: TreeChild[] = []
  let count = 0

  for (let nibble = 0; nibble < FAN_OUT; nibble++) {
    if (counts[nibble] > 0) {
      children.push({ nibble, count: counts[nibble], digest: row.get(nibble) })
      count += counts[nibble]
    }
  }

  return { kind: 'inner', count, digest: nodeDigest(counts, row.bytes), children }
}

function * keysOf (found: Block | Run | undefined): Generator<Uint8Array> {
  // What is still to read, the next one last: at most 16 for each of 80 levels.
  const open = [found]

  for (let next = open.pop(); next != null; next = open.pop()) {
    if (next instanceof Branch) {
      open.push(...next.children.filter(child => child != null).reverse())
    } else {
      yield * keysOfRun(next instanceof Page ? runOfPage(next, 0) : next)
    }
  }
}

function * keysOfRun ({ page, from, to }: Run): Generator<Uint8Array> {
  for (let index = from; index < to; index++) {
    yield page.key(index)
  }
}
