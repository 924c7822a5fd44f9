import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { isLive } from './declarations.ts'
import { LOCAL_SCOPE } from './scope-id.ts'
import type { PeerState, Standing } from './interface.ts'
import type { DeclarationBody, DeclaredScope, Right } from '../../model/body/index.ts'

/** Which way bundles go, as the peer sees it: it pushes to us, it pulls from us. */
export type Direction = 'push' | 'pull'

/** What the operator allows peers: the scopes in which a peer may push to us or pull from us. What is not listed is not allowed. */
export interface OperatorPolicy {
  readonly scopes: readonly DeclaredScope[]
  /** Lists that stand in place of `scopes` for one peer, by its key in hexadecimal digits. */
  readonly peers: ReadonlyMap<string, readonly DeclaredScope[]>
}

/** Everything that the right over a stream depends on, as it is known at this hop. What other hops allow is no part of it. */
export interface StreamQuestion {
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  /** Key of the peer, 32 bytes. */
  readonly peer: Uint8Array
  readonly state: PeerState
  readonly theirs: DeclarationBody | undefined
  readonly ours: DeclarationBody | undefined
  readonly policy: OperatorPolicy
  /** What the peer may do now: by its grants in a closed scope, `OPEN_STANDING` in the public one. */
  readonly standing: Standing
  /** The scopes that the request token of the peer names; `not_needed` on paths that carry none. */
  readonly token: readonly Uint8Array[] | 'not_needed'
  readonly nowMs: number
}

/**
 * Why nothing may flow. It is for our audit log: the peer is told `scope_violation`, whatever the reason.
 *
 * | reason | meaning |
 * | --- | --- |
 * | `scope_is_local` | the scope never leaves its node |
 * | `peer_not_active` | the peer is pending, rejected, revoked or blocked |
 * | `not_declared_by_us` | our declaration is over, or does not offer the scope that way |
 * | `not_declared_by_peer` | the same of the declaration of the peer |
 * | `not_in_policy` | the operator does not allow it |
 * | `not_granted` | the peer holds no grant with a right that it needs |
 * | `not_in_token` | the request token does not name the scope |
 */
export type StreamRefusal = 'scope_is_local' | 'peer_not_active' | 'not_declared_by_us' | 'not_declared_by_peer' | 'not_in_policy' | 'not_granted' | 'not_in_token'

/** Rights of which a peer needs one. Who reads may carry the bundles of others, so it may push too; what it wrote itself is judged by its effect. */
const NEEDED: { readonly [D in Direction]: readonly Right[] } = { push: ['write', 'read'], pull: ['read'] }

/** What a declaration of the other side must say. */
const OPPOSITE = { push: 'pull', pull: 'push' } as const

/**
 * Why bundles of a scope may not flow between us and a peer in a direction; they may when there is no reason. It is the
 * intersection of what both sides declare, what the operator allows, the grant, and the token: each alone can only
 * narrow it.
 */
export function streamRefusals (direction: Direction, question: StreamQuestion): StreamRefusal[] {
  const { scope, peer, state, theirs, ours, policy, standing, token, nowMs } = question
  const allowed = policy.peers.get(toHex(peer)) ?? policy.scopes

  const checks: ReadonlyArray<readonly [StreamRefusal, boolean]> = [
    ['scope_is_local', !equalBytes(scope, LOCAL_SCOPE)],
    ['peer_not_active', state === 'active'],
    ['not_declared_by_us', declares(ours, nowMs) && offers(ours.scopes, scope, OPPOSITE[direction])],
    ['not_declared_by_peer', declares(theirs, nowMs) && offers(theirs.scopes, scope, direction)],
    ['not_in_policy', offers(allowed, scope, direction)],
    ['not_granted', NEEDED[direction].some(right => standing.has(right))],
    ['not_in_token', token === 'not_needed' || token.some(named => equalBytes(named, scope))]
  ]

  return checks.filter(([, holds]) => !holds).map(([reason]) => reason)
}

/**
 * Whether the peer may learn ids, counts and roots of a scope: it may pull, or it may push and could read. So who only
 * takes can say what it has, and the rest comes.
 */
export function mayLearn (question: StreamQuestion): boolean {
  return streamRefusals('pull', question).length === 0 || (streamRefusals('push', question).length === 0 && question.standing.has('read'))
}

function declares (declaration: DeclarationBody | undefined, nowMs: number): declaration is DeclarationBody {
  return declaration !== undefined && isLive(declaration, nowMs)
}

function offers (scopes: readonly DeclaredScope[], scope: Uint8Array, direction: Direction): boolean {
  return scopes.some(offer => offer[direction] && equalBytes(offer.scope, scope))
}
