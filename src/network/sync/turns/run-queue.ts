import type { PeerText } from '../../wire/index.ts'
import type { SyncPair } from '../pair.ts'

/**
 * Pairs that wait for a run. Peers take turns: the next pair belongs to the peer that was served longest ago, and of its
 * pairs it is the one that waited longest. So a peer with many scopes gets no more runs than one with a single scope.
 */
export class RunQueue {
  private readonly waiting = new Set<SyncPair>()
  /** Turns by peer; a peer without one was never served. */
  private readonly turns = new Map<PeerText, number>()
  private turn = 0

  get size (): number {
    return this.waiting.size
  }

  /** Puts a pair at the end; one that waits already keeps its place. */
  add (pair: SyncPair): void {
    this.waiting.add(pair)
  }

  delete (pair: SyncPair): void {
    this.waiting.delete(pair)
  }

  /** Forgets a peer that left. */
  forget (peer: PeerText): void {
    this.turns.delete(peer)
    this.waiting.forEach(pair => { if (pair.peer === peer) { this.waiting.delete(pair) } })
  }

  clear (): void {
    this.waiting.clear()
    this.turns.clear()
  }

  /** Takes out the pair whose turn it is among those that may run now; undefined when there is none. */
  take (mayRun: (pair: SyncPair) => boolean): SyncPair | undefined {
    let next: SyncPair | undefined

    for (const pair of this.waiting) {
      if ((next === undefined || this.turnOf(pair) < this.turnOf(next)) && mayRun(pair)) {
        next = pair
      }
    }

    if (next !== undefined) {
      this.waiting.delete(next)
      this.turns.set(next.peer, ++this.turn)
    }

    return next
  }

  private turnOf ({ peer }: SyncPair): number {
    return this.turns.get(peer) ?? 0
  }
}
