import { Hono } from 'hono'
import { platform } from '../platform/index.ts'
import { Gate } from './access/gate.ts'
import { guardedStream } from './access/guarded-stream.ts'
import { noteAct } from './access/notes.ts'
import { ANSWER_TIMEOUT_MS } from './constants.ts'
import { ProblemError } from './errors.ts'
import { readBody } from './http/body.ts'
import { conditionalResponse } from './http/conditional.ts'
import { within } from './http/deadline.ts'
import { createGuard } from './http/guard.ts'
import { fingerprintOf, idempotencyKey } from './http/idempotency.ts'
import { KeptAnswers } from './http/kept-answers.ts'
import { problemOf, problemResponse } from './http/problem.ts'
import { RateLimit } from './http/rate.ts'
import { jsonAnswerOf, preferredMedia } from './http/response.ts'
import { takesKey } from './http/route.ts'
import { ROUTES } from './routes.ts'
import type { Admission } from './access/interface.ts'
import type { Route, RouteInput } from './http/route.ts'
import type { ApiHandler, Caller, HandlerInit } from './interface.ts'
import type { FactMesh } from '../mesh/interface.ts'
import type { Platform, Timers } from '../platform/index.ts'
import type { Context } from 'hono'

/** What a request carries beside itself. */
interface Bindings { Bindings: { caller: Caller }, Variables: { admission: Admission } }

/** What all requests of one handler share. */
interface Shared {
  readonly mesh: FactMesh
  readonly init: HandlerInit
  readonly platform: Pick<Platform, 'clock' | 'timers'>
  readonly kept: KeptAnswers
  readonly gate: Gate
}

const NO_BYTES = new Uint8Array(0)

/**
 * Puts the HTTP API in front of a mesh: a function from Request to Response,
 * which a listener, a test or `mesh.fetch` calls.
 *
 * A request passes the length of its address, host and origin, then the rate of its token, then the table of routes, each
 * of which names the right that it needs, then the types of body and answer, then its body is read, and only then it
 * reaches a route. Whatever goes wrong is answered as a problem document; the handler never throws.
 *
 * @throws {MissingTokenError} when it is made for tokens without one.
 */
export function createHandler (mesh: FactMesh, init: HandlerInit): ApiHandler {
  const guard = createGuard(init)
  const gate = new Gate(mesh, init)
  const machine = init.platform ?? platform()
  const rate = init.rate === false ? undefined : new RateLimit(machine, init.rate)
  const shared: Shared = { mesh, init, platform: machine, kept: new KeptAnswers(machine), gate }
  const app = new Hono<Bindings>()
  app.use(async (context, next) => {
    const { raw } = context.req
    guard(raw)
    const admission = gate.admit(raw)
    const caller = admission.caller ?? context.env.caller.remote
    if (caller != null) { rate?.take(caller) }
    context.set('admission', admission)
    await next()
  })
  for (const route of ROUTES) {
    app.on(route.method, routerPath(route.path), async context => {
      const { env, req, var: { admission } } = context
      gate.demand(admission, route.right, env.caller)
      return respond(shared, route, { request: req.raw, params: req.param(), path: req.path, admission, caller: env.caller })
    })
  }
  app.notFound(context => {
    if (!isPublicPath(context.req.path)) { gate.demand(context.var.admission, 'token', context.env.caller) }
    return problemResponse(missingRoute(context))
  })
  app.onError(error => {
    const problem = problemOf(error)
    if (problem.code === 'internal' && problem.cause != null) { init.onFailure?.(problem.cause) }
    return problemResponse(problem)
  })
  return async (request, caller = {}) => app.fetch(request, { caller })
}

interface Asked extends Pick<RouteInput, 'request' | 'params'> {
  readonly path: string
  readonly admission: Admission
  readonly caller: Caller
}

