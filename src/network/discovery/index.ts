/**
 * @packageDocumentation
 *
 * Finding and keeping peers: tickets, the dial loop for peers that someone
 * named or that we met before, dials of what libp2p discovery reports, and who
 * holds a scope, by the hash table. It stands beside gossip and sync on the network floor and knows no fact.
 *
 * Invariant: a peer that someone named is dialled again for as long as the
 * node runs, and a node that was told of nobody contacts nobody.
 *
 * @example Reading a ticket
 *
 * ```ts
 * import { parseTicket } from './ticket.ts'
 *
 * const { net, addresses } = parseTicket('fm1…')
 * ```
 */

import { BackoffRedialer } from './redialer.ts'
import type { Redialer, RedialerComponents } from './interface.ts'

export { DiscoveredDialer } from './discovered.ts'
export { InvalidAddressError, InvalidTicketError } from './errors.ts'
export { formatTicket, isTicket, parseTicket, type Ticket } from './ticket.ts'
export { formatScopeTicket, isScopeTicket, parseScopeTicket, type ScopeTicket } from './scope-ticket.ts'
export { parsePeerAddress, type PeerAddress } from './address.ts'
export { PROVIDER_VALIDITY_MS } from './constants.ts'
export { scopeKey } from './scope-key.ts'
export { addressesOf as dialAddressesOf } from './stored-peer.ts'
export { ScopeProviders } from './scope-providers.ts'
export { reachOf, TableMode, type Reach } from './table-mode.ts'
export type {
  DialTarget, DiallingLibp2p, DiscoveringLibp2p, HolderLibp2p, ModalTable, ProviderTable, ReachableLibp2p, Redialer, RedialerComponents,
  ScopeProvidersComponents, TargetOrigin
} from './interface.ts'

/** Makes the dial loop of one node. */
export function redialer (components: RedialerComponents): Redialer {
  return new BackoffRedialer(components)
}
