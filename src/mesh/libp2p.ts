import { gossipsub, StrictNoSign } from '@libp2p/gossipsub'
import { identify, identifyPush } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { ping } from '@libp2p/ping'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { blake3 } from '../model/bytes/index.ts'
import { overlayOptions } from '../network/gossip/index.ts'
import { peerTextOf } from '../network/wire/index.ts'
import { publicScopeId } from '../policy/scope/index.ts'
import { GOSSIP_MESSAGE_BYTES_MAX, PEER_MEMORY_MS, PING_INTERVAL_MS, PING_STREAMS_MAX } from './constants.ts'
import { CONNECTION_LIMITS, IDENTIFY_LIMITS, MUXER_LIMITS } from './services/limits.ts'
import { standardDiscovery, standardServices, standardTransports } from './transports.ts'
import type { MeshConfig } from './config.ts'
import type { StandardServices, StandardTransports } from './transports.ts'
import type { GossipSub } from '@libp2p/gossipsub'
import type { Identify, IdentifyPush } from '@libp2p/identify'
import type { ComponentLogger, Libp2p, PrivateKey } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import type { Ping } from '@libp2p/ping'
import type { Datastore } from 'interface-datastore'
import type { Libp2pOptions } from 'libp2p'

/** The libp2p services that a mesh runs. */
export interface MeshServices extends StandardServices {
  identify: Identify
  identifyPush: IdentifyPush
  ping: Ping
  pubsub: GossipSub
  dht?: KadDHT
}

/** What the configuration does not say. */
export interface LibP2PParts {
  privateKey: PrivateKey
  /** Absent: libp2p keeps its peer store in memory. */
  datastore: Datastore | undefined
  logger: ComponentLogger
  /** Connections from outside are turned away until it is open. */
  gate: { open: boolean }
  /** What the node dials and listens with. */
  transports: NonNullable<Libp2pOptions['transports']>
  /** How often a peer, by the text of gossipsub, was at fault in sync. */
  faultsOf (peer: string): number
  /** Whether the operator does not want the peer: no connection with it is opened or taken. */
  denies (peer: string): boolean
}

/** Makes the libp2p node of a mesh, not started. */
export async function openLibp2p (config: MeshConfig, { gate, faultsOf, denies, ...parts }: LibP2PParts): Promise<Libp2p<MeshServices>> {
  const transports = config.libp2p.transports ?? 'standard'
  const services = await servicesOf(config, faultsOf)
  const options: Libp2pOptions<MeshServices> = {
    start: false,
    ...parts,
    nodeInfo: { name: 'factmesh' },
    addresses: { listen: transports === 'memory' ? [memoryAddress(parts.privateKey), ...config.listen] : config.listen },
    peerDiscovery: transports === 'standard' ? standardDiscovery(config) : [],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux(MUXER_LIMITS)],
    connectionGater: gaterOf(config, gate, denies),
    connectionManager: CONNECTION_LIMITS,
    connectionMonitor: {
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: { minTimeout: PING_INTERVAL_MS, maxTimeout: PING_INTERVAL_MS }
    },
    peerStore: { maxAddressAge: PEER_MEMORY_MS, maxPeerAge: PEER_MEMORY_MS },
    services
  }
  return createLibp2p(options)
}

/** What a node dials and listens with. */
export async function openTransports (config: MeshConfig): Promise<StandardTransports> {
  const transports = config.libp2p.transports ?? 'standard'
  if (transports === 'standard') { return standardTransports(config) }
  return { transports: transports === 'memory' ? [(await import('@libp2p/memory')).memory()] : transports }
}

/** A listening address in this process that no other node has. */
function memoryAddress (privateKey: PrivateKey): string {
  return `/memory/${peerTextOf(peerIdFromPrivateKey(privateKey))}`
}

function gaterOf (config: MeshConfig, gate: LibP2PParts['gate'], denies: LibP2PParts['denies']): Libp2pOptions['connectionGater'] {
  const allow = (peer: string): boolean => !denies(peer) && (config.libp2p.allowConnection?.(peer) ?? true)
  return {
    denyDialPeer: peer => denies(peerTextOf(peer)),
    denyDialMultiaddr: () => false,
    denyInboundConnection: () => !gate.open,
    denyOutboundConnection: peer => !allow(peerTextOf(peer)),
    denyInboundEncryptedConnection: peer => !allow(peerTextOf(peer))
  }
}

async function servicesOf (config: MeshConfig, faultsOf: LibP2PParts['faultsOf']): Promise<NonNullable<Libp2pOptions<MeshServices>['services']>> {
  return {
    identify: identify(IDENTIFY_LIMITS),
    identifyPush: identifyPush(IDENTIFY_LIMITS),
    ping: ping({ maxInboundStreams: PING_STREAMS_MAX, maxOutboundStreams: PING_STREAMS_MAX }),
    pubsub: gossipsub({
      ...overlayOptions([publicScopeId(config.net)], faultsOf),
      globalSignaturePolicy: StrictNoSign,
      msgIdFn: message => blake3(message.data),
      allowPublishToZeroTopicPeers: true,
      runOnLimitedConnection: true,
      emitSelf: false,
      maxInboundDataLength: GOSSIP_MESSAGE_BYTES_MAX,
      decodeRpcLimits: {
        maxSubscriptions: 1_024,
        maxMessages: 256,
        maxIhaveMessageIDs: 1_000,
        maxIwantMessageIDs: 1_000,
        maxIdontwantMessageIDs: 512,
        maxControlMessages: 256,
        maxPeerInfos: 16
      }
    }),
    ...(config.libp2p.transports ?? 'standard') === 'standard' ? standardServices(config) : {},
    ...config.dht ? await tableService(config) : {}
  }
}

/** The hash table is large and comes only when it is wanted: a page does not load it at first. */
async function tableService ({ net }: MeshConfig): Promise<Pick<NonNullable<Libp2pOptions<MeshServices>['services']>, 'dht'>> {
  const { hashTable } = await import('./services/hash-table.ts')
  return { dht: hashTable(net) }
}
