import { createDeriveKey } from 'blake3-jit'
import { ChildRow, CHILD_WORDS } from './child-row.ts'
import { DIGEST_BYTES, FAN_OUT, ID_BYTES, LEAF_KEYS_MAX, STAMP_BYTES, TREE_PARAMS } from './constants.ts'
import type { TreeChild } from './interface.ts'

/*
 * What is hashed (BLAKE3 derive_key; all integers little-endian). Counts are inside, so nobody can lie about them, and
 * each kind of input has a context of its own, so no leaf can pass for an inner tree node.
 *
 *   leaf    "factmesh sync v1 leaf"    count u32 | id 32 | id 32 | …                        in key order, count <= 32
 *   node    "factmesh sync v1 node"    (1 << 24 | bitmap) u32 | count u32 | digest 32 | …   per child, in nibble order
 *   root    "factmesh sync v1 root"    scope id 32 | params u8 | count u64 | digest of the empty prefix 32
 *
 * The hashers and the buffers are shared by all calls: every call is synchronous and starts by filling them anew.
 */
const LEAF_HASHER = createDeriveKey('factmesh sync v1 leaf')
const NODE_HASHER = createDeriveKey('factmesh sync v1 node')
const ROOT_HASHER = createDeriveKey('factmesh sync v1 root')

const COUNT_BYTES = 4
const INNER_MARK = 1 << 24

const leafInputs = prefixesOf(COUNT_BYTES + LEAF_KEYS_MAX * ID_BYTES, ID_BYTES)
const leafInput = leafInputs[LEAF_KEYS_MAX]
const leafView = new DataView(leafInput.buffer)

const nodeInputs = prefixesOf(COUNT_BYTES + FAN_OUT * (COUNT_BYTES + DIGEST_BYTES), COUNT_BYTES + DIGEST_BYTES)
const nodeInput = nodeInputs[FAN_OUT]
const nodeView = new DataView(nodeInput.buffer)
const nodeWords = new Uint32Array(nodeInput.buffer)

/**
 * The digest of a leaf.
 *
 * @param ids - the ids (not the keys) of at most 32 keys, one after another, in key order
 */
export function leafDigest (ids: Uint8Array): Uint8Array {
  const count = ids.length / ID_BYTES

  leafView.setUint32(0, count, true)
  leafInput.set(ids, COUNT_BYTES)

  return LEAF_HASHER.reset().update(leafInputs[count]).finalize()
}

/**
 * The digest of an inner tree node, of which the row has all digests.
 */
export function nodeDigest (row: ChildRow): Uint8Array {
  let bitmap = 0
  let at = 1

  for (let nibble = 0; nibble < FAN_OUT; nibble++) {
    const count = row.count(nibble)

    if (count > 0) {
      nodeView.setUint32(at * 4, count, true)

      // Whole words are copied between equal machines: their byte order does not matter here.
      for (let word = 1; word < CHILD_WORDS; word++) {
        nodeWords[at + word] = row.words[nibble * CHILD_WORDS + word]
      }
      bitmap |= 1 << nibble
      at += CHILD_WORDS
    }
  }
  // fault-point tree.leave-out-leaf: at -= at > 1 + CHILD_WORDS ? CHILD_WORDS : 0
  nodeView.setUint32(0, INNER_MARK | bitmap, true)

  return NODE_HASHER.reset().update(nodeInputs[(at - 1) / CHILD_WORDS]).finalize()
}

/**
 * The root of a set: it names the scope, the parameters of the tree, the number of keys, and through the digest of the
 * empty prefix every key.
 */
export function rootDigest (scope: Uint8Array, count: number, digest: Uint8Array): Uint8Array {
  // fault-point tree.root-without-count: count = 0
  const head = new Uint8Array(9)

  head[0] = TREE_PARAMS
  new DataView(head.buffer).setBigUint64(1, BigInt(count), true)

  return ROOT_HASHER.reset().update(scope).update(head).update(digest).finalize()
}

/**
 * The digest that a leaf with these keys must have: the check of a peer's claim.
 *
 * @param keys - at most 32 keys of 40 bytes in ascending order
 */
export function digestOfLeaf (keys: readonly Uint8Array[]): Uint8Array {
  const ids = new Uint8Array(keys.length * ID_BYTES)

  keys.forEach((key, index) => { ids.set(key.subarray(STAMP_BYTES), index * ID_BYTES) })

  return leafDigest(ids)
}

/**
 * The digest that an inner tree node with these children must have: the check of a peer's claim.
 *
 * @param children - at most 16 children with different nibbles and digests of 32 bytes
 */
export function digestOfInner (children: readonly TreeChild[]): Uint8Array {
  const row = new ChildRow()

  for (const { nibble, count, digest } of children) {
    row.setCount(nibble, count)
    row.set(nibble, digest)
  }

  return nodeDigest(row)
}

/** One buffer and its beginnings with 0, 1, 2 … elements after the first four bytes, made once. */
function prefixesOf (length: number, elementBytes: number): Uint8Array[] {
  const whole = new Uint8Array(length)

  return Array.from({ length: (length - COUNT_BYTES) / elementBytes + 1 }, (_, elements) => {
    return whole.subarray(0, COUNT_BYTES + elements * elementBytes)
  })
}
