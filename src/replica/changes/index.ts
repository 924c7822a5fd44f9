/**
 * @packageDocumentation
 *
 * Live queries: readers are told of facts, retractions, votes, statements and conflicts as they come, and of what came
 * while they were away. The place of a change in the journal of this node is its id, so that a reader goes on where it
 * was, over restarts too. It stands on the journal and on queries; the replica tells it of each commit. `docs/LIVE.md`
 * says what is promised.
 *
 * The invariant: a reader gets every change that its filter takes once and in the order of the journal, or a gap in its
 * place; what waits for readers stays within bounds, however slow they are.
 *
 * @example Follow one entity, from behind the last change that was seen
 *
 * ```TypeScript
 * import { ChangeFeed } from './index.ts'
 * import type { ChangeFeedComponents } from './index.ts'
 *
 * async function follow (components: ChangeFeedComponents, after?: string): Promise<void> {
 *   const feed = new ChangeFeed(components)
 *   feed.start()
 *
 *   for await (const change of feed.changes({ entity: 'user:alice' }, { after })) {
 *     console.info(change.id, change.type)
 *   }
 * }
 * ```
 */

export { ChangeFeed } from './change-feed.ts'
export { CHANGE_TYPES, DEFAULT_CATCH_UP_BYTES_MAX, DEFAULT_LIVE_BYTES_MAX } from './constants.ts'
export type { ChangeFeedComponents, ChangeFeedInit, CommittedBundle } from './change-feed.ts'
export type { GroupOutcome, TellingComponents, TouchedGroup } from './bundle-changes.ts'
export type { Change, ChangeOptions, ChangeQuery, ChangeType, GapReason } from './interface.ts'
