import type { RIGHTS } from './constants.ts'

/** Kind 1: what a closed scope begins with. The scope id is derived from it, so nobody can change it. */
export interface GenesisBody {
  /** What people call the scope: 1 to 32 of a-z, 0-9 and hyphen, neither `public` nor `local`. */
  readonly name: string
  /** The network in which the scope lives. */
  readonly net: string
  /** Ed25519 public key of who may do everything in it, 32 bytes. */
  readonly creator: Uint8Array
  /** 16 random bytes, so that no two scopes are the same. */
  readonly nonce: Uint8Array
  /** How many bits of the hash of an entity tell its shard, 0..16. */
  readonly shardBits: number
}

/** What a peer offers in one scope. At least one of both is true. */
export interface DeclaredScope {
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  /** The peer gives bundles of the scope. */
  readonly push: boolean
  /** The peer takes bundles of the scope. */
  readonly pull: boolean
}

/** Kind 2: what a peer says of itself. */
export interface DeclarationBody {
  /** Names under which it writes, at most ACT_NAMES_MAX. */
  readonly names: readonly string[]
  /** Names whose facts it passes on, at most ACT_NAMES_MAX. */
  readonly relays: readonly string[]
  /** At most DECLARED_SCOPES_MAX. */
  readonly scopes: readonly DeclaredScope[]
  /** From 1. The highest one that was heard holds. */
  readonly sequence: number
  /** Milliseconds since 1970 from which on it says nothing any more. */
  readonly expiresMs: number
}

/** What a peer may do in a closed scope. `admin` includes all others. */
export type Right = typeof RIGHTS[number]

/** A scope key that only one peer can take out of its box. */
export interface BoxedKey {
  /** Number of the key, from 1. */
  readonly number: number
  /** At most BOX_BYTES_MAX. */
  readonly box: Uint8Array
}

/** Kind 3: what an admin gives a peer. */
export interface GrantBody {
  /** Ed25519 public key, 32 bytes. */
  readonly peer: Uint8Array
  /** Each a {@link Right}, or one of a later version, which has no effect. At least one. */
  readonly rights: readonly string[]
  /** Names beside its peer id under which the peer may write, at most ACT_NAMES_MAX. */
  readonly names: readonly string[]
  /** Milliseconds since 1970 from which on the grant covers nothing; absent means never. */
  readonly expiresMs?: number
  /** The newest key of the scope, for the peer. */
  readonly key?: BoxedKey
}

/** How far a chain of a revoked peer counts. */
export interface ChainEnd {
  /** 8 bytes. */
  readonly lane: Uint8Array
  readonly shard: number
  /** Place of the last bundle that counts, from 1. */
  readonly seq: number
  /** Hash of that bundle, 32 bytes. */
  readonly hash: Uint8Array
}

/** Kind 4: what an admin takes from a peer. */
export interface RevocationBody {
  /** Ed25519 public key, 32 bytes. */
  readonly peer: Uint8Array
  /** At most REASON_BYTES_MAX of UTF-8. */
  readonly reason: string
  /** At most REVOKED_CHAINS_MAX, one for each chain. A chain that is not named is cut whole. */
  readonly upTo: readonly ChainEnd[]
}

/** Kind 5: a key of the scope for its peers. */
export interface ScopeKeyBody {
  /** From 1. */
  readonly number: number
  /** At most BOXES_MAX, one for each peer. */
  readonly boxes: ReadonlyArray<{ readonly peer: Uint8Array, readonly box: Uint8Array }>
}

/** Kind 12: that a fact, or a whole bundle, is to be forgotten. */
export interface ErasureBody {
  /** Hash of the bundle, 32 bytes. */
  readonly bundle: Uint8Array
  /** Place of the fact in the bundle; absent means all of them. */
  readonly index?: number
  /** At most REASON_BYTES_MAX of UTF-8. */
  readonly reason: string
}

/** Bodies of acts by the name of their kind. */
export interface ActBodies {
  genesis: GenesisBody
  declaration: DeclarationBody
  grant: GrantBody
  revocation: RevocationBody
  'scope-key': ScopeKeyBody
  erasure: ErasureBody
}

/** Kinds of facts that decide who may do what in a scope, and what is forgotten. */
export type ActKind = keyof ActBodies
