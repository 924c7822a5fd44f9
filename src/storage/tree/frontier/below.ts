import { digestOfLeaf } from '../digest.ts'
import { checkPrefix, nibbleAt } from '../nibble.ts'
import { BelowHash } from './below-hash.ts'
import type { Prefix, TreeSnapshot } from '../interface.ts'
import type { Below } from './interface.ts'

/**
 * What a set holds before a prefix t.
 *
 * The keys before t are divided into the largest subtrees that hold no other key: for each depth d of t, one for each
 * nibble k less than t[d], namely all keys that start with t[0..d) and k. Which subtrees these are depends on t alone;
 * the digest of each depends on the keys in it alone, wherever it hangs and whether it is part of a larger leaf; empty
 * ones are left out. So two sets give the same digest for t exactly when they hold the same keys before t, whatever
 * they hold behind.
 *
 * It reads one tree node for each nibble of the prefix at most.
 *
 * @throws {InvalidTreeInputError} when it is no prefix
 * @throws {TreeCorruptError} when the store of the snapshot is damaged
 * @throws {TreeChangedError} when the tree has gone on for too long
 */
export function below (snapshot: TreeSnapshot, prefix: Prefix): Below {
  checkPrefix(prefix)
  const hash = new BelowHash()

  for (let depth = 0; depth < prefix.length; depth++) {
    const node = snapshot.node(prefix.subarray(0, depth))

    if (node.kind !== 'inner') {
      addKeys(hash, node.kind === 'leaf' ? node.keys : [], { prefix, depth })
      break
    }

    for (const child of node.children) {
      if (child.nibble < prefix[depth]) {
        hash.add(depth, child.nibble, child)
      }
    }
  }

  return hash.finish()
}

/** Divides the keys of a leaf. Those before the prefix that leave it at the same depth by the same nibble stand side by side. */
function addKeys (hash: BelowHash, keys: readonly Uint8Array[], way: { prefix: Prefix, depth: number }): void {
  let subtree: Uint8Array[] = []
  let [lastDepth, lastNibble] = [-1, -1]

  for (const key of keys) {
    const depth = partingDepth(key, way)

    // Keys are sorted: the first one at or behind the prefix has no key before the prefix behind it.
    if (depth === way.prefix.length || nibbleAt(key, depth) > way.prefix[depth]) {
      break
    }

    if (depth !== lastDepth || nibbleAt(key, depth) !== lastNibble) {
      addLeaf(hash, subtree, { depth: lastDepth, nibble: lastNibble })
      subtree = []
      ;[lastDepth, lastNibble] = [depth, nibbleAt(key, depth)]
    }
    subtree.push(key)
  }
  addLeaf(hash, subtree, { depth: lastDepth, nibble: lastNibble })
}

function addLeaf (hash: BelowHash, keys: readonly Uint8Array[], { depth, nibble }: { depth: number, nibble: number }): void {
  if (keys.length > 0) {
    hash.add(depth, nibble, { count: keys.length, digest: digestOfLeaf(keys) })
  }
}

/** The first depth at which a key is not as the prefix; the length of the prefix when there is none. */
function partingDepth (key: Uint8Array, { prefix, depth }: { prefix: Prefix, depth: number }): number {
  let parting = depth

  while (parting < prefix.length && nibbleAt(key, parting) === prefix[parting]) {
    parting++
  }

  return parting
}
