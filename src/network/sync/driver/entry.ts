import type { InnerEntry, Lens, WalkEntry } from './interface.ts'
import type { Prefix, TreeSnapshot } from '../../../storage/tree/index.ts'

/** Bytes of the hash in a key of the tree; its stamp stands before it. */
const STAMP_BYTES = 8

/** The hash of the bundle that a key of the tree names. */
export function hashOf (key: Uint8Array): Uint8Array {
  return key.subarray(STAMP_BYTES)
}

/** The bytes of a digest or hash that travel. */
export function cut (hash: Uint8Array, lens: Lens): Uint8Array {
  return hash.subarray(lens.offset, lens.offset + lens.width)
}

/**
 * Describes a prefix and, below it, the newest child of each description down to a leaf. Differences are mostly recent,
 * and then this way leads to them in one turn.
 */
export function describeNewest (snapshot: TreeSnapshot, prefix: Prefix, lens: Lens): WalkEntry[] {
  const entries: WalkEntry[] = []

  for (let entry = describe(snapshot, prefix, lens); entry !== undefined; entry = describe(snapshot, newestChild(entry), lens)) {
    entries.push(entry)

    if (entry.kind === 'leaf') {
      break
    }
  }

  return entries
}

function newestChild ({ prefix, reach, bitmap }: InnerEntry): Prefix {
  return Uint8Array.from([...prefix, ...reach, 31 - Math.clz32(bitmap)])
}

/**
 * Describes what the snapshot holds below a prefix; undefined when that is nothing. Levels with a single child are
 * passed over, so that a long prefix that all keys share costs no turns.
 */
export function describe (snapshot: TreeSnapshot, prefix: Prefix, lens: Lens): WalkEntry | undefined {
  let node = snapshot.node(prefix)
  const reach: number[] = []

  while (node.kind === 'inner' && node.children.length === 1) {
    reach.push(node.children[0].nibble)
    node = snapshot.node(Uint8Array.from([...prefix, ...reach]))
  }

  if (node.kind === 'empty') {
    return undefined
  }

  if (node.kind === 'leaf') {
    return { kind: 'leaf', prefix, ids: node.keys.map(key => cut(hashOf(key), lens)) }
  }

  return {
    kind: 'inner',
    prefix,
    reach: Uint8Array.from(reach),
    bitmap: node.children.reduce((bits, child) => bits | 1 << child.nibble, 0),
    digests: node.children.map(child => cut(child.digest, lens))
  }
}
