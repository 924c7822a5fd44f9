import { HASH_BYTES } from '../../../model/bundle/index.ts'
import { equalBytes, toHex } from '../../../model/bytes/index.ts'
import { ASK_AGAIN_FIRST_MS, ASK_AGAIN_MAX_MS, HASHES_MAX, HOLD_MS } from '../constants.ts'
import type { Clock } from '../../../platform/interface.ts'
import type { PeerText } from '../../wire/index.ts'
import type { FetchAnswer, Sought, SoughtBundle, TakeOptions, WantedContent } from '../interface.ts'

/** A bundle that is looked for, by its key in the tree. */
interface Entry extends SoughtBundle {
  readonly key: Uint8Array
  /** Rises from one entry to the next. */
  readonly number: number
  /** Monotonic time up to which others wait for the answer of the peer that was asked. */
  heldMs: number
}

/** How far a peer was asked. */
interface Progress {
  /** It was asked for all entries with lower numbers. */
  next: number
  /** Monotonic time from which on it is asked for all of them again. */
  againMs: number
  /** Milliseconds until it is asked once more after that. */
  waitMs: number
  /** What it is asked for now, or was last. */
  asking: readonly Entry[]
  /** Whether others wait while it is asked: not for one whose last answer brought nothing. */
  isUseful: boolean
}

/**
 * The bundles whose content is wanted, and how far each peer was asked for them. Peers are asked in the order in which
 * bundles became wanted, so of each peer one number has to be remembered, however many bundles there are.
 */
export class SoughtContent implements Sought {
  readonly intervalMs = HOLD_MS
  private readonly clock: Clock
  private readonly wanted: WantedContent
  /** By hash; in the order of their numbers. */
  private readonly entries = new Map<string, Entry>()
  private readonly peers = new Map<PeerText, Progress>()
  private numbers = 0

  constructor (components: { clock: Clock, wanted: WantedContent }) {
    this.clock = components.clock
    this.wanted = components.wanted
  }

  get size (): number {
    return this.entries.size
  }

  /** Looks for everything that is wanted. */
  addAll (): void {
    for (const scope of this.wanted.scopes()) {
      this.wanted.all(scope).forEach(key => { this.add(scope, key) })
    }
  }

  /** Looks for a bundle from now on. */
  add (scope: Uint8Array, key: Uint8Array): void {
    const hash = key.slice(-HASH_BYTES)
    const name = toHex(hash)

    if (!this.entries.has(name)) {
      this.entries.set(name, { scope, key, hash, number: this.numbers++, heldMs: 0 })
    }
  }

  /** The content is here. */
  delete (hash: Uint8Array): void {
    if (this.entries.size > 0) {
      this.entries.delete(toHex(hash))
    }
  }

  clear (): void {
    this.entries.clear()
    this.peers.clear()
  }

  forget (peer: PeerText): void {
    this.peers.delete(peer)
  }

  take (peer: PeerText, { isOpen, mayAsk }: TakeOptions): SoughtBundle[] {
    const nowMs = this.clock.monotonicMs()
    const progress = this.progressOf(peer, nowMs)
    const taken: Entry[] = []

    for (const entry of progress.next < this.numbers ? this.entries.values() : []) {
      const { heldMs, hash, key, number, scope } = entry

      if (!this.wanted.has(scope, key)) {
        this.delete(hash)
      } else if (number >= progress.next && isOpen(scope)) {
        const isNext = taken.length === 0 ? mayAsk(scope) : equalBytes(taken[0].scope, scope)

        if (heldMs > nowMs || !isNext || taken.length === HASHES_MAX) {
          break
        }

        taken.push(entry)
      }
    }

    taken.forEach(entry => { entry.heldMs = progress.isUseful ? nowMs + HOLD_MS : 0 })
    progress.asking = taken

    return taken
  }

  settle (peer: PeerText, taken: readonly SoughtBundle[], answer?: FetchAnswer): void {
    const left = taken.flatMap(({ hash }) => this.entries.get(toHex(hash)) ?? [])
    left.forEach(entry => { entry.heldMs = 0 })
    const progress = this.peers.get(peer)

    if (progress == null) {
      return
    }

    // What came is sought no more; an answer with digests again brought nothing.
    progress.isUseful = left.length < taken.length
    progress.waitMs = progress.isUseful ? ASK_AGAIN_FIRST_MS : progress.waitMs
    const last = answer == null ? undefined : progress.asking[taken.length - answer.unanswered.length - 1]
    progress.next = last == null ? progress.next : last.number + 1
  }

  private progressOf (peer: PeerText, nowMs: number): Progress {
    const progress = this.peers.get(peer) ?? { next: 0, againMs: nowMs, waitMs: ASK_AGAIN_FIRST_MS, asking: [], isUseful: true }
    this.peers.set(peer, progress)

    if (nowMs >= progress.againMs) {
      progress.next = 0
      progress.againMs = nowMs + progress.waitMs
      progress.waitMs = Math.min(2 * progress.waitMs, ASK_AGAIN_MAX_MS)
    }

    return progress
  }
}
