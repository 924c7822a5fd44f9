/**
 * @packageDocumentation
 *
 * Decides which live assertions contradict each other, and names the contradiction. A pure room: it sees digests of values
 * and claimants, and the rooms above bring the rows of one (scope, entity, relation).
 *
 * The invariant: the answer depends on the set of rows alone, never on their order, and one claimant never contradicts
 * itself.
 *
 * @example Two sources, two values
 *
 * ```TypeScript
 * import { contested } from './index.ts'
 *
 * const alice = Uint8Array.of(1)
 * const bob = Uint8Array.of(2)
 *
 * contested([
 *   { claimant: alice, value: Uint8Array.of(7) },
 *   { claimant: bob, value: Uint8Array.of(8) }
 * ]) // true
 * ```
 */

export { CONFLICT_ENTITY_START, conflictId, conflictText, equivocationId, parseConflictText } from './conflict-id.ts'
export { contested } from './contested.ts'
export type { LiveRow } from './interface.ts'
