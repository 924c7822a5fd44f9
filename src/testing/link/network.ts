import { multiaddr } from '@multiformats/multiaddr'
import { seededRandom } from '../../platform/index.ts'
import { checkedConditions } from './conditions.ts'
import { LinkConnection } from './connection.ts'
import { AddressTakenError, DialRefusedError, NetworkClosedError } from './errors.ts'
import { LinkView } from './link-view.ts'
import { LinkPair } from './pair.ts'
import type { LinkConnectionInit } from './connection.ts'
import type { Link, LinkNetworkInit } from './interface.ts'
import type { StreamMeter } from './meter/stream-meter.ts'
import type { Logger } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'

/** An open connection as its dialler has it. */
export interface Dialled {
  readonly connection: LinkConnection
  readonly meter: StreamMeter
}

/** Takes the connections that arrive at an address. */
export interface Acceptor {
  accept (connection: LinkConnection, meter: StreamMeter): void
}

/** Nodes with numbers from zero, and a link between each two. */
export class LinkNetwork {
  private readonly init: LinkNetworkInit
  private readonly pairs = new Map<string, LinkPair>()
  private readonly listeners = new Map<string, Acceptor>()
  /** Both ends of every open connection. */
  private readonly ends = new Set<LinkConnection>()
  private isClosed = false

  constructor (init: LinkNetworkInit) {
    this.init = init
  }

  /** How much is open: ends of connections, and directions in which something may still arrive. */
  get open (): { ends: number, pipes: number } {
    const pipes = [...this.pairs.values()].map(({ lanes }) => lanes[0].pipesOpen + lanes[1].pipesOpen)
    return { ends: this.ends.size, pipes: pipes.reduce((sum, count) => sum + count, 0) }
  }

  /** Where the node of a number listens. */
  addressOf (index: number): string {
    return `/memory/node-${index}`
  }

  /** The number of the node that an address leads to, with or without its peer id. */
  indexOf (address: Multiaddr): number | undefined {
    const [first] = address.getComponents()
    const [, number] = first?.name === 'memory' ? /^node-(\d{1,9})$/.exec(first.value ?? '') ?? [] : []
    return number != null && Number(number) < this.init.size ? Number(number) : undefined
  }

  /** The link between two nodes, seen from the first. */
  link (from: number, to: number): Link {
    const { onMend } = this.init
    return new LinkView({ from, to, pair: this.pair(from, to), onMend: () => { onMend?.(from, to) } })
  }

  isDialled (one: number, other: number): boolean {
    return this.pair(one, other).isDialled
  }

  isCut (one: number, other: number): boolean {
    return this.pair(one, other).isCut
  }

  /** Ends all cuts. */
  mend (): void {
    for (const pair of this.pairs.values()) { pair.mend() }
  }

  /** Ends every connection at once, at both ends, and lets none begin. */
  close (): void {
    this.isClosed = true
    for (const end of [...this.ends]) { end.abort(new NetworkClosedError()) }
    for (const pair of this.pairs.values()) { pair.discard() }
  }

  /** @throws {AddressTakenError} when somebody listens there. */
  listen (address: string, listener: Acceptor): void {
    if (this.listeners.has(address)) { throw new AddressTakenError(address) }
    this.listeners.set(address, listener)
  }

  unlisten (listener: Acceptor): void {
    for (const [address, other] of this.listeners) {
      if (other === listener) { this.listeners.delete(address) }
    }
  }

  /**
   * Opens a connection: a signal goes there and another comes back, as in TCP, each at the pace of the link.
   *
   * @throws {DialRefusedError} when nobody listens there.
   * @throws {NetworkClosedError} after the end.
   */
  async connect (from: number, remoteAddr: Multiaddr, { log, signal }: { log: Logger, signal: AbortSignal }): Promise<Dialled> {
    const to = this.indexOf(remoteAddr)
    if (this.isClosed) { throw new NetworkClosedError() }
    if (to == null || to === from) { throw new DialRefusedError(remoteAddr.toString()) }
    const address = this.addressOf(to)
    const { there, back, meters } = this.pair(from, to).wire(from < to ? 0 : 1)
    const connection = this.newEnd({ outbound: there, inbound: back, direction: 'outbound', remoteAddr, log })
    const answer = Promise.withResolvers<void>()
    there.signal(() => {
      const listener = this.listeners.get(address)
      if (listener == null) {
        there.discard()
        back.end(() => { answer.reject(new DialRefusedError(address)) })
        return
      }
      back.signal(answer.resolve)
      const remoteAddr = multiaddr(`${this.addressOf(from)}-outgoing`)
      listener.accept(this.newEnd({ outbound: back, inbound: there, direction: 'inbound', remoteAddr, log }), meters[1])
    })
    const giveUp = (): void => { answer.reject(signal.reason) }
    signal.addEventListener('abort', giveUp, { once: true })
    try {
      await answer.promise
      return { connection, meter: meters[0] }
    } catch (error) {
      connection.abort(error as Error)
      throw error
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }

  private newEnd (init: LinkConnectionInit): LinkConnection {
    const end = new LinkConnection(init)
    this.ends.add(end)
    end.addEventListener('close', () => { this.ends.delete(end) })
    return end
  }

  private pair (one: number, other: number): LinkPair {
    const [low, high] = one < other ? [one, other] : [other, one]
    const key = `${low} ${high}`
    const known = this.pairs.get(key)
    if (known != null) { return known }
    const pair = this.newPair(low, high)
    this.pairs.set(key, pair)
    return pair
  }

  private newPair (low: number, high: number): LinkPair {
    const { clock, timers, seed, size, conditionsOf } = this.init
    const ends = [low, high]
    const pair = new LinkPair(side => {
      const chance = size + ends[side] * size + ends[1 - side] // the machines of the nodes draw from the numbers below
      return { clock, timers, random: seededRandom(seed * 10_007 + chance) }
    })
    const conditions = checkedConditions(conditionsOf?.(low, high) ?? {})
    for (const lane of pair.lanes) { lane.set(conditions) }
    return pair
  }
}
