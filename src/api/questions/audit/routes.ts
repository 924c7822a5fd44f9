import { toHex } from '../../../model/bytes/index.ts'
import { ProblemError } from '../../errors.ts'
import { instantOf } from '../../facts/moment.ts'
import { jsonResponse } from '../../http/response.ts'
import { defineRoute } from '../../http/route.ts'
import { answer } from '../shared.ts'
import { auditPageSchema, auditQuerySchema, auditReportSchema } from './schema.ts'
import type { CborMap, CborValue } from '../../../model/bytes/index.ts'
import type { AuditRecord } from '../../../replica/audit/index.ts'
import type { Route } from '../../http/route.ts'
import type * as z from 'zod/mini'

const listRoute = defineRoute({
  method: 'GET',
  path: '/v1/audit',
  right: 'admin',
  summary: 'What was refused, decided and done on this node.',
  query: auditQuerySchema,
  answers: { 200: answer('Entries.', auditPageSchema) },
  problems: ['storage_failed'],
  async handle ({ mesh, query }) {
    const { records, next } = await mesh.audit({
      type: query.event_type,
      peer: query.peer,
      actor: query.actor,
      fromMs: instantOf('start_time', query.start_time),
      toMs: instantOf('end_time', query.end_time),
      order: query.order,
      limit: query.limit,
      cursor: numberOf(query.cursor)
    })
    return jsonResponse(200, { entries: records.map(entryJson), cursor: next == null ? null : String(next) })
  }
})

const verifyRoute = defineRoute({
  method: 'POST',
  path: '/v1/audit/verifications',
  right: 'admin',
  summary: 'Walks along the whole chain of the audit log, which takes a while for a long one.',
  answers: { 200: answer('What was found.', auditReportSchema) },
  problems: ['storage_failed'],
  isSafe: true,
  isLong: true,
  async handle ({ mesh }) {
    const { entries, flaw } = await mesh.verifyAudit()
    return jsonResponse(200, { ok: flaw == null, entries, flaw: flaw ?? null })
  }
})

/** The routes that read the audit log. */
export const AUDIT_ROUTES: readonly Route[] = [listRoute, verifyRoute]

/** A cursor is the number of an entry. */
function numberOf (cursor: string | undefined): number | undefined {
  if (cursor == null) { return undefined }
  if (/^\d{1,15}$/.test(cursor)) { return Number(cursor) }
  throw new ProblemError('invalid_request', 'cursor is not one of this list.', { errors: [{ pointer: '/cursor', detail: 'is not one of this list' }] })
}

function entryJson ({ number, timeMs, type, peer, actor, reason, scope, detail }: AuditRecord): z.infer<typeof auditPageSchema>['entries'][number] {
  return {
    id: String(number),
    time: new Date(timeMs).toISOString(),
    event_type: type,
    peer: peer ?? null,
    actor: actor ?? null,
    reason: reason ?? null,
    scope: scope ?? null,
    detail: mapJson(detail ?? {})
  }
}

/** The depth of such a value is that of canonical CBOR, which is 16 at most. */
function valueJson (value: CborValue): unknown {
  if (value instanceof Uint8Array) { return toHex(value) }
  if (Array.isArray(value)) { return value.map(valueJson) }
  return typeof value === 'object' && value != null ? mapJson(value) : value
}

function mapJson (map: CborMap): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, valueJson(value)]))
}
