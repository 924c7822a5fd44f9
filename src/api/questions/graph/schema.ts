import * as z from 'zod/mini'
import { shape } from '../../http/shape.ts'

const note = z.describe

/** Edges of a page when the caller names no limit, and the most that a caller may name. */
const EDGES_DEFAULT = 20
const EDGES_MAX = 200

/** Steps that a walk may go. */
export const DEPTH_MAX = 3

/** Parameters of GET /v1/graph/neighbours. */
export const neighbourQuerySchema = z.strictObject({
  entity: z.string().check(note('Where the walk begins.')),
  scope: z.optional(z.string()).check(note('Name of a scope; without it every scope of this node.')),
  depth: z.optional(z.int().check(z.gte(1))).check(note(`Steps, default 1, at most ${DEPTH_MAX}.`)),
  direction: z.optional(z.enum(['out', 'in', 'both'])).check(note('out: facts of the entity whose value refers to another one, the default; in: facts that refer to it.')),
  min_confidence: z.optional(z.number().check(z.gte(0), z.lte(1))).check(note('Default 0.1.')),
  cursor: z.optional(z.string()),
  limit: z.optional(z.int().check(z.gte(1), z.lte(EDGES_MAX))).check(note(`Default ${EDGES_DEFAULT}.`))
})

/** Some edges. */
export const edgePageSchema = shape('EdgePage', 'Facts that lead from one entity to another, near ones first.', z.strictObject({
  edges: z.array(z.strictObject({
    from: z.string(),
    relation: z.string(),
    to: z.string(),
    fact: z.string().check(note('Fact id.')),
    confidence: z.number(),
    scope: z.string(),
    depth: z.int().check(note('Steps from the entity that was asked for, from 1.'))
  })),
  cursor: z.nullable(z.string())
}))
