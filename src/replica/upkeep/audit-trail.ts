import { factId } from '../../model/bundle/index.ts'
import { toBase32, toHex } from '../../model/bytes/index.ts'
import { peerIdText } from '../../model/identity/index.ts'
import type { RefusalCode, RefuseVerdict } from '../../model/bundle/index.ts'
import type { AuditEvent, AuditLog, AuditType } from '../audit/index.ts'
import type { ClockSkew, Origin } from '../pipeline/index.ts'

/** Under which name a refused bundle is noted; the code itself is the reason. */
const TYPE_BY_CODE: Readonly<Partial<Record<RefusalCode, AuditType>>> = {
  scope_violation: 'scope_violation',
  source_not_owned: 'rejected_fact',
  hlc_skew: 'hlc_anomaly',
  invalid_signature: 'integrity_failure',
  malformed: 'integrity_failure',
  too_large: 'integrity_failure',
  replay_attempt: 'replay_attempt',
  quota_exceeded: 'quota_breach'
}

/** What the trail stands on. */
export interface AuditTrailComponents {
  readonly audit: Pick<AuditLog, 'append'> | undefined
  /** Hears that something could not be noted. */
  onTrouble (err: unknown): void
}

/** Notes what a replica refuses, and what happens to its disk, in the audit log. Nobody waits for it. */
export class AuditTrail {
  private readonly components: AuditTrailComponents

  constructor (components: AuditTrailComponents) {
    this.components = components
  }

  /** A bundle was refused. What our own disk did not take is no act of the peer. */
  refusal ({ code, hash, index = 0, scope }: RefuseVerdict, { peer }: Origin): void {
    const type = TYPE_BY_CODE[code] ?? (code === 'storage_failed' ? undefined : 'rejected_fact')
    const named = hash && { hash: toHex(hash) }

    if (type != null) {
      this.note({ type, peer, scope: scope && toBase32(scope), reason: code, detail: hash && scope ? { ...named, fact: factId(hash, index) } : named })
    }
  }

  /** The stamp of a bundle is too far ahead of our clock; its author is named, and who brought it. */
  skew ({ peer, skewMs }: ClockSkew, origin: Origin): void {
    this.note({ type: 'hlc_anomaly', peer, reason: 'clock_skew', detail: { skewMs: Math.round(skewMs), carrier: origin.peer } })
  }

  /** A bundle took a place in a chain that another one has. */
  equivocation (peer: string, hash: Uint8Array): void {
    this.note({ type: 'equivocation', peer, detail: { hash: toHex(hash) } })
  }

  /** A new lane was begun, because the disk or a peer told that the old one may be known in another form. */
  laneOpened (lane: Uint8Array): void {
    this.note({ type: 'lane_opened', detail: { lane: toHex(lane) } })
  }

  /** This node did something about a closed scope. */
  scopeAct (reason: string, scope: string, peer: Uint8Array | undefined): void {
    this.note({ type: 'admin_action', scope, reason, peer: peer && peerIdText(peer) })
  }

  /** The disk damaged something that was here. */
  damage (reason: 'journal_damaged' | 'index_damaged', bundles: number): void {
    this.note({ type: 'storage_failure', reason, detail: { bundles } })
  }

  /** Content was taken out of the journal: an erasure took effect, or a local decision dropped it. `id` names a fact or a bundle, `by` the author of the erasure. */
  erasure ({ by, ...event }: { reason: 'erased' | 'refused', scope: string, by?: string, detail: { id: string, facts?: string, erasure?: string } }): void {
    this.note({ type: 'erasure', peer: by, ...event })
  }

  private note (event: AuditEvent): void {
    this.components.audit?.append(event).catch(err => { this.components.onTrouble(err) })
  }
}
