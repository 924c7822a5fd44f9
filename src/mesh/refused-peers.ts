import { REFUSED_PEERS_MAX } from './constants.ts'

/** The peers that were refused at hello lately, also those that came by themselves: a person looks for them in the list of peers. */
export class RefusedPeers {
  private readonly peers = new Set<string>()

  add (peer: string): void {
    this.peers.delete(peer)
    this.peers.add(peer)
    const [oldest] = this.peers
    if (this.peers.size > REFUSED_PEERS_MAX) { this.peers.delete(oldest) }
  }

  delete (peer: string): boolean {
    return this.peers.delete(peer)
  }

  all (): readonly string[] {
    return [...this.peers]
  }
}
