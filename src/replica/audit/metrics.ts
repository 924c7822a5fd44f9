import { AUDIT_TYPES } from './event-types.ts'
import type { AuditLog } from './interface.ts'
import type { Metric } from '../../platform/interface.ts'

/** What the log counts: each event of it, whether it was written or only counted. */
export function auditMetrics (audit: Pick<AuditLog, 'stat'>): Metric[] {
  const { events } = audit.stat()

  return [{
    name: 'factmesh_audit_events_total',
    help: 'Events of the audit log by type, written or only counted.',
    type: 'counter',
    samples: AUDIT_TYPES.map(type => ({ labels: { type }, value: events[type] ?? 0 }))
  }]
}
