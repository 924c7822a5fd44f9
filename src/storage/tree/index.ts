/**
 * @packageDocumentation
 *
 * A Merkle tree over a set of keys of 40 bytes: 8 bytes of stamp (a hybrid logical clock, big-endian), then 32 bytes of
 * id. One tree stands for the bundles of one scope; two peers compare roots and walk down where digests differ. The
 * room knows keys only: whose bundles they name is the business of the replica above it.
 *
 * A prefix with at most 32 keys is a leaf, with more an inner tree node with one child per next nibble. So the shape,
 * every digest and the root are functions of the set alone, whatever the order of the inserts, and nobody can make a
 * tree node wide or a way longer than a key. `docs/formats/tree.md` states what is hashed.
 *
 * With a store the tree is kept there: a checkpoint writes what changed in one batch, `open` reads one row, and blocks
 * come into memory when they are needed, each held against the hash by which it is named. `stored/` has the rows.
 *
 * Beside the tree stands a sketch of the same set: cells from which two peers read the ids in which they differ, as many
 * as there are differences and in one message, without proof (the roots are the proof). `docs/formats/sketch.md` states
 * them, and `sketch/` has them. A snapshot has both, and a checkpoint stores both.
 *
 * A tree also answers for its newest part: `checkpointsOf` names places with few keys behind them and a digest of all
 * keys before them, `newestMatch` finds the newest place of a peer below which both sets are the same. `frontier/` has
 * these; they read snapshots only.
 *
 * The invariant: equal sets of equal scopes have equal roots and equal cells, and a snapshot never changes.
 *
 * @example Insert a key and read the tree
 *
 * ```TypeScript
 * import { merkleTree } from './index.ts'
 *
 * const tree = merkleTree({ scope: new Uint8Array(32) })
 * tree.insert(new Uint8Array(40).fill(7))
 *
 * const snapshot = tree.snapshot()
 * console.info(snapshot.root(), snapshot.node(Uint8Array.of(0, 7)))
 * ```
 */

import { PagedMerkleTree } from './paged-merkle-tree.ts'
import { emptySketch, RatelessSketch } from './sketch/rateless-sketch.ts'
import { decodeRows } from './sketch/rows.ts'
import type { MerkleTree, MerkleTreeInit } from './interface.ts'
import type { Sketch, SketchInit, StoredSketchInit } from './sketch/interface.ts'

export {
  BELOW_PROOF_BYTES, CHECKPOINT_KEYS_MIN, CHECKPOINTS_MAX, DEFAULT_CACHE_PAGES_MAX, FAN_OUT, KEY_BYTES, LEAF_KEYS_MAX, NONCE_BYTES,
  PREFIX_NIBBLES_MAX, ROOT_PROOF_BYTES, SNAPSHOT_KEPT_MS, STAMP_BYTES, TREE_PARAMS
} from './constants.ts'
export { digestOfInner, digestOfLeaf, rootDigest } from './digest.ts'
export { InvalidSketchInputError, InvalidTreeInputError, TreeChangedError, TreeCorruptError } from './errors.ts'
export { keysAbove } from './frontier/above.ts'
export { below } from './frontier/below.ts'
export { checkpointCount, checkpointKeys, checkpointsOf } from './frontier/checkpoints.ts'
export { newestMatch } from './frontier/newest-match.ts'
export { belowProof, rootProof } from './frontier/proof.ts'
export type * from './frontier/interface.ts'
export type * from './interface.ts'
export { isCellWidth } from './sketch/cells.ts'
export { COUNTERS_BYTES, PAGE_BYTES, PAGE_CELLS, SKETCH_CELLS_MAX, SKETCH_CELLS_MIN, SKETCH_PARAMS } from './sketch/constants.ts'
export { cellsAfterStall, cellsToAsk, cellWidthFor } from './sketch/estimate.ts'
export type * from './sketch/interface.ts'
export { sketchSalt } from './sketch/salt.ts'

/**
 * Makes an empty tree; `open` takes what its store holds.
 *
 * @throws {InvalidTreeInputError} when the scope id has not 32 bytes
 */
export function merkleTree (init: MerkleTreeInit): MerkleTree {
  return new PagedMerkleTree(init)
}

/**
 * Makes the sketch of an empty set; `fill` takes another one.
 *
 * @throws {InvalidSketchInputError} when the salt has not 8 bytes
 */
export function keySketch ({ salt }: SketchInit): Sketch {
  return new RatelessSketch(emptySketch(salt))
}

/**
 * Reads a sketch from the rows in which it was stored. Their bytes are taken as they are: whether they are damaged is
 * for the caller to check.
 *
 * @throws {InvalidSketchInputError} when the salt has not 8 bytes
 * @throws {TreeCorruptError} when a row is missing, or is none that a sketch of these parameters and this salt has
 */
export function openSketch (init: StoredSketchInit): Sketch {
  return new RatelessSketch(decodeRows(init))
}
