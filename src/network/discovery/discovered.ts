import { DISCOVERED_CONNECTIONS_MAX } from './constants.ts'
import type { DiscoveringLibp2p } from './interface.ts'
import type { ComponentLogger, Logger, PeerInfo } from '@libp2p/interface'

/**
 * Dials peers that libp2p discovery (the hash table, the local network) found,
 * once each and only while connections are few. A peer that answers and passes
 * hello is then remembered like any other.
 */
export class DiscoveredDialer {
  private readonly libp2p: DiscoveringLibp2p
  private readonly log: Logger

  constructor (components: { libp2p: DiscoveringLibp2p, logger: ComponentLogger }) {
    this.libp2p = components.libp2p
    this.log = components.logger.forComponent('factmesh:discovery')
  }

  async start (): Promise<void> {
    this.libp2p.addEventListener('peer:discovery', this.onDiscovery)
  }

  async stop (): Promise<void> {
    this.libp2p.removeEventListener('peer:discovery', this.onDiscovery)
  }

  private readonly onDiscovery = (event: CustomEvent<PeerInfo>): void => {
    const { id, multiaddrs } = event.detail
    const busy = this.libp2p.getConnections().length + this.libp2p.getDialQueue().length
    if (multiaddrs.length === 0 || busy >= DISCOVERED_CONNECTIONS_MAX) { return }
    this.libp2p.dial(id).catch((error: Error) => {
      this.log.trace('discovered peer %p did not answer: %s', id, error.message)
    })
  }
}
