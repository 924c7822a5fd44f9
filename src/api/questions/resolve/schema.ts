import * as z from 'zod/mini'
import { SOURCE_CLASSES } from '../../../model/fact/index.ts'
import { PAGE_FACTS_DEFAULT, PAGE_FACTS_MAX } from '../../constants.ts'
import { factValueSchema } from '../../facts/schema.ts'
import { shape } from '../../http/shape.ts'
import { scopeOrPublic } from '../shared.ts'

const note = z.describe

/** Authors that a vector of trust may name. */
const TRUST_MAX = 1_000

/** Seconds that an answer may be old: a year. */
const STALE_S_MAX = 31_536_000

const question = {
  entity: z.string(),
  relation: z.string(),
  scope: scopeOrPublic,
  lens: z.optional(z.string()).check(note('A name or an expression of GET /v1/lenses.')),
  as_of: z.optional(z.string()).check(note('As if nothing later existed: an hlc, an RFC 3339 time, or milliseconds since 1970.')),
  cut: z.optional(z.string()).check(note('The moment at which ages, expiry and votes are looked at; the answer names the one that was used.')),
  include_expired: z.optional(z.boolean()),
  edition: z.optional(z.string()).check(note('Only facts of this knowledge edition.')),
  limit: z.optional(z.int().check(z.gte(1), z.lte(PAGE_FACTS_MAX))).check(note(`Candidates to list, default ${PAGE_FACTS_DEFAULT}; all of them are weighed.`)),
  max_stale: z.optional(z.number().check(z.gte(0), z.lte(STALE_S_MAX))).check(note('Seconds; an answer that was worked out that long ago may be given again.'))
}

/** Parameters of GET /v1/resolve. */
export const resolveQuerySchema = z.strictObject(question)

const trustSchema = z.optional(z.record(z.string(), z.number().check(z.gte(0), z.lte(1))).check(
  z.refine(vector => Object.keys(vector).length <= TRUST_MAX, { error: `must name at most ${TRUST_MAX} authors` })
))

/** Body of POST /v1/resolve. */
export const resolveBodySchema = shape('ResolveBody', 'A question with trust handed in: by peer id of the author, 0 to 1.', z.strictObject({
  ...question,
  trust: trustSchema.check(note('Reputation by author.')),
  eigentrust: trustSchema.check(note('EigenTrust by author; one that is missing has 0.')),
  domain_trust: trustSchema.check(note('Standing by author in the domain of the relation; one that is missing has 0.'))
}))

const lensNoteSchema = shape('LensNote', 'Why something is as it is; docs/LENSES.md lists the codes.', z.strictObject({
  code: z.string(),
  level: z.enum(['info', 'warning']),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  text: z.string()
}))

const sourceClass = z.nullable(z.enum([...SOURCE_CLASSES]))

const candidateSchema = shape('Candidate', 'One side of a question.', z.strictObject({
  id: z.string(),
  entity: z.string(),
  value: factValueSchema,
  source: z.string(),
  author: z.string(),
  confidence: z.number(),
  timestamp: z.string(),
  hlc: z.string(),
  source_class: sourceClass,
  edition: z.nullable(z.string()),
  votes: z.nullable(z.strictObject({ for: z.number(), against: z.number() })).check(note('Sums of the weights; null when nobody voted.')),
  weight: z.number().check(note('What the lens weighs it with, in the unit of docs/LENSES.md.')),
  share: z.number().check(note('Its part of all weights, 0 to 1.')),
  why: z.array(lensNoteSchema)
}))

/** The resolution of a conflict, beside a question. */
export const resolutionNoteSchema = shape('Resolution', 'A resolution that counts.', z.strictObject({
  resolved_by: z.string().check(note('Fact id of the resolution.')),
  resolver: z.string().check(note('Peer id.')),
  winning_fact_id: z.nullable(z.string()),
  resolution_note: z.nullable(z.string())
}))

/** The conflict that the candidates of a question make. */
export const conflictNoteSchema = shape('ConflictNote', 'The contradiction that the candidates make.', z.strictObject({
  conflict_id: z.string(),
  status: z.enum(['unresolved', 'resolved']),
  resolution: z.nullable(resolutionNoteSchema)
}))

const rulesSchema = z.array(z.strictObject({ value: factValueSchema, facts: z.array(z.string()) }))

/** What a lens makes of one entity and relation. */
export const resolveSchema = shape('Resolved', 'What a lens makes of one entity and relation. Nodes with equal sets answer equal bytes to the same question.', z.strictObject({
  entity: z.string().check(note('The canonical name.')),
  relation: z.string(),
  scope: z.string(),
  lens: z.string().check(note('The expression in canonical form.')),
  cut: z.string(),
  winner: z.nullable(candidateSchema),
  candidates: z.array(candidateSchema).check(note('Best first.')),
  candidates_count: z.int(),
  truncated: z.boolean().check(note('More candidates were weighed than are listed.')),
  resolution_confidence: z.number(),
  conflict_score: z.number(),
  values: z.array(z.strictObject({ id: z.string(), claimants: z.int(), share: z.number() })).check(note('The distinct values, the largest share first; id is the fact that stands for the value.')),
  status: z.optional(z.enum(['Unanimous', 'Agreed', 'Contested'])).check(note('Only of the lens skeptic.')),
  tiers: z.optional(z.array(z.strictObject({
    source_class: sourceClass,
    winner: z.string(),
    candidates_count: z.int(),
    resolution_confidence: z.number(),
    conflict_score: z.number()
  }))).check(note('Only of the lens layered-consensus.')),
  cross_tier_conflict: z.optional(z.number()),
  constraints: z.optional(z.strictObject({ must_use: rulesSchema, forbidden: rulesSchema })).check(note('Only of the lens constraints.')),
  conflict: z.nullable(conflictNoteSchema),
  explanation: z.array(lensNoteSchema),
  partial: z.optional(z.literal(true)),
  missing: z.optional(z.array(z.string())).check(note('Ids of bundles whose content is not here, the first 100.'))
}))
