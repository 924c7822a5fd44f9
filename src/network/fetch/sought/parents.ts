import { equalBytes, toHex } from '../../../model/bytes/index.ts'
import { HASHES_MAX, SOUGHT_MAX } from '../constants.ts'
import type { PeerText } from '../../wire/index.ts'
import type { FetchAnswer, Sought, SoughtBundle, TakeOptions } from '../interface.ts'

interface Parent extends SoughtBundle {
  /** The peer whose bundle named it, which is asked before all others; unknown after a restart. */
  readonly from: PeerText | undefined
  /** Peers that were asked and do not have it. */
  readonly asked: Set<PeerText>
  underWay: boolean
}

/** The parents that are looked for, and who was asked for each of them. */
export class SoughtParents implements Sought {
  readonly intervalMs = Infinity
  private readonly sought = new Map<string, Parent>()

  get size (): number {
    return this.sought.size
  }

  /** Looks for a parent from now on; the one that was looked for longest gives way when there is no room. */
  add ({ scope, hash }: SoughtBundle, from?: PeerText): void {
    const name = toHex(hash)

    if (!this.sought.has(name)) {
      this.sought.set(name, { scope, hash, from, asked: new Set(), underWay: false })
    }

    if (this.sought.size > SOUGHT_MAX) {
      // Maps keep the order of insertion: the first key is the oldest.
      this.sought.delete(this.sought.keys().next().value ?? '')
    }
  }

  /** The parent is here. */
  delete (hash: Uint8Array): void {
    this.sought.delete(toHex(hash))
  }

  clear (): void {
    this.sought.clear()
  }

  /** A peer that left may have learned more when it comes back. */
  forget (peer: PeerText): void {
    this.sought.forEach(({ asked }) => asked.delete(peer))
  }

  /**
   * What to ask a peer for next, all of one scope; nothing when it was asked for everything. A parent is asked of the peer
   * that named it first, as long as that is `ready`.
   */
  take (peer: PeerText, { isReady, isOpen, mayAsk }: TakeOptions): SoughtBundle[] {
    const picked: Parent[] = []

    for (const one of this.sought.values()) {
      const { asked, from, scope, underWay } = one
      const isReserved = from != null && from !== peer && !asked.has(from) && isReady(from, scope)
      const isWanted = !underWay && !asked.has(peer) && !isReserved

      if (isWanted && (picked.length === 0 ? isOpen(scope) && mayAsk(scope) : equalBytes(picked[0].scope, scope))) {
        picked.push(one)
      }

      if (picked.length === HASHES_MAX) {
        break
      }
    }

    picked.forEach(one => { one.underWay = true })

    return picked
  }

  /** Takes note of what a peer answered; after a failure, without an answer, the same peer may be asked again. */
  settle (peer: PeerText, taken: readonly SoughtBundle[], answer?: FetchAnswer): void {
    for (const { hash } of taken) {
      const one = this.sought.get(toHex(hash))

      if (one != null) {
        one.underWay = false
      }
    }

    for (const hash of [...answer?.absent ?? [], ...answer?.declined ?? []]) {
      this.sought.get(toHex(hash))?.asked.add(peer)
    }

    answer?.here.forEach(hash => { this.delete(hash) })
  }
}
