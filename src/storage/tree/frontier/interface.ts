import type { Prefix } from '../interface.ts'

/** What a set holds before a prefix: all keys whose first nibbles are less than those of the prefix. */
export interface Below {
  /** How many keys there are. */
  readonly count: number
  /** 32 bytes: a function of the prefix and of these keys, and of nothing else. */
  readonly digest: Uint8Array
}

/** A place in a set with few keys behind it and a digest of everything before it. */
export interface Checkpoint {
  /** The keys from here on, in key order, stand above the checkpoint. It has at least one nibble, and its last one is not 0. */
  readonly prefix: Prefix
  /** How many keys stand above: at least 128 * 2^i for the checkpoint with index i, and less than a quarter more. */
  readonly above: number
  /** The digest of all keys below, 32 bytes. */
  readonly below: Uint8Array
}

/** A checkpoint as a peer names it. */
export interface ClaimedCheckpoint {
  readonly prefix: Prefix
  /** How many keys the peer says it has above. */
  readonly above: number
  /** What `belowProof` makes of the digest of all keys below, 3 bytes. */
  readonly proof: Uint8Array
}

/** What a peer says about the newest part of its set. */
export interface ClaimedFrontier {
  /** How many keys the peer says it has. */
  readonly count: number
  /** 8 bytes that the side which speaks first has chosen by chance. */
  readonly nonce: Uint8Array
  /** From the newest place to the oldest. */
  readonly checkpoints: readonly ClaimedCheckpoint[]
}

/** The newest place below which two sets are the same, as far as proofs of 3 bytes say. */
export interface CheckpointMatch {
  /** 1 for the first checkpoint of the peer, and so on; 0 when none matches: then everything stands above. */
  readonly place: number
  /** Where the part begins in which the sets may differ; the empty prefix with place 0. */
  readonly prefix: Prefix
  /** How many keys we have there. */
  readonly ours: number
  /** How many keys the peer says it has there. */
  readonly theirs: number
}
