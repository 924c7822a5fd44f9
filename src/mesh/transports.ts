import { mdns } from '@libp2p/mdns'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import { SOCKET_BACKLOG, SOCKET_INACTIVITY_MS } from './constants.ts'
import { addressProbe } from './services/address-probe.ts'
import { directUpgrade } from './services/direct-upgrade.ts'
import { relayServer } from './services/relay-server.ts'
import { relayTransport } from './services/relay-transport.ts'
import { isWebRTC } from './webrtc/addresses.ts'
import { settleCertificate } from './webrtc/certificate.ts'
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

/** What the platform has to dial and listen with. */
export interface StandardTransports {
  readonly transports: NonNullable<Libp2pOptions['transports']>
  /** Why there is no WebRTC although it was asked for. */
  readonly webRTCMissing?: string
}

/**
 * Transports of a Node process: TCP, WebSockets, and both through a relay. WebRTC is native code, which is loaded only when
 * the node listens by it, and may be missing: the answer then says why.
 */
export async function standardTransports (config: MeshConfig): Promise<StandardTransports> {
  const transports = [
    tcp({
      inboundSocketInactivityTimeout: SOCKET_INACTIVITY_MS,
      outboundSocketInactivityTimeout: SOCKET_INACTIVITY_MS,
      backlog: SOCKET_BACKLOG
    }),
    webSockets(),
    relayTransport()
  ]
  if (!config.listen.some(isWebRTC)) { return { transports } }
  try {
    const { webRTCTransports } = await import('./webrtc/transports.ts')
    const { home, platform: { files, random } } = config
    const certificate = await settleCertificate(random, home == null || files == null ? undefined : { files, directory: home })
    return { transports: [...transports, ...webRTCTransports({ iceServers: config.libp2p.iceServers ?? [], certificate })] }
  } catch (error) {
    return { transports, webRTCMissing: error instanceof Error ? error.message : String(error) }
  }
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
