import { ProblemError } from '../../errors.ts'
import { valueOf } from '../../facts/json.ts'
import { timestampOf } from '../shared.ts'
import type { conflictQuerySchema, conflictSchema, resolutionBodySchema } from './schema.ts'
import type { ConflictQuery, ConflictRecord, ResolutionDraft } from '../../../replica/interface.ts'
import type * as z from 'zod/mini'

/** A contradiction as the node tells it. */
export type ConflictJson = z.infer<typeof conflictSchema>

/** Filters of a list of contradictions, as a caller writes them. */
export type ConflictFilter = z.infer<typeof conflictQuerySchema>

/** How to settle a contradiction, as a caller writes it. */
export type ResolutionBody = z.infer<typeof resolutionBodySchema>

/** Makes the query that the parameters ask for. */
export function conflictQueryOf ({ status, scope, entity, relation, cursor, limit }: ConflictFilter): ConflictQuery {
  return { status, scope, entity, relation, cursor, limit }
}

/** Tells a contradiction in the words of the API. */
export function conflictJson (record: ConflictRecord): ConflictJson {
  return {
    conflict_id: record.id,
    entity: record.entity,
    relation: record.relation,
    scope: record.scope,
    fact_a: record.factA,
    fact_b: record.factB,
    facts: [...record.facts],
    facts_count: record.factsCount,
    status: record.status,
    resolved_by: record.resolvedBy ?? null,
    resolver: record.resolver ?? null,
    winning_fact_id: record.winner ?? null,
    resolution_note: record.note ?? null,
    detected_at: timestampOf(record.detectedAt),
    detected_hlc: record.detectedAt,
    conflict_score: record.conflictScore
  }
}

/**
 * Makes the draft that a body asks for.
 *
 * @throws {ProblemError} `invalid_request` for a body that names a winner and a new value.
 */
export function resolutionDraftOf (body: ResolutionBody): ResolutionDraft {
  const draft = { note: body.resolution_note ?? undefined, source: body.source }
  if (body.new_value == null) { return { ...draft, winner: body.winning_fact_id ?? null } }
  if (body.winning_fact_id == null) { return { ...draft, newValue: valueOf(body.new_value) } }
  const detail = 'cannot be given together with winning_fact_id'
  throw new ProblemError('invalid_request', `new_value ${detail}.`, { errors: [{ pointer: '/new_value', detail }] })
}
