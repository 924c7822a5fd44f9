import { CHECKPOINT_KEYS_MIN, CHECKPOINTS_MAX } from '../constants.ts'
import { BelowHash } from './below-hash.ts'
import type { TreeChild, TreeNode, TreeSnapshot } from '../interface.ts'
import type { Checkpoint } from './interface.ts'

/**
 * How many keys stand above the checkpoint with an index, at least; fewer than a quarter more stand there.
 */
export function checkpointKeys (index: number): number {
  return CHECKPOINT_KEYS_MIN * 2 ** index
}

/**
 * How many checkpoints a set of so many keys has: as long as at most half of the keys have to stand above.
 */
export function checkpointCount (keys: number): number {
  let count = 0

  while (count < CHECKPOINTS_MAX && 2 * checkpointKeys(count) <= keys) {
    count++
  }

  return count
}

/**
 * The checkpoints of a set from the newest to the oldest, with 128, 256, 512 … keys above: a function of the set alone.
 * Each takes a walk of at most 80 steps, and of about as many as a path of the tree has levels; what several walks
 * touch is read once.
 *
 * @throws {TreeCorruptError} when the store of the snapshot is damaged
 * @throws {TreeChangedError} when the tree has gone on for too long
 */
export function checkpointsOf (snapshot: TreeSnapshot): Checkpoint[] {
  const nodes = new Map<string, TreeNode>()

  return Array.from({ length: checkpointCount(snapshot.count) }, (_, index) => findCheckpoint(nodeAt, checkpointKeys(index)))

  function nodeAt (prefix: readonly number[]): TreeNode {
    const name = String.fromCharCode(...prefix)
    const node = nodes.get(name) ?? snapshot.node(Uint8Array.from(prefix))

    nodes.set(name, node)

    return node
  }
}

/**
 * Goes down to the shortest prefix with enough keys above and less than a quarter more. It ends in a leaf at the
 * latest: less than enough keys stand behind each subtree on the way, and a leaf has 32 at most, a quarter of the 128 of
 * the first checkpoint.
 */
function findCheckpoint (nodeAt: (prefix: readonly number[]) => TreeNode, enough: number): Checkpoint {
  const prefix: number[] = []
  const hash = new BelowHash()
  let behind = 0
  let node = nodeAt(prefix)

  while (node.kind === 'inner' && behind + node.count >= enough * 1.25) {
    const turn = findTurn(node.children, enough - behind)

    for (const child of node.children.slice(0, turn.place)) {
      hash.add(prefix.length, child.nibble, child)
    }
    behind += turn.behind
    prefix.push(node.children[turn.place].nibble)
    node = nodeAt(prefix)
  }

  return {
    prefix: Uint8Array.from(prefix),
    above: behind + (node.kind === 'empty' ? 0 : node.count),
    below: hash.finish().digest
  }
}

/** The last child that has, with those behind it, at least so many keys; and how many of them stand behind it. */
function findTurn (children: readonly TreeChild[], enough: number): { place: number, behind: number } {
  let place = children.length - 1
  let behind = 0

  while (behind + children[place].count < enough) {
    behind += children[place].count
    place--
  }

  return { place, behind }
}