/** Answers a request that has found its route. */
async function respond ({ kept, gate, ...shared }: Shared, route: Route, { path, admission, caller, ...asked }: Asked): Promise<Response> {
  const { request } = asked
  checkMedia(route, request)
  const key = takesKey(route) ? idempotencyKey(request.headers) : undefined
  const { timers } = shared.platform
  const bytes = route.body == null ? NO_BYTES : await readBody(request, route.bodyBytesMax, timers)
  if (admission.isGood?.() === false) { gate.demand(gate.admit(request), route.right, caller) } // it ended while the body came
  const work = async (): Promise<Response> => {
    const answered = await route.respond({ ...shared, ...asked, bytes, actor: admission.actor, demand: right => { gate.demand(admission, right, caller) } })
    if (answered.ok) { await noteAct(shared.mesh, { admission, route, path }, shared.init) }
    return answered
  }
  const answering = key == null ? work() : kept.answer(`${admission.caller ?? ''} ${path} ${key}`, fingerprintOf(request, bytes), work)
  const response = await (route.isLong ? answering : withinTime(timers, answering))
  if (request.method === 'HEAD' && jsonAnswerOf(response) == null) { await response.body?.cancel() } // a stream that nobody will read
  if (jsonAnswerOf(response) == null && admission.isGood != null) { return guardedStream(response, { timers, isGood: admission.isGood }) }
  return route.method === 'GET' ? conditionalResponse(request, response) : response
}

/** @throws {ProblemError} `timeout`. An answer that comes later is let go. */
async function withinTime (timers: Timers, answering: Promise<Response>): Promise<Response> {
  const late = (): ProblemError => {
    void answering.then(async response => response.body?.cancel()).catch(() => {})
    return new ProblemError('timeout', `There was no answer within ${ANSWER_TIMEOUT_MS / 1_000} s.`)
  }
  return within(timers, answering, { limitMs: ANSWER_TIMEOUT_MS, late })
}

/** The form that the router reads: `{id}` becomes `:id`. */
function routerPath (path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

interface PathForm {
  readonly route: Route
  readonly form: RegExp
}

/** Matches whole paths, byte for byte: no case folding, no double slashes, no trailing slash. */
const PATH_FORMS: readonly PathForm[] = ROUTES.map(route => ({
  route,
  form: new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)
}))

function isPublicPath (path: string): boolean {
  return PATH_FORMS.some(({ route, form }) => route.right === 'public' && form.test(path))
}

function missingRoute (context: Context): ProblemError {
  const methods = PATH_FORMS.filter(({ form }) => form.test(context.req.path)).map(({ route }) => route.method)
  if (methods.length === 0) {
    return new ProblemError('not_found', 'This API has no such path.')
  }
  const allow = [...new Set(methods.flatMap(method => method === 'GET' ? ['GET', 'HEAD'] : [method]))].join(', ')
  return new ProblemError('method_not_allowed', `This path takes ${allow}.`, { headers: { allow } })
}

/** @throws {ProblemError} `unsupported_media_type` or `not_acceptable`. */
function checkMedia (route: Route, request: Request): void {
  const offers = Object.values(route.answers).flatMap(({ content }) => Object.keys(content ?? {}))
  if (offers.length > 0 && preferredMedia(request.headers.get('accept'), offers) == null) {
    throw new ProblemError('not_acceptable', `This path answers ${[...new Set(offers)].join(' or ')}.`)
  }
  if (route.body != null) { checkContentType(Object.keys(route.body), request.headers) }
}

function checkContentType (types: readonly string[], headers: Headers): void {
  const [type, ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';').map(part => part.trim())
  const charset = parameters.find(parameter => parameter.startsWith('charset='))
  const isReadable = types.includes(type) &&
    (charset == null || /^charset="?utf-8"?$/.test(charset)) &&
    (headers.get('content-encoding') ?? 'identity').toLowerCase() === 'identity'
  if (!isReadable) {
    throw new ProblemError('unsupported_media_type', `This path reads ${types.join(' or ')} in UTF-8.`, { headers: { 'accept-post': types.join(', ') } })
  }
}
