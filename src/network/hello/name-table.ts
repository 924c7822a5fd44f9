import { NAMES_MAX } from './constants.ts'
import type { PeerText } from '../wire/index.ts'

/**
 * Which peer a name belongs to: the first one that claimed it. Claims outlive connections, so that nobody takes over
 * the name of a peer that is away; the number of names is bounded.
 */
export class NameTable {
  private readonly owners = new Map<string, PeerText>()
  private readonly names = new Map<PeerText, string[]>()

  /** Gives the peer every name that is still free. */
  claim (peer: PeerText, names: readonly string[]): void {
    for (const name of names) {
      if (!this.owners.has(name) && this.owners.size < NAMES_MAX) {
        this.owners.set(name, peer)
        this.names.set(peer, [...this.namesOf(peer), name])
      }
    }
  }

  /** The names that belong to the peer. */
  namesOf (peer: PeerText): readonly string[] {
    return this.names.get(peer) ?? []
  }
}
