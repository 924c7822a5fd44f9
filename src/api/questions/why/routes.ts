import { ProblemError } from '../../errors.ts'
import { factJson } from '../../facts/json.ts'
import { jsonResponse } from '../../http/response.ts'
import { defineRoute } from '../../http/route.ts'
import { conflictNoteJson } from '../resolve/json.ts'
import { answer, weightOf } from '../shared.ts'
import { whySchema } from './schema.ts'
import type { FactWhy } from '../../../replica/interface.ts'
import type { Route } from '../../http/route.ts'
import type { ApiAuth } from '../../interface.ts'
import type * as z from 'zod/mini'

const whyRoute = defineRoute({
  method: 'GET',
  path: '/v1/facts/{id}/why',
  right: 'read',
  summary: 'Who says a fact, what proves it, how it came here, what contradicts it, and who voted on it.',
  params: { id: 'Fact id.' },
  answers: { 200: answer('Where the fact comes from.', whySchema) },
  problems: ['not_found', 'fact_erased', 'fact_refused', 'content_missing', 'index_rebuilding'],
  async handle ({ mesh, params, init }) {
    const why = await mesh.why(params.id)
    if (why == null) { throw new ProblemError('not_found', 'This node has no fact with that id.') }
    return jsonResponse(200, whyJson(why, init.auth))
  }
})

/** The route that tells where a fact comes from. */
export const WHY_ROUTES: readonly Route[] = [whyRoute]

function whyJson (why: FactWhy, auth: ApiAuth): z.infer<typeof whySchema> {
  const { proof, arrival, votes } = why
  return {
    fact: factJson(why.record, auth),
    proof: {
      bundle: proof.bundle,
      author: proof.author,
      lane: proof.lane,
      seq: proof.seq,
      hlc: proof.hlc,
      parents: [...proof.parents],
      facts: proof.facts
    },
    arrival: { via: arrival.via, peer: arrival.peer, at: new Date(arrival.ms).toISOString() },
    replaced_by: why.replacedBy ?? null,
    replaces: [...why.replaces],
    rivals: why.rivals.map(record => factJson(record, auth)),
    conflict: conflictNoteJson(why.conflict),
    votes: {
      count: votes.forCount,
      weight: weightOf(votes.for),
      against: { count: votes.againstCount, weight: weightOf(votes.against) }
    },
    derived_from: why.derivedFrom.map(({ id, here }) => ({ id, here }))
  }
}
