import * as z from 'zod/mini'
import { DATETIME_MS_MAX, LIFECYCLES, ORIGINS_MAX, SOURCE_CLASSES } from '../../model/fact/index.ts'
import { shape } from '../http/shape.ts'

const note = z.describe

const instant = z.iso.datetime({ offset: true })
const milliseconds = z.int().check(z.gte(-DATETIME_MS_MAX), z.lte(DATETIME_MS_MAX))

/** What a fact says, with its type. */
export const factValueSchema = shape('FactValue', 'What a fact says, with its type. A datetime is written as RFC 3339 text or in milliseconds since 1970, and read as RFC 3339 text in UTC.',
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.enum(['string', 'text', 'ref']), v: z.string() }),
    z.strictObject({ type: z.literal('number'), v: z.number() }),
    z.strictObject({ type: z.literal('boolean'), v: z.boolean() }),
    z.strictObject({ type: z.literal('datetime'), v: z.union([instant, milliseconds]) }),
    z.strictObject({ type: z.literal('null'), v: z.optional(z.null()) })
  ]))

/** A fact as a caller writes it. */
export const factBodySchema = shape('FactBody', 'A fact to write. The node adds author, time and signature.', z.strictObject({
  entity: z.string().check(note('URI of what the fact is about, at most 1,024 bytes.')),
  relation: z.string().check(note('Namespaced predicate such as memory:role, at most 1,024 bytes.')),
  value: factValueSchema,
  source: z.optional(z.string()).check(note('URI of who says it, in a namespace of this node. Default: stigmem://<peer id>/node/self.')),
  confidence: z.optional(z.number().check(z.gte(0), z.lte(1))).check(note('0 to 1, default 1; 0 takes the earlier statement of the same source back.')),
  scope: z.optional(z.string()).check(note('Name of the scope, default "public".')),
  valid_until: z.optional(z.nullable(instant)).check(note('The fact is hidden after this time, and never deleted.')),
  lifecycle: z.optional(z.enum([...LIFECYCLES])),
  source_class: z.optional(z.enum([...SOURCE_CLASSES])),
  edition: z.optional(z.string()).check(note('The knowledge edition that the fact belongs to.')),
  derived_from: z.optional(z.array(z.string()).check(z.maxLength(ORIGINS_MAX))).check(note('Ids of the facts that this one was derived from.')),
  hash: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))).check(note('Digest of the evidence, 32 bytes in hexadecimal.'))
}))

/** A fact as the node tells it. */
export const factSchema = shape('Fact', 'One immutable, attributed statement, and how it came here.', z.strictObject({
  id: z.string().check(note('<bundle id>.<index>; the same on every node.')),
  entity: z.string(),
  relation: z.string(),
  value: factValueSchema,
  source: z.string(),
  timestamp: z.string().check(note('RFC 3339, UTC; the wall part of hlc.')),
  hlc: z.string().check(note('Hybrid logical clock, <13-digit ms>.<5-digit counter>.')),
  valid_until: z.nullable(z.string()),
  confidence: z.number(),
  scope: z.string(),
  contradicted: z.boolean().check(note('Another live fact says something else about the same entity and relation.')),
  attested: z.nullable(z.boolean()).check(note('The source lies in a namespace of the author; null when the API runs without authentication.')),
  received_from: z.nullable(z.string()).check(note('Peer id of the peer that delivered it; null when it was written here.')),
  received_via: z.enum(['local', 'gossip', 'sync', 'fetch']),
  received_at: z.string(),
  author: z.string().check(note('Peer id of the key that signed the bundle.')),
  bundle: z.string(),
  visible: z.boolean().check(note('False while the fact is left out of answers because a bundle that the author had seen before is missing here; that lasts a minute at most.')),
  causally_incomplete: z.optional(z.boolean()).check(note('There, and true, while such a bundle is missing, also once the fact is visible.')),
  current: z.boolean().check(note('False once a newer fact of the same author and source has replaced it.')),
  lifecycle: z.nullable(z.string()),
  source_class: z.nullable(z.string()),
  edition: z.nullable(z.string()).check(note('The knowledge edition that the fact belongs to.')),
  derived_from: z.array(z.string()),
  hash: z.nullable(z.string()),
  entity_raw: z.optional(z.string()).check(note('The entity as it was written, when normalisation changed it.')),
  source_raw: z.optional(z.string()),
  kind: z.optional(z.int()).check(note('Absent for an assertion. Facts of other kinds answer only by their id and among changes; see docs/formats/kinds.md.')),
  statement: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))).check(note('What a fact of another kind says.'))
}))

/** One page of facts. */
export const factPageSchema = shape('FactPage', 'One page of facts. Pass cursor to get the next one; null marks the end.', z.strictObject({
  facts: z.array(factSchema),
  total: z.int().check(note('Exact up to 10,000.')),
  total_capped: z.optional(z.boolean()).check(note('True when there are more than total.')),
  cursor: z.nullable(z.string()),
  partial: z.optional(z.literal(true)).check(note('There when facts that match are not here yet; see missing.')),
  missing: z.optional(z.array(z.string())).check(note('Ids of the bundles whose content this node asks its peers for.'))
}))

/** A fact of a list that was not written. */
export const factErrorSchema = shape('FactError', 'Why one fact of a list was not written.', z.strictObject({
  index: z.int().check(note('Place in the list, from 0.')),
  code: z.string(),
  detail: z.string(),
  field: z.optional(z.string())
}))

/** What became of a list of facts. */
export const factResultsSchema = shape('FactResults', 'The facts that were written, in order, and the ones that were not.', z.strictObject({
  facts: z.array(factSchema),
  errors: z.array(factErrorSchema)
}))

/** What POST /v1/facts answers: the record of one fact, or the results of a list. */
export const factWrittenSchema = shape('FactWritten', 'The record of one fact, or what became of a list.', z.union([factSchema, factResultsSchema]))

/** One line of the streamed answer to a list of facts. */
export const factLineSchema = shape('FactLine', 'What became of one fact of the list: one line of JSON each, in order.', z.union([
  z.strictObject({ index: z.int(), id: z.string(), unchanged: z.optional(z.literal(true)) }),
  factErrorSchema
]))

/** What became of something that was to be forgotten, or brought back. */
export const forgottenSchema = shape('Forgotten', 'What this node has of a fact or bundle now.', z.strictObject({
  id: z.string(),
  state: z.enum(['here', 'wanted', 'refused', 'erased']),
  erasure: z.optional(z.string()).check(note('Fact id of the erasure that was written, which travels to all peers.'))
}))

/** What proves one fact to somebody who has nothing but the author's key. */
export const factProofSchema = shape('FactProof', 'What proves one fact; all bytes in hexadecimal. See docs/formats for the rule.', z.strictObject({
  id: z.string(),
  index: z.int(),
  header: z.string(),
  signature: z.string(),
  fact: z.string(),
  salt: z.string(),
  digests: z.array(z.string())
}))
