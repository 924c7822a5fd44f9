import * as z from 'zod/mini'
import { JSON_MEDIA, PROBLEM_MEDIA } from './constants.ts'
import { problemSchema } from './http/problem-schema.ts'
import { PROBLEMS } from './http/problem.ts'
import { jsonResponse } from './http/response.ts'
import { defineRoute, operationIdOf, takesKey } from './http/route.ts'
import { shapes } from './http/shape.ts'
import { openapiSchema } from './node/public-schema.ts'
import type { Route, RouteAnswer } from './http/route.ts'
import type { Schema } from './http/shape.ts'
import type { ProblemCode } from './interface.ts'

/** Problems that every route may answer, and those of routes with a token, with a body, with an end, and with an idempotency key. */
const PROBLEMS_OF_ALL: readonly ProblemCode[] = [
  'uri_too_long', 'forbidden_origin', 'misdirected_host', 'rate_limited', 'not_acceptable', 'invalid_request', 'internal', 'stopping'
]
const PROBLEMS_WITH_TOKEN: readonly ProblemCode[] = ['unauthorized', 'missing_right']
const PROBLEMS_WITH_BODY: readonly ProblemCode[] = ['unsupported_media_type', 'request_timeout', 'invalid_json', 'depth_exceeded', 'too_large']
const PROBLEMS_WITH_END: readonly ProblemCode[] = ['timeout']
const PROBLEMS_WITH_KEY: readonly ProblemCode[] = ['idempotency_key_invalid', 'idempotency_in_progress', 'idempotency_key_reused']

/** Groups of paths, each with the words that their paths below `/v1/` begin with; all others are about the node. */
const TAGS: ReadonlyArray<{ name: string, description: string, words: readonly string[] }> = [
  { name: 'facts', description: 'Writing and reading facts.', words: ['facts', 'events'] },
  { name: 'questions', description: 'Contradictions, votes, and what lenses make of them.', words: ['resolve', 'conflicts', 'votes', 'lenses', 'graph'] },
  { name: 'curation', description: 'Names, rules and editions that hold for everybody in a scope.', words: ['aliases', 'relation-rules', 'editions'] },
  { name: 'peers', description: 'Other nodes, and how far this one agrees with them.', words: ['peers', 'federation', 'scopes', 'sync', 'ticket'] },
  { name: 'node', description: 'The node itself.', words: [] }
]

/** What was worked out for a table of routes, which does not change while a node runs. */
const descriptions = new WeakMap<readonly Route[], { paths: Record<string, unknown>, schemas: Record<string, unknown> }>()

const SCHEMAS_PATH = '#/components/schemas/'

/** The route that answers with the description of all routes. */
export function descriptionRoutes (routes: () => readonly Route[]): Route[] {
  return [defineRoute({
    method: 'GET',
    path: '/openapi.json',
    right: 'read',
    summary: 'This description.',
    answers: { 200: { description: 'An OpenAPI 3.1 document.', content: { [JSON_MEDIA]: openapiSchema } } },
    handle: ({ mesh }) => jsonResponse(200, createOpenApi(routes(), mesh.status().version))
  })]
}

/**
 * Describes the API as an OpenAPI 3.1 document. Paths come from the table of
 * routes, shapes from the schemas that check requests: there is no second
 * source that could differ.
 */
export function createOpenApi (routes: readonly Route[], version: string): Record<string, unknown> {
  const described = descriptions.get(routes) ?? { paths: pathsOf(routes), schemas: schemasOf() }
  descriptions.set(routes, described)
  return {
    openapi: '3.1.1',
    info: {
      title: 'factmesh node',
      version,
      description: 'One node of a peer-to-peer mesh of attributed, signed facts.',
      license: { name: 'Apache-2.0 OR MIT', identifier: 'Apache-2.0 OR MIT' },
      'x-stability': 'v1 paths keep their names and shapes'
    },
    servers: [{ url: '/' }],
    tags: TAGS.map(({ name, description }) => ({ name, description })),
    paths: described.paths,
    components: {
      schemas: described.schemas,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The token of api.json in the home of the node, or one of POST /v1/tokens with the right that an operation names: read, assert or admin. The right admin includes the others.' } }
    }
  }
}

