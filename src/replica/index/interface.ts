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
