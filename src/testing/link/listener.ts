import { TypedEventEmitter } from 'main-event'
import { muxerOf } from './meter/stream-meter.ts'
import type { LinkConnection } from './connection.ts'
import type { StreamMeter } from './meter/stream-meter.ts'
import type { Acceptor, LinkNetwork } from './network.ts'
import type { CreateListenerOptions, Listener, ListenerEvents, Upgrader } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'

/** Takes the connections of one node of a test network. */
export class LinkListener extends TypedEventEmitter<ListenerEvents> implements Listener, Acceptor {
  private readonly network: LinkNetwork
  private readonly upgrader: Upgrader
  private readonly closing = new AbortController()
  private address: Multiaddr | undefined

  constructor (network: LinkNetwork, { upgrader }: CreateListenerOptions) {
    super()
    this.network = network
    this.upgrader = upgrader
  }

  async listen (address: Multiaddr): Promise<void> {
    this.network.listen(address.toString(), this)
    this.address = address
    queueMicrotask(() => { this.safeDispatchEvent('listening') })
  }

  /** Takes a connection that has arrived. */
  accept (connection: LinkConnection, meter: StreamMeter): void {
    this.upgrader.upgradeInbound(connection, { signal: this.closing.signal, muxerFactory: muxerOf(this.upgrader, meter) })
      .catch(error => { connection.abort(error) })
  }

  getAddrs (): Multiaddr[] {
    return this.address == null ? [] : [this.address]
  }

  updateAnnounceAddrs (): void {
    // one address, known from the beginning
  }

  /** Takes no more, and gives up handshakes; open connections are for libp2p to close. */
  async close (): Promise<void> {
    this.network.unlisten(this)
    this.closing.abort()
    queueMicrotask(() => { this.safeDispatchEvent('close') })
  }
}
