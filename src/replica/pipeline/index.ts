/**
 * @packageDocumentation
 *
 * How facts come in: drafts become facts, facts become bundles, and the bundles of this node and of its peers pass one
 * queue into the journal and the index. The door looks at what peers bring before it costs a signature check. It stands
 * on index and queries; the replica joins its parts.
 *
 * The invariant: nobody is answered before the bundle is durable, what is declined or held changes neither journal nor
 * index, and the order of the index is the order of the journal.
 *
 * @example Decide on offered bytes without taking them
 *
 * ```TypeScript
 * import { Door } from './index.ts'
 * import type { DoorComponents } from './index.ts'
 *
 * function isWelcome (components: DoorComponents, bytes: Uint8Array): boolean {
 *   const door = new Door(components)
 *   const decoded = door.decode(bytes)
 *   return 'bundle' in decoded && door.admit(decoded.bundle).result === 'pass'
 * }
 * ```
 */

export { isDamage } from './commit/causes.ts'
export { CommitQueue } from './commit/commit-queue.ts'
export { Turns } from './commit/turns.ts'
export {
  DEFAULT_HELD_BUNDLES_MAX, DEFAULT_PENDING_FACTS_MAX, DEFAULT_RECEIVE_BYTES_MAX, DEFAULT_SKIP_UNCHANGED,
  DRAFTS_TOGETHER, GROUP_BYTES_MAX
} from './constants.ts'
export { Door } from './door.ts'
export { factOf, isRefused, ownedFact } from './drafts.ts'
export { ClockBehindError, ReplicaStoppedError, StorageFailedError, StorageFullError } from './errors.ts'
export { LaneKeeper } from './lane-keeper.ts'
export { Receiver } from './receiver.ts'
export { ScopeWriter } from './scope-writer.ts'
export { StampClock } from './stamp-clock.ts'
export { findUnchanged, saysTheSame } from './unchanged.ts'
export type { CommitQueueComponents, Contributor } from './commit/commit-queue.ts'
export type { Admission, Decoded, DoorComponents } from './door.ts'
export type { DraftRules } from './drafts.ts'
export type {
  AppendAccepted, AppendOptions, AppendRefused, AppendResult, ClockSkew, FactDraft, LaneStore, Origin, ReplicaEvents, ScopeRef
} from './interface.ts'
export type { LaneKeeperComponents } from './lane-keeper.ts'
export type { HeldVerdict, ReceiverComponents, Withheld } from './receiver.ts'
export type { Committed } from './commit/pending-bundle.ts'
export type { StorageState } from './commit/storage-health.ts'
export type { PendingFact, ScopeWriterComponents, WrittenFact } from './scope-writer.ts'
export type { UnchangedComponents, KnownFact } from './unchanged.ts'
