import { mdns } from '@libp2p/mdns'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import { SOCKET_BACKLOG, SOCKET_INACTIVITY_MS } from './constants.ts'
import { addressProbe } from './services/address-probe.ts'
import { directUpgrade } from './services/direct-upgrade.ts'
import { relayServer, relayTransport } from './services/relay.ts'
import type { MeshConfig } from './config.ts'
import type { CircuitRelayService } from '@libp2p/circuit-relay-v2'
import type { ServiceMap } from '@libp2p/interface'
import type { Libp2pOptions, ServiceFactoryMap } from 'libp2p'

/** The libp2p services that only a node with sockets runs. */
export interface StandardServices extends ServiceMap {
  /** Learns which of our addresses others can dial. */
  addressProbe?: unknown
  /** Replaces relayed connections by direct ones. */
  directUpgrade?: unknown
  /** Carries connections of others. */
  relay?: CircuitRelayService
}

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
export function standardServices (config: MeshConfig): ServiceFactoryMap<StandardServices> {
  return {
    addressProbe: addressProbe(),
    directUpgrade: directUpgrade(),
    ...config.relay ? { relay: relayServer() } : {}
  }
}
