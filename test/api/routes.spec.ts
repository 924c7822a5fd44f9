import { expect } from 'aegir/chai'
import * as z from 'zod/mini'
import { PROBLEMS, ROUTES } from '../../src/api/index.ts'
import { ORIGIN, post, request, setup, TOKEN } from '../fixtures/api-requests.ts'
import { bodyOf, breakMesh, furnish, nameOf, pathOf } from '../fixtures/api-routes.ts'
import type { Route } from '../../src/api/index.ts'
import type { Setup } from '../fixtures/api-requests.ts'

function requestOf (route: Route, headers: Record<string, string> = {}): Request {
  return route.body == null
    ? request(pathOf(route), { method: route.method, headers })
    : post(pathOf(route), bodyOf(route), headers)
}

/** A handler whose mesh holds one fact. */
async function setupWithFact (init?: Parameters<typeof setup>[0]): Promise<Setup> {
  const made = setup(init)
  await furnish(made.mesh)
  return made
}

async function expectProblem (response: Response, code: keyof typeof PROBLEMS): Promise<void> {
  expect(response.headers.get('content-type')).to.equal('application/problem+json')
  const problem = await response.json()
  expect(problem).to.include({ code, status: response.status, title: PROBLEMS[code].title, hint: PROBLEMS[code].hint })
  expect(problem.status).to.equal(PROBLEMS[code].status)
  expect(problem.detail).to.be.a('string')
  expect(problem.errors).to.be.an('array')
}

