import { JSON_MEDIA, NDJSON_MEDIA } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import { isProblemCode } from '../http/problem.ts'
import { jsonResponse, linesResponse, preferredMedia } from '../http/response.ts'
import { defineRoute } from '../http/route.ts'
import { FORGET_ROUTES } from './forget-routes.ts'
import { factJson } from './json.ts'
import { readJsonFacts, readLineFacts } from './list.ts'
import { factQueryOf, pageQueryOf, proofJson } from './query.ts'
import { factQuerySchema, factWriteQuerySchema, factWriteSchema } from './request-schema.ts'
import { factBodySchema, factLineSchema, factPageSchema, factProofSchema, factSchema, factWrittenSchema } from './schema.ts'
import { writeFacts } from './writer.ts'
import type { FactOutcome } from './writer.ts'
import type { FactMesh } from '../../mesh/interface.ts'
import type { FactQuery } from '../../replica/interface.ts'
import type { Route } from '../http/route.ts'
import type { ApiAuth } from '../interface.ts'

const FACT_ID = { id: 'Fact id.' }

/** Facts of a stream that are turned into text in one turn of the event loop. */
const LINES_PER_TURN = 64

const writeRoute = defineRoute({
  method: 'POST',
  path: '/v1/facts',
  right: 'assert',
  summary: 'Writes one fact or many, and answers once they are durable.',
  query: factWriteQuerySchema,
  rawBody: { [JSON_MEDIA]: factWriteSchema, [NDJSON_MEDIA]: factBodySchema },
  answers: {
    200: { description: 'The fact stood there before and nothing was written (skip_unchanged).', content: { [JSON_MEDIA]: factSchema } },
    201: { description: 'One fact: its record. Many: the records, and what was refused; with Accept: application/x-ndjson one line for each.', content: { [JSON_MEDIA]: factWrittenSchema, [NDJSON_MEDIA]: factLineSchema } }
  },
  problems: ['invalid_json', 'malformed', 'too_large', 'unknown_scope', 'source_not_owned', 'illegal_transition', 'clock_behind', 'storage_full', 'storage_failed'],
  async handle ({ mesh, request, bytes, query, init }) {
    const isLines = request.headers.get('content-type')?.toLowerCase().startsWith(NDJSON_MEDIA) === true
    const { single, readers } = isLines ? readLineFacts(bytes) : readJsonFacts(bytes)
    const outcomes = await writeFacts(mesh, readers, { scope: query.scope, skipUnchanged: query.skip_unchanged, onFailure: init.onFailure })
    if (single) { return answerOne(await firstOf(outcomes), init.auth) }
    return preferredMedia(request.headers.get('accept'), [JSON_MEDIA, NDJSON_MEDIA]) === NDJSON_MEDIA
      ? linesResponse(201, lines(outcomes))
      : jsonResponse(201, await gather(outcomes, init.auth))
  }
})

const listRoute = defineRoute({
  method: 'GET',
  path: '/v1/facts',
  right: 'read',
  summary: 'Lists matching facts by pages, or streams all of them as JSON Lines.',
  query: factQuerySchema,
  answers: { 200: { description: 'Facts.', content: { [JSON_MEDIA]: factPageSchema, [NDJSON_MEDIA]: factSchema } } },
  problems: ['unknown_scope', 'unknown_lens', 'invalid_lens', 'future_as_of', 'index_rebuilding'],
  async handle ({ mesh, request, query, init }) {
    const wanted = factQueryOf(query)
    if (preferredMedia(request.headers.get('accept'), [JSON_MEDIA, NDJSON_MEDIA]) === NDJSON_MEDIA) {
      return linesResponse(200, await begun(stream(mesh, wanted, init.auth)))
    }
    const { facts, total, totalCapped, cursor, partial, missing } = await mesh.page(pageQueryOf(wanted))
    return jsonResponse(200, {
      facts: facts.map(record => factJson(record, init.auth)),
      total,
      total_capped: totalCapped ? true : undefined,
      cursor,
      partial: partial === true ? true : undefined,
      missing: partial === true ? [...missing ?? []] : undefined
    })
  }
})

const readRoute = defineRoute({
  method: 'GET',
  path: '/v1/facts/{id}',
  right: 'read',
  summary: 'One fact by its id, replaced and retracted ones included.',
  params: FACT_ID,
  answers: { 200: { description: 'The fact.', content: { [JSON_MEDIA]: factSchema } } },
  problems: ['not_found', 'fact_erased', 'fact_refused', 'content_missing', 'index_rebuilding'],
  async handle ({ mesh, params, init }) {
    return jsonResponse(200, factJson(found(await mesh.get(params.id)), init.auth))
  }
})

