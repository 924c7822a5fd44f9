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

/** The command that leads out of a state. */
const WAYS_OUT: Readonly<Record<Exclude<Peer['state'], 'active'>, string>> = { pending: 'accept', rejected: 'accept', blocked: 'unblock', revoked: 'reinstate' }

/** The way out of a state that exchanges nothing, or undefined for a peer that is active. */
export function nextStep ({ state, reason, peer_id: peer }: Peer): string | undefined {
  if (state === 'active') { return undefined }
  const step = state === 'pending' ? STEPS[reason] : undefined
  return step ?? `factmesh peers ${WAYS_OUT[state]} ${peer}`
}

/** How a peer is reached: its transports, or the relay in between and what came of the attempts to go around it. */
export function pathText ({ path, reserved, transports }: Pick<Peer, 'path' | 'reserved' | 'transports'>): string {
  const text = transports.join(',') || '-'
  if (path?.kind !== 'relayed') { return reserved ? `${text} (our relay)` : text }
  const tried = path.upgrade == null || path.upgrade.attempts === 0 ? '' : `, direct failed ${path.upgrade.attempts}x`
  return `relayed by ${path.relay?.slice(-8) ?? '?'}${tried}`
}
