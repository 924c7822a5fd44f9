import type { Direction } from '../../../policy/scope/index.ts'
import type { PeerText } from '../../wire/index.ts'
import type { SyncComponents } from '../interface.ts'
import type { ScopeRef } from '../pair.ts'

/** What may flow between this node and a peer, as runs ask it. Without rights of peers everything that is shared may. */
export class RunRights {
  private readonly components: Pick<SyncComponents, 'rights' | 'store'>

  constructor (components: Pick<SyncComponents, 'rights' | 'store'>) {
    this.components = components
  }

  /** Whether bundles of a scope may flow that way, as the peer sees it. */
  may (direction: Direction, peer: PeerText, scope: Uint8Array): boolean {
    return this.components.rights?.may(direction, peer, scope) ?? true
  }

  /** The scopes of which the peer may learn anything: those in which it may pull. */
  visible (peer: PeerText): ScopeRef[] {
    const { rights, store } = this.components
    const scopes = rights?.scopes(peer) ?? store.shared()

    return scopes.filter(({ id }) => this.may('pull', peer, id))
  }

  /** The scopes in which this side begins runs: those of which it takes something from the peer as well. */
  mutual (peer: PeerText): ScopeRef[] {
    return this.visible(peer).filter(({ id }) => this.may('push', peer, id))
  }

  /** Whether this side may begin a run. */
  isMutual (peer: PeerText, scope: Uint8Array): boolean {
    return this.may('pull', peer, scope) && this.may('push', peer, scope)
  }
}
