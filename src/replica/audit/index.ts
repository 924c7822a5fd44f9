/**
 * @packageDocumentation
 *
 * The audit log: what peers were refused, what was decided about them, and what was done with privileges. It stands on a
 * journal of its own; mesh and api write to it and read it. `docs/formats/records.md` draws its records.
 *
 * The invariant: entries are numbered without gaps, each holds the hash of the one before and no earlier time, and none
 * is changed or removed. Of a flood the first event of each kind is written and the others are counted. A full disk
 * takes the room of the reserve before it takes an entry.
 *
 * @example Write down a refusal and read it back
 *
 * ```TypeScript
 * import { MemoryFiles, nodePlatform } from '../../platform/index.ts'
 * import { segmentedJournal } from '../../storage/journal/index.ts'
 * import { auditLog } from './index.ts'
 *
 * const { clock, crc32c, timers } = nodePlatform()
 * const files = new MemoryFiles()
 * const journal = segmentedJournal({ segmentBytesMax: 1_048_576 })({ files, crc32c, directory: '/audit' })
 * await journal.start()
 *
 * const audit = auditLog()({ journal, clock, timers, reserve: { files, directory: '/audit' } })
 * await audit.start()
 *
 * await audit.append({ type: 'scope_violation', peer: 'k51qzi5uqu5d', scope: 'team', reason: 'scope_violation' })
 * console.info((await audit.records({ type: 'scope_violation' })).records, await audit.verify())
 *
 * await audit.stop()
 * await journal.stop()
 * ```
 */

import { JournaledAuditLog } from './journaled-audit-log.ts'
import type { AuditLog, AuditLogComponents, AuditLogInit } from './interface.ts'

export { readAnchor } from './anchor.ts'
export { DEFAULT_KINDS_MAX, DEFAULT_PER_MINUTE_MAX, DEFAULT_RESERVE_BYTES, DEFAULT_WAITING_MAX } from './constants.ts'
export { AUDIT_TYPES, isSampled } from './event-types.ts'
export { auditMetrics } from './metrics.ts'
export { ChainWalk } from './verify.ts'
export type { AuditType } from './event-types.ts'
export type * from './interface.ts'

/** Describes an audit log; the answer makes one on a journal. It must be started before it is used. */
export function auditLog (init: AuditLogInit = {}): (components: AuditLogComponents) => AuditLog {
  return (components) => new JournaledAuditLog(components, init)
}
