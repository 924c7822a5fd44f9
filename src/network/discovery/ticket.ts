import { multiaddr } from '@multiformats/multiaddr'
import { decodeCanonical, encodeCanonical, fromBase32, toBase32 } from '../../model/bytes/index.ts'
import { TICKET_ADDRESSES_MAX, TICKET_LENGTH_MAX, TICKET_PREFIX } from './constants.ts'
import { InvalidTicketError } from './errors.ts'

/**
 * What a ticket holds: enough to join a network through one peer.
 *
 * Text form: `fm1`, then the base32 of the canonical dag-cbor list
 * `[net, [multiaddr bytes, …]]`.
 */
export interface Ticket {
  net: string
  /** Multiaddrs, each ending in `/p2p/<peer id>`. */
  addresses: string[]
}

/** Writes a ticket; addresses beyond the first sixteen are left out. */
export function formatTicket (ticket: Ticket): string {
  const addresses = ticket.addresses.slice(0, TICKET_ADDRESSES_MAX).map(address => multiaddr(address).bytes)
  return TICKET_PREFIX + toBase32(encodeCanonical([ticket.net, addresses]))
}

/**
 * Reads a ticket.
 *
 * @throws {InvalidTicketError}
 */
export function parseTicket (text: string): Ticket {
  const trimmed = text.trim()
  if (trimmed.length > TICKET_LENGTH_MAX || !trimmed.startsWith(TICKET_PREFIX)) {
    throw new InvalidTicketError(`it does not begin with "${TICKET_PREFIX}" or is longer than ${TICKET_LENGTH_MAX} characters`)
  }
  try {
    return ticketOf(decodeCanonical(fromBase32(trimmed.slice(TICKET_PREFIX.length))))
  } catch (error) {
    if (error instanceof InvalidTicketError) { throw error }
    throw new InvalidTicketError('it is damaged, a part may be missing')
  }
}

function ticketOf (value: unknown): Ticket {
  if (!Array.isArray(value) || value.length !== 2 || typeof value[0] !== 'string' || !Array.isArray(value[1])) {
    throw new InvalidTicketError('it is damaged, a part may be missing')
  }
  if (value[1].length > TICKET_ADDRESSES_MAX) {
    throw new InvalidTicketError(`it holds more than ${TICKET_ADDRESSES_MAX} addresses`)
  }
  const addresses = value[1].map((bytes: unknown) => {
    if (!(bytes instanceof Uint8Array)) { throw new InvalidTicketError('it holds something that is not an address') }
    return multiaddr(bytes).toString()
  })
  if (addresses.length === 0) {
    throw new InvalidTicketError('it holds no address, because the node that made it listens on none')
  }
  return { net: value[0], addresses }
}

/** Whether a text looks like a ticket; only reading it tells whether it is one. */
export function isTicket (text: string): boolean {
  return text.trim().startsWith(TICKET_PREFIX)
}
