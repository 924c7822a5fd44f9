import * as z from 'zod/mini'
import { BODY_BYTES_MAX, FACTS_BODY_BYTES_MAX, JSON_MEDIA } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import { parseJson, textOf } from './body.ts'
import { check } from './shape.ts'
import type { FieldError, HandlerInit, ProblemCode } from '../interface.ts'
import type { Schema } from './shape.ts'
import type { FactMesh } from '../../mesh/interface.ts'
import type { Platform } from '../../platform/index.ts'
import type { ApiRight } from '../../replica/record/index.ts'

/** One request at one route. */
export interface RouteInput {
  readonly mesh: FactMesh
  /** Its body is read already; see `bytes`. Its signal aborts when the caller goes away. */
  readonly request: Request
  /** The body; empty for a route that declares none. */
  readonly bytes: Uint8Array
  /** Parts of the path that the route names in braces. */
  readonly params: Readonly<Record<string, string>>
  readonly init: HandlerInit
  /** Makes sure that the caller has a further right; throws ProblemError. */
  demand (right: ApiRight): void
  /** For what happens while an answer is streamed. */
  readonly platform: Pick<Platform, 'clock' | 'timers'>
  /** Name of the token that the request carries, for the audit log; absent where nobody needs one. */
  readonly actor: string | undefined
}

/** One answer that a route may give. */
export interface RouteAnswer {
  description: string
  /** Media type and shape; absent for an answer without a body. */
  content?: Readonly<Record<string, Schema>>
}

/** The body that a route reads, by media type. */
export type RouteBody = Readonly<Record<string, Schema>>

/** What a request needs to reach a route. */
export type RouteRight = ApiRight | 'public'

/** One path and method, declared once: for routing, for checking, and for the OpenAPI document. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** OpenAPI form, parameters in braces. */
  readonly path: string
  /** The right that a request needs; a public one needs no token. */
  readonly right: RouteRight
  readonly summary: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Schema
  readonly body: RouteBody | undefined
  /** Bytes of a body that it reads. */
  readonly bodyBytesMax: number
  readonly answers: Readonly<Record<number, RouteAnswer>>
  /** Codes that this route may answer beside those of every route. */
  readonly problems: readonly ProblemCode[]
  /** Whether it answers with a stream that has no end of its own, such as events. */
  readonly stream: boolean
  /** Whether it takes as long as its work takes, in place of the time limit of every other route. */
  readonly isLong: boolean
  /** Whether it only reads, as every GET does. */
  readonly isSafe: boolean
  /** Whether it is answered once, without an idempotency key, and notes in the audit log by itself what it did. */
  readonly isSecret: boolean
  respond (input: RouteInput): Promise<Response>
}

/** What a route is made of. */
export interface RouteInit<Q extends Schema, B extends Schema> {
  method: Route['method']
  path: string
  right: RouteRight
  summary: string
  /** What each parameter of the path is. */
  params?: Readonly<Record<string, string>>
  /** Shape of the query string; its properties are texts, numbers and booleans. */
  query?: Q
  /** Shape of a JSON body that is read and checked before `handle` runs. */
  body?: B
  /** Bodies that `handle` reads by itself, for the document. */
  rawBody?: RouteBody
  /** Bytes of a body; by default 64 KiB for one that is checked, and 16 MiB for one that `handle` reads. */
  bodyBytesMax?: number
  answers: Readonly<Record<number, RouteAnswer>>
  problems?: readonly ProblemCode[]
  stream?: boolean
  isLong?: boolean
  /** True for a POST that only asks. */
  isSafe?: boolean
  /** True for what nobody is told twice, and what is audited below the API. */
  isSecret?: boolean
  handle (input: RouteInput & { query: z.output<Q>, body: z.output<B> }): Promise<Response> | Response
}

const NO_QUERY = z.strictObject({})
const NO_BODY = z.undefined()

/**
 * Declares a route. Query and body reach `handle` checked and typed; what does
 * not fit is answered before it runs.
 */
