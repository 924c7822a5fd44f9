import { createGuard, ProblemError, problemResponse } from '../../../api/index.ts'
import { LINK_PATH, SESSION_LIFE_MS, SESSION_PATH } from '../constants.ts'
import { LoginCodes } from './login-codes.ts'
import type { PageFile } from './pages.ts'
import type { ApiAuth, ApiHandler } from '../../../api/index.ts'
import type { FactMesh } from '../../../index.ts'
import type { Platform } from '../../../platform/index.ts'

const BEARER_FORM = /^bearer +([0-9a-f]{1,64})$/i

/** What a dashboard stands on. */
export interface DashboardInit {
  readonly mesh: Pick<FactMesh, 'tokens'>
  /** The API, which answers whatever is not of the dashboard. */
  readonly handler: ApiHandler
  readonly auth: ApiAuth
  readonly allowedHosts: string[]
  /** The files by their names. */
  readonly pages: ReadonlyMap<string, PageFile>
  readonly machine: Pick<Platform, 'clock' | 'random'>
}

/** The API with the dashboard in front of it. */
export interface Dashboard {
  readonly handler: ApiHandler
  /** A link to the dashboard at this URL that logs in once; a plain one where nobody needs a token, undefined when there are no pages. */
  link (url: string): string | undefined
}

/**
 * Puts the dashboard in front of the API. `GET /` answers its page to whoever asks for HTML, and the words of the API to
 * anybody else. A session begins with a code that is good once: the link carries it in its fragment, which browsers never
 * send, and the page trades it for a token of the API that ends by itself.
 */
export function createDashboard (init: DashboardInit): Dashboard {
  const { pages, handler, auth, machine } = init
  const guard = createGuard(init)
  const codes = new LoginCodes(machine)
  const answer: ApiHandler = async (request, caller) => {
    const { method, url, headers } = request
    const path = new URL(url).pathname
    if (method === 'POST' && path === LINK_PATH) { return linkResponse(async asked => handler(asked, caller), codes, request) }
    if (method === 'POST' && path === SESSION_PATH) { return sessionResponse(init, codes, headers) }
    const file = fileAt(pages, path, headers)
    if (file == null || (method !== 'GET' && method !== 'HEAD')) { return handler(request, caller) }
    return new Response(method === 'HEAD' ? null : file.bytes, { headers: file.headers })
  }
  return {
    async handler (request, caller) {
      try {
        guard(request)
        return await answer(request, caller)
      } catch (error) {
        return problemResponse(error instanceof ProblemError ? error : new ProblemError('internal', 'The dashboard failed.', { cause: error }))
      }
    },
    link (url) {
      if (pages.size === 0) { return undefined }
      return auth === 'none' ? `${url}/` : `${url}/#login=${codes.issue().code}`
    }
  }
}

function fileAt (pages: DashboardInit['pages'], path: string, headers: Headers): PageFile | undefined {
  if (path === '/') { return headers.get('accept')?.includes('text/html') === true ? pages.get('index.html') : undefined }
  return path.startsWith('/ui/') ? pages.get(path.slice(4)) : undefined
}

/** Makes a code for whoever may list the tokens of the API, which is whoever may make some. */
async function linkResponse (ask: ApiHandler, codes: LoginCodes, { url, headers }: Request): Promise<Response> {
  const allowed = await ask(new Request(new URL('/v1/tokens', url), { headers: { authorization: headers.get('authorization') ?? '' } }))
  if (!allowed.ok) { return allowed }
  await allowed.body?.cancel()
  const { code, untilMs } = codes.issue()
  return secret({ code, until: new Date(untilMs).toISOString() })
}

/** @throws {ProblemError} `unauthorized` when the code is not good. */
async function sessionResponse ({ mesh }: DashboardInit, codes: LoginCodes, headers: Headers): Promise<Response> {
  const code = BEARER_FORM.exec(headers.get('authorization') ?? '')?.[1]
  if (code == null || !codes.take(code)) {
    throw new ProblemError('unauthorized', 'The code of this link was used, has ended, or never was.', { headers: { 'www-authenticate': 'Bearer realm="factmesh"' } })
  }
  const { id, token, untilMs } = await mesh.tokens.issue({ name: 'dashboard', rights: ['admin'], lifeMs: SESSION_LIFE_MS, actor: 'dashboard' })
  return secret({ id, token, until: new Date(untilMs).toISOString() })
}

function secret (value: unknown): Response {
  return Response.json(value, { status: 201, headers: { 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' } })
}
