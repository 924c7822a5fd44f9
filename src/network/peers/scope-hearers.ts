import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { SCOPE_PEERS_MAX } from './constants.ts'
import type { PeersComponents } from './interface.ts'
import type { Standing } from '../../policy/scope/index.ts'

/** What the hearers of scopes stand on. */
export interface ScopeHearersComponents extends Pick<PeersComponents, 'governance'> {
  readonly records: PeersComponents['records']['scopePeers']
  /** Our own public key. */
  readonly self: Uint8Array
}

/** Who may hear that a closed scope exists, and what a peer may do there as this node sees it. */
export class ScopeHearers {
  readonly #components: ScopeHearersComponents

  constructor (components: ScopeHearersComponents) {
    this.#components = components
  }

  /** Keeps peers that a ticket of a scope named. */
  async remember (scope: Uint8Array, peers: readonly Uint8Array[]): Promise<void> {
    const { records } = this.#components
    const key = toHex(scope)
    const kept = (records.get(key) ?? []).filter(known => !peers.some(peer => equalBytes(peer, known)))

    await records.put(key, [...kept, ...peers].slice(-SCOPE_PEERS_MAX))
  }

  /** Ends what tickets gave, for scopes in which this node holds a grant now: from then on only grants count. Throws what the journal throws. */
  async settle (): Promise<void> {
    const { governance, records, self } = this.#components

    for (const { id, creator } of governance.held()) {
      if (!equalBytes(creator, self) && !this.#isSettled(id) && governance.standingNow(id, self).isEffective) {
        await records.put(toHex(id), [])
      }
    }
  }

  /** Whether a peer may hear the id of a scope: who may read or write there now, its creator, and whom a ticket named. */
  mayHear (scope: Uint8Array, peer: Uint8Array): boolean {
    const standing = this.#components.governance.standingNow(scope, peer)

    return standing.has('read') || standing.has('write') || this.#isCreator(scope, peer) || this.#isNamed(scope, peer)
  }

  /**
   * What a peer may do in a scope now. Who joins by a ticket knows no grant yet, its own included: until it holds one, the
   * creator and the peers of the ticket may read, so that the acts can come from them.
   */
  standing (scope: Uint8Array, peer: Uint8Array): Standing {
    const { governance, self } = this.#components
    const standing = governance.standingNow(scope, peer)
    const isVouched = this.#isNamed(scope, peer) || (this.#isCreator(scope, peer) && !this.#isSettled(scope))
    const isJoining = isVouched && !standing.has('read') && !governance.standingNow(scope, self).isEffective

    return isJoining ? { isEffective: standing.isEffective, names: standing.names, has: right => right === 'read' || standing.has(right) } : standing
  }

  #isCreator (scope: Uint8Array, peer: Uint8Array): boolean {
    return this.#components.governance.held().some(({ id, creator }) => equalBytes(id, scope) && equalBytes(creator, peer))
  }

  #isNamed (scope: Uint8Array, peer: Uint8Array): boolean {
    return this.#components.records.get(toHex(scope))?.some(named => equalBytes(named, peer)) === true
  }

  /** Whether this node held a grant in the scope since a ticket of it named peers last. */
  #isSettled (scope: Uint8Array): boolean {
    return this.#components.records.get(toHex(scope))?.length === 0
  }
}
