import { mdns } from '@libp2p/mdns'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import type { MeshConfig } from './config.ts'
import type { Libp2pOptions } from 'libp2p'

/** Transports of a Node process: TCP and WebSockets. */
export function standardTransports (): NonNullable<Libp2pOptions['transports']> {
  return [tcp(), webSockets()]
}

/** Local discovery, only when the configuration asks for it; the network name stands in the service tag. */
export function standardDiscovery (config: MeshConfig): NonNullable<Libp2pOptions['peerDiscovery']> {
  return config.mdns ? [mdns({ serviceTag: `_factmesh-${config.net}._udp.local` })] : []
}
