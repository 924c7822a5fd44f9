import * as z from 'zod/mini'
import { PROBLEM_MEDIA } from './constants.ts'
import { problemSchema } from './http/problem-schema.ts'
import { PROBLEMS } from './http/problem.ts'
import { shapes } from './http/shape.ts'
import type { Route, RouteAnswer } from './http/route.ts'
import type { Schema } from './http/shape.ts'
import type { ProblemCode } from './interface.ts'

/** Problems that every route may answer, and those of every route that needs a token. */
const PROBLEMS_OF_ALL: readonly ProblemCode[] = ['forbidden_origin', 'misdirected_host', 'not_acceptable', 'invalid_request', 'internal', 'stopping']
const PROBLEMS_WITH_TOKEN: readonly ProblemCode[] = ['unauthorized']
const PROBLEMS_WITH_BODY: readonly ProblemCode[] = ['unsupported_media_type']

const SCHEMAS_PATH = '#/components/schemas/'

/**
 * Describes the API as an OpenAPI 3.1 document. Paths come from the table of
 * routes, shapes from the schemas that check requests: there is no second
 * source that could differ.
 */
export function createOpenApi (routes: readonly Route[], version: string): Record<string, unknown> {
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
    security: [{ token: [] }],
    paths: pathsOf(routes),
    components: {
      schemas: schemasOf(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The token of api.json in the home of the node.' } }
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
    summary: route.summary,
    ...(route.isPublic ? { security: [] } : {}),
    parameters: [...pathParameters(route), ...queryParameters(route.query)],
    ...(route.body == null ? {} : { requestBody: { required: true, content: contentOf(route.body) } }),
    responses: { ...answersOf(route.answers), ...problemsOf(route) }
  }
}

/** `GET /v1/facts/{id}/proof` is `getV1FactsIdProof`. */
function operationIdOf (route: Route): string {
  const words = route.path.split(/[^a-zA-Z0-9]+/).filter(word => word !== '')
  return route.method.toLowerCase() + (words.length === 0 ? ['root'] : words).map(word => word[0].toUpperCase() + word.slice(1)).join('')
}

function pathParameters (route: Route): unknown[] {
  return Object.entries(route.params).map(([name, description]) => ({ name, in: 'path', required: true, description, schema: { type: 'string' } }))
}

function queryParameters (query: Schema): unknown[] {
  const { properties = {} } = z.toJSONSchema(query)
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = typeof schema === 'object' ? schema : {}
    return { name, in: 'query', required: false, ...(description == null ? {} : { description }), schema: rest }
  })
}

function answersOf (answers: Route['answers']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)]))
}

function answerOf ({ description, content }: RouteAnswer): Record<string, unknown> {
  return content == null ? { description } : { description, content: contentOf(content) }
}

/** One answer for each status, naming the codes that come with it. */
function problemsOf (route: Route): Record<string, unknown> {
  const codes = [
    ...PROBLEMS_OF_ALL,
    ...(route.isPublic ? [] : PROBLEMS_WITH_TOKEN),
    ...(route.body == null ? [] : PROBLEMS_WITH_BODY),
    ...route.problems
  ]
  const free = codes.filter(code => !Object.hasOwn(route.answers, PROBLEMS[code].status))
  const byStatus = Map.groupBy(free, code => PROBLEMS[code].status)
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
