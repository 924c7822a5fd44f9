import { peerIdFromString } from '@libp2p/peer-id'
import { base36 } from 'multiformats/bases/base36'
import type { PeerText } from './interface.ts'
import type { PeerId } from '@libp2p/interface'

const texts = new WeakMap<PeerId, PeerText>()

/** The text of a peer id that libp2p hands out. */
export function peerTextOf (peer: PeerId): PeerText {
  const known = texts.get(peer)

  if (known !== undefined) {
    return known
  }

  const text = peer.toCID().toString(base36)
  texts.set(peer, text)

  return text
}

/** The libp2p form of a peer text. */
export function peerIdOf (peer: PeerText): PeerId {
  return peerIdFromString(peer)
}
