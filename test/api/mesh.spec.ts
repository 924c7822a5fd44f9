import { expect } from 'aegir/chai'
import * as z from 'zod/mini'
import { ROUTES } from '../../src/api/index.ts'
import { createFactMesh } from '../../src/index.ts'
import { pathOf } from '../fixtures/api-routes.ts'
import { PEER } from '../fixtures/fake-mesh.ts'
import type { FactMesh } from '../../src/index.ts'

const NDJSON = 'application/x-ndjson'
const FACT = { entity: 'city:paris', relation: 'geo:population', value: { type: 'number', v: 2_102_650 } }

describe('api in front of a mesh', () => {
  let mesh: FactMesh

  beforeEach(async () => { mesh = await createFactMesh({ libp2p: { transports: 'memory' }, dht: false }) })
  afterEach(async () => { await mesh.stop() })

  async function post (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return mesh.fetch(path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers }
    })
  }

  it('answers every reading route in a shape that it declares', async () => {
    const { id } = await (await post('/v1/facts', FACT)).json()
    await mesh.scopes.create('crew')
    await mesh.decidePeer(PEER.peerId, 'accept')
    for (const route of ROUTES.filter(({ method }) => method === 'GET')) {
      const response = await mesh.fetch(pathOf(route).replace('bafyfake.0', id))
      if (route.stream) {
        await response.body?.cancel()
        continue
      }
      if (route.path === '/v1/conflicts/{id}') { // nothing is contested here
        expect(response.status).to.equal(404)
        continue
      }
      expect(response.status, route.path).to.equal(200)
      const media = response.headers.get('content-type')?.split(';')[0] ?? ''
      const schema = route.answers[200].content?.[media] ?? z.never()
      const value: unknown = media === 'application/json' ? await response.json() : await response.text()
      expect(z.safeParse(schema, value).error?.issues, route.path).to.equal(undefined)
    }
  })

  it('tells what was given back as it was given', async () => {
    const given = {
      ...FACT,
      value: { type: 'datetime', v: '2030-01-31T12:00:00Z' },
      confidence: 0.3,
      valid_until: '2031-01-31T12:00:00Z',
      lifecycle: 'approved',
      source_class: 'expert',
      hash: 'ab'.repeat(32),
      scope: 'local'
    }
    const response = await post('/v1/facts', given)
    expect(response.status).to.equal(201)
    const fact = await response.json()
    expect(fact).to.deep.include({ ...given, source: `stigmem://${mesh.peerId}/node/self`, attested: null })
    const [found] = (await (await mesh.fetch('/v1/facts?scope=local')).json()).facts
    expect(found).to.deep.equal(fact)
  })

  it('names the same field for the same fault, whoever finds it', async () => {
    for (const [body, status, pointer] of [
      [{ ...FACT, confidence: 3 }, 422, '/confidence'],
      [{ ...FACT, entity: '' }, 422, '/entity'],
      [{ ...FACT, relation: 'factmesh:grant' }, 422, '/relation'],
      [{ ...FACT, source: 'stigmem://elsewhere/node/self' }, 422, '/source'],
      [{ ...FACT, scope: 'nowhere' }, 422, '/scope'],
      [{ ...FACT, value: { type: 'text', v: 'x'.repeat(65_537) } }, 413, '/value/v'],
      [{ ...FACT, derived_from: ['x'.repeat(200)] }, 422, '/derived_from']
    ] as const) {
      const response = await post('/v1/facts', body)
      const problem = await response.json()
      expect([response.status, problem.errors[0]?.pointer], JSON.stringify(problem)).to.deep.equal([status, pointer])
    }
  })

  it('keeps the last word of a body that speaks twice', async () => {
    const lines = Array.from({ length: 6_000 }, (_, i) => JSON.stringify({ ...FACT, entity: `city:${i % 700}`, value: { type: 'number', v: i } }))
    const response = await post('/v1/facts?skip_unchanged=true', lines.join('\n'), { 'content-type': NDJSON, accept: NDJSON })
    expect((await response.text()).trimEnd().split('\n')).to.have.length(6_000)
    const stream = await (await mesh.fetch('/v1/facts', { headers: { accept: NDJSON } })).text()
    const values = stream.trimEnd().split('\n').map(line => JSON.parse(line).value.v)
    expect(values).to.have.length(700)
    expect(values.every(value => value >= 5_300)).to.equal(true)
  })

  it('takes a fact back, and no fact that is not there', async () => {
    const { id } = await (await post('/v1/facts', FACT)).json()
    expect((await post(`/v1/facts/${id}/retractions`, '')).status).to.equal(201)
    expect(await (await mesh.fetch('/v1/facts')).json()).to.include({ total: 0 })
    expect((await (await mesh.fetch(`/v1/facts/${id}`)).json()).current).to.equal(false)
    expect((await mesh.fetch('/v1/facts/nothing')).status).to.equal(404)
    expect((await mesh.fetch('/v1/facts?cursor=nonsense')).status).to.equal(422)
    expect((await mesh.fetch('/v1/facts?lens=nonsense')).status).to.equal(422)
  })

  it('reaches nobody and says so', async () => {
    expect((await post('/v1/sync/runs', { peer_id: 'k51qzi5uqu5dgep2himo7809pzg3h24bu6mqubsbxlqr71c9b607vid2qvst1l' })).status).to.equal(503)
    expect(await (await post('/v1/sync/runs', {})).json()).to.deep.equal({ runs: [] })
    expect((await post('/v1/peers', { address: 'nonsense' })).status).to.equal(422)
    expect((await mesh.fetch('/v1/peers/nobody', { method: 'DELETE' })).status).to.equal(404)
  })

  it('says that it has stopped', async () => {
    await mesh.stop()
    expect((await post('/v1/facts', FACT)).status).to.equal(503)
  })
})
