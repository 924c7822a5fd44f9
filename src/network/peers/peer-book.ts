import { NEW_PEER } from '../../policy/scope/index.ts'
import { STRANGERS_MAX } from './constants.ts'
import type { PeersComponents } from './interface.ts'
import type { PeerRecord } from '../../policy/scope/index.ts'
import type { PeerText } from '../wire/index.ts'

/** What the book stands on. */
export interface PeerBookComponents {
  readonly records: PeersComponents['records']['peers']
  isConnected (peer: PeerText): boolean
  /** Told when a record of a stranger could not be written; it stays in memory. */
  onTrouble (error: unknown): void
}

/**
 * What is kept of peers. A decision of the operator is durable before it counts, and is never evicted. What strangers
 * declare counts at once and is written when the book is flushed, so that who declares in a hurry costs one write.
 */
export class PeerBook {
  readonly #components: PeerBookComponents
  readonly #records = new Map<PeerText, PeerRecord>()
  readonly #unwritten = new Set<PeerText>()
  /** Peers whose decision is on its way to the disk: nothing older may follow it there. */
  readonly #deciding = new Set<PeerText>()
  /** Peers in the order in which they were heard last, of those without a decision. */
  readonly #strangers = new Set<PeerText>()

  constructor (components: PeerBookComponents) {
    this.#components = components
  }

  /** Takes in what was kept. */
  start (): void {
    for (const [peer, record] of this.#components.records.all()) {
      this.#keep(peer, record)
    }
  }

  get (peer: PeerText): PeerRecord {
    return this.#records.get(peer) ?? NEW_PEER
  }

  /** Every peer that is kept. */
  peers (): PeerText[] {
    return [...this.#records.keys()]
  }

  /** Keeps what the operator decided, once it is durable. Throws what the journal throws. */
  async decide (peer: PeerText, record: PeerRecord): Promise<void> {
    this.#deciding.add(peer)

    try {
      await this.#components.records.put(peer, record)
      this.#keep(peer, { ...this.get(peer), decision: record.decision, reason: record.reason })
    } finally {
      this.#deciding.delete(peer)
    }
  }

  /** Keeps what a peer declared. */
  hear (peer: PeerText, record: PeerRecord): void {
    this.#keep(peer, record)
    this.#unwritten.add(peer)
    this.#evict()
  }

  /** Writes what was heard since the last time, and waits until it is durable. It never rejects. */
  async flush (): Promise<void> {
    const peers = [...this.#unwritten].filter(peer => !this.#deciding.has(peer))
    await Promise.all(peers.map(async peer => {
      this.#unwritten.delete(peer)
      const record = this.#records.get(peer)
      const { records, onTrouble } = this.#components
      await (record === undefined ? records.remove(peer) : records.put(peer, record)).catch(onTrouble)
    }))
  }

  #keep (peer: PeerText, record: PeerRecord): void {
    this.#records.set(peer, record)
    this.#strangers.delete(peer)

    if (record.decision === 'undecided') {
      this.#strangers.add(peer)
    }
  }

  #evict (): void {
    for (const peer of this.#strangers) {
      if (this.#strangers.size <= STRANGERS_MAX) {
        return
      }

      if (!this.#components.isConnected(peer)) {
        this.#strangers.delete(peer)
        this.#records.delete(peer)
        this.#unwritten.add(peer)
      }
    }
  }
}
