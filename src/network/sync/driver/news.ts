import { compareBytes, equalBytes } from '../../../model/bytes/index.ts'
import { TreeChangedError, TreeCorruptError } from '../../../storage/tree/index.ts'
import { hashOf } from './entry.ts'
import { childOf } from './prefix.ts'
import type { DiffFilter } from './interface.ts'
import type { InnerTreeNode, Prefix, TreeSnapshot } from '../../../storage/tree/index.ts'

/** Up to so many keys it costs less to compare them than to make the digests of their subtrees. */
const FEW_KEYS = 64

interface Subtree {
  readonly prefix: Prefix
  /** How many keys there are below the prefix now. */
  readonly count: number
}

/**
 * The hashes of the bundles that came into a set since it was as in the past, oldest first and found while they are read, without
 * those that are not welcome. It ends early when a snapshot can be read no more: the rest has to be found in another way.
 */
export function * newsSince (past: TreeSnapshot, now: TreeSnapshot, filter: Pick<DiffFilter, 'isUnwelcome'>): Generator<Uint8Array> {
  try {
    for (const key of keysSince(past, now)) {
      if (!filter.isUnwelcome(hashOf(key))) {
        yield hashOf(key)
      }
    }
  } catch (error) {
    // Where it is the present that cannot be read, the other ways meet the same damage.
    if (!(error instanceof TreeChangedError || error instanceof TreeCorruptError)) {
      throw error
    }
  }
}

/** Looks below no prefix whose digest is the same in both, and compares keys where there are few. */
function * keysSince (past: TreeSnapshot, now: TreeSnapshot): Generator<Uint8Array> {
  const open: Subtree[] = [{ prefix: new Uint8Array(0), count: now.count }]

  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { prefix, count } = next
    const [before, after] = count > FEW_KEYS ? [past.node(prefix), now.node(prefix)] : []

    if (before?.kind === 'inner' && after?.kind === 'inner') {
      open.push(...changedChildren(prefix, before, after))
    } else {
      yield * lacking(past.keys(prefix), now.keys(prefix))
    }
  }
}

/** The newest first, because the last one is looked at first. */
function changedChildren (prefix: Prefix, before: InnerTreeNode, after: InnerTreeNode): Subtree[] {
  const digests = new Map(before.children.map(({ nibble, digest }) => [nibble, digest]))

  return after.children.filter(({ nibble, digest }) => {
    const known = digests.get(nibble)

    return known === undefined || !equalBytes(known, digest)
  }).map(({ nibble, count }) => ({ prefix: childOf(prefix, nibble), count })).reverse()
}

/** The keys of the second list that are not in the first; both ascend. */
function * lacking (past: Iterable<Uint8Array>, now: Iterable<Uint8Array>): Generator<Uint8Array> {
  const known = past[Symbol.iterator]()
  let next = known.next()

  for (const key of now) {
    while (next.done !== true && compareBytes(next.value, key) < 0) {
      next = known.next()
    }

    if (next.done === true || !equalBytes(next.value, key)) {
      yield key
    }
  }
}
