/**
 * @packageDocumentation
 *
 * Sync: finds out which bundles of a scope only one of two peers has, and moves them. The sides take turns strictly. They
 * read the difference from a few cells of their sketches, or from a list of the newest part, at a cost set by the
 * difference; where that does not help they walk down their Merkle trees. A scheduler decides when to run with whom. It
 * stands on wire, hello and the trees of the replica.
 *
 * The invariant: a run ends whatever the peer sends, and it ends equal only when both roots are the same.
 *
 * @example Keep a store equal with all accepted peers
 *
 * ```TypeScript
 * import { sync, type SyncComponents } from './index.ts'
 *
 * async function keepEqual (components: SyncComponents): Promise<void> {
 *   const scheduler = sync({ syncIntervalMs: 5_000 })(components)
 *   scheduler.addEventListener('sync:complete', event => { console.info(event.detail.peer, event.detail.result) })
 *   await scheduler.start()
 * }
 * ```
 */

import { SyncScheduler } from './scheduler.ts'
import type { Sync, SyncComponents, SyncInit } from './interface.ts'

export { DEFAULT_RUNS_MAX, DEFAULT_SYNC_INTERVAL_MS } from './constants.ts'
export { PeerNotConnectedError, ScopeNotSharedError, SyncCodeError, SyncFaultError, SyncLateError, SyncStoppedError } from './errors.ts'
export { BitReader } from './codes/bit-reader.ts'
export { BitWriter } from './codes/bit-writer.ts'
export { decodeCheckpoints, encodeCheckpoints } from './codes/checkpoint-code.ts'
export { decodeList, encodeList } from './codes/list-code.ts'
export { numberSet, readNumbers, writeNumbers } from './codes/number-set.ts'
export { decodeRequest, encodeRequest } from './codes/request-code.ts'
export { listBits, SaltedWindow } from './codes/salted-window.ts'
export { keysRequested, requestOf, shortIdOf } from './codes/short-id.ts'
export { decodeSyncFrame, encodeSyncFrame } from './driver/frame-codec.ts'
export { lensOf } from './driver/lens.ts'
export { SketchComparison } from './driver/sketch-comparison.ts'
export { syncMetrics } from './metrics.ts'
export { SyncSession } from './session/session.ts'
export { scopeTag } from './driver/tag.ts'
export { TreeWalk } from './driver/walk.ts'
export type { SaltedList } from './codes/list-code.ts'
export type { NumberSet } from './codes/number-set.ts'
export type { RankRequest, ShortIdRequest, SyncRequest } from './codes/request-code.ts'
export type { Salt, WindowComparison } from './codes/salted-window.ts'
export type { SyncFault } from './errors.ts'
export type * from './driver/interface.ts'
export type * from './interface.ts'
export type * from './session/interface.ts'

/** The sync of one node. */
export function sync (init: SyncInit = {}): (components: SyncComponents) => Sync {
  return components => new SyncScheduler(components, init)
}
