import type { Direction, PeerStanding, StreamRefusal } from '../../policy/scope/index.ts'
import type { PeerText } from '../wire/index.ts'
import type { TypedEventTarget } from 'main-event'

/** A scope by its two names. */
export interface NamedScope {
  /** 32 bytes. */
  readonly id: Uint8Array
  readonly name: string
}

/** What the rights tell. */
export interface PeerRightsEvents {
  /**
   * What may flow between us and a peer may have changed: a declaration, a decision, an act of a scope, or the end of one of
   * them. Whoever holds a stream to the peer asks again, at once.
   */
  'rights:change': CustomEvent<{ readonly peer: PeerText }>
}

/**
 * What may flow between this node and each peer, now and at this hop. Directions are named as the peer sees them: it
 * `push`es to us, it `pull`s from us. Ids, counts and roots of a scope are for peers that may pull from it.
 */
export interface PeerRights extends TypedEventTarget<PeerRightsEvents> {
  /** How a peer stands, and why. */
  standing (peer: PeerText): PeerStanding

  /** The scopes of this node in which the peer may push or pull now. */
  scopes (peer: PeerText): readonly NamedScope[]

  /** Whether bundles of a scope may flow that way now. */
  may (direction: Direction, peer: PeerText, scope: Uint8Array): boolean

  /** Why bundles of a scope may not flow that way; for our audit log only. */
  refusals (direction: Direction, peer: PeerText, scope: Uint8Array): readonly StreamRefusal[]
}
