import type { CborMap } from '../bytes/index.ts'
import type { Fact } from '../fact/index.ts'
import type { Hlc } from '../hlc/index.ts'

/**
 * What the author signs. The facts are bound by `root`.
 */
export interface BundleHeader {
  /** Network name, `[a-z0-9-]{1,32}`. */
  readonly net: string
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  /** 0 while the scope is not sharded. */
  readonly shard: number
  /** Ed25519 public key of the author, 32 bytes. */
  readonly author: Uint8Array
  /** 8 random bytes; there is one chain per author, scope, shard and lane. */
  readonly lane: Uint8Array
  /** Place in that chain, from 1, without gaps. */
  readonly seq: number
  /** Hash of the bundle before it in the chain; null at place 1. */
  readonly prev: Uint8Array | null
  /** Stamp of fact 0; fact i has the counter plus i. */
  readonly hlc: Hlc
  /** Hashes of heads of other chains that the author applied since its previous bundle, newest first, at most 8. */
  readonly parents: Uint8Array[]
  /** True when some of these heads were left out. */
  readonly parentsTruncated: boolean
  /** Number of facts, 1..512. */
  readonly count: number
  /** Hash over the digests of the facts, 32 bytes. */
  readonly root: Uint8Array
  /** Usually empty; `acts: true` in that of facts that govern a scope. Keys that this version does not know are kept. */
  readonly ext: CborMap
}

/**
 * The signed unit: a header, its signature, and facts of which some may be gone. `headerBytes`, `signature`, `salts` and
 * `facts` are views into `bytes`, and nobody writes to them.
 */
export interface Bundle {
  readonly header: BundleHeader
  readonly headerBytes: Uint8Array
  /** Ed25519 signature, 64 bytes. */
  readonly signature: Uint8Array
  /** BLAKE3-256 of `headerBytes`. It names the bundle. */
  readonly hash: Uint8Array
  /** 16 bytes while all facts are here; afterwards the 16-byte salts of the facts that are, in their order. */
  readonly salts: Uint8Array | readonly Uint8Array[]
  /** Encoded facts; null for a fact that is gone. */
  readonly facts: ReadonlyArray<Uint8Array | null>
  /** The same facts, decoded. */
  readonly decoded: ReadonlyArray<Fact | null>
  /** Digest of every fact, gone or not, 32 bytes each. */
  readonly digests: readonly Uint8Array[]
  /** The encoded bundle. */
  readonly bytes: Uint8Array
}

/**
 * A header before its facts are known; they put the mark of acts into `ext`.
 */
export type BundleDraft = Omit<BundleHeader, 'count' | 'root'>

/**
 * What goes into a bundle.
 */
export interface BundleContent {
  /** Encoded facts, 1..512. */
  readonly facts: readonly Uint8Array[]
  /** 16 random bytes. */
  readonly salt: Uint8Array
  /** The facts that were encoded, in the same order. Without them the bytes are decoded and checked again. */
  readonly decoded?: readonly Fact[]
}

/**
 * Everything that proves one fact to somebody who has nothing else.
 */
export interface FactProof {
  readonly headerBytes: Uint8Array
  readonly signature: Uint8Array
  /** Place of the fact in its bundle. */
  readonly index: number
  /** Salt of this fact, 16 bytes. */
  readonly salt: Uint8Array
  /** The encoded fact. */
  readonly fact: Uint8Array
  /** Digests of all other facts of the bundle, in their order. */
  readonly digests: readonly Uint8Array[]
}

/**
 * Where the bytes of one fact lie in the encoded bundle.
 */
export interface FactLocation {
  readonly position: number
  readonly length: number
}
