import { jsonResponse } from '../../http/response.ts'
import { defineRoute } from '../../http/route.ts'
import { answer } from '../shared.ts'
import { resolveJson, resolveQueryOf } from './json.ts'
import { resolveBodySchema, resolveQuerySchema, resolveSchema } from './schema.ts'
import type { Route } from '../../http/route.ts'

const PATH = '/v1/resolve'
const ANSWERS = { 200: answer('The answer; winner is null when there are no candidates, or the lens picks none.', resolveSchema) }
const PROBLEMS = ['unknown_scope', 'unknown_lens', 'invalid_lens', 'future_as_of', 'index_rebuilding'] as const

const askRoute = defineRoute({
  method: 'GET',
  path: PATH,
  right: 'read',
  summary: 'What a lens makes of everything that is said about one entity and relation.',
  query: resolveQuerySchema,
  answers: ANSWERS,
  problems: PROBLEMS,
  async handle ({ mesh, query }) {
    return jsonResponse(200, resolveJson(await mesh.resolve(resolveQueryOf(query))))
  }
})

const askWithTrustRoute = defineRoute({
  method: 'POST',
  path: PATH,
  right: 'read',
  isSafe: true,
  summary: 'The same question with trust in authors handed in; nothing is written.',
  body: resolveBodySchema,
  answers: ANSWERS,
  problems: ['invalid_json', 'too_large', ...PROBLEMS],
  async handle ({ mesh, body }) {
    return jsonResponse(200, resolveJson(await mesh.resolve(resolveQueryOf(body))))
  }
})

/** Routes that ask lenses. */
export const RESOLVE_ROUTES: readonly Route[] = [askRoute, askWithTrustRoute]
