import type { Version } from './version.ts'

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

/** Which facts of a bundle a query has to look at; absent numbers mean all. */
export interface BundleHit {
  /** First 16 bytes of the bundle's hash. */
  readonly bundle: Uint8Array
  readonly numbers?: readonly number[]
  /** Key of the entry that led here; a later range starts behind it. */
  readonly key: Uint8Array
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
