/**
 * @packageDocumentation
 *
 * One peer's copy of the facts. Bundles of this node and of its peers pass one pipeline into the journal; an index and
 * a Merkle tree for each shared scope are derived from it, and queries are answered from both. The room stands where
 * the model, the policies, the platform and the stores meet; the network and the mesh stand on it.
 *
 * The invariant: what was answered or announced is durable, and index, trees and counts are functions of the journal.
 *
 * @example Write a fact and ask for it
 *
 * ```TypeScript
 * import { replica } from './index.ts'
 * import type { ReplicaComponents } from './index.ts'
 *
 * async function remember (components: ReplicaComponents): Promise<number> {
 *   const copy = replica()(components)
 *   await copy.start()
 *   await copy.append([{ entity: 'user:alice', relation: 'memory:role', value: { type: 'string', v: 'admin' } }])
 *   const page = await copy.query({ entity: 'user:alice' })
 *   await copy.stop()
 *   return page.total
 * }
 * ```
 */

import { JournaledReplica } from './replica.ts'
import type { Replica, ReplicaComponents, ReplicaInit } from './interface.ts'

export { IndexCorruptError, IndexRebuildingError, TooManyScopesError } from './index/index.ts'
export {
  ClockBehindError, DEFAULT_HELD_BUNDLES_MAX, DEFAULT_PENDING_FACTS_MAX, DEFAULT_RECEIVE_BYTES_MAX,
  DEFAULT_SKIP_UNCHANGED, ReplicaStoppedError, StorageFailedError, StorageFullError
} from './pipeline/index.ts'
export { ContentMissingError, DEFAULT_PAGE_LIMIT, FactDamagedError, InvalidQueryError, PAGE_LIMIT_MAX, TOTAL_MAX, UnknownScopeError } from './query/index.ts'
export { ErasureRefusedError, FactErasedError, FactForgottenError } from './presence/index.ts'
export { replicaMetrics } from './metrics.ts'
export { UnknownRecordError } from './record/index.ts'
export type * from './interface.ts'
export type { TokenGate, TokenLease, TokenSource } from './token/index.ts'

/** A replica with its settings; the components are handed in next, and `start` brings it up. */
export function replica (init: ReplicaInit = {}): (components: ReplicaComponents) => Replica {
  return components => new JournaledReplica(components, init)
}
