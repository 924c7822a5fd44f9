import type { Stranger } from './stranger.ts'

/** One thing that an attacker does. */
export interface Attack {
  readonly title: string

  /** What the attacker is when it begins: connected alone, accepted at hello, or a neighbour in gossip as well. */
  readonly as: 'stranger' | 'accepted' | 'neighbour'

  /**
   * Type and reason of every entry that it leaves in the audit log; none: it is passed over. Absent, where chance decides what
   * is spoilt: any, as long as counters agree.
   */
  readonly leaves?: readonly string[]

  /** Resolves when the target has answered, or given the attacker up, as far as that can be seen. */
  act (stranger: Stranger): Promise<void>
}

/** Reasons of entries. */
export const LEAVES = {
  badHello: 'manifest_failure malformed',
  badFrame: 'integrity_failure frame_malformed',
  longFrame: 'integrity_failure frame_too_large',
  badSync: 'integrity_failure sync_malformed',
  dearSync: 'quota_breach sync_limit',
  badFetch: 'integrity_failure fetch_malformed',
  badGossip: 'integrity_failure gossip_malformed',
  badBundle: 'integrity_failure malformed'
} as const

/** Why a peer may do nothing in a scope that is not here: no row of the table of rights allows it. */
export const NOTHING_ALLOWS = 'not_declared_by_us not_declared_by_peer not_in_policy not_granted'
