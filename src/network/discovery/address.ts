import { multiaddr } from '@multiformats/multiaddr'
import { peerIdText, publicKeyOf } from '../../model/identity/index.ts'
import { ADDRESS_LENGTH_MAX } from './constants.ts'
import { InvalidAddressError } from './errors.ts'
import type { Multiaddr } from '@multiformats/multiaddr'

/** An address that was read and found usable. */
export interface PeerAddress {
  /** Base36 text of the peer id at its end. */
  peer: string
  /** The address in the one spelling that equal addresses share. */
  address: Multiaddr
}

/**
 * Reads a multiaddr that ends in an Ed25519 peer id.
 *
 * @throws {InvalidAddressError}
 */
export function parsePeerAddress (text: string): PeerAddress {
  if (text.length > ADDRESS_LENGTH_MAX) {
    throw new InvalidAddressError(text, `it has more than ${ADDRESS_LENGTH_MAX} characters`)
  }
  const address = readMultiaddr(text)
  const parts = address.getComponents()
  const last = parts.at(-1)
  if (last?.name !== 'p2p' || last.value == null) {
    throw new InvalidAddressError(text, 'it does not end in /p2p/<peer id>')
  }
  const key = publicKeyOf(last.value)
  if (key == null) {
    throw new InvalidAddressError(text, 'its peer id is not an Ed25519 one')
  }
  if (parts.length === 1) {
    throw new InvalidAddressError(text, 'it names the peer and no way to it')
  }
  return { peer: peerIdText(key), address }
}

function readMultiaddr (text: string): Multiaddr {
  try {
    // A text in base36 becomes the same bytes as one in base58, so the bytes decide how it is spelled.
    return multiaddr(multiaddr(text).bytes)
  } catch {
    throw new InvalidAddressError(text, 'it is not a multiaddr')
  }
}
