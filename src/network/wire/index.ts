/**
 * @packageDocumentation
 *
 * The wire: the one port through which the network speaks. It opens and answers streams of whole frames, publishes and
 * validates topic messages, and tells who is connected. It is the lowest room of the network floor and knows no fact;
 * libp2p gives it a body in a node, and a network in memory in tests and simulations.
 *
 * The invariant: a frame above its limit costs the receiver its length prefix and nothing more, every wait for a peer
 * ends, and no peer makes this side hold more than a bounded number of bytes.
 *
 * @example Two wires in one process
 *
 * ```TypeScript
 * import { MemoryNetwork } from './index.ts'
 * import { platform } from '../../platform/index.ts'
 *
 * const network = new MemoryNetwork(platform().timers)
 * const [alice, bob] = [network.join('alice'), network.join('bob')]
 * network.connect('alice', 'bob')
 * await bob.handle('/echo/1', async stream => {
 *   await stream.write(await stream.read() ?? new Uint8Array(1))
 * })
 *
 * const stream = await alice.open('bob', '/echo/1')
 * await stream.write(Uint8Array.of(1, 2, 3))
 * console.info(await stream.read())
 * ```
 */

import { Libp2pWire } from './libp2p-wire.ts'
import type { Wire } from './interface.ts'
import type { Libp2pWireComponents } from './libp2p-wire.ts'

export {
  FETCH_PROTOCOL, FIRST_FRAME_TIMEOUT_MS, FRAME_BYTES_MAX, FRAME_BYTES_TARGET, HELLO_PROTOCOL, PARTING_MS, PROGRESS_TIMEOUT_MS, STREAM_WINDOW_BYTES_MAX,
  SYNC_PROTOCOL
} from './constants.ts'
export { FrameTooLargeError, MalformedFrameError, PeerUnreachableError, StreamDeadlineError, StreamFailedError } from './errors.ts'
export { encodeFrame, frameLength, FrameReader } from './framing.ts'
export { FramedStream } from './framed-stream.ts'
export { memoryStreams } from './memory-stream.ts'
export { MemoryNetwork, type MemoryWire } from './memory-wire.ts'
export { part } from './parting.ts'
export { peerIdOf, peerTextOf } from './peer-text.ts'
export { Pulse, type WaitOptions } from './pulse.ts'
export type { Libp2pWireComponents } from './libp2p-wire.ts'
export type {
  GossipVerdict, HandleOptions, PeerConnection, PeerText, ReadOptions, TopicRights, TopicValidator, Wire, WireEvents, WireHandler, WireStream
} from './interface.ts'

/** The wire of a node over libp2p, whose gossipsub service is named `pubsub`. */
export function libp2pWire (components: Libp2pWireComponents): Wire {
  return new Libp2pWire(components)
}
