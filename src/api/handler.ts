import { Hono } from 'hono'
import { ProblemError } from './errors.ts'
import { createGuard } from './http/guard.ts'
import { problemOf, problemResponse } from './http/problem.ts'
import { preferredMedia } from './http/response.ts'
import { ROUTES } from './routes.ts'
import type { Route } from './http/route.ts'
import type { HandlerInit } from './interface.ts'
import type { FactMesh } from '../mesh/interface.ts'
import type { Context } from 'hono'

/**
 * Puts the HTTP API in front of a mesh: a function from Request to Response,
 * which a listener, a test or `mesh.fetch` calls.
 *
 * A request passes host and origin, then the token, then the table of routes,
 * then the types of body and answer, and only then reaches a route. Whatever
 * goes wrong is answered as a problem document; the handler never throws.
 *
 * @throws {MissingTokenError} when it is made for tokens without one.
 */
export function createHandler (mesh: FactMesh, init: HandlerInit): (request: Request) => Promise<Response> {
  const guard = createGuard(init)
  const app = new Hono()
  app.use(async (context, next) => {
    guard.checkPlace(context.req.raw)
    if (!isPublicPath(context.req.path)) { guard.checkToken(context.req.raw) }
    await next()
  })
  for (const route of ROUTES) {
    app.on(route.method, routerPath(route.path), async context => {
      checkMedia(route, context.req.raw)
      return route.respond({ mesh, init, request: context.req.raw, params: context.req.param() })
    })
  }
  app.notFound(context => problemResponse(missingRoute(context)))
  app.onError(error => {
    const problem = problemOf(error)
    if (problem.code === 'internal' && problem.cause != null) { init.onFailure?.(problem.cause) }
    return problemResponse(problem)
  })
  return async request => app.fetch(request)
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
  return PATH_FORMS.some(({ route, form }) => route.isPublic && form.test(path))
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