export function defineRoute<Q extends Schema = typeof NO_QUERY, B extends Schema = typeof NO_BODY> (init: RouteInit<Q, B>): Route {
  const query = (init.query ?? NO_QUERY) as Q
  const body = (init.body ?? NO_BODY) as B
  const readQuery = queryReader(query)
  return {
    method: init.method,
    path: init.path,
    right: init.right,
    summary: init.summary,
    params: init.params ?? {},
    query,
    body: init.rawBody ?? (init.body == null ? undefined : { [JSON_MEDIA]: init.body }),
    answers: init.answers,
    bodyBytesMax: init.bodyBytesMax ?? (init.rawBody == null ? BODY_BYTES_MAX : FACTS_BODY_BYTES_MAX),
    problems: init.problems ?? [],
    stream: init.stream ?? false,
    isLong: init.isLong ?? init.stream ?? false,
    isSafe: init.isSafe ?? init.method === 'GET',
    isSecret: init.isSecret ?? false,
    async respond (input) {
      return init.handle({
        ...input,
        query: demand(query, readQuery(input.request.url)),
        body: demand(body, init.body == null ? undefined : parseJson(textOf(input.bytes)))
      })
    }
  }
}

/** `GET /v1/facts/{id}/proof` is `getV1FactsIdProof`. */
export function operationIdOf (route: Pick<Route, 'method' | 'path'>): string {
  const words = route.path.split(/[^a-zA-Z0-9]+/).filter(word => word !== '')
  return route.method.toLowerCase() + (words.length === 0 ? ['root'] : words).map(word => word[0].toUpperCase() + word.slice(1)).join('')
}

/** Whether a request of the route may carry an idempotency key. */
export function takesKey ({ method, isSafe, isSecret }: Pick<Route, 'method' | 'isSafe' | 'isSecret'>): boolean {
  return method === 'POST' && !isSafe && !isSecret
}

/** @throws {ProblemError} `invalid_request`, with every place that does not fit. */
function demand<T extends Schema> (schema: T, value: unknown): z.output<T> {
  const checked = check(schema, value)
  if (checked.ok) { return checked.value }
  throw invalidRequest(checked.errors)
}

function invalidRequest (errors: FieldError[]): ProblemError {
  const { pointer, detail } = errors[0]
  return new ProblemError('invalid_request', `${pointer === '' ? 'The body' : pointer.slice(1)} ${detail}.`, { errors })
}

/**
 * Builds the reader of a query string. Which parameters are numbers and which
 * are yes or no is taken from the schema, so it is said once. Texts that are
 * neither stay texts, and the schema refuses them.
 */
function queryReader (schema: Schema): (url: string) => Record<string, unknown> {
  const types = new Map(Object.entries(shapeOf(schema)).map(([name, parameter]) => [name, typeOf(parameter)]))
  return url => {
    const start = url.indexOf('?')
    if (start === -1) { return {} }
    const values: Record<string, unknown> = {}
    for (const [name, text] of new URLSearchParams(url.slice(start))) {
      if (Object.hasOwn(values, name)) {
        throw invalidRequest([{ pointer: `/${name.slice(0, 64)}`, detail: 'is given more than once' }])
      }
      Object.defineProperty(values, name, { value: parameterValue(types.get(name), text), enumerable: true })
    }
    return values
  }
}

/** What is in an object; nothing when the schema is that of something else. */
function shapeOf ({ _zod: { def } }: Schema): Readonly<Record<string, Schema>> {
  return 'shape' in def ? def.shape as Record<string, Schema> : {}
}

/** The type of a value, whatever else may stand in its place. */
function typeOf ({ _zod: { def } }: Schema): string {
  return 'innerType' in def ? typeOf(def.innerType as Schema) : def.type
}

function parameterValue (type: string | undefined, text: string): unknown {
  if (type === 'number' && /^-?\d{1,16}(\.\d{1,16})?$/.test(text)) { return Number(text) }
  if (type === 'boolean' && (text === 'true' || text === 'false')) { return text === 'true' }
  return text
}
