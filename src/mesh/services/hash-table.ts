import { kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import { PROVIDER_VALIDITY_MS } from '../../network/discovery/index.ts'
import {
  PROVIDER_CLEANUP_MS, TABLE_INBOUND_STREAMS_MAX, TABLE_MESSAGE_TIMEOUT_MS, TABLE_OUTBOUND_STREAMS_MAX, TABLE_PARALLEL_QUERIES, TABLE_PATHS
} from '../constants.ts'
import { TableValueRefusedError } from '../errors.ts'
import { ProviderShare, shareDatastore } from './provider-share.ts'
import { withComponent } from './with-component.ts'
import type { KadDHT, KadDHTComponents } from '@libp2p/kad-dht'

/** How long the table keeps who provides what, in milliseconds. */
export interface ProviderTimes {
  /** From the last announcement on. */
  readonly validityMs: number
  /** Between two looks for records that are too old. */
  readonly cleanupMs: number
}

const PROVIDER_TIMES: ProviderTimes = { validityMs: PROVIDER_VALIDITY_MS, cleanupMs: PROVIDER_CLEANUP_MS }

/**
 * The Kademlia table of one network, under a protocol of its own: peers, and who provides which key. Values are not kept,
 * and each peer has a share of the provider records. It begins as a client; the mesh makes it a server when others can dial
 * this node. It never announces anything again by itself: whoever holds something does that.
 */
export function hashTable (net: string, times = PROVIDER_TIMES): (components: KadDHTComponents) => KadDHT {
  const make = kadDHT({
    protocol: `/factmesh/${net}/kad/1.0.0`,
    clientMode: true,
    peerInfoMapper: passthroughMapper,
    allowQueryWithZeroPeers: true,
    alpha: TABLE_PARALLEL_QUERIES,
    disjointPaths: TABLE_PATHS,
    maxInboundStreams: TABLE_INBOUND_STREAMS_MAX,
    maxOutboundStreams: TABLE_OUTBOUND_STREAMS_MAX,
    incomingMessageTimeout: TABLE_MESSAGE_TIMEOUT_MS,
    validators: { pk: refuseValue },
    reprovide: { validity: times.validityMs, interval: times.cleanupMs, threshold: 0 }
  })
  return components => {
    const share = new ProviderShare(components.datastore, components.peerId)
    return make(withComponent(components, 'datastore', shareDatastore(components.datastore, share)))
  }
}

/** Public keys are the only values that the table would keep by itself, and Ed25519 keys stand in their peer ids. */
function refuseValue (): never {
  throw new TableValueRefusedError()
}
