import { TypedEventEmitter } from 'main-event'
import { PeerUnreachableError } from './errors.ts'
import { memoryStreams } from './memory-stream.ts'
import type { PeerText, TopicRights, TopicValidator, Wire, WireEvents, WireHandler, WireStream } from './interface.ts'
import type { MemoryStream } from './memory-stream.ts'
import type { Timers } from '../../platform/interface.ts'

/** One topic in which a wire takes part. */
interface Topic {
  readonly validate: TopicValidator
  readonly rights: TopicRights | undefined
}

/**
 * A network of wires in this process. Connections are made and cut by the caller, streams and messages pass without
 * delay, and a message that a neighbour accepts goes on to its neighbours, as gossipsub does it.
 */
export class MemoryNetwork {
  private readonly timers: Timers
  private readonly wires = new Map<PeerText, MemoryWire>()

  constructor (timers: Timers) {
    this.timers = timers
  }

  /** The wire of a peer, connected to nobody yet. */
  join (peer: PeerText): MemoryWire {
    const wire = new MemoryWire(peer, this.timers)
    this.wires.set(peer, wire)

    return wire
  }

  /** Lets the first peer dial the second. */
  connect (dialler: PeerText, listener: PeerText): void {
    const [from, to] = [this.wires.get(dialler), this.wires.get(listener)]

    if (from === undefined || to === undefined) {
      throw new PeerUnreachableError(listener, 'any protocol')
    }

    from.attach(to, 'outbound')
    to.attach(from, 'inbound')
  }
}

/**
 * One node of a {@link MemoryNetwork}.
 */
export class MemoryWire extends TypedEventEmitter<WireEvents> implements Wire {
  public readonly peer: PeerText
  private readonly timers: Timers
  private readonly neighbours = new Map<PeerText, MemoryWire>()
  private readonly handlers = new Map<string, WireHandler>()
  private readonly topics = new Map<string, Topic>()
  private readonly streams = new Map<MemoryStream, PeerText>()

  constructor (peer: PeerText, timers: Timers) {
    super()
    this.peer = peer
    this.timers = timers
  }

  start (): void {}

  async stop (): Promise<void> {
    await Promise.all(this.peers().map(async peer => { await this.disconnect(peer) }))
  }

  async open (peer: PeerText, protocol: string): Promise<WireStream> {
    const neighbour = this.neighbours.get(peer)
    const handler = neighbour?.handlers.get(protocol)

    if (neighbour === undefined || handler === undefined) {
      throw new PeerUnreachableError(peer, protocol)
    }

    const [ours, theirs] = memoryStreams([this.peer, peer], this.timers)
    this.streams.set(ours, peer)
    handler(theirs).catch((error: Error) => { theirs.abort(error) }).finally(() => this.streams.delete(ours))

    return ours
  }

  async handle (protocol: string, handler: WireHandler): Promise<void> {
    this.handlers.set(protocol, handler)
  }

  async unhandle (protocol: string): Promise<void> {
    this.handlers.delete(protocol)
  }

  async publish (topic: string, data: Uint8Array): Promise<{ recipients: number }> {
    return { recipients: this.spread(topic, data, new Set([this])) }
  }

  subscribe (topic: string, validate: TopicValidator, rights?: TopicRights): void {
    this.topics.set(topic, { validate, rights })
  }

  /** Rights are asked at each message, and nothing else depends on them. */
  review (): void {}

  async reach (topic: string, peer: PeerText): Promise<boolean> {
    return this.neighbours.get(peer)?.topics.has(topic) === true
  }

  unsubscribe (topic: string): void {
    this.topics.delete(topic)
  }

  peers (): PeerText[] {
    return [...this.neighbours.keys()]
  }

  async disconnect (peer: PeerText): Promise<void> {
    const neighbour = this.neighbours.get(peer)
    this.detach(peer)
    neighbour?.detach(this.peer)
  }

  /** Adds a connection; the network calls it on both ends. */
  attach (neighbour: MemoryWire, direction: 'inbound' | 'outbound'): void {
    this.neighbours.set(neighbour.peer, neighbour)
    this.safeDispatchEvent('peer:connect', { detail: { peer: neighbour.peer, direction } })
  }

  private detach (peer: PeerText): void {
    if (!this.neighbours.delete(peer)) {
      return
    }

    for (const [stream, other] of this.streams) {
      if (other === peer) {
        stream.abort(new PeerUnreachableError(peer, 'any protocol'))
      }
    }

    this.safeDispatchEvent('peer:disconnect', { detail: { peer } })
  }

  private spread (topic: string, data: Uint8Array, seen: Set<MemoryWire>): number {
    const rights = this.topics.get(topic)?.rights
    const targets = [...this.neighbours.values()].filter(wire => wire.topics.has(topic) && !seen.has(wire) && rights?.mayHear(wire.peer) !== false)

    for (const wire of targets) {
      seen.add(wire)
      wire.hear(topic, data, { from: this.peer, seen })
    }

    return targets.length
  }

  private hear (topic: string, data: Uint8Array, source: { from: PeerText, seen: Set<MemoryWire> }): void {
    this.topics.get(topic)?.validate(data, source.from).then(verdict => {
      if (verdict === 'accept') {
        this.spread(topic, data, source.seen)
      }
    }, () => {})
  }
}
