import * as z from 'zod/mini'
import { factSchema } from '../../facts/schema.ts'
import { shape } from '../../http/shape.ts'
import { CHANGE_ID_CHARACTERS_MAX } from './constants.ts'

const note = z.describe

/** Parameters of GET /v1/events. */
export const eventQuerySchema = z.strictObject({
  types: z.optional(z.string()).check(note('Any of fact, retraction, vote, statement, conflict, scope and erase, with commas between them; without it all. A gap is always told.')),
  entity: z.optional(z.string()).check(note('Exact entity, compared after normalisation.')),
  entity_prefix: z.optional(z.string()).check(note('Entities that are this one or stand below it.')),
  relation: z.optional(z.string()),
  source: z.optional(z.string()),
  scope: z.optional(z.string()).check(note('Name of a scope; without it every scope of this node.')),
  author: z.optional(z.string()).check(note('Peer id.')),
  min_confidence: z.optional(z.number().check(z.gte(0), z.lte(1))),
  after: z.optional(z.string().check(z.maxLength(CHANGE_ID_CHARACTERS_MAX))).check(note('Id of the last change seen; Last-Event-ID goes before it.'))
})

const id = z.string().check(note('Place in the journal of this node; later changes have later ones.'))

/** One change. */
export const changeSchema = shape('Change', 'Something that changed: one line of JSON each.', z.discriminatedUnion('type', [
  z.strictObject({ id, type: z.enum(['fact', 'retraction', 'vote', 'statement']), fact: factSchema }),
  z.strictObject({
    id,
    type: z.literal('conflict'),
    conflict_id: z.string(),
    entity: z.string(),
    relation: z.string(),
    scope: z.string(),
    status: z.enum(['unresolved', 'resolved'])
  }),
  z.strictObject({
    id,
    type: z.literal('scope'),
    scope: z.string().check(note('Acts changed which facts have effect in this closed scope; ask for facts to know what appeared and what vanished.'))
  }),
  z.strictObject({
    id,
    type: z.literal('erase'),
    facts: z.array(z.string()).check(note('Ids of the facts of one bundle whose content was taken out.')),
    scope: z.string()
  }),
  z.strictObject({
    id,
    type: z.literal('gap'),
    from: z.string().check(note('What came between this id and that of the gap is left out; ask for facts to know it.')),
    reason: z.enum(['too_far_behind', 'compacted', 'unknown_id', 'slow_reader', 'damaged'])
  })
]))

/** The text of a stream of server-sent events. */
export const eventStreamSchema = z.string().check(note('Server-sent events: id and event repeat the fields of the change, data is the change as one line of JSON.'))
