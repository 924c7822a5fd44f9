import { JSON_MEDIA } from '../constants.ts'
import { jsonResponse } from '../http/response.ts'
import { defineRoute } from '../http/route.ts'
import { ticketSchema } from '../node/schema.ts'
import { scopeDetailJson, scopeSummaryJson } from './json.ts'
import { grantBodySchema, revocationBodySchema, scopeActSchema, scopeBodySchema, scopeDetailSchema, scopeJoinSchema, scopeListSchema } from './schema.ts'
import type { Route, RouteAnswer } from '../http/route.ts'
import type { Schema } from '../http/shape.ts'
import type { ProblemCode } from '../interface.ts'

const SCOPE = { scope: 'Name of a scope, or its id NAME@ID.' }

const NAMING: readonly ProblemCode[] = ['unknown_scope', 'scope_ambiguous']
const WRITING: readonly ProblemCode[] = ['invalid_json', 'too_large', 'clock_behind', 'storage_full', 'storage_failed']
const ACTING: readonly ProblemCode[] = [...NAMING, ...WRITING, 'malformed', 'not_admin']

function json (description: string, schema: Schema): RouteAnswer {
  return { description, content: { [JSON_MEDIA]: schema } }
}

const listRoute = defineRoute({
  method: 'GET',
  path: '/v1/scopes',
  right: 'read',
  summary: 'The scopes of this node, and what it may do in them.',
  answers: { 200: json('The scopes.', scopeListSchema) },
  handle: ({ mesh }) => jsonResponse(200, { scopes: mesh.scopes.list().map(scopeSummaryJson) })
})

const createRoute = defineRoute({
  method: 'POST',
  path: '/v1/scopes',
  right: 'admin',
  summary: 'Makes a closed scope with this node as its creator.',
  body: scopeBodySchema,
  answers: { 201: json('The scope.', scopeDetailSchema) },
  problems: WRITING,
  handle: async ({ mesh, body }) => jsonResponse(201, scopeDetailJson(await mesh.scopes.create(body.name)))
})

const joinRoute = defineRoute({
  method: 'POST',
  path: '/v1/scopes/join',
  right: 'admin',
  summary: 'Takes part in a closed scope by its ticket.',
  body: scopeJoinSchema,
  answers: { 201: json('The scope. What this node may do in it, a grant says.', scopeDetailSchema) },
  problems: [...WRITING, 'invalid_ticket', 'invalid_address'],
  handle: async ({ mesh, body }) => jsonResponse(201, scopeDetailJson(await mesh.scopes.join(body.ticket)))
})

const showRoute = defineRoute({
  method: 'GET',
  path: '/v1/scopes/{scope}',
  right: 'read',
  summary: 'A scope, its members and its acts.',
  params: SCOPE,
  answers: { 200: json('The scope.', scopeDetailSchema) },
  problems: NAMING,
  handle: ({ mesh, params: { scope } }) => jsonResponse(200, scopeDetailJson(mesh.scopes.show(scope)))
})

const ticketRoute = defineRoute({
  method: 'GET',
  path: '/v1/scopes/{scope}/ticket',
  right: 'read',
  summary: 'One text that another node takes part in a closed scope with. It gives no right.',
  params: SCOPE,
  answers: { 200: json('The ticket.', ticketSchema) },
  problems: [...NAMING, 'not_granted'],
  handle: async ({ mesh, params: { scope } }) => jsonResponse(200, { ticket: await mesh.scopes.ticket(scope) })
})

const grantRoute = defineRoute({
  method: 'POST',
  path: '/v1/scopes/{scope}/grants',
  right: 'admin',
  summary: 'Gives a peer rights in a closed scope, and answers once that is durable.',
  params: SCOPE,
  body: grantBodySchema,
  answers: { 201: json('The grant.', scopeActSchema) },
  problems: ACTING,
  async handle ({ mesh, params: { scope }, body: { expires, ...grant } }) {
    const expiresMs = expires == null ? undefined : Date.parse(expires)
    return jsonResponse(201, { id: await mesh.scopes.grant(scope, { ...grant, expiresMs }) })
  }
})

const revokeRoute = defineRoute({
  method: 'POST',
  path: '/v1/scopes/{scope}/revocations',
  right: 'admin',
  summary: 'Takes all rights in a closed scope from a peer, and answers once that is durable.',
  params: SCOPE,
  body: revocationBodySchema,
  answers: { 201: json('The revocation.', scopeActSchema) },
  problems: [...ACTING, 'last_admin'],
  handle: async ({ mesh, params: { scope }, body }) => jsonResponse(201, { id: await mesh.scopes.revoke(scope, body) })
})

/** Routes that make scopes, take part in them, and say who may do what. */
export const SCOPE_ROUTES: readonly Route[] = [listRoute, createRoute, joinRoute, showRoute, ticketRoute, grantRoute, revokeRoute]
