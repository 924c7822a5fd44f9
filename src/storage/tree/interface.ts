import type { SketchSnapshot } from './sketch/interface.ts'

/**
 * Where a subtree hangs: the first nibbles that its keys have in common, one nibble (0..15) per byte, most significant
 * first. The empty prefix names the whole tree; no prefix is longer than 80.
 */
export type Prefix = Uint8Array

/** A child of an inner tree node: a subtree that holds at least one key. */
export interface TreeChild {
  /** The nibble by which the child's prefix is longer than its parent's, 0..15. */
  readonly nibble: number
  /** How many keys the child holds. */
  readonly count: number
  /** The child's digest, 32 bytes. */
  readonly digest: Uint8Array
}

/** No key starts with the prefix. */
export interface EmptyTreeNode {
  readonly kind: 'empty'
}

/** At most 32 keys start with the prefix. */
export interface LeafTreeNode {
  readonly kind: 'leaf'
  /** How many keys there are, 1..32. */
  readonly count: number
  /** 32 bytes. */
  readonly digest: Uint8Array
  /** The keys of 40 bytes in ascending order. */
  readonly keys: Uint8Array[]
}

/** More than 32 keys start with the prefix. */
export interface InnerTreeNode {
  readonly kind: 'inner'
  /** How many keys there are below. */
  readonly count: number
  /** 32 bytes. */
  readonly digest: Uint8Array
  /** The children in ascending order of their nibbles, at least one. */
  readonly children: TreeChild[]
}

/** What a tree says about one prefix. It is a function of the set of keys and of nothing else. */
export type TreeNode = EmptyTreeNode | LeafTreeNode | InnerTreeNode

/**
 * A set of keys as it stood at one moment. It never changes, and it is released like any other value. Every call may
 * throw TreeChangedError once the tree behind it has gone on for longer than SNAPSHOT_KEPT_MS, and TreeCorruptError when
 * the store is damaged; a snapshot of a tree without a store throws neither.
 */
export interface TreeSnapshot {
  /** How many keys the set holds. */
  readonly count: number
  /** The root, 32 bytes: equal roots mean equal scopes and equal sets. */
  root (): Uint8Array
  /** What the set says about a prefix. Throws InvalidTreeInputError for what is no prefix. */
  node (prefix: Prefix): TreeNode
  /** The keys that start with a prefix (all of them without one), ascending. Throws InvalidTreeInputError for what is no prefix. */
  keys (prefix?: Prefix): Iterable<Uint8Array>
  /**
   * The sketch of the same set. While it has no cells, its size is 0, and its counters are of no use either: it is being
   * filled from the keys, because the stored one was damaged or missing.
   */
  sketch (): SketchSnapshot
}

/** A set of keys with a digest for every prefix. After a TreeCorruptError it is of no use: its owner makes another one. */
export interface MerkleTree {
  /** How many keys the set holds. */
  readonly count: number
  /** How many blocks of memory wait for the next checkpoint, at least; 0 without a store. */
  readonly changed: number
  /** Whether the tree or one of its snapshots met damage in the store. */
  readonly damaged: boolean
  /**
   * Takes the stored set, of which the topmost row is read and nothing else, and answers its watermark; undefined when
   * nothing is stored. To be called once, before anything is inserted. Throws TreeCorruptError.
   */
  open (): number | undefined
  /** Adds a key of 40 bytes and answers whether it is new. Throws InvalidTreeInputError for another length, and TreeCorruptError. */
  insert (key: Uint8Array): boolean
  /** Takes a key of 40 bytes away and answers whether it was there. Throws InvalidTreeInputError for another length, and TreeCorruptError. */
  remove (key: Uint8Array): boolean
  /** Whether the set holds a key of 40 bytes. Throws InvalidTreeInputError for another length, and TreeCorruptError. */
  has (key: Uint8Array): boolean
  /** The root, 32 bytes; what changed since the last call is hashed now. */
  root (): Uint8Array
  /** The set as it stands now, in constant time: later changes copy what they change. */
  snapshot (): TreeSnapshot
  /** Whether the sketch beside the tree has fewer cells than the set should have, or none: `growSketch` makes them. */
  readonly sketchTooSmall: boolean
  /**
   * Begins to make the cells that the sketch lacks, from the keys of the set as it stands at this call. The sketch that
   * there is stays in use meanwhile, and both take part in every change. A later call ends an earlier one.
   *
   * @returns what the caller drives to its end: each step takes up to 1,024 keys, some milliseconds. It throws what a
   * snapshot throws; the sketch stays as it was then, and is still too small.
   */
  growSketch (): Generator<void, void>
  /**
   * Stores the set as it stands at the call, together with a number of the caller's choice, in one batch. Without a
   * store nothing happens. A failed write leaves the set as it is in memory, and the next checkpoint stores everything.
   *
   * @param watermark - comes back from `open`; a safe integer below 2^48
   * @param nowMs - the monotonic time in milliseconds; blocks that were replaced less than SNAPSHOT_KEPT_MS ago stay in
   * the store for the snapshots that need them. Without it they stay until the next checkpoint.
   */
  checkpoint (watermark: number, nowMs?: number): Promise<void>
}

/**
 * Where a tree is stored: rows of bytes, of which the tree makes the keys. Several trees of different scopes may share
 * one. Bytes handed in belong to the store from then on, and bytes handed out are not changed.
 */
export interface TreeStore {
  /** The value of a row, or undefined. */
  get (key: Uint8Array): Uint8Array | undefined
  /** Puts and deletes rows in one atomic batch; batches reach the medium in the order of the calls. */
  write (puts: ReadonlyArray<readonly [Uint8Array, Uint8Array]>, deletes: readonly Uint8Array[]): Promise<void>
  /** Removes all rows whose keys begin with a prefix; not atomic. */
  clear (prefix: Uint8Array): Promise<void>
}

/** What a tree is made for. */
export interface MerkleTreeInit {
  /** The id of the scope whose bundles the tree holds, 32 bytes. It goes into the root. */
  scope: Uint8Array
  /** Where the tree is stored; without it the tree stands in memory only. */
  store?: TreeStore
  /**
   * Stored blocks that are kept in memory, at most: of 10 KiB at most, and mostly of 2 to 6 KiB.
   *
   * @default DEFAULT_CACHE_PAGES_MAX
   */
  cachePagesMax?: number
}
