import { JSON_MEDIA } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import { jsonResponse } from '../http/response.ts'
import { defineRoute } from '../http/route.ts'
import { issuedTokenSchema, tokenBodySchema, tokenListSchema } from './schema.ts'
import type { TokenRecord } from '../../mesh/interface.ts'
import type { Route } from '../http/route.ts'
import type * as z from 'zod/mini'

const issueRoute = defineRoute({
  method: 'POST',
  path: '/v1/tokens',
  right: 'admin',
  isSecret: true,
  summary: 'Makes a token, and tells it this once.',
  body: tokenBodySchema,
  answers: { 201: { description: 'The token.', content: { [JSON_MEDIA]: issuedTokenSchema } } },
  problems: ['quota_exceeded', 'storage_failed'],
  async handle ({ mesh, actor, body: { name, rights, life_ms: lifeMs } }) {
    const { token, ...record } = await mesh.tokens.issue({ name, rights, lifeMs, actor })
    return jsonResponse(201, { ...tokenJson(record), token })
  }
})

const listRoute = defineRoute({
  method: 'GET',
  path: '/v1/tokens',
  right: 'admin',
  summary: 'The tokens that were made, without the tokens themselves.',
  answers: { 200: { description: 'The tokens.', content: { [JSON_MEDIA]: tokenListSchema } } },
  handle: ({ mesh }) => jsonResponse(200, { tokens: mesh.tokens.list().map(tokenJson) })
})

const revokeRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/tokens/{id}',
  right: 'admin',
  isSecret: true,
  summary: 'Ends a token for good. Answers of it that are still being read are cut off.',
  params: { id: 'Id of the token.' },
  answers: { 204: { description: 'The token is revoked, or was before.' } },
  problems: ['not_found', 'storage_failed'],
  async handle ({ mesh, actor, params }) {
    if (!await mesh.tokens.revoke(params.id, actor)) {
      throw new ProblemError('not_found', 'This node has no token with that id.')
    }
    return new Response(null, { status: 204 })
  }
})

/** Routes that say who else may use this API. */
export const ACCESS_ROUTES: readonly Route[] = [issueRoute, listRoute, revokeRoute]

function tokenJson ({ id, name, rights, createdMs, untilMs, state }: TokenRecord): z.infer<typeof tokenListSchema>['tokens'][number] {
  return { id, name, rights: [...rights], created_at: new Date(createdMs).toISOString(), until: new Date(untilMs).toISOString(), state }
}
