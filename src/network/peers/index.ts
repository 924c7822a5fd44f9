/**
 * @packageDocumentation
 *
 * Who each peer is to this node: how it stands, what it declared, and what may flow to it and from it. It stands on the
 * hello; gossip, sync and fetch ask it at each hop.
 *
 * The invariant: nothing flows that both sides did not declare, the operator did not allow, and a grant does not cover.
 *
 * @example Ask whether a peer may learn what a scope holds
 *
 * ```TypeScript
 * import type { PeerRights } from './index.ts'
 *
 * const maySee = (rights: PeerRights, peer: string, scope: Uint8Array): boolean => rights.may('pull', peer, scope)
 * ```
 */

export { noteViolation, type Violation, type ViolationComponents } from './violation.ts'
export type * from './interface.ts'
