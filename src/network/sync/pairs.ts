import { toHex } from '../../model/bytes/index.ts'
import { PAIRS_MAX } from './constants.ts'
import { SyncPair } from './pair.ts'
import type { SyncComponents } from './interface.ts'
import type { ScopeRef } from './pair.ts'
import type { PeerText } from '../wire/index.ts'

/** The pairs of peer and scope that were met. A bounded number is remembered after their peers left. */
export class SyncPairs {
  private readonly components: Pick<SyncComponents, 'clock' | 'hello' | 'timers'>
  private readonly pairs = new Map<string, SyncPair>()

  constructor (components: Pick<SyncComponents, 'clock' | 'hello' | 'timers'>) {
    this.components = components
  }

  /** The pair of a peer that is connected and a scope. */
  of (peer: PeerText, scope: ScopeRef): SyncPair {
    const key = `${peer}/${toHex(scope.id)}`
    const pair = this.pairs.get(key) ?? new SyncPair(peer, scope, this.components)
    this.pairs.set(key, pair)
    this.forgetOldest()
    pair.connect()

    return pair
  }

  /** All pairs. */
  all (): SyncPair[] {
    return [...this.pairs.values()]
  }

  /** Those of one peer. */
  with (peer: PeerText): SyncPair[] {
    return this.all().filter(pair => pair.peer === peer)
  }

  private forgetOldest (): void {
    if (this.pairs.size <= PAIRS_MAX) {
      return
    }

    for (const [key, pair] of this.pairs) {
      if (!this.components.hello.accepted(pair.peer)) {
        this.pairs.delete(key)
        return
      }
    }
  }
}