function pathsOf (routes: readonly Route[]): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) }
  }
  return paths
}

function operationOf (route: Route): Record<string, unknown> {
  return {
    operationId: operationIdOf(route),
    tags: [tagOf(route)],
    summary: route.summary,
    security: route.right === 'public' ? [] : [{ token: [route.right] }],
    parameters: [...pathParameters(route), ...queryParameters(route.query), ...headerParameters(route)],
    ...(route.body == null ? {} : { requestBody: { required: true, content: contentOf(route.body) } }),
    responses: { ...answersOf(route), ...problemsOf(route) }
  }
}

function tagOf ({ path }: Route): string {
  const [, word] = /^\/v1\/([^/]+)/.exec(path) ?? []
  return TAGS.find(({ words }) => words.includes(word))?.name ?? 'node'
}

function pathParameters (route: Route): unknown[] {
  return Object.entries(route.params).map(([name, description]) => ({ name, in: 'path', required: true, description, schema: { type: 'string' } }))
}

function queryParameters (query: Schema): unknown[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query)
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = typeof schema === 'object' ? schema : {}
    return { name, in: 'query', required: required.includes(name), ...(description == null ? {} : { description }), schema: rest }
  })
}

/** Headers with a meaning beyond one route. */
function headerParameters (route: Route): unknown[] {
  const header = (name: string, description: string): unknown => ({ name, in: 'header', required: false, description, schema: { type: 'string' } })
  return [
    ...(hasTag(route) ? [header('If-None-Match', 'Entity tags of bodies that the caller has.')] : []),
    ...(takesKey(route) ? [header('Idempotency-Key', '1 to 255 visible ASCII characters; the same request with the same key is done once.')] : [])
  ]
}

/** Whether an answer of the route may carry an entity tag. */
function hasTag ({ method, answers }: Route): boolean {
  return method === 'GET' && answers[200]?.content?.[JSON_MEDIA] != null
}

function answersOf (route: Route): Record<string, unknown> {
  const answers = Object.fromEntries(Object.entries(route.answers).map(([status, answer]) => [status, answerOf(answer)]))
  return hasTag(route) ? { ...answers, 304: { description: 'The caller has the body: If-None-Match names its entity tag.' } } : answers
}

function answerOf ({ description, content }: RouteAnswer): Record<string, unknown> {
  return content == null ? { description } : { description, content: contentOf(content) }
}

/** One answer for each status, naming the codes that come with it. */
function problemsOf (route: Route): Record<string, unknown> {
  const codes = [
    ...PROBLEMS_OF_ALL,
    ...(route.right === 'public' ? [] : PROBLEMS_WITH_TOKEN),
    ...(route.body == null ? [] : PROBLEMS_WITH_BODY),
    ...(route.isLong ? [] : PROBLEMS_WITH_END),
    ...(takesKey(route) ? PROBLEMS_WITH_KEY : []),
    ...route.problems
  ]
  const free = codes.filter(code => !Object.hasOwn(route.answers, PROBLEMS[code].status))
  const byStatus = Map.groupBy(new Set(free), code => PROBLEMS[code].status)
  return Object.fromEntries([...byStatus].map(([status, group]) => [status, {
    description: group.map(code => `${code}: ${PROBLEMS[code].title}`).join('. ') + '.',
    content: contentOf({ [PROBLEM_MEDIA]: problemSchema })
  }]))
}

function contentOf (content: Readonly<Record<string, Schema>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).map(([media, schema]) => [media, { schema: referenceTo(schema) }]))
}

/** Named shapes are referred to, anything else stands in place. */
function referenceTo (schema: Schema): Record<string, unknown> {
  const id = shapes.get(schema)?.id
  if (id != null) { return { $ref: SCHEMAS_PATH + id } }
  const { $schema, ...inline } = z.toJSONSchema(schema)
  return inline
}

function schemasOf (): Record<string, unknown> {
  const { schemas } = z.toJSONSchema(shapes, { uri: id => SCHEMAS_PATH + id })
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]))
}
