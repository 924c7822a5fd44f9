import { expect } from 'aegir/chai'
import * as z from 'zod/mini'
import { PROBLEMS, ROUTES } from '../../src/api/index.ts'
import { bodyOf, breakMesh, furnish, nameOf, pathOf } from '../fixtures/api-routes.ts'
import { fakeMesh } from '../fixtures/fake-mesh.ts'
import { serve } from '../fixtures/served.ts'
import type { ProblemCode, Route } from '../../src/api/index.ts'
import type { FakeMesh } from '../fixtures/fake-mesh.ts'
import type { Served, SocketAnswer, SocketRequest } from '../fixtures/served.ts'

/** A refusal that carries its code, as errors of the rooms below do. */
class CodedError extends Error {
  static readonly name = 'CodedError'
  readonly code: string

  constructor (code: string) {
    super('Because a test wants it.')
    this.name = 'CodedError'
    this.code = code
  }
}

/** How a request of a route must be spoilt to be refused with a code before it reaches the mesh. */
const SPOILT: Readonly<Partial<Record<ProblemCode, (route: Route) => Partial<SocketRequest>>>> = {
  unauthorized: () => ({ headers: { authorization: '' } }),
  forbidden_origin: () => ({ headers: { origin: 'http://evil.example' } }),
  misdirected_host: () => ({ headers: { host: 'evil.example' } }),
  not_acceptable: () => ({ headers: { accept: 'image/png' } }),
  invalid_request: route => ({ path: pathOf(route, '?nope=1') }),
  unsupported_media_type: () => ({ headers: { 'content-type': 'text/plain' } }),
  invalid_json: () => ({ body: '{"a":' }),
  too_large: () => ({ body: `"${'x'.repeat(16 * 1024 * 1024 + 1)}"` })
}

/** The codes by which any route refuses a request. */
function codesOf (route: Route): ProblemCode[] {
  const isEmpty = Object.values(route.answers).every(({ content }) => content == null)
  return [
    'forbidden_origin', 'misdirected_host', 'invalid_request',
    ...isEmpty ? [] : ['not_acceptable' as const],
    ...route.right === 'public' ? [] : ['unauthorized' as const],
    ...route.body == null ? [] : ['unsupported_media_type' as const],
    ...route.problems
  ]
}

function requestOf (route: Route): SocketRequest {
  return { method: route.method, path: pathOf(route), ...(route.body == null ? {} : { body: bodyOf(route) }) }
}

function expectProblem ({ status, headers, text }: SocketAnswer, code: ProblemCode): void {
  expect(headers['content-type']).to.equal('application/problem+json')
  const problem = JSON.parse(text)
  expect(problem).to.include({ code, status, title: PROBLEMS[code].title, hint: PROBLEMS[code].hint })
  expect(status).to.equal(PROBLEMS[code].status)
}

describe('api routes over a socket', () => {
  const open: Served[] = []

  afterEach(async () => {
    for (const served of open.splice(0)) { await served.close() }
  })

  /** A node of its own for each test. */
  async function node (): Promise<{ mesh: FakeMesh, served: Served }> {
    const mesh = fakeMesh()
    await furnish(mesh)
    const served = await serve(mesh)
    open.push(served)
    return { mesh, served }
  }

  for (const route of ROUTES) {
    describe(nameOf(route), () => {
      it('answers in a shape that it declares', async () => {
        const { served } = await node()
        const { status, headers, text } = await served.ask(requestOf(route))
        const declared = route.answers[status]
        expect(declared, `status ${status} is declared: ${text}`).to.not.equal(undefined)
        const media = headers['content-type']?.split(';')[0] ?? ''
        if (declared.content == null) {
          expect(text).to.equal('')
        } else {
          const value: unknown = media === 'application/json' ? JSON.parse(text) : text
          expect(z.safeParse(declared.content[media], value).error?.issues).to.equal(undefined)
        }
      })

      for (const code of codesOf(route)) {
        it(`refuses with ${code}`, async () => {
          const { mesh, served } = await node()
          const spoil = SPOILT[code]
          if (spoil == null) { breakMesh(mesh, new CodedError(code)) }
          const spoilt = spoil?.(route) ?? (route.right === 'public' ? { path: pathOf(route) + '-none' } : {})
          expectProblem(await served.ask({ ...requestOf(route), ...spoilt }), code)
        })
      }
    })
  }
})
