import * as z from 'zod/mini'
import { LIFECYCLES, SOURCE_CLASSES } from '../../model/fact/index.ts'
import { FACTS_PER_REQUEST_MAX, PAGE_FACTS_DEFAULT, PAGE_FACTS_MAX } from '../constants.ts'
import { shape } from '../http/shape.ts'
import { factBodySchema } from './schema.ts'

const note = z.describe

/** The wrapped list form of a body of facts. */
export const factListSchema = shape('FactList', 'A list of facts.', z.strictObject({
  facts: z.array(factBodySchema).check(z.maxLength(FACTS_PER_REQUEST_MAX))
}))

/** Everything that POST /v1/facts reads as one JSON value. */
export const factWriteSchema = shape('FactWrite', 'One fact, or a list of them.', z.union([
  factBodySchema,
  factListSchema,
  z.array(factBodySchema).check(z.maxLength(FACTS_PER_REQUEST_MAX))
]))

/** Parameters of GET /v1/facts. */
export const factQuerySchema = z.strictObject({
  entity: z.optional(z.string()).check(note('Exact entity, compared after normalisation.')),
  entity_prefix: z.optional(z.string()).check(note('Entities that are this one or stand below it: code://rust/app takes code://rust/app/main, and not code://rust/app2.')),
  aliases: z.optional(z.boolean()).check(note('Whether an entity answers under all its names. Default true.')),
  relation: z.optional(z.string()),
  relations: z.optional(z.string()).check(note('Any of these relations, with commas between them, at most 32; not together with relation.')),
  target: z.optional(z.string()).check(note('Facts whose value refers to this entity.')),
  source: z.optional(z.string()),
  scope: z.optional(z.string()).check(note('Name of a scope; without it every scope of this node.')),
  author: z.optional(z.string()).check(note('Peer id.')),
  min_confidence: z.optional(z.number().check(z.gte(0), z.lte(1))),
  include_contradicted: z.optional(z.boolean()).check(note('All sides of a contradiction instead of the one that the lens picks.')),
  include_expired: z.optional(z.boolean()),
  include_retracted: z.optional(z.boolean()),
  contradicted: z.optional(z.boolean()).check(note('Only facts that are contradicted, or only those that are not.')),
  lifecycle: z.optional(z.enum([...LIFECYCLES, 'any'])).check(note('any is every state, and the default.')),
  source_class: z.optional(z.enum([...SOURCE_CLASSES])),
  edition: z.optional(z.string()).check(note('The knowledge edition that a fact names.')),
  after: z.optional(z.string()).check(note('Only later facts: an hlc, an RFC 3339 time, or milliseconds since 1970.')),
  as_of: z.optional(z.string()).check(note('As if nothing later existed: an hlc, an RFC 3339 time, or milliseconds since 1970.')),
  lens: z.optional(z.string()).check(note('A name or an expression of GET /v1/lenses.')),
  cursor: z.optional(z.string()),
  limit: z.optional(z.int().check(z.gte(1), z.lte(PAGE_FACTS_MAX))).check(note(`Default ${PAGE_FACTS_DEFAULT}. A stream of JSON Lines ends there; without a limit it has every fact.`))
})

/** Parameters of POST /v1/facts. */
export const factWriteQuerySchema = z.strictObject({
  scope: z.optional(z.string()).check(note('Writes every fact of the body into this scope, whatever it names.')),
  skip_unchanged: z.optional(z.boolean()).check(note('A fact that equals the live one of the same source is answered with that one, and nothing is written.'))
})

/** Parameters of DELETE /v1/facts/{id}. */
export const forgetQuerySchema = z.strictObject({
  reason: z.optional(z.string().check(z.maxLength(1_024))).check(note('Why; it travels with an erasure. At most 1,024 bytes.')),
  here_only: z.optional(z.boolean()).check(note('Drop the content on this node, and write nothing.'))
})
