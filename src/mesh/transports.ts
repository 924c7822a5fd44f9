import { mdns } from '@libp2p/mdns'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import { SOCKET_BACKLOG, SOCKET_INACTIVITY_MS } from './constants.ts'
import { addressProbe } from './services/address-probe.ts'
import { directUpgrade } from './services/direct-upgrade.ts'
import { relayServer, relayTransport } from './services/relay.ts'
import type { MeshConfig } from './config.ts'
import type { MeshServices } from './libp2p.ts'
import type { Libp2pOptions } from 'libp2p'

/** Transports of a Node process: TCP, WebSockets, and both through a relay. */
export function standardTransports (): NonNullable<Libp2pOptions['transports']> {
  return [
    tcp({
      inboundSocketInactivityTimeout: SOCKET_INACTIVITY_MS,
      outboundSocketInactivityTimeout: SOCKET_INACTIVITY_MS,
      backlog: SOCKET_BACKLOG
    }),
    webSockets(),
    relayTransport()
  ]
}

/** Local discovery, only when the configuration asks for it; the network name stands in the service tag. */
export function standardDiscovery (config: MeshConfig): NonNullable<Libp2pOptions['peerDiscovery']> {
  return config.mdns ? [mdns({ serviceTag: `_factmesh-${config.net}._udp.local` })] : []
}

/** Services of a node with sockets: it learns how it is reached, goes around relays where it can, and is one when asked. */
export function standardServices (config: MeshConfig): Partial<NonNullable<Libp2pOptions<MeshServices>['services']>> {
  return {
    addressProbe: addressProbe(),
    directUpgrade: directUpgrade(),
    ...config.relay ? { relay: relayServer() } : {}
  }
}
