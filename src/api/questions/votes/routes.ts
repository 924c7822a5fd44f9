import { PAGE_FACTS_DEFAULT } from '../../constants.ts'
import { jsonResponse } from '../../http/response.ts'
import { defineRoute } from '../../http/route.ts'
import { answer, WRITE_PROBLEMS } from '../shared.ts'
import { voteBodySchema, votePageSchema, voteQuerySchema, voteSchema } from './schema.ts'
import type { VoteRecord } from '../../../replica/interface.ts'
import type { Route } from '../../http/route.ts'
import type * as z from 'zod/mini'

const castRoute = defineRoute({
  method: 'POST',
  path: '/v1/votes',
  right: 'assert',
  summary: 'Casts a vote on a fact, or takes one back, and answers once that is durable.',
  body: voteBodySchema,
  answers: { 201: answer('The vote.', voteSchema) },
  problems: WRITE_PROBLEMS,
  async handle ({ mesh, body: { fact, weight, stance, source, take_back: takeBack } }) {
    return jsonResponse(201, voteJson(await mesh.votes.cast({ fact, weight, stance, source, takeBack })))
  }
})

const listRoute = defineRoute({
  method: 'GET',
  path: '/v1/votes',
  right: 'read',
  summary: 'The live votes on one fact, and their sums.',
  query: voteQuerySchema,
  answers: { 200: answer('The votes.', votePageSchema) },
  problems: ['index_rebuilding'],
  async handle ({ mesh, query: { fact, cursor, limit = PAGE_FACTS_DEFAULT } }) {
    const page = await mesh.votes.of(fact, { cursor, limit })
    return jsonResponse(200, {
      votes: page.votes.map(voteJson),
      count: page.count,
      weight: page.weight,
      against: { count: page.against.count, weight: page.against.weight },
      cursor: page.cursor
    })
  }
})

/** Routes that cast and count votes. */
export const VOTE_ROUTES: readonly Route[] = [castRoute, listRoute]

function voteJson (vote: VoteRecord): z.infer<typeof voteSchema> {
  return {
    id: vote.id,
    fact: vote.fact,
    stance: vote.stance,
    weight: vote.weight,
    source: vote.source,
    author: vote.author,
    scope: vote.scope,
    timestamp: new Date(vote.timestampMs).toISOString(),
    hlc: vote.hlc
  }
}
