import { multiaddr } from '@multiformats/multiaddr'
import { peerTextOf } from '../wire/index.ts'
import { parsePeerAddress } from './address.ts'
import { RECENT_PEER_TAG, TARGET_ADDRESSES_MAX } from './constants.ts'
import type { Peer } from '@libp2p/interface'

/** Whether a peer of the peer store has passed hello. */
export function isRecent (peer: Peer): boolean {
  return peer.tags.has(RECENT_PEER_TAG)
}

/** At most sixteen addresses of a peer of the peer store that can be dialled, each ending in the peer id. */
export function addressesOf ({ id, addresses }: Peer): string[] {
  const peer = peerTextOf(id)
  return addresses.flatMap(({ multiaddr: address }) => fullAddress(address.toString(), peer)).slice(0, TARGET_ADDRESSES_MAX)
}

/** The address with its peer id at the end, or nothing when it is not one of this peer. */
function fullAddress (text: string, peer: string): string[] {
  try {
    const isFull = multiaddr(text).getComponents().at(-1)?.name === 'p2p'
    const full = parsePeerAddress(isFull ? text : `${text}/p2p/${peer}`)
    return full.peer === peer ? [full.address.toString()] : []
  } catch {
    return []
  }
}
