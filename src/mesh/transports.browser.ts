import { webSockets } from '@libp2p/websockets'
import type { MeshConfig } from './config.ts'
import type { StandardTransports } from './transports.ts'
import type { Libp2pOptions } from 'libp2p'

/**
 * Transports of a page: WebSockets and WebRTC towards daemons, and WebRTC towards other pages with a relay for the first
 * words. What is more than WebSockets is loaded beside the page, and not before a node starts.
 */
export async function standardTransports (config: MeshConfig): Promise<StandardTransports> {
  const [{ relayTransport }, { webRTCTransports }] = await Promise.all([import('./services/relay-transport.ts'), import('./webrtc/transports.ts')])
  return { transports: [webSockets(), relayTransport(), ...webRTCTransports({ iceServers: config.libp2p.iceServers ?? [] })] }
}

/** A page cannot search the local network. */
export function standardDiscovery (): NonNullable<Libp2pOptions['peerDiscovery']> {
  return []
}

/** A page has no address of its own that others could probe. */
export function standardServices (): object {
  return {}
}
