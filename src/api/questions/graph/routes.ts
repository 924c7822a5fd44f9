import { ProblemError } from '../../errors.ts'
import { jsonResponse } from '../../http/response.ts'
import { defineRoute } from '../../http/route.ts'
import { answer } from '../shared.ts'
import { DEPTH_MAX, edgePageSchema, neighbourQuerySchema } from './schema.ts'
import type { Route } from '../../http/route.ts'

const neighboursRoute = defineRoute({
  method: 'GET',
  path: '/v1/graph/neighbours',
  right: 'read',
  summary: 'Entities that facts lead to from one entity, or that lead to it.',
  query: neighbourQuerySchema,
  answers: { 200: answer('Edges.', edgePageSchema) },
  problems: ['graph_depth_exceeded', 'unknown_scope', 'index_rebuilding'],
  async handle ({ mesh, query }) {
    checkDepth(query.depth)
    const { edges, cursor } = await mesh.neighbours({
      entity: query.entity,
      scope: query.scope,
      depth: query.depth,
      direction: query.direction,
      minConfidence: query.min_confidence,
      cursor: query.cursor,
      limit: query.limit
    })
    return jsonResponse(200, {
      edges: edges.map(({ from, relation, to, fact, confidence, scope, depth }) => ({ from, relation, to, fact, confidence, scope, depth })),
      cursor
    })
  }
})

/** The route that walks from entity to entity. */
export const GRAPH_ROUTES: readonly Route[] = [neighboursRoute]

/** Stigmem clients tell this fault from others by its code. */
function checkDepth (depth: number | undefined): void {
  if (depth == null || depth <= DEPTH_MAX) { return }
  throw new ProblemError('graph_depth_exceeded', `A walk goes ${DEPTH_MAX} steps at most.`, {
    errors: [{ pointer: '/depth', detail: `must be at most ${DEPTH_MAX}` }]
  })
}
