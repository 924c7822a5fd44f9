/**
 * @packageDocumentation
 *
 * What the acts of closed scopes come to on this node: which scopes it holds, who is introduced in them, what has effect,
 * who may do what now. It stands on the index; the door, queries and the network ask it.
 *
 * The invariant: the same acts come to the same, in whatever order they arrived.
 *
 * @example Ask whether a peer may read
 *
 * ```TypeScript
 * import type { Governance } from './index.ts'
 *
 * const mayRead = (governance: Governance, scope: Uint8Array, peer: Uint8Array): boolean => governance.standingNow(scope, peer).has('read')
 * ```
 */

export { ActGovernance, agreementOf } from './act-governance.ts'
export { KEY_NUMBER_STEP_MAX } from './constants.ts'
export { AmbiguousScopeError, InvalidGenesisError, LastAdminError, NotAdminError, ScopeNameError, whoGrants } from './errors.ts'
export type { ActGovernanceComponents, GoverningBundle } from './act-governance.ts'
export type { ActHead, ActReader, StoredAct } from './act-reader.ts'
export type * from './interface.ts'
export type { ScopeActs } from './scope-acts.ts'
