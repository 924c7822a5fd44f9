/**
 * @packageDocumentation
 *
 * The hello: on each new connection both sides tell version, network, time and limits, and what they declare, and only
 * peers that accept each other take part in anything else. It stands on the wire, before gossip and sync, which ask it
 * about every peer.
 *
 * The invariant: no peer of another network or version exchanges a fact with this node, and a peer that is refused is
 * told why before the connection ends.
 *
 * @example Two nodes of one network accept each other
 *
 * ```TypeScript
 * import { defaultLogger } from '@libp2p/logger'
 * import { platform } from '../../platform/index.ts'
 * import { MemoryNetwork } from '../wire/index.ts'
 * import { hello } from './index.ts'
 *
 * const { clock, timers } = platform()
 * const network = new MemoryNetwork(timers)
 * const nodes = ['alice', 'bob'].map(peer => hello({ net: 'main', agent: 'example/1', protocols: [] })({
 *   wire: network.join(peer), clock, timers, logger: defaultLogger()
 * }))
 * await Promise.all(nodes.map(async node => { await node.start() }))
 * network.connect('alice', 'bob')
 * console.info(await nodes[0].outcome('bob'))
 * ```
 */

import { WireHello } from './wire-hello.ts'
import type { Hello, HelloComponents, HelloInit } from './interface.ts'

export { CLOCK_SKEW_WARN_MS, HELLO_VERSION } from './constants.ts'
export { HelloVersionError, MalformedHelloError, PeerNotAcceptedError } from './errors.ts'
export { exchangeHello } from './exchange.ts'
export { helloMetrics } from './metrics.ts'
export { decodeAnswer, decodeHello, encodeAnswer, encodeHello } from './message.ts'
export type { ExchangeInit, ExchangeResult } from './exchange.ts'
export type {
  AcceptedPeer, Declarations, Hello, HelloAnswer, HelloCode, HelloComponents, HelloEvents, HelloInit, HelloMessage, HelloRefusal, OutcomeOptions
} from './interface.ts'

/** The hello of one node. */
export function hello (init: HelloInit): (components: HelloComponents) => Hello {
  return components => new WireHello(components, init)
}
