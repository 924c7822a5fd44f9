import * as z from 'zod/mini'
import { AUDIT_TYPES } from '../../../replica/audit/index.ts'
import { shape } from '../../http/shape.ts'
import { pageParameters } from '../shared.ts'

const note = z.describe

/** Parameters of GET /v1/audit. */
export const auditQuerySchema = z.strictObject({
  event_type: z.optional(z.enum([...AUDIT_TYPES])),
  peer: z.optional(z.string()).check(note('Peer id of the peer that an entry is about.')),
  actor: z.optional(z.string()).check(note('Who did it, when that is not the peer.')),
  start_time: z.optional(z.string()).check(note('Entries at or after this time: RFC 3339, or milliseconds since 1970.')),
  end_time: z.optional(z.string()).check(note('Entries before this time.')),
  order: z.optional(z.enum(['newest', 'oldest'])).check(note('Which come first, default "newest".')),
  ...pageParameters
})

/** What a walk along the audit log found. */
export const auditReportSchema = shape('AuditReport', 'What a walk along the chain of the audit log found.', z.strictObject({
  ok: z.boolean(),
  entries: z.int().check(note('Entries that are whole and follow each other from the first one on.')),
  flaw: z.nullable(z.strictObject({
    flaw: z.enum(['number', 'previous', 'time', 'end']).check(note('What is wrong: its number, its hash of the one before, its time, or that it is not the one that was written.')),
    number: z.int().check(note('Number of the entry.')),
    offset: z.int().check(note('Its place in the journal.'))
  })).check(note('The first place where the chain breaks.'))
}))

/** A page of the audit log. */
export const auditPageSchema = shape('AuditPage', 'Some entries of the audit log. A page may have fewer entries than its limit, even none, and go on.', z.strictObject({
  entries: z.array(z.strictObject({
    id: z.string().check(note('Place in the log, from 1, without gaps.')),
    time: z.string(),
    event_type: z.string(),
    peer: z.nullable(z.string()),
    actor: z.nullable(z.string()),
    reason: z.nullable(z.string()),
    scope: z.nullable(z.string()),
    detail: z.record(z.string(), z.unknown()).check(note('Whatever else is known; bytes in hexadecimal.'))
  })),
  cursor: z.nullable(z.string())
}))
