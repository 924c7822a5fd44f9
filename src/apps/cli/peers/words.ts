import type { ApiClient } from '../../../api/index.ts'

/** A peer as the API tells it. */
export type Peer = Awaited<ReturnType<ApiClient['peers']>>['peers'][number]

/** What a pending peer lacks. */
const LACKS: Readonly<Record<string, string>> = {
  waits_for_operator: 'waits for your decision',
  we_declare_nothing: 'this node declares nothing',
  peer_declares_nothing: 'it declares nothing',
  declaration_expired: 'what it declared is over'
}

/** What to do about a pending peer. */
const STEPS: Readonly<Record<string, string>> = {
  we_declare_nothing: 'wait until it was met again',
  peer_declares_nothing: 'wait for its hello; a program of an older version has to be updated',
  declaration_expired: 'wait until it declares anew; if that lasts, look at the clocks of both'
}

/** How a peer stands, in words. */
export function stateText ({ state, reason }: Pick<Peer, 'state' | 'reason'>): string {
  const why = state === 'pending' ? LACKS[reason] ?? reason : reason
  return state === 'active' || why === '' ? state : `${state}: ${why}`
}

/** The way out of a state that exchanges nothing, or undefined for a peer that is active. */
export function nextStep ({ state, reason, peer_id: peer }: Peer): string | undefined {
  switch (state) {
    case 'active': return undefined
    case 'pending': return STEPS[reason] ?? `factmesh peers accept ${peer}`
    case 'rejected': return `factmesh peers accept ${peer}`
    case 'blocked': return `factmesh peers unblock ${peer}`
    case 'revoked': return `factmesh peers reinstate ${peer}`
  }
}
