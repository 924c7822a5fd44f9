import { multiaddr } from '@multiformats/multiaddr'
import { decodeCanonical, encodeCanonical, fromBase32, toBase32 } from '../../model/bytes/index.ts'
import { SCOPE_TICKET_PREFIX, TICKET_ADDRESSES_MAX, TICKET_LENGTH_MAX, TICKET_PREFIX } from './constants.ts'
import { InvalidTicketError } from './errors.ts'
import type { CborValue } from '../../model/bytes/index.ts'

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

/** What to do with a ticket that came to the wrong place, by what it begins with. */
const PLACES: ReadonlyArray<readonly [prefix: string, fix: string]> = [
  [TICKET_PREFIX, 'It is that of a network: give it to "factmesh daemon --join" or "factmesh peers add"'],
  [SCOPE_TICKET_PREFIX, 'It is that of a scope: give it to "factmesh scope join"']
]

/** Writes a ticket; addresses beyond the first sixteen are left out. */
export function formatTicket (ticket: Ticket): string {
  return TICKET_PREFIX + toBase32(encodeCanonical([ticket.net, addressBytes(ticket.addresses)]))
}

/**
 * Reads a ticket.
 *
 * @throws {InvalidTicketError}
 */
export function parseTicket (text: string): Ticket {
  return readTicket(text, { prefix: TICKET_PREFIX, lengthMax: TICKET_LENGTH_MAX }, ticketOf)
}

/**
 * Reads a ticket of any form: its prefix, then the base32 of a canonical value. Blanks around it are passed over, and a
 * text of more than so many characters is not looked at.
 *
 * @throws {InvalidTicketError} whatever is wrong
 */
export function readTicket<T> (text: string, { prefix, lengthMax }: { prefix: string, lengthMax: number }, read: (value: CborValue) => T): T {
  const trimmed = text.trim()
  if (trimmed.length > lengthMax || !trimmed.startsWith(prefix)) {
    const [, fix] = PLACES.find(([other]) => other !== prefix && trimmed.startsWith(other)) ?? []
    throw new InvalidTicketError(`it does not begin with "${prefix}" or is longer than ${lengthMax} characters`, fix)
  }
  try {
    return read(decodeCanonical(fromBase32(trimmed.slice(prefix.length))))
  } catch (error) {
    if (error instanceof InvalidTicketError) { throw error }
    throw new InvalidTicketError('it is damaged, a part may be missing')
  }
}

function ticketOf (value: CborValue): Ticket {
  if (!Array.isArray(value) || value.length !== 2 || typeof value[0] !== 'string') {
    throw new InvalidTicketError('it is damaged, a part may be missing')
  }
  return { net: value[0], addresses: addressesOf(value[1]) }
}

/** Addresses as a ticket holds them; those beyond the first sixteen are left out. */
export function addressBytes (addresses: readonly string[]): Uint8Array[] {
  return addresses.slice(0, TICKET_ADDRESSES_MAX).map(address => multiaddr(address).bytes)
}

/**
 * The addresses in a ticket as text.
 *
 * @throws {InvalidTicketError}
 */
export function addressesOf (value: CborValue): string[] {
  if (!Array.isArray(value)) {
    throw new InvalidTicketError('it is damaged, a part may be missing')
  }
  if (value.length > TICKET_ADDRESSES_MAX) {
    throw new InvalidTicketError(`it holds more than ${TICKET_ADDRESSES_MAX} addresses`)
  }
  if (value.length === 0) {
    throw new InvalidTicketError('it holds no address, because the node that made it listens on none')
  }
  return value.map(bytes => {
    if (!(bytes instanceof Uint8Array)) { throw new InvalidTicketError('it holds something that is not an address') }
    return multiaddr(bytes).toString()
  })
}

/** Whether a text looks like a ticket; only reading it tells whether it is one. */
export function isTicket (text: string): boolean {
  return text.trim().startsWith(TICKET_PREFIX)
}
