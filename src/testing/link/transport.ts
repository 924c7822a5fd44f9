import { serviceCapabilities, transportSymbol } from '@libp2p/interface'
import { LinkListener } from './listener.ts'
import { muxerOf } from './meter/stream-meter.ts'
import type { LinkNetwork } from './network.ts'
import type { ComponentLogger, Connection, CreateListenerOptions, DialTransportOptions, Listener, Transport } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'

/** What libp2p hands to a transport. */
export interface LinkTransportComponents {
  readonly logger: ComponentLogger
}

/** The transport of the node of a number, as libp2p takes it. */
export function linkTransport (network: LinkNetwork, index: number): (components: LinkTransportComponents) => Transport {
  return components => new LinkTransport(components, { network, index })
}

/** The transport of one node of a test network: it dials and listens over links. */
export class LinkTransport implements Transport {
  readonly [transportSymbol] = true
  readonly [Symbol.toStringTag] = '@factmesh/link'
  readonly [serviceCapabilities] = ['@libp2p/transport']
  private readonly network: LinkNetwork
  private readonly index: number
  private readonly logger: ComponentLogger

  constructor ({ logger }: LinkTransportComponents, { network, index }: { network: LinkNetwork, index: number }) {
    this.network = network
    this.index = index
    this.logger = logger
  }

  async dial (address: Multiaddr, options: DialTransportOptions): Promise<Connection> {
    options.signal.throwIfAborted()
    const log = this.logger.forComponent('factmesh:testing:link')
    const { connection, meter } = await this.network.connect(this.index, address, { log, signal: options.signal })
    try {
      return await options.upgrader.upgradeOutbound(connection, { ...options, muxerFactory: muxerOf(options.upgrader, meter) })
    } catch (error) {
      connection.abort(error as Error)
      throw error
    }
  }

  createListener (options: CreateListenerOptions): Listener {
    return new LinkListener(this.network, options)
  }

  listenFilter (addresses: Multiaddr[]): Multiaddr[] {
    return addresses.filter(address => this.network.indexOf(address) === this.index)
  }

  dialFilter (addresses: Multiaddr[]): Multiaddr[] {
    return addresses.filter(address => this.network.indexOf(address) != null)
  }
}
