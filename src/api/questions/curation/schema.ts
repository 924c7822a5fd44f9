import * as z from 'zod/mini'
import { shape } from '../../http/shape.ts'
import { pageParameters, scopeOrPublic } from '../shared.ts'

const note = z.describe

const ofEveryBody = {
  scope: scopeOrPublic,
  source: z.optional(z.string()).check(note('URI of who says it, in a namespace of this node.')),
  take_back: z.optional(z.boolean()).check(note('Takes the same statement of the same source back.'))
}

const ofEveryRecord = {
  id: z.string().check(note('Fact id of the statement.')),
  scope: z.string(),
  author: z.string().check(note('Peer id.')),
  source: z.string(),
  timestamp: z.string(),
  hlc: z.string()
}

const cardinality = z.enum(['one', 'many']).check(note('one: different values contradict each other; many: they stand side by side.'))

/** Parameters of a list of curating statements. */
export const curationQuerySchema = z.strictObject({
  scope: z.optional(z.string()).check(note('Name of a scope; without it every scope of this node.')),
  ...pageParameters
})

/** Two names of one entity. */
export const aliasBodySchema = shape('AliasBody', 'Says that two names mean one entity.', z.strictObject({
  canonical: z.string().check(note('The name that answers carry.')),
  alias: z.string(),
  ...ofEveryBody
}))

/** Whether a relation has one value or many. */
export const ruleBodySchema = shape('RelationRuleBody', 'Says whether an entity has one value for a relation, or many.', z.strictObject({
  relation: z.string(),
  cardinality,
  ...ofEveryBody
}))

/** A knowledge edition. */
export const editionBodySchema = shape('EditionBody', 'Names a knowledge edition, and the one that it replaces.', z.strictObject({
  name: z.string(),
  supersedes: z.optional(z.string()),
  type: z.optional(z.enum(['invalidate', 'temporal', 'refine'])).check(note('Why it replaces that edition; needed with supersedes.')),
  ...ofEveryBody
}))

/** The aliases that count. */
export const aliasListSchema = shape('AliasList', 'The aliases that count, in the order of their times.', z.strictObject({
  aliases: z.array(z.strictObject({ ...ofEveryRecord, canonical: z.string(), alias: z.string() })),
  cursor: z.nullable(z.string())
}))

/** The relation rules that count. */
export const ruleListSchema = shape('RelationRuleList', 'The relation rules that count, in the order of their times.', z.strictObject({
  relation_rules: z.array(z.strictObject({ ...ofEveryRecord, relation: z.string(), cardinality: z.string() })),
  cursor: z.nullable(z.string())
}))

/** The editions that count. */
export const editionListSchema = shape('EditionList', 'The editions that count, in the order of their times.', z.strictObject({
  editions: z.array(z.strictObject({ ...ofEveryRecord, name: z.string(), supersedes: z.nullable(z.string()), type: z.nullable(z.string()) })),
  cursor: z.nullable(z.string())
}))
