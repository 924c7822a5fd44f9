import type { Version } from './claims/version.ts'
import type { StatementKind } from '../../model/body/interface.ts'
import type { Hlc } from '../../model/hlc/index.ts'

/** What applying a group of bundles found out. */
export interface ApplyReport {
  /** Per bundle: whether another one stands at its place in the chain. */
  readonly equivocates: readonly boolean[]
  /** Per bundle: indices of facts whose entity and relation other claimants speak about too. */
  readonly rivalled: ReadonlyArray<readonly number[]>
}

/** One claimant's current version for an entity and relation. */
export interface Claim {
  /** Eight bytes that stand for author and source. */
  readonly claimant: Uint8Array
  readonly version: Version
}

/** All claims on one entity and relation of a scope. */
export interface ClaimGroup {
  /** Key of the group's entry. */
  readonly key: Uint8Array
  readonly entity: string
  readonly relation: string
  readonly claims: Claim[]
}

/** An entity and relation of a scope about which several claimants and several values were ever seen. */
export interface Contest {
  /** Of the conflict that it may be, 16 bytes. */
  readonly id: Uint8Array
  readonly entity: string
  readonly relation: string
  /** Key of the group's claims. */
  readonly key: Uint8Array
}

/** A fact by its place. */
export interface FactRef {
  /** Hash of the bundle, or the first 16 bytes of it. */
  readonly bundle: Uint8Array
  /** Place of the fact in its bundle. */
  readonly index: number
}

/** Where a statement stands, and from when it is. */
export interface StatementRow extends FactRef {
  /** Of the statement itself. */
  readonly hlc: Hlc
}

/** One version of a claimant's vote on a fact. */
export interface VoteRow extends StatementRow {
  /** Eight bytes that stand for author and source. */
  readonly claimant: Uint8Array
  readonly stance: 'for' | 'against'
  /** Millionths. */
  readonly weight: number
  /** Whether it takes the claimant's vote back. */
  readonly takenBack: boolean
}

/** What the current votes on a fact come to. Weights are millionths; beyond 2^53 − 1 they stay there. */
export interface VoteTally4 {
  readonly forCount: number
  readonly forWeight: number
  readonly againstCount: number
  readonly againstWeight: number
}

/** One resolution of what is said about an entity and a relation. */
export interface RulingRow extends StatementRow {
  /** Public key, 32 bytes. */
  readonly author: Uint8Array
  /** Whether it takes the resolution of its author and source back. */
  readonly takenBack: boolean
}

/** One alias, relation rule or edition. */
export interface CurationRow extends StatementRow {
  readonly kind: StatementKind
  /** Public key, 32 bytes. */
  readonly author: Uint8Array
}

/** An ordered run of bundles that a query may start from. */
export type HitSource =
  { readonly by: 'time', readonly scope: number } |
  { readonly by: 'relation' | 'source' | 'target', readonly scope: number, readonly text: string } |
  { readonly by: 'author', readonly scope: number, readonly author: Uint8Array }

/** Which facts of a bundle a query has to look at; absent numbers mean all. */
export interface BundleHit {
  /** First 16 bytes of the bundle's hash. */
  readonly bundle: Uint8Array
  readonly numbers?: readonly number[]
  /** Key of the entry that led here; a later range starts behind it. */
  readonly key: Uint8Array
}

/** The beginnings of the hashes of some bundles. */
export interface IdPrefixes {
  /** How many bits of a hash each number stands for, 1 to 40. */
  readonly bits: number
  /** The bits as numbers, ascending, each once. */
  readonly ids: Float64Array
}

/** Counts of one scope. */
export interface ScopeCount {
  readonly facts: number
  readonly bundles: number
}

/** What an index says about itself: enough to tell, without reading it, whether it is the one that was closed. */
export interface IndexSummary {
  /** Number of the layout. */
  readonly format: number
  /** Global offset of the first journal record that is not in the index. */
  readonly watermark: number
  /** How many sealed entries there are. */
  readonly entries: number
  /** Sum of their checksums, modulo 2^48. */
  readonly sum: number
  /** Per scope, in the order of their numbers: the id in hexadecimal, and how many bundles the index holds of it. */
  readonly scopes: ReadonlyArray<{ readonly id: string, readonly bundles: number }>
}

/** Keeps what was known of an index when it was closed. */
export interface IndexMarker {
  /** What was noted when the index was closed, if nobody has touched its files since. */
  readonly closed: IndexSummary | undefined
  /** Roots of trees by scope, in hexadecimal, as they were when the index was closed; empty when nothing was noted. */
  readonly roots: ReadonlyMap<string, string>
  /** Notes the roots of the trees; what the index says about itself is read when it is closed. */
  noteRoots (roots: ReadonlyMap<string, string>): void
}
