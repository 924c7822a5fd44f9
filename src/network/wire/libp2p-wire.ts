import { TopicValidatorResult } from '@libp2p/gossipsub'
import { TypedEventEmitter } from 'main-event'
import { DEFAULT_INBOUND_STREAMS_MAX, OPEN_TIMEOUT_MS, REACH_POLL_MS, REACH_TIMEOUT_MS } from './constants.ts'
import { PeerUnreachableError } from './errors.ts'
import { FramedStream } from './framed-stream.ts'
import { peerIdOf, peerTextOf } from './peer-text.ts'
import { Pulse } from './pulse.ts'
import { TopicGuard } from './topic-guard.ts'
import type { GossipVerdict, HandleOptions, PeerText, TopicRights, TopicValidator, Wire, WireEvents, WireHandler, WireStream } from './interface.ts'
import type { Timers } from '../../platform/interface.ts'
import type { GossipSub } from '@libp2p/gossipsub'
import type { TopicScoreParams } from '@libp2p/gossipsub/score'
import type { AbortOptions, ComponentLogger, Connection, Libp2p, Logger, PeerId, Stream } from '@libp2p/interface'

/** What a wire over libp2p stands on. */
export interface Libp2pWireComponents {
  libp2p: Libp2p<{ pubsub: GossipSub }>
  timers: Timers
  logger: ComponentLogger
  /** How neighbours are scored in topics of which gossipsub was not told when it was made; without it they are not. */
  topicScore?: TopicScoreParams
}

/** The rights of topics for which nobody asks for any. */
const EVERYBODY: TopicRights = { mayHear: () => true, mayTell: () => true }

const RESULTS: Record<GossipVerdict, TopicValidatorResult> = {
  accept: TopicValidatorResult.Accept,
  ignore: TopicValidatorResult.Ignore,
  reject: TopicValidatorResult.Reject
}

/**
 * The wire of a node: streams over the connections of libp2p, topics over gossipsub. Peers whose id is not an Ed25519
 * key are disconnected and never reported.
 */
export class Libp2pWire extends TypedEventEmitter<WireEvents> implements Wire {
  public readonly peer: PeerText
  private readonly libp2p: Libp2p<{ pubsub: GossipSub }>
  private readonly timers: Timers
  private readonly log: Logger
  private readonly guard: TopicGuard

  constructor (components: Libp2pWireComponents) {
    super()
    this.libp2p = components.libp2p
    this.guard = new TopicGuard(components.libp2p.services.pubsub, components.topicScore)
    this.timers = components.timers
    this.log = components.logger.forComponent('factmesh:wire')
    this.peer = peerTextOf(components.libp2p.peerId)
  }

  /** Begins to tell of connections, also of those that libp2p opened before: it dials peers of its store when it starts. */
  start (): void {
    this.libp2p.addEventListener('connection:open', this.onOpen)
    this.libp2p.addEventListener('peer:disconnect', this.onDisconnect)
    this.libp2p.getConnections().forEach(connection => { this.tell(connection) })
  }

  stop (): void {
    this.libp2p.removeEventListener('connection:open', this.onOpen)
    this.libp2p.removeEventListener('peer:disconnect', this.onDisconnect)
  }

  async open (peer: PeerText, protocol: string, options: AbortOptions = {}): Promise<WireStream> {
    const connection = this.connectionTo(peer)

    if (connection === undefined) {
      throw new PeerUnreachableError(peer, protocol)
    }

    const late = new AbortController()
    const timer = this.timers.after(OPEN_TIMEOUT_MS, () => { late.abort() })
    const cancel = (): void => { late.abort(options.signal?.reason) }
    options.signal?.addEventListener('abort', cancel)

    try {
      options.signal?.throwIfAborted()
      const stream = await connection.newStream(protocol, { signal: late.signal, runOnLimitedConnection: true })

      return this.framed(stream, peer)
    } catch (error) {
      throw new PeerUnreachableError(peer, protocol, error)
    } finally {
      timer.cancel()
      options.signal?.removeEventListener('abort', cancel)
    }
  }

  async handle (protocol: string, handler: WireHandler, options: HandleOptions = {}): Promise<void> {
    await this.libp2p.handle(protocol, async (stream, connection) => {
      await this.answer(stream, connection, handler)
    }, {
      maxInboundStreams: options.inboundStreamsMax ?? DEFAULT_INBOUND_STREAMS_MAX,
      runOnLimitedConnection: true
    })
  }

