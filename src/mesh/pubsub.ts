import { gossipsub, StrictNoSign } from '@libp2p/gossipsub'
import { blake3 } from '../model/bytes/index.ts'
import { overlayOptions } from '../network/gossip/index.ts'
import { publicScopeId } from '../policy/scope/index.ts'
import { GOSSIP_MESSAGE_BYTES_MAX } from './constants.ts'
import type { GossipSub, GossipSubComponents } from '@libp2p/gossipsub'

/** The gossipsub service of a node, for the scopes that its network has; see `docs/protocols/gossip.md`. */
export function pubsub (net: string): (components: GossipSubComponents) => GossipSub {
  return gossipsub({
    ...overlayOptions([publicScopeId(net)]),
    globalSignaturePolicy: StrictNoSign,
    msgIdFn: message => blake3(message.data),
    allowPublishToZeroTopicPeers: true,
    emitSelf: false,
    maxInboundDataLength: GOSSIP_MESSAGE_BYTES_MAX,
    decodeRpcLimits: {
      maxSubscriptions: 128,
      maxMessages: 256,
      maxIhaveMessageIDs: 1_000,
      maxIwantMessageIDs: 1_000,
      maxIdontwantMessageIDs: 512,
      maxControlMessages: 256,
      maxPeerInfos: 16
    }
  })
}
