import { ProblemError } from '../../errors.ts'
import { valueOf } from '../../facts/json.ts'
import { timestampOf } from '../shared.ts'
import type { conflictQuerySchema, conflictSchema, resolutionBodySchema } from './schema.ts'
import type { ConflictQuery, ConflictRecord, ResolutionDraft } from '../../../replica/interface.ts'
import type * as z from 'zod/mini'

/** A conflict as the node tells it. */
export type ConflictJson = z.infer<typeof conflictSchema>

/** Filters of a list of conflicts, as a caller writes them. */
export type ConflictFilter = z.infer<typeof conflictQuerySchema>

/** How to settle a contradiction, as a caller writes it. */
export type ResolutionBody = z.infer<typeof resolutionBodySchema>

/** Makes the query that the parameters ask for. */
export function conflictQueryOf ({ kind, status, scope, entity, relation, cursor, limit }: ConflictFilter): ConflictQuery {
  return { ...kind == null ? {} : { kind }, status, scope, entity, relation, cursor, limit }
}

/** Tells a conflict in the words of the API. */
export function conflictJson (record: ConflictRecord): ConflictJson {
  const { detectedAt, id, kind, scope, status } = record
  const head = { conflict_id: id, scope, detected_at: timestampOf(detectedAt), detected_hlc: detectedAt }
  if (kind === 'equivocation') {
    const { author, bundles, bundlesCount, lane, seq } = record
    return { ...head, kind, status: record.status, author, lane, seq, bundles: [...bundles], bundles_count: bundlesCount }
  }
  return {
    ...head,
    kind,
    entity: record.entity,
    relation: record.relation,
    fact_a: record.factA,
    fact_b: record.factB,
    facts: [...record.facts],
    facts_count: record.factsCount,
    status,
    resolved_by: record.resolvedBy ?? null,
    resolver: record.resolver ?? null,
    winning_fact_id: record.winner ?? null,
    resolution_note: record.note ?? null,
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
