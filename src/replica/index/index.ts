/**
 * @packageDocumentation
 *
 * The index of a replica: which entries a bundle becomes, in which numbered bucket, and how they are read back. It
 * stands on the key-value store and knows the journal only by offsets; queries stand on it.
 *
 * The invariant: the index is a function of the journal. Delete it, apply the same records in the same order, and the
 * same bytes stand there; a group of bundles and the watermark behind it are one batch. No damaged entry is ever
 * answered: each carries a checksum, and the watermark's entry proves that all are there.
 *
 * @example Look up the claims on one entity and relation
 *
 * ```TypeScript
 * import { FactIndex, textKey } from './index.ts'
 * import type { FactIndexComponents } from './index.ts'
 *
 * async function claimsOn (components: FactIndexComponents, journalEnd: number): Promise<number> {
 *   const index = new FactIndex(components)
 *   await index.start(journalEnd)
 *   const [claims] = await index.read.claims([textKey('claim', 0, 'user:alice', 'memory:role')])
 *   return claims.length
 * }
 * ```
 */

export { claimantOf } from './claims/version.ts'
export { BUCKETS, BUNDLE_KEY_BYTES, INDEX_FORMAT } from './constants.ts'
export { IndexCorruptError, IndexRebuildingError, IndexWaitsError, TooManyScopesError } from './errors.ts'
export { FactIndex } from './fact-index.ts'
export { textKey, uriInIndex } from './keys.ts'
export { AbsentParents } from './absent/absent-parents.ts'
export { decodePlace } from './chain/chain-place.ts'
export { ParentHeads } from './parent-heads.ts'
export { isProven, PROVEN_RANGE, summarise } from './summary.ts'
export type { FactIndexComponents } from './fact-index.ts'
export type { PreparedGroup } from './index-writer.ts'
export type { ErasureRow } from './erasures/erasure-row.ts'
export type { IndexReader } from './index-reader.ts'
export type {
  ApplyReport, BundleHit, Claim, ClaimGroup, Contest, CurationRow, FactRef, HitSource, IdPrefixes, IndexMarker, IndexSummary, RulingRow, ScopeCount, StatementRow,
  VoteRow, VoteTally4
} from './interface.ts'
export type { LostBundle } from './store/lost-bundles.ts'
export type { IndexAtRest } from './summary.ts'
export type { ChainPlace } from './chain/chain-place.ts'
export type { Equivocation } from './chain/equivocation-row.ts'
export type { Claimant, Version } from './claims/version.ts'
