import { webSockets } from '@libp2p/websockets'
import type { Libp2pOptions } from 'libp2p'

/** Transports of a page: WebSockets towards daemons. */
export function standardTransports (): NonNullable<Libp2pOptions['transports']> {
  return [webSockets()]
}

/** A page cannot search the local network. */
export function standardDiscovery (): NonNullable<Libp2pOptions['peerDiscovery']> {
  return []
}

/** A page has no address of its own that others could probe. */
export function standardServices (): object {
  return {}
}
