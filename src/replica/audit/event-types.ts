/**
 * What is written to the audit log. The list is closed: a query, a page of the documentation and a test know each name.
 * Names are never given a second meaning. Those of an act that is part of a flood when many come are sampled; the acts
 * of an operator and of this node itself are always written.
 */
const SAMPLED = [
  // What peers do that they may not do.
  'scope_violation', 'rejected_fact', 'replay_attempt', 'rejected_token', 'manifest_failure', 'integrity_failure',
  'hlc_anomaly', 'equivocation', 'quarantine', 'quota_breach', 'replay_rejected', 'peer_registered'
] as const

/** What happens all day: the first of a minute is written, and the others are counted. */
const DAILY = ['fact_write', 'fact_read', 'federation_connect'] as const

const ALWAYS_WRITTEN = [
  // Decisions about peers.
  'peer_approved', 'peer_rejected', 'peer_revoked', 'peer_reinstated', 'peer_blocked', 'peer_unblocked', 'quarantine_admit',
  'quarantine_release',
  // Privileged acts.
  'token_issue', 'token_revoke', 'manifest', 'key_rotation', 'admin_action', 'erasure',
  // What this node met on its own disk and clock.
  'home_taken', 'lane_opened', 'storage_failure', 'storage_recovery',
  // Questions, where they are audited.
  'query',
  // How many events of a kind were counted instead of written.
  'repeated'
] as const

/** The name of something that is audited. */
export type AuditType = typeof SAMPLED[number] | typeof DAILY[number] | typeof ALWAYS_WRITTEN[number]

/** Every name, in the order of the documentation. */
export const AUDIT_TYPES: readonly AuditType[] = [...SAMPLED, ...DAILY, ...ALWAYS_WRITTEN]

const daily: ReadonlySet<string> = new Set(DAILY)
const sampled: ReadonlySet<string> = new Set([...SAMPLED, ...DAILY])

/** Whether only some of many events of a type are written. */
export function isSampled (type: AuditType): boolean {
  return sampled.has(type)
}

/** Whether only the first event of a minute is written, of one peer or actor. */
export function isDaily (type: AuditType): boolean {
  return daily.has(type)
}
