import { KIND_GENESIS } from '../../model/body/index.ts'
import { decodeBundle } from '../../model/bundle/index.ts'
import { encodeCanonical, equalBytes, toBase32 } from '../../model/bytes/index.ts'
import { GENESIS_BYTES_MAX, SCOPE_TICKET_LENGTH_MAX, SCOPE_TICKET_PREFIX } from './constants.ts'
import { InvalidTicketError } from './errors.ts'
import { addressBytes, addressesOf, readTicket } from './ticket.ts'
import type { CborValue } from '../../model/bytes/index.ts'

/**
 * What a ticket of a closed scope holds: what the scope is, and through whom to join it. It holds no key, and gives no
 * right: that takes a grant.
 *
 * Text form: `fms1`, then the base32 of the canonical dag-cbor list `[net, scope id, genesis, [multiaddr bytes, …]]`.
 */
export interface ScopeTicket {
  readonly net: string
  /** Id of the scope, 32 bytes. */
  readonly scope: Uint8Array
  /** The bytes of the first bundle of the scope, which holds the genesis alone. */
  readonly genesis: Uint8Array
  /** Multiaddrs of members, each ending in `/p2p/<peer id>`. */
  readonly addresses: readonly string[]
}

/**
 * Writes a ticket. Addresses beyond the first sixteen are left out.
 *
 * @throws {InvalidTicketError} when the genesis is not that of the scope, or too long
 */
export function formatScopeTicket ({ net, scope, genesis, addresses }: ScopeTicket): string {
  expectGenesis(genesis, net, scope)
  return SCOPE_TICKET_PREFIX + toBase32(encodeCanonical([net, scope, genesis, addressBytes(addresses)]))
}

/**
 * Reads a ticket. Its genesis is a well-formed first bundle of that scope and network; whether its signature holds, and
 * whether the scope id is that of its body, is for who joins.
 *
 * @throws {InvalidTicketError}
 */
export function parseScopeTicket (text: string): ScopeTicket {
  return readTicket(text, { prefix: SCOPE_TICKET_PREFIX, lengthMax: SCOPE_TICKET_LENGTH_MAX }, ticketOf)
}

/** Whether a text looks like a ticket of a closed scope; only reading it tells whether it is one. */
export function isScopeTicket (text: string): boolean {
  return text.trim().startsWith(SCOPE_TICKET_PREFIX)
}

function ticketOf (value: CborValue): ScopeTicket {
  const [net, scope, genesis, addresses, ...rest] = Array.isArray(value) ? value : []
  if (typeof net !== 'string' || !(scope instanceof Uint8Array) || !(genesis instanceof Uint8Array) || rest.length > 0) {
    throw new InvalidTicketError('it is damaged, a part may be missing')
  }
  expectGenesis(genesis, net, scope)
  return { net, scope, genesis, addresses: addressesOf(addresses) }
}

function expectGenesis (genesis: Uint8Array, net: string, scope: Uint8Array): void {
  if (genesis.length > GENESIS_BYTES_MAX) {
    throw new InvalidTicketError(`its scope begins with more than ${GENESIS_BYTES_MAX} bytes`)
  }
  const { header, decoded } = decodeBundle(genesis)
  if (header.net !== net || !equalBytes(header.scope, scope) || header.seq !== 1 || header.count !== 1 || decoded[0]?.kind !== KIND_GENESIS) {
    throw new InvalidTicketError('it does not hold the genesis of its scope')
  }
}
