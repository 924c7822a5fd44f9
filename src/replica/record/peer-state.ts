import { RECORD_TYPE_PEER_STATE } from './constants.ts'
import { keyedCodec } from './keyed.ts'
import { isTimeMs, mapOf } from './local.ts'

/** What this node made up its mind about a peer. */
export type PeerVerdict = 'pending' | 'active' | 'rejected' | 'revoked'

const VERDICTS: readonly string[] = ['pending', 'active', 'rejected', 'revoked'] satisfies PeerVerdict[]

/** The state of a peer; the key of its record is the peer id, base36 text. */
export interface PeerState {
  readonly verdict: PeerVerdict
  /** Since when, in milliseconds since 1970. */
  readonly sinceMs: number
  /** Why, for people. */
  readonly reason?: string
}

/** The records of peer states: map `{ verdict, since, reason? }`. */
export const peerStateCodec = keyedCodec<PeerState>({
  type: RECORD_TYPE_PEER_STATE,
  toMap: ({ verdict, sinceMs, reason }) => ({ verdict, since: sinceMs, ...(reason == null ? {} : { reason }) }),
  fromCbor: value => {
    const { verdict, since, reason } = mapOf(value) ?? {}

    return isPeerVerdict(verdict) && isTimeMs(since)
      ? { verdict, sinceMs: since, ...(typeof reason === 'string' ? { reason } : {}) }
      : undefined
  }
})

function isPeerVerdict (value: unknown): value is PeerVerdict {
  return typeof value === 'string' && VERDICTS.includes(value)
}
