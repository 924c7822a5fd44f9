import { count } from './text.ts'
import type { Peer } from './page.ts'

/** What a pending peer lacks, and what to do about it. */
const LACKS: ReadonlyMap<string, string> = new Map([
  ['waits_for_operator', 'waits for your decision'],
  ['we_declare_nothing', 'this node shares nothing with it; wait until they meet again, or start this node without --share'],
  ['peer_declares_nothing', 'it shares nothing; wait for its first words, or update its program'],
  ['declaration_expired', 'what it declared is over; wait until it declares anew, and look at the clocks of both if that lasts']
])

/** How a peer stands, and why. */
export function stateText ({ state, reason }: Pick<Peer, 'state' | 'reason'>): string {
  const why = state === 'pending' ? LACKS.get(reason) ?? reason : reason
  return why === '' ? state : `${state}: ${why}`
}

/** What a peer gives and takes. */
export function offersText ({ declared }: Pick<Peer, 'declared'>): string {
  return declared.map(({ scope, push, pull }) => `${scope}: ${[push ? 'gives' : '', pull ? 'takes' : ''].filter(word => word !== '').join(' and ')}`).join('; ')
}

/** By which way a peer is reached. */
export function wayOf ({ status, path }: Pick<Peer, 'status' | 'path'>): 'direct' | 'relayed' | 'not connected' {
  return status === 'connected' && path != null ? path.kind : 'not connected'
}

/** The connection in words: the way, how long a question takes, and what came of going around a relay. */
export function connectionText (peer: Pick<Peer, 'status' | 'path' | 'reserved' | 'rtt_ms'>): string {
  const { status, path, reserved, rtt_ms: rtt } = peer
  if (path == null) { return status.replaceAll('_', ' ') }
  const words = [
    status.replaceAll('_', ' '),
    path.kind === 'direct' ? `direct by ${path.transport}` : `relayed by ${path.relay?.slice(-8) ?? 'somebody'}`,
    ...rtt == null ? [] : [`${rtt} ms`],
    ...reserved ? ['it relays for this node'] : []
  ]
  if (path.upgrade != null && path.upgrade.attempts > 0) {
    const { attempts, next_in_ms: next, error } = path.upgrade
    words.push(`a direct way failed ${count(attempts, 'time')}${error == null ? '' : ` (${error})`}`, ...next == null ? [] : [`tried again in ${Math.ceil(next / 1_000)} s`])
  }
  return words.join(', ')
}
