/**
 * @packageDocumentation
 *
 * Gossip: each bundle that this node writes is told to its neighbours at once, and each that they tell is examined,
 * taken in and passed on. It stands on wire and hello, listens to the replica, and asks sync for content that did not
 * travel with its announcement.
 *
 * The invariant: nothing is told or passed on before it is durable here, and what gossip loses, sync brings.
 *
 * @example Announce and take in bundles
 *
 * ```TypeScript
 * import { gossip, type GossipComponents } from './index.ts'
 *
 * async function takePart (components: GossipComponents): Promise<void> {
 *   const service = gossip()(components)
 *   await service.start()
 *   console.info(service.counters().wholeOut)
 * }
 * ```
 */

import { WireGossip } from './wire-gossip.ts'
import type { Gossip, GossipComponents, GossipInit } from './interface.ts'

export { MESSAGE_BYTES_MAX, TOPIC_PREFIX, WHOLE_BYTES_MAX } from './constants.ts'
export { MalformedGossipError, type MalformedGossipReason } from './errors.ts'
export { decodeGossip, encodeGossip } from './message.ts'
export { gossipMetrics } from './metrics.ts'
export { overlayOptions, SEALED_TOPIC_SCORE, type OverlayOptions } from './overlay.ts'
export { closedTopicOf, topicOf } from './topic.ts'
export type * from './interface.ts'
export type { GossipMessage, HeaderMessage, WholeMessage } from './message.ts'

/** The gossip of one node. */
export function gossip (init: GossipInit = {}): (components: GossipComponents) => Gossip {
  return components => new WireGossip(components, init)
}
