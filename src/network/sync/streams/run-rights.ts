import { noteViolation } from '../../peers/index.ts'
import type { Direction } from '../../../policy/scope/index.ts'
import type { PeerText } from '../../wire/index.ts'
import type { SyncComponents } from '../interface.ts'
import type { ScopeRef } from '../pair.ts'
import type { SessionComponents } from '../session/interface.ts'
import type { Logger } from '@libp2p/interface'

/** What rights of runs stand on. */
export type RightsComponents = Pick<SyncComponents, 'audit' | 'logger' | 'rights' | 'store'>

/** What may flow between this node and a peer, as runs ask it. Without rights of peers everything that is shared may. */
export class RunRights {
  private readonly components: RightsComponents
  private readonly log: Logger

  constructor (components: RightsComponents) {
    this.components = components
    this.log = components.logger.forComponent('factmesh:sync')
  }

  /** Whether the peer may learn what this side has of a scope. */
  mayLearn (peer: PeerText, scope: Uint8Array): boolean {
    return this.components.rights?.mayLearn(peer, scope) ?? true
  }

  /** Whether bundles of a scope may flow that way, as the peer sees it. */
  may (direction: Direction, peer: PeerText, scope: Uint8Array): boolean {
    return this.components.rights?.may(direction, peer, scope) ?? true
  }

  /** What one peer may do, as its run asks. */
  of (peer: PeerText): NonNullable<SessionComponents['rights']> {
    const { audit, rights } = this.components

    return {
      may: (direction, scope) => this.may(direction, peer, scope),
      mayLearn: scope => this.mayLearn(peer, scope),
      noteOutside: scope => { noteViolation({ audit, rights, log: this.log }, { direction: 'push', peer, scope, via: 'sync' }) }
    }
  }

  /** The scopes in which this side answers: those in which the peer may pull. */
  given (peer: PeerText): ScopeRef[] {
    return this.shared(peer).filter(({ id }) => this.may('pull', peer, id))
  }

  /** The scopes in which this side begins runs: those of which it takes something from the peer. */
  taken (peer: PeerText): ScopeRef[] {
    return this.shared(peer).filter(({ id }) => this.mayBegin(peer, id))
  }

  /** Whether this side may begin a run. */
  mayBegin (peer: PeerText, scope: Uint8Array): boolean {
    return this.mayLearn(peer, scope) && this.may('push', peer, scope)
  }

  private shared (peer: PeerText): readonly ScopeRef[] {
    const { rights, store } = this.components

    return rights?.scopes(peer) ?? store.shared()
  }
}
