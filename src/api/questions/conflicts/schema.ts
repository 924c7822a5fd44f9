import * as z from 'zod/mini'
import { factValueSchema } from '../../facts/schema.ts'
import { shape } from '../../http/shape.ts'
import { pageParameters } from '../shared.ts'

const note = z.describe

/** Parameters of GET /v1/conflicts. */
export const conflictQuerySchema = z.strictObject({
  kind: z.optional(z.enum(['contradiction', 'equivocation'])).check(note('Both without it. With status=resolved, entity or relation there are only contradictions.')),
  status: z.optional(z.enum(['unresolved', 'resolved'])),
  scope: z.optional(z.string()).check(note('Name of a scope; without it every scope of this node.')),
  entity: z.optional(z.string()),
  relation: z.optional(z.string()),
  ...pageParameters
})

const contradictionSchema = shape('Contradiction', 'Everything that is said about one entity and relation of a scope, where it does not agree.', z.strictObject({
  kind: z.literal('contradiction'),
  conflict_id: z.string().check(note('26 base32 characters, the same on every node.')),
  entity: z.string(),
  relation: z.string(),
  scope: z.string(),
  fact_a: z.string().check(note('Id of the first of the facts.')),
  fact_b: z.string().check(note('Id of the first fact that says something else.')),
  facts: z.array(z.string()).check(note('Ids of the live facts, best first by the default lens; the first 100.')),
  facts_count: z.int(),
  status: z.enum(['unresolved', 'resolved']),
  resolved_by: z.nullable(z.string()).check(note('Fact id of the resolution.')),
  resolver: z.nullable(z.string()).check(note('Peer id of who resolved it.')),
  winning_fact_id: z.nullable(z.string()).check(note('The fact that the resolution prefers; null when it prefers none, or there is no resolution.')),
  resolution_note: z.nullable(z.string()),
  detected_at: z.string().check(note('RFC 3339, UTC; the wall part of detected_hlc.')),
  detected_hlc: z.string().check(note('Hybrid logical time at which the second side appeared.')),
  conflict_score: z.number().check(note('How far the sides disagree, 0 to 1.'))
}))

const equivocationSchema = shape('Equivocation', 'One place in a chain at which its author signed several bundles.', z.strictObject({
  kind: z.literal('equivocation'),
  conflict_id: z.string().check(note('26 base32 characters, the same on every node.')),
  scope: z.string(),
  author: z.string().check(note('Peer id.')),
  lane: z.string().check(note('Which of the chains of the author: 16 hexadecimal digits.')),
  seq: z.int().check(note('Place in that chain.')),
  bundles: z.array(z.string()).check(note('Ids of the bundles, oldest first; 16 of them at most.')),
  bundles_count: z.int(),
  status: z.literal('unresolved').check(note('Nobody can settle it.')),
  detected_at: z.string().check(note('RFC 3339, UTC; the wall part of detected_hlc.')),
  detected_hlc: z.string().check(note('Hybrid logical time of the second of the bundles.'))
}))

/** A contradiction or an equivocation. */
export const conflictSchema = shape('Conflict', 'Statements that contradict each other, or bundles that do.', z.discriminatedUnion('kind', [contradictionSchema, equivocationSchema]))

/** A page of conflicts. */
export const conflictPageSchema = shape('ConflictPage', 'One page of conflicts: contradictions in the order of their ids, then equivocations likewise.', z.strictObject({
  conflicts: z.array(conflictSchema),
  cursor: z.nullable(z.string()),
  has_more: z.boolean()
}))

/** How a contradiction is to be settled. */
export const resolutionBodySchema = shape('ResolutionBody', 'How a contradiction is settled: by one of its facts, by a new value, or by none.', z.strictObject({
  winning_fact_id: z.optional(z.nullable(z.string())).check(note('Id of a live fact of the conflict; null: none is preferred.')),
  resolution_note: z.optional(z.nullable(z.string())).check(note('At most 1 KiB.')),
  new_value: z.optional(z.nullable(factValueSchema)).check(note('A value that is written first and then wins; it excludes winning_fact_id.')),
  source: z.optional(z.string()).check(note('URI of who resolves, in a namespace of this node.'))
}))

/** What a resolution did. */
export const resolutionSchema = shape('ConflictResolved', 'The resolution that was written.', z.strictObject({
  resolution_fact_id: z.string(),
  conflict_status: z.literal('resolved')
}))
