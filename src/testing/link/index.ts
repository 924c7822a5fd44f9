/**
 * @packageDocumentation
 *
 * A network in memory whose links have latency, loss, bandwidth, cuts and counters: a transport of libp2p for many nodes
 * in one process. It stands below `createTestMesh` and knows no fact.
 *
 * Invariant: what is written to a connection arrives whole, in order and once, or the connection ends. Conditions of a
 * link change when it arrives, never what.
 *
 * @example The transport of a node, and a slow link to it
 *
 * ```ts
 * import { platform } from '../../platform/index.ts'
 * import { LinkNetwork, linkTransport } from './index.ts'
 *
 * const { clock, timers } = platform()
 * const network = new LinkNetwork({ size: 2, seed: 1, clock, timers })
 * const options = { addresses: { listen: [network.addressOf(0)] }, transports: [linkTransport(network, 0)] }
 * network.link(0, 1).set({ latencyMs: 50 }, 'there')
 * console.info(options, network.link(0, 1).counters())
 * ```
 */

export * from './errors.ts'
export { LinkNetwork } from './network.ts'
export { linkTransport } from './transport.ts'
export type * from './interface.ts'
