import * as z from 'zod/mini'
import { shape } from '../../http/shape.ts'
import { pageParameters } from '../shared.ts'

const note = z.describe

/** Votes weigh at most so much; the node keeps millionths. */
const WEIGHT_MAX = 1_000

/** A vote to cast. */
export const voteBodySchema = shape('VoteBody', 'A vote on one fact. The latest one of a source counts.', z.strictObject({
  fact: z.string().check(note('Fact id; the fact need not be here yet.')),
  weight: z.optional(z.number().check(z.gte(0), z.lte(WEIGHT_MAX))).check(note(`0 to ${WEIGHT_MAX}, default 1.`)),
  stance: z.optional(z.enum(['for', 'against'])).check(note('Default "for".')),
  source: z.optional(z.string()).check(note('URI of who votes, in a namespace of this node.')),
  take_back: z.optional(z.boolean()).check(note('Takes the vote of this source back.'))
}))

/** A live vote. */
export const voteSchema = shape('Vote', 'One live vote.', z.strictObject({
  id: z.string().check(note('Fact id of the vote itself.')),
  fact: z.string().check(note('Id of the fact that it is about.')),
  stance: z.enum(['for', 'against']),
  weight: z.number(),
  source: z.string(),
  author: z.string().check(note('Peer id.')),
  scope: z.string(),
  timestamp: z.string(),
  hlc: z.string()
}))

/** Parameters of GET /v1/votes. */
export const voteQuerySchema = z.strictObject({
  fact: z.string().check(note('Fact id.')),
  ...pageParameters
})

/** The votes on one fact. */
export const votePageSchema = shape('VotePage', 'The live votes on one fact, those of its own source left out.', z.strictObject({
  votes: z.array(voteSchema),
  count: z.int().check(note('Votes for it.')),
  weight: z.number().check(note('Sum of the weights of the votes for it.')),
  against: z.strictObject({ count: z.int(), weight: z.number() }),
  cursor: z.nullable(z.string())
}))
