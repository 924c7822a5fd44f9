import { expect } from 'aegir/chai'
import { createHandler, ROUTES } from '../../src/api/index.ts'
import { platform } from '../../src/platform/index.ts'
import { FACT, ORIGIN, request, TOKEN } from '../fixtures/api-requests.ts'
import { bodyOf, nameOf, pathOf } from '../fixtures/api-routes.ts'
import { routeOf } from '../fixtures/checked-handler.ts'
import { Meshes, until } from '../fixtures/meshes.ts'
import type { ApiHandler, Route } from '../../src/api/index.ts'
import type { ApiRight, FactMesh, IssuedToken } from '../../src/mesh/interface.ts'
import type { AuditRecord } from '../../src/replica/audit/index.ts'

const RIGHTS: readonly ApiRight[] = ['read', 'assert', 'admin']

/** Other ways to write a path, and headers that ask for another method: none of them opens a door. */
const DISGUISES: ReadonlyArray<(path: string) => string> = [
  path => `${path}/`, path => `/${path}`, path => path.toUpperCase(), path => path.replace('/v1/', '/v1//'), path => path.replace('/v1/', '/%76%31/'),
  path => path.replace('/v1/', '/v1/%2e/'), path => path.replace('/v1/', '/livez/%2e%2e/v1/'), path => path.replace('/v1/', '/v1%2f'), path => `${path};a=b`, path => `${path}%00`, path => `${path}%20`
]
const OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override']

