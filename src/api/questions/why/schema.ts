import * as z from 'zod/mini'
import { factSchema } from '../../facts/schema.ts'
import { shape } from '../../http/shape.ts'
import { conflictNoteSchema } from '../resolve/schema.ts'

const note = z.describe

/** Where a fact comes from. */
export const whySchema = shape('Why', 'Who says a fact, what proves it, how it came here, and what stands beside it.', z.strictObject({
  fact: factSchema,
  proof: z.strictObject({
    bundle: z.string(),
    author: z.string().check(note('Peer id of the key that signed.')),
    lane: z.string().check(note('Hexadecimal.')),
    seq: z.int().check(note('Place of the bundle in the chain of that lane, from 1.')),
    hlc: z.string(),
    parents: z.array(z.string()).check(note('Ids of bundles that the author had seen before.')),
    facts: z.int().check(note('Facts that the signature covers.'))
  }).check(note('What the signature says; it was checked. GET /v1/facts/{id}/proof has the bytes.')),
  arrival: z.strictObject({
    via: z.enum(['local', 'gossip', 'sync', 'fetch']),
    peer: z.nullable(z.string()),
    at: z.string()
  }),
  replaced_by: z.nullable(z.string()).check(note('The newer statement of the same author and source.')),
  replaces: z.array(z.string()).check(note('Older statements of the same author and source, newest first; the first 50.')),
  rivals: z.array(factSchema).check(note('Live facts that say something else; the first 50.')),
  conflict: z.nullable(conflictNoteSchema),
  votes: z.strictObject({
    count: z.int(),
    weight: z.number(),
    against: z.strictObject({ count: z.int(), weight: z.number() })
  }),
  derived_from: z.array(z.strictObject({ id: z.string(), here: z.boolean() })).check(note('Facts that it was derived from, and whether this node has them.'))
}))