describe('api routes', () => {
  for (const route of ROUTES) {
    describe(nameOf(route), () => {
      it('answers in a shape that it declares', async () => {
        const { ask } = await setupWithFact()
        const response = await ask(requestOf(route))
        const declared = route.answers[response.status]
        expect(declared, `status ${response.status} is declared`).to.not.equal(undefined)
        const media = response.headers.get('content-type')?.split(';')[0]
        if (declared.content == null) {
          expect(await response.text()).to.equal('')
        } else {
          const schema = declared.content[media ?? '']
          const value: unknown = media === 'application/json' ? await response.json() : await response.text()
          expect(z.safeParse(schema, value).error?.issues).to.equal(undefined)
        }
      })

      it('is refused to other hosts before anything else', async () => {
        const { ask } = await setupWithFact()
        for (const host of ['evil.example', 'evil.example:7117', '127.0.0.1.nip.io', 'localhost.evil.example', '127.0.0.1@evil.example', '10.0.0.1']) {
          await expectProblem(await ask(requestOf(route, { host, authorization: '' })), 'misdirected_host')
        }
      })

      it('is refused to pages of other origins', async () => {
        const { ask } = await setupWithFact()
        for (const origin of ['null', 'http://evil.example', 'http://127.0.0.1:3000', 'http://localhost:7117', 'file://', '*']) {
          await expectProblem(await ask(requestOf(route, { origin })), 'forbidden_origin')
        }
        expect((await ask(requestOf(route, { origin: 'http://127.0.0.1:7117' }))).status).to.be.below(300)
      })

      it('does not answer in a type that is not accepted', async () => {
        const { ask } = await setupWithFact()
        const isEmpty = Object.values(route.answers).every(({ content }) => content == null)
        const response = await ask(requestOf(route, { accept: 'image/png, text/html;q=0' }))
        if (isEmpty) { expect(response.status).to.be.below(300) } else { await expectProblem(response, 'not_acceptable') }
      })

      if (route.right === 'public') {
        it('answers without a token', async () => {
          const { ask } = await setupWithFact()
          expect((await ask(requestOf(route, { authorization: '' }))).status).to.equal(200)
        })
      } else {
        it('asks for the token', async () => {
          const { ask, mesh } = await setupWithFact()
          for (const authorization of ['', 'Bearer', 'Bearer x', `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`, TOKEN, `Bearer ${TOKEN} ${TOKEN}`, 'Bearer undefined']) {
            const response = await ask(requestOf(route, { authorization }))
            expect(response.headers.get('www-authenticate')).to.match(/^Bearer/)
            await expectProblem(response, 'unauthorized')
          }
          expect(mesh.appends).to.have.length(1)
          expect((await ask(requestOf(route, { authorization: `bearer ${TOKEN}` }))).status).to.be.below(300)
        })

        it('answers everybody without authentication', async () => {
          const { ask } = await setupWithFact({ auth: 'none', token: undefined })
          expect((await ask(requestOf(route, { authorization: '' }))).status).to.be.below(300)
        })
      }

      if (route.body != null) {
        it('reads no other type of body', async () => {
          const { ask } = await setupWithFact()
          for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonx', '', 'application/json; charset=utf-16']) {
            await expectProblem(await ask(requestOf(route, { 'content-type': type })), 'unsupported_media_type')
          }
          await expectProblem(await ask(requestOf(route, { 'content-encoding': 'gzip' })), 'unsupported_media_type')
          expect((await ask(requestOf(route, { 'content-type': 'application/json; charset=UTF-8' }))).status).to.be.below(300)
        })

        it('refuses a body that is too large, announced or not', async () => {
          const { ask } = await setupWithFact()
          const large = `"${'x'.repeat(17 * 1024 * 1024)}"`
          await expectProblem(await ask(post(pathOf(route), large)), 'too_large')
          await expectProblem(await ask(post(pathOf(route), {}, { 'content-length': String(17 * 1024 * 1024) })), 'too_large')
        })

        it('refuses JSON that is none', async () => {
          const { ask } = await setupWithFact()
          for (const body of ['', '{', '{]', 'undefined', "{'a':1}", '{"a":1,}', 'NaN', '[1', '\u0000', '{"a":"\n"}', '{} {}']) {
            await expectProblem(await ask(post(pathOf(route), body)), 'invalid_json')
          }
          for (const body of ['['.repeat(60_000), '{"a":'.repeat(10_000)]) {
            await expectProblem(await ask(post(pathOf(route), body)), 'depth_exceeded')
          }
          await expectProblem(await ask(post(pathOf(route), new Uint8Array([0x22, 0xff, 0x22]))), 'invalid_json')
        })
      }

      it('refuses parameters that it does not know', async () => {
        const { ask } = await setupWithFact()
        for (const query of ['?nope=1', '?__proto__=1', '?constructor[prototype]=1', `?${'x'.repeat(10_000)}=`]) {
          const made = route.body == null
            ? request(pathOf(route, query), { method: route.method })
            : post(pathOf(route, query), bodyOf(route))
          await expectProblem(await ask(made), 'invalid_request')
        }
      })

      it('shows the causes of failures to nobody but the log', async () => {
        const { mesh, ask, failures } = await setupWithFact()
        const secret = new Error('the secret of the house')
        breakMesh(mesh, secret)
        const response = await ask(requestOf(route))
        if (response.status < 300) { return } // a route that does not touch the mesh
        expect(await response.clone().text()).to.not.contain('secret')
        await expectProblem(response, 'internal')
        expect(failures).to.deep.equal([secret])
      })
    })
  }

  it('denies every path that nobody declared, with and without token', async () => {
    const { ask } = setup()
    for (const path of ['/v1', '/v1/', '/v1/facts/', `${ORIGIN}//v1/facts`, '/V1/facts', '/v1/facts/a/b', '/livez/', '/LIVEZ', '/metrics/', '/admin', '/v1/status/x', '/.well-known/factmesh/', '/.well-known/other']) {
      await expectProblem(await ask(request(path, { headers: { authorization: '' } })), 'unauthorized')
      await expectProblem(await ask(request(path)), 'not_found')
    }
  })

  it('names the methods of a path', async () => {
    const { ask } = setup()
    for (const method of ['PUT', 'PATCH', 'OPTIONS', 'DELETE']) {
      const response = await ask(request('/v1/facts', { method }))
      expect(response.headers.get('allow')).to.equal('POST, GET, HEAD')
      await expectProblem(response, 'method_not_allowed')
    }
    const overridden = await ask(request('/v1/peers', { headers: { 'x-http-method-override': 'DELETE' } }))
    expect(overridden.status).to.equal(200)
  })

  it('answers HEAD like GET, without a body', async () => {
    const { ask } = setup()
    const response = await ask(request('/v1/status', { method: 'HEAD' }))
    expect(response.status).to.equal(200)
    expect(await response.text()).to.equal('')
    await expectProblemStatus(await ask(request('/v1/status', { method: 'HEAD', headers: { authorization: '' } })), 401)
  })

  it('answers hosts that were allowed, and any address when it listens on all', async () => {
    const named = setup({ allowedHosts: ['node.example'] })
    expect((await named.ask(request('/livez', { headers: { host: 'Node.Example:8080' } }))).status).to.equal(200)
    expect((await named.ask(request('/livez', { headers: { host: '10.0.0.1' } }))).status).to.equal(421)
    const all = setup({ allowedHosts: ['*'] })
    expect((await all.ask(request('/livez', { headers: { host: '10.0.0.1:7117' } }))).status).to.equal(200)
    expect((await all.ask(request('/livez', { headers: { host: '[fe80::1]:7117' } }))).status).to.equal(200)
    expect((await all.ask(request('/livez', { headers: { host: 'evil.example' } }))).status).to.equal(421)
  })

  it('opens no way for pages of other origins', async () => {
    const { ask } = setup()
    const response = await ask(request('/v1/status', { headers: { origin: 'http://127.0.0.1:7117' } }))
    expect([...response.headers.keys()].filter(name => name.startsWith('access-control'))).to.deep.equal([])
    expect(response.headers.get('x-content-type-options')).to.equal('nosniff')
    expect(response.headers.get('cache-control')).to.equal('private, no-cache')
  })

  it('is not made for tokens without one', () => {
    expect(() => setup({ token: undefined })).to.throw().with.property('name', 'MissingTokenError')
    expect(() => setup({ token: '' })).to.throw().with.property('name', 'MissingTokenError')
  })

  it('tells a reader when the node cannot write any more', async () => {
    const { ask, mesh } = setup()
    mesh.storage = { ...mesh.storage, state: 'failed', reason: 'EIO' }
    const response = await ask(request('/readyz'))
    expect(response.status).to.equal(503)
    expect(await response.json()).to.deep.equal({ status: 'failed' })
    mesh.storage = { ...mesh.storage, state: 'full' }
    expect(await (await ask(request('/readyz'))).json()).to.deep.equal({ status: 'full' })
    const { storage } = await (await ask(request('/v1/status'))).json()
    expect(storage).to.deep.equal({ state: 'full', reason: 'EIO', durability: 'immediate', damaged: 0, wanted: 0, scrub: { state: 'waiting', done: 0, entries: 0 } })
  })

  it('says which bundles a page misses, and nothing when it misses none', async () => {
    const { ask, mesh } = setup()
    expect(await (await ask(request('/v1/facts'))).json()).to.deep.equal({ facts: [], total: 0, cursor: null })
    mesh.missing = ['bafyone']
    expect(await (await ask(request('/v1/facts'))).json()).to.deep.equal({ facts: [], total: 0, cursor: null, partial: true, missing: ['bafyone'] })
  })
})

async function expectProblemStatus (response: Response, status: number): Promise<void> {
  expect(response.status).to.equal(status)
  expect(await response.text()).to.equal('')
}