describe('api access', () => {
  const meshes = new Meshes()
  let mesh: FactMesh
  let ask: ApiHandler
  let laterMs = 0
  const failures: unknown[] = []
  const tokens = new Map<string, IssuedToken>()

  before(async () => {
    const machine = platform()
    const clock = Object.create(machine.clock, { nowMs: { value: () => machine.clock.nowMs() + laterMs } })
    mesh = await meshes.make({ platform: { ...machine, clock } })
    ask = createHandler(mesh, { auth: 'token', token: TOKEN, onFailure: error => { failures.push(error) } })
    await mesh.assert({ ...FACT, value: { type: 'number', v: 1 } })
    for (const right of RIGHTS) { tokens.set(right, await mesh.tokens.issue({ name: `may-${right}`, rights: [right] })) }
    tokens.set('expired', await mesh.tokens.issue({ name: 'late', rights: ['admin'], lifeMs: 1_000 }))
    tokens.set('revoked', await mesh.tokens.issue({ name: 'lost', rights: ['admin'] }))
    await mesh.tokens.revoke(tokens.get('revoked')?.id ?? '')
    laterMs = 1_000
  })

  after(async () => { await meshes.stop() })

  const bearer = (name: string): string => `Bearer ${tokens.get(name)?.token ?? name}`

  /** A request to a route, which asks for everything as it should. */
  function asked (route: Route, headers: Record<string, string>, method: string = route.method, path = pathOf(route)): Request {
    const isSilent = route.body == null || method === 'GET' || method === 'HEAD'
    return request(path, { method, body: isSilent ? null : JSON.stringify(bodyOf(route)), headers: { ...(isSilent ? {} : { 'content-type': 'application/json' }), ...headers } })
  }

  /** Everything that a refused request must leave as it was: all but what the audit log says of it. */
  function standing (): string {
    const { scopes, journals, names } = mesh.status()
    return JSON.stringify([scopes, journals.filter(({ journal }) => journal !== 'audit'), names, mesh.peers(), mesh.tokens.list()])
  }

  async function entries (type: AuditRecord['type'], actor?: string): Promise<readonly AuditRecord[]> {
    return (await mesh.audit({ type: type as 'rejected_token', actor, limit: 500 })).records
  }

  it('is declared for every route: what changes something needs more than read', () => {
    for (const { right, isSafe, path } of ROUTES) {
      expect(['public', ...RIGHTS]).to.include(right)
      if (!isSafe) { expect(['assert', 'admin'], path).to.include(right) }
    }
    expect(ROUTES.filter(({ right }) => right === 'public').map(({ path }) => path)).to.deep.equal([
      '/', '/livez', '/readyz', '/.well-known/factmesh', '/.well-known/stigmem', '/.well-known/factmesh/problems/{code}'
    ])
  })

  ROUTES.filter(({ right }) => right !== 'public').forEach(route => {
    const lesser = RIGHTS.filter(right => right !== route.right && right !== 'admin')

    it(`${nameOf(route)} needs ${route.right}`, async () => {
      const before = standing()
      const answers = new Set<string>()
      for (const method of route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]) {
        for (const authorization of ['', 'Bearer wrong', 'Basic Og==', bearer('expired'), bearer('revoked'), `${bearer('admin')}a`, bearer('admin').toUpperCase()]) {
          const response = await ask(asked(route, { authorization }, method))
          expect(response.status, `${method} ${authorization}`).to.equal(401)
          answers.add(JSON.stringify([method, [...response.headers], await response.text()]))
        }
        expect(answers.size, 'answers to a token that is not good').to.equal(1)
        answers.clear()
        for (const right of lesser) {
          const response = await ask(asked(route, { authorization: bearer(right) }, method))
          expect(response.status, `${method} ${right}`).to.equal(403)
          expect(response.headers.get('www-authenticate')).to.equal(`Bearer realm="factmesh", error="insufficient_scope", scope="${route.right}"`)
          if (method !== 'HEAD') { expect(await response.json()).to.include({ code: 'missing_right', detail: `This path needs the right "${route.right}"; the token has "${right}".` }) }
        }
      }
      expect(standing()).to.equal(before)
    })

    it(`${nameOf(route)} opens to nobody under another form`, async () => {
      const before = standing()
      for (const authorization of ['', 'Bearer wrong', ...lesser.map(bearer)]) {
        for (const disguise of DISGUISES) {
          const url = `${ORIGIN}${disguise(route.path.replace(/\{\w+\}/, 'x'))}`
          const { status } = await ask(asked(route, { authorization }, route.method, url))
          const isName = route.path === '/v1/scopes/join' && routeOf('GET', new URL(url).pathname) != null // of a scope, where no POST is
          expect([401, 403, isName ? 405 : 404], `${authorization} ${disguise(route.path)}`).to.include(status)
        }
        for (const header of OVERRIDES) {
          const response = await ask(request(pathOf(route), { headers: { authorization, [header]: route.method } }))
          if (route.method !== 'GET') { expect([200, 401, 403, 404, 405, 422], header).to.include(response.status) } else { expect([401, 403]).to.include(response.status) }
          await response.body?.cancel()
        }
        expect([401, 403, 405]).to.include((await ask(asked(route, { authorization }, 'OPTIONS'))).status)
      }
      expect(standing()).to.equal(before)
    })
  })

  it('opens each route to its own right, and every route to admin', async () => {
    for (const route of ROUTES.filter(({ method, right }) => method === 'GET' && right !== 'public')) {
      for (const right of new Set([route.right, 'admin'])) {
        const response = await ask(asked(route, { authorization: bearer(right) }))
        expect([200, 404, 422], nameOf(route)).to.include(response.status) // some things are not there
        await response.body?.cancel()
      }
    }
  })

  it('lets whoever has some token know that a path is none, and nobody else', async () => {
    for (const name of RIGHTS) { expect((await ask(request('/v1/none', { headers: { authorization: bearer(name) } }))).status).to.equal(404) }
    for (const name of ['expired', 'revoked', 'wrong']) { expect((await ask(request('/v1/none', { headers: { authorization: bearer(name) } }))).status).to.equal(401) }
  })

  it('notes tokens that did not pass, with what is known of them', async () => {
    for (const [name, actor, reason] of [['expired', 'late', 'expired'], ['revoked', 'lost', 'revoked'], ['read', 'may-read', 'missing_right']]) {
      await ask(request('/v1/audit', { headers: { authorization: bearer(name) } }), { remote: '192.0.2.1' })
      const entry = await until('it is noted', async () => (await entries('rejected_token', actor)).find(found => found.reason === reason))
      expect(entry.peer).to.equal(undefined)
    }
    await ask(request('/v1/audit', { headers: { authorization: `Basic ${TOKEN}` } }))
    await until('those without one are noted', async () => (await entries('rejected_token')).find(({ actor, reason }) => actor == null && reason === 'missing'))
    const unknown = await until('an unknown one is noted', async () => (await entries('rejected_token')).find(({ reason }) => reason === 'unknown'))
    expect(unknown.actor).to.equal(undefined)
    expect(JSON.stringify(await mesh.audit({ limit: 500 }))).to.not.contain(tokens.get('revoked')?.token)
  })

  it('notes who wrote, and who steered, by the names of their tokens', async () => {
    const post = async (path: string, body: unknown, name: string): Promise<number> => {
      const made = request(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', authorization: bearer(name) } })
      return (await ask(made)).status
    }
    expect(await post('/v1/facts', FACT, 'assert')).to.equal(201)
    expect(await post('/v1/facts', { ...FACT, confidence: 7 }, 'admin')).to.equal(422)
    expect(await post('/v1/peers', { address: '/memory/77/p2p/k51qzi5uqu5dgep2himo7809pzg3h24bu6mqubsbxlqr71c9b607vid2qvst1l' }, 'admin')).to.equal(201)
    const written = await until('the write is noted', async () => (await entries('fact_write', 'may-assert'))[0])
    expect([written.reason, written.detail]).to.deep.equal(['postV1Facts', { path: '/v1/facts', token: tokens.get('assert')?.id }])
    expect((await entries('admin_action', 'may-admin')).map(({ reason }) => reason)).to.deep.equal(['postV1Peers'])
    expect(await entries('fact_write', 'may-admin'), 'a write that was refused').to.deep.equal([])
  })

  it('keeps the answers of one token from another', async () => {
    const write = async (name: string): Promise<Response> => ask(request('/v1/facts', {
      method: 'POST', body: JSON.stringify({ ...FACT, value: { type: 'number', v: 2 } }), headers: { 'content-type': 'application/json', 'idempotency-key': 'one', authorization: bearer(name) }
    }))
    const [first, other, again] = [await write('assert'), await write('admin'), await write('assert')]
    expect([first, other, again].map(({ headers }) => headers.get('idempotency-replayed'))).to.deep.equal([null, null, 'true'])
  })

  it('is handed out, listed and taken back over the API, and told once', async () => {
    const post = async (body: unknown): Promise<Response> => ask(request('/v1/tokens', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'idempotency-key': 'same' } }))
    const [made, other] = [await (await post({ name: 'ui', rights: ['read', 'assert'], life_ms: 60_000 })).json(), await (await post({ name: 'ui' })).json()]
    expect(made).to.include({ name: 'ui', state: 'live' }).and.to.have.deep.property('rights', ['read', 'assert'])
    expect(other.token).to.not.equal(made.token)
    const status = async (): Promise<number> => (await ask(request('/v1/status', { headers: { authorization: `Bearer ${made.token}` } }))).status
    expect(await status()).to.equal(200)
    const listed = await (await ask(request('/v1/tokens'))).text()
    expect(listed).to.contain(made.id).and.to.not.contain(made.token)
    for (const expected of [204, 204]) { expect((await ask(request(`/v1/tokens/${made.id}`, { method: 'DELETE' }))).status).to.equal(expected) }
    expect(await status()).to.equal(401)
    expect((await ask(request('/v1/tokens/none', { method: 'DELETE' }))).status).to.equal(404)
    for (const [body, pointer] of [[{ name: 'a b' }, '/name'], [{ life_ms: 1 }, '/life_ms'], [{ rights: [] }, '/rights'], [{ rights: ['root'] }, '/rights/0'], [{ token: 'x' }, '/token']] as const) {
      const refused = await post(body)
      expect([refused.status, (await refused.json()).errors[0].pointer], JSON.stringify(body)).to.deep.equal([422, pointer])
    }
    expect((await entries('token_issue', 'api.json')).map(({ detail }) => detail?.token)).to.include(made.id)
    expect((await entries('token_revoke', 'api.json')).map(({ detail }) => detail?.token)).to.deep.equal([made.id])
  })

  it('ends a stream with the token that opened it', async () => {
    const { id, token } = await mesh.tokens.issue({ name: 'reader' })
    const open = async (authorization: string): Promise<ReadableStreamDefaultReader<Uint8Array>> => {
      const response = await ask(request('/v1/events', { headers: { authorization, accept: 'application/x-ndjson' } }))
      if (response.body == null) { throw new TypeError('The answer has no body.') }
      const reader = response.body.getReader()
      await reader.read()
      return reader
    }
    const [issued, own] = [await open(`Bearer ${token}`), await open(`Bearer ${TOKEN}`)]
    await mesh.tokens.revoke(id)
    await mesh.assert({ ...FACT, value: { type: 'number', v: 3 } })
    const cut = await issued.read().then(() => 'told', error => error.name)
    expect(cut).to.equal('TokenEndedError')
    expect(new TextDecoder().decode((await own.read()).value)).to.contain('"v":3')
    await own.cancel()
  })

  it('ends a stream in which nothing happens, too', async () => {
    const { id, token } = await mesh.tokens.issue({ name: 'waits' })
    const { body } = await ask(request('/v1/events', { headers: { authorization: `Bearer ${token}`, accept: 'application/x-ndjson' } }))
    const reader = body?.getReader()
    await reader?.read()
    const cut = reader?.read().then(() => 'told', error => error.name)
    await mesh.tokens.revoke(id)
    expect(await cut).to.equal('TokenEndedError')
  })

  it('does nothing for a token that ended while the body came', async () => {
    const { id, token } = await mesh.tokens.issue({ name: 'slow', rights: ['assert'] })
    const parts = new TransformStream<Uint8Array, Uint8Array>()
    const made = request('/v1/facts', { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } })
    Object.defineProperty(made, 'body', { value: parts.readable })
    const before = mesh.status().journal.end
    const answering = ask(made)
    const writer = parts.writable.getWriter()
    await writer.write(new TextEncoder().encode(JSON.stringify(FACT)))
    await mesh.tokens.revoke(id)
    await writer.close()
    expect((await answering).status).to.equal(401)
    expect(mesh.status().journal.end).to.equal(before)
  })

  it('needs no token where nobody does', async () => {
    const open = createHandler(mesh, { auth: 'none' })
    for (const route of ROUTES.filter(({ method }) => method === 'GET')) {
      const response = await open(asked(route, { authorization: 'Bearer wrong' }))
      expect([200, 404, 422], nameOf(route)).to.include(response.status) // some things are not there
      await response.body?.cancel()
    }
    expect(failures).to.deep.equal([])
  })

  it('looks at the host in the target of a request, beside that of its header', async () => {
    for (const target of ['http://evil.example', 'http://127.0.0.1.nip.io', 'http://10.0.0.1']) {
      const made = new Request(`${target}/v1/status`)
      Object.defineProperty(made, 'headers', { value: new Headers({ host: '127.0.0.1', authorization: `Bearer ${TOKEN}` }) })
      expect((await ask(made)).status, target).to.equal(421)
    }
    for (const host of [' ', '127.0.0.1:', '127.0.0.1:x', 'evil.example, 127.0.0.1', '127.0.0.1, 127.0.0.1', '[::1', '0x7f.1', '2130706433', '127.1', '0.0.0.0', '[::ffff:127.0.0.1]', 'localhost.']) {
      const made = request('/v1/status')
      made.headers.set('host', host)
      expect((await ask(made)).status, host).to.equal(421)
    }
  })
})