const proofRoute = defineRoute({
  method: 'GET',
  path: '/v1/facts/{id}/proof',
  right: 'read',
  summary: 'What proves one fact to somebody who has nothing but the key of its author.',
  params: FACT_ID,
  answers: { 200: { description: 'The proof.', content: { [JSON_MEDIA]: factProofSchema } } },
  problems: ['not_found', 'fact_erased', 'fact_refused', 'content_missing', 'index_rebuilding'],
  async handle ({ mesh, params }) {
    const proof = await mesh.proof(params.id)
    if (proof == null) { await mesh.get(params.id) } // tells content that is not here from a fact that nobody knows
    return jsonResponse(200, proofJson(params.id, found(proof)))
  }
})

const retractRoute = defineRoute({
  method: 'POST',
  path: '/v1/facts/{id}/retractions',
  right: 'assert',
  summary: 'Takes a fact of this node back by writing the same fact with confidence 0.',
  params: FACT_ID,
  answers: { 201: { description: 'The retraction.', content: { [JSON_MEDIA]: factSchema } } },
  problems: ['not_found', 'fact_erased', 'fact_refused', 'content_missing', 'source_not_owned', 'clock_behind', 'storage_full', 'storage_failed', 'index_rebuilding'],
  async handle ({ mesh, params, init }) {
    return jsonResponse(201, factJson(found(await mesh.retract(params.id)), init.auth))
  }
})

/** Routes that read and write facts. */
export const FACT_ROUTES: readonly Route[] = [writeRoute, listRoute, readRoute, proofRoute, retractRoute, ...FORGET_ROUTES]

function found<T> (value: T | undefined): T {
  if (value == null) { throw new ProblemError('not_found', 'This node has no fact with that id.') }
  return value
}

async function firstOf (outcomes: AsyncIterator<FactOutcome[], undefined>): Promise<FactOutcome | undefined> {
  const { value } = await outcomes.next()
  return value?.[0]
}

function answerOne (outcome: FactOutcome | undefined, auth: ApiAuth): Response {
  if (outcome?.result === 'stored') {
    return jsonResponse(outcome.unchanged ? 200 : 201, factJson(outcome.record, auth))
  }
  const code = isProblemCode(outcome?.code) ? outcome.code : 'malformed'
  throw new ProblemError(code, outcome == null ? 'The fact was not written.' : sentenceOf(outcome), { errors: outcome?.errors })
}

async function gather (outcomes: AsyncIterable<FactOutcome[]>, auth: ApiAuth): Promise<{ facts: unknown[], errors: unknown[] }> {
  const facts: unknown[] = []
  const errors: unknown[] = []
  for await (const batch of outcomes) {
    for (const outcome of batch) {
      if (outcome.result === 'stored') { facts.push(factJson(outcome.record, auth)) } else { errors.push(errorOf(outcome)) }
    }
  }
  return { facts, errors }
}

async function * lines (outcomes: AsyncIterable<FactOutcome[]>): AsyncGenerator<unknown[]> {
  for await (const batch of outcomes) {
    yield batch.map(outcome => outcome.result === 'stored'
      ? { index: outcome.index, id: outcome.record.id, unchanged: outcome.unchanged ? true : undefined }
      : errorOf(outcome))
  }
}

type Refusal = Extract<FactOutcome, { result: 'refused' }>

function errorOf (refusal: Refusal): { index: number, code: string, detail: string, field?: string } {
  const { pointer } = refusal.errors[0]
  return { index: refusal.index, code: refusal.code, detail: sentenceOf(refusal), field: pointer === '' ? undefined : pointer.slice(1) }
}

/** All errors of one fact in one line, each with its field unless it is a sentence that names it. */
function sentenceOf (refusal: Refusal): string {
  return refusal.errors.map(({ pointer, detail }) => pointer === '' || /^[A-Z]/.test(detail) ? detail : `${pointer.slice(1)}: ${detail}`).join('; ')
}

/** Brings a stream to its first batch, so that what fails before it is answered as a problem, and cuts no answer off. */
async function begun<T> (batches: AsyncGenerator<T, void>): Promise<AsyncGenerator<T>> {
  const first = await batches.next()
  return (async function * () {
    try {
      if (first.done !== true) { yield first.value }
      yield * batches
    } finally {
      await batches.return()
    }
  })()
}

async function * stream (mesh: FactMesh, query: FactQuery, auth: ApiAuth): AsyncGenerator<unknown[]> {
  let left = query.limit ?? Infinity
  let batch: unknown[] = []
  for await (const record of mesh.query(query)) {
    batch.push(factJson(record, auth))
    if (--left === 0) { break }
    if (batch.length === LINES_PER_TURN) {
      yield batch
      batch = []
    }
  }
  yield batch
}