  async unhandle (protocol: string): Promise<void> {
    await this.libp2p.unhandle(protocol)
  }

  async publish (topic: string, data: Uint8Array): Promise<{ recipients: number }> {
    const { recipients } = await this.libp2p.services.pubsub.publish(topic, data)

    return { recipients: recipients.length }
  }

  subscribe (topic: string, validate: TopicValidator, rights = EVERYBODY): void {
    const { pubsub } = this.libp2p.services
    this.guard.open(topic, rights)
    pubsub.topicValidators.set(topic, async (peer, message) => RESULTS[await validate(message.data, peerTextOf(peer))])
    pubsub.subscribe(topic)
    this.guard.reviewAll()
  }

  review (peer: PeerText): void {
    this.guard.review(peerIdOf(peer).toString())
  }

  /** The stream to a peer is told of before gossipsub holds it, so it has to be seen at two looks. */
  async reach (topic: string, peer: PeerText): Promise<boolean> {
    const pulse = new Pulse(this.timers)
    const poll = this.timers.every(REACH_POLL_MS, () => { pulse.beat() })
    let looks = 0

    try {
      await pulse.until(() => {
        looks = this.isSubscriber(topic, peer) ? looks + 1 : 0
        return looks === 2
      }, { timeoutMs: REACH_TIMEOUT_MS, late: () => new PeerUnreachableError(peer, topic) })

      return true
    } catch (error) {
      this.log.trace('%s did not join %s - %e', peer, topic, error)

      return false
    } finally {
      poll.cancel()
    }
  }

  unsubscribe (topic: string): void {
    const { pubsub } = this.libp2p.services
    pubsub.unsubscribe(topic)
    this.guard.close(topic)
    pubsub.topicValidators.delete(topic)
  }

  peers (): PeerText[] {
    return this.libp2p.getPeers().filter(isEd25519).map(peerTextOf)
  }

  async disconnect (peer: PeerText): Promise<void> {
    await this.libp2p.hangUp(peerIdOf(peer))
  }

  private framed (stream: Stream, peer: PeerText): FramedStream {
    const { protocol } = stream

    return new FramedStream(stream, peer, {
      timers: this.timers,
      onFault: reason => { this.safeDispatchEvent('frame:fault', { detail: { peer, protocol, reason } }) }
    })
  }

  private async answer (stream: Stream, connection: Connection, handler: WireHandler): Promise<void> {
    const framed = this.framed(stream, peerTextOf(connection.remotePeer))

    try {
      await handler(framed)
    } catch (error) {
      this.log('stream of %p for %s failed - %e', connection.remotePeer, stream.protocol, error)
      framed.abort(error as Error)
    }
  }

  /** Whether the peer told that it takes part in the topic, and the stream that carries our messages to it is open. */
  private isSubscriber (topic: string, peer: PeerText): boolean {
    const { pubsub } = this.libp2p.services

    return pubsub.getSubscribers(topic).some(subscriber => peerTextOf(subscriber) === peer) &&
      this.libp2p.getConnections(peerIdOf(peer)).some(({ streams }) => streams.some(stream => {
        return stream.direction === 'outbound' && pubsub.protocols.includes(stream.protocol)
      }))
  }

  /** A direct connection when there is one, else one through a relay. */
  private connectionTo (peer: PeerText): Connection | undefined {
    const open = this.libp2p.getConnections(peerIdOf(peer)).filter(connection => connection.status === 'open')

    return open.find(connection => connection.limits === undefined) ?? open[0]
  }

  private readonly onOpen = (event: CustomEvent<Connection>): void => {
    this.tell(event.detail)
  }

  private tell (connection: Connection): void {
    const { remotePeer, direction } = connection

    if (!isEd25519(remotePeer)) {
      this.log('%p is no Ed25519 peer', remotePeer)
      connection.abort(new PeerUnreachableError(peerTextOf(remotePeer), 'any protocol'))
      return
    }

    this.safeDispatchEvent('peer:connect', { detail: { peer: peerTextOf(remotePeer), direction } })
  }

  private readonly onDisconnect = (event: CustomEvent<PeerId>): void => {
    this.guard.forget(event.detail.toString())

    if (isEd25519(event.detail)) {
      this.safeDispatchEvent('peer:disconnect', { detail: { peer: peerTextOf(event.detail) } })
    }
  }
}

function isEd25519 (peer: PeerId): boolean {
  return peer.type === 'Ed25519'
}
