import { ProblemError } from '../../errors.ts'
import { jsonResponse } from '../../http/response.ts'
import { defineRoute } from '../../http/route.ts'
import { answer, WRITE_PROBLEMS } from '../shared.ts'
import { conflictJson, conflictQueryOf, resolutionDraftOf } from './json.ts'
import { conflictPageSchema, conflictQuerySchema, conflictSchema, resolutionBodySchema, resolutionSchema } from './schema.ts'
import type { Route } from '../../http/route.ts'

const CONFLICT_ID = { id: 'Conflict id.' }

const listRoute = defineRoute({
  method: 'GET',
  path: '/v1/conflicts',
  right: 'read',
  summary: 'Lists conflicts by pages: contradictions, then equivocations.',
  query: conflictQuerySchema,
  answers: { 200: answer('Conflicts.', conflictPageSchema) },
  problems: ['unknown_scope', 'index_rebuilding'],
  async handle ({ mesh, query }) {
    const { conflicts, cursor } = await mesh.conflicts.list(conflictQueryOf(query))
    return jsonResponse(200, { conflicts: conflicts.map(conflictJson), cursor, has_more: cursor != null })
  }
})

const readRoute = defineRoute({
  method: 'GET',
  path: '/v1/conflicts/{id}',
  right: 'read',
  summary: 'One contradiction that is unresolved, or was resolved, or one equivocation.',
  params: CONFLICT_ID,
  answers: { 200: answer('The conflict.', conflictSchema) },
  problems: ['conflict_not_found', 'index_rebuilding'],
  async handle ({ mesh, params }) {
    const conflict = await mesh.conflicts.get(params.id)
    if (conflict == null) { throw new ProblemError('conflict_not_found', 'This node knows no conflict with that id.') }
    return jsonResponse(200, conflictJson(conflict))
  }
})

const resolveRoute = defineRoute({
  method: 'POST',
  path: '/v1/conflicts/{id}/resolve',
  right: 'assert',
  summary: 'Settles a contradiction by writing a resolution; the facts themselves stay as they are.',
  params: CONFLICT_ID,
  body: resolutionBodySchema,
  answers: { 200: answer('The resolution is durable.', resolutionSchema) },
  problems: ['conflict_not_found', 'conflict_resolved', 'equivocation', 'bad_winner', ...WRITE_PROBLEMS],
  async handle ({ mesh, params, body }) {
    const { resolution } = await mesh.conflicts.resolve(params.id, resolutionDraftOf(body))
    return jsonResponse(200, { resolution_fact_id: resolution, conflict_status: 'resolved' })
  }
})

/** Routes that show and settle contradictions. */
export const CONFLICT_ROUTES: readonly Route[] = [listRoute, readRoute, resolveRoute]
