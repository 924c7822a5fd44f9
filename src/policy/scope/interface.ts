import type { ActBodies, ChainEnd, DeclarationBody, GenesisBody, Right } from '../../model/body/index.ts'
import type { Hlc } from '../../model/hlc/index.ts'

/** Where a bundle stands: what its header says, without the facts. */
export interface BundlePlace {
  /** Ed25519 public key, 32 bytes. */
  readonly author: Uint8Array
  readonly hlc: Hlc
  readonly shard: number
  /** 8 bytes. */
  readonly lane: Uint8Array
  /** Place in the chain of (author, scope, shard, lane), from 1. */
  readonly seq: number
  /** BLAKE3-256 of the header, 32 bytes. */
  readonly hash: Uint8Array
}

/** Kinds of acts that change who may do what. */
export type GoverningKind = 'grant' | 'revocation' | 'scope-key'

/** One act of a kind, by where it stands. Its stamp is that of the bundle, with `index` more in the counter. */
export interface ActOf<K extends GoverningKind> {
  readonly kind: K
  readonly body: ActBodies[K]
  readonly bundle: BundlePlace
  /** Place of the fact in the bundle. */
  readonly index: number
}

/** One act that changes who may do what. */
export type Act = { [K in GoverningKind]: ActOf<K> }[GoverningKind]

/** What a bundle says about its scope. Most bundles say nothing. */
export interface Governing {
  readonly bundle: BundlePlace
  /** There when the bundle is the first one of the creator, and its first fact what the scope id is derived from. */
  readonly genesis?: GenesisBody
  readonly acts: readonly Act[]
}

/**
 * What is known of chains that fork, for a bundle below the end that a revocation names. In a chain that does not fork
 * the lower place is proof enough; in one that does, only the bundles that the end leads back to count.
 */
export interface Forks {
  /** Whether two bundles are known for one place of the chain that a bundle stands in. */
  isForked (bundle: BundlePlace): boolean
  /** Whether the chain that ends at `end` leads back to the bundle, which stands at a lower place of the same lane and shard. */
  leadsTo (bundle: BundlePlace, end: ChainEnd): boolean
}

/** What somebody may do at one place and time in a scope. */
export interface Standing {
  /** Whether any grant covers the place. Without one, what stands there is outlawed. */
  readonly isEffective: boolean
  /** Names beside the peer id under which it may write. */
  readonly names: readonly string[]
  /** Whether a grant with this right covers the place. */
  has (right: Right): boolean
}

/** What the operator made of a peer. `undecided` leaves it to the policy. */
export type PeerDecision = 'undecided' | 'accepted' | 'rejected' | 'revoked' | 'blocked'

/** What an operator may do about a peer. */
export type PeerCommand = 'accept' | 'reject' | 'revoke' | 'reinstate' | 'block' | 'unblock'

/** What a node keeps of a peer. It is a value: each step gives a new one. */
export interface PeerRecord {
  readonly decision: PeerDecision
  /** Why the operator decided so; empty while undecided. */
  readonly reason: string
  /** The newest declaration of the peer, be it over or not. */
  readonly declaration?: DeclarationBody
}

/** How a peer stands: only an `active` one exchanges facts. */
export type PeerState = 'pending' | 'active' | 'rejected' | 'revoked' | 'blocked'

/** Why a peer is pending. */
export type PendingReason = 'waits_for_operator' | 'we_declare_nothing' | 'peer_declares_nothing' | 'declaration_expired'

/** How a peer stands, and why: the words of the operator, or what a pending one lacks. */
export interface PeerStanding {
  readonly state: PeerState
  readonly reason: string
}

/** What the state of a peer depends on beside its record. */
export interface PeerQuestion {
  /** Our own declaration. */
  readonly ours: DeclarationBody | undefined
  /** Whether peers are taken without a word of the operator. */
  readonly approval: 'automatic' | 'manual'
  readonly nowMs: number
}
