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

/** A set of keys as it stood at one moment. It never changes, and it is released like any other value. */
export interface TreeSnapshot {
  /** How many keys the set holds. */
  readonly count: number
  /** The root, 32 bytes: equal roots mean equal scopes and equal sets. */
  root (): Uint8Array
  /** What the set says about a prefix. Throws InvalidTreeInputError for what is no prefix. */
  node (prefix: Prefix): TreeNode
  /** The keys that start with a prefix (all of them without one), ascending. Throws InvalidTreeInputError for what is no prefix. */
  keys (prefix?: Prefix): Iterable<Uint8Array>
}

/** A set of keys that grows, with a digest for every prefix. */
export interface MerkleTree {
  /** How many keys the set holds. */
  readonly count: number
  /** Adds a key of 40 bytes and answers whether it is new. Throws InvalidTreeInputError for another length. */
  insert (key: Uint8Array): boolean
  /** Whether the set holds a key of 40 bytes. Throws InvalidTreeInputError for another length. */
  has (key: Uint8Array): boolean
  /** The root, 32 bytes; what changed since the last call is hashed now. */
  root (): Uint8Array
  /** The set as it stands now, in constant time: later inserts copy what they change. */
  snapshot (): TreeSnapshot
}

/** What a tree is made for. */
export interface MerkleTreeInit {
  /** The id of the scope whose bundles the tree holds, 32 bytes. It goes into the root. */
  scope: Uint8Array
}
