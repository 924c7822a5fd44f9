/**
 * @packageDocumentation
 *
 * Who each peer is to this node: how it stands, what it declared, which names it holds, and what may flow to it and from it.
 * It stands on the hello, which carries what both sides declare; gossip, sync and fetch ask it at each hop.
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

import { LivePeers } from './live-peers.ts'
import type { Peers, PeersComponents, PeersInit } from './interface.ts'

export { DECLARATION_BYTES_MAX, DECLARATION_LIFETIME_MS, RIGHTS_CHECK_MS } from './constants.ts'
export { openDeclaration, sealDeclaration } from './declaration.ts'
export { PeerDecisionError } from './errors.ts'
export { parseShare } from './share.ts'
export type { DeclarationFlaw, DeclarationInit, DeclarationRules } from './declaration.ts'
export { noteViolation, type Violation, type ViolationComponents } from './violation.ts'
export type * from './interface.ts'

/** What this node makes of its peers. It is started before the hello, and its records before it. */
export function peers (init: PeersInit): (components: PeersComponents) => Peers {
  return components => new LivePeers(components, init)
}
