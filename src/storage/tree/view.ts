import { childrenOfBlock, digestOfBlock } from './block.ts'
import { blockIn, Branch } from './branch.ts'
import { FAN_OUT, LEAF_KEYS_MAX } from './constants.ts'
import { nodeDigest, rootDigest } from './digest.ts'
import { checkPrefix } from './nibble.ts'
import { Page } from './page.ts'
import { childrenOfRun, digestOfRun, narrowRun, runOfPage } from './run.ts'
import type { Block, Slot } from './branch.ts'
import type { ChildRow } from './child-row.ts'
import type { Prefix, TreeChild, TreeNode, TreeSnapshot } from './interface.ts'
import type { Run } from './run.ts'
import type { SketchSnapshot } from './sketch/interface.ts'

/** Says what a failure means to the readers of a view. */
export type Judge = (err: unknown) => unknown

/** What a view reads. */
export interface ViewInit {
  /** The id of the scope, 32 bytes. */
  readonly scope: Uint8Array
  readonly top: Slot
  /** Of the same moment. */
  readonly sketch: SketchSnapshot
}

/** Reads blocks that nobody changes any more. Digests that it has to make are kept in the blocks, for every other reader too. */
export class TreeView implements TreeSnapshot {
  public readonly count: number
  private readonly scope: Uint8Array
  private readonly top: Slot
  private readonly beside: SketchSnapshot
  private readonly judge: Judge

  constructor ({ scope, top, sketch }: ViewInit, judge: Judge) {
    this.scope = scope
    this.top = top
    this.beside = sketch
    this.judge = judge
    this.count = top.count
  }

  root (): Uint8Array {
    return this.judged(() => rootDigest(this.scope, this.count, digestOfBlock(blockIn(this.top), 0)))
  }

  node (prefix: Prefix): TreeNode {
    checkPrefix(prefix)

    return this.judged(() => nodeOf(findBlock(this.top, prefix), prefix.length))
  }

  keys (prefix: Prefix = new Uint8Array(0)): Iterable<Uint8Array> {
    checkPrefix(prefix)

    return keysBelow(this.judged(() => findBlock(this.top, prefix)), slot => this.judged(() => blockIn(slot)))
  }

  sketch (): SketchSnapshot {
    return this.beside
  }

  private judged <Result> (read: () => Result): Result {
    try {
      return read()
    } catch (err) {
      throw this.judge(err)
    }
  }
}

/**
 * All keys below a slot or in a run, ascending; none below nothing.
 *
 * @param found - where the keys are
 * @param read - brings the block in a slot
 */
export function * keysBelow (found: Slot | Run | undefined, read: (slot: Slot) => Block = blockIn): Generator<Uint8Array> {
  // What is still to read, the next one last: at most 16 for each of 80 levels.
  const open = [found]

  for (let next = open.pop(); next != null; next = open.pop()) {
    const part = isRun(next) ? next : read(next)

    if (part instanceof Branch) {
      open.push(...part.children.filter(child => child != null).reverse())
    } else {
      yield * keysOfRun(part instanceof Page ? runOfPage(part, 0) : part)
    }
  }
}

/**
 * What hangs at a prefix: a block with exactly this prefix, or a run of keys inside the page where the way ends; nothing
 * when it ends before.
 */
function findBlock (top: Slot, prefix: Prefix): Block | Run | undefined {
  let block = blockIn(top)
  let depth = 0

  while (block instanceof Branch && depth < prefix.length) {
    const child: Slot | undefined = block.children[prefix[depth]]

    if (child == null) {
      return undefined
    }
    block = blockIn(child)
    depth++
  }

  return block instanceof Page && depth < prefix.length ? narrowRun(runOfPage(block, depth), prefix) : block
}

function isRun (part: Slot | Run): part is Run {
  return 'page' in part
}

function nodeOf (found: Block | Run | undefined, depth: number): TreeNode {
  if (found == null) {
    return { kind: 'empty' }
  }

  return isRun(found) ? nodeOfRun(found) : nodeOfBlock(found, depth)
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

function innerNode (row: ChildRow): TreeNode {
  const children: TreeChild[] = []
  let sum = 0

  for (let nibble = 0; nibble < FAN_OUT; nibble++) {
    const count = row.count(nibble)

    if (count > 0) {
      children.push({ nibble, count, digest: row.get(nibble) })
      sum += count
    }
  }

  return { kind: 'inner', count: sum, digest: nodeDigest(row), children }
}

function * keysOfRun ({ page, from, to }: Run): Generator<Uint8Array> {
  for (let index = from; index < to; index++) {
    yield page.key(index)
  }
}
