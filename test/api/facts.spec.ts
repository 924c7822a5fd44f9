import { expect } from 'aegir/chai'
import { FACT, post, request, setup } from '../fixtures/api-requests.ts'

const NDJSON = 'application/x-ndjson'

function jsonLines (values: readonly unknown[]): string {
  return values.map(value => typeof value === 'string' ? value : JSON.stringify(value)).join('\n')
}

function linesIn (text: string): unknown[] {
  return text.split('\n').filter(line => line !== '').map(line => JSON.parse(line))
}

describe('api facts', () => {
  it('writes one fact and answers with its record', async () => {
    const { ask, mesh } = setup()
    const response = await ask(post('/v1/facts', {
      ...FACT,
      source: `stigmem://${mesh.peerId}/agent/census`,
      confidence: 0.25,
      scope: 'team',
      valid_until: '2030-01-31T12:00:00Z',
      lifecycle: 'approved',
      source_class: 'expert',
      derived_from: ['bafyother.1'],
      hash: 'ab'.repeat(32)
    }))
    expect(response.status).to.equal(201)
    expect(await response.json()).to.include({
      id: 'bafyfake.0',
      entity: 'city:paris',
      relation: 'geo:population',
      source: `stigmem://${mesh.peerId}/agent/census`,
      confidence: 0.25,
      scope: 'team',
      valid_until: '2030-01-31T12:00:00Z',
      lifecycle: 'approved',
      source_class: 'expert',
      hash: 'ab'.repeat(32),
      timestamp: '2023-11-14T22:13:20.000Z',
      attested: true,
      received_from: null,
      received_via: 'local',
      author: mesh.peerId
    })
  })

  it('fills in what a caller leaves out', async () => {
    const { ask, mesh } = setup()
    const fact = await (await ask(post('/v1/facts', FACT))).json()
    expect(fact).to.include({ confidence: 1, scope: 'public', source: `stigmem://${mesh.peerId}/node/self`, valid_until: null })
  })

  it('says nothing about attestation when anybody may write', async () => {
    const { ask } = setup({ auth: 'none' })
    expect(await (await ask(post('/v1/facts', FACT))).json()).to.have.property('attested', null)
  })

  for (const [value, read] of [
    [{ type: 'string', v: '' }, { type: 'string', v: '' }],
    [{ type: 'text', v: 'long' }, { type: 'text', v: 'long' }],
    [{ type: 'ref', v: 'country:france' }, { type: 'ref', v: 'country:france' }],
    [{ type: 'number', v: 1.5 }, { type: 'number', v: 1.5 }],
    [{ type: 'boolean', v: false }, { type: 'boolean', v: false }],
    [{ type: 'datetime', v: '2030-01-31T12:00:00+02:00' }, { type: 'datetime', v: '2030-01-31T10:00:00Z' }],
    [{ type: 'datetime', v: '2030-01-31T12:00:00.250Z' }, { type: 'datetime', v: '2030-01-31T12:00:00.250Z' }],
    [{ type: 'datetime', v: 0 }, { type: 'datetime', v: '1970-01-01T00:00:00Z' }],
    [{ type: 'null' }, { type: 'null', v: null }],
    [{ type: 'null', v: null }, { type: 'null', v: null }]
  ]) {
    it(`reads and tells the value ${JSON.stringify(value)}`, async () => {
      const { ask } = setup()
      const response = await ask(post('/v1/facts', { ...FACT, value }))
      expect(response.status).to.equal(201)
      expect((await response.json()).value).to.deep.equal(read)
    })
  }

  it('writes lists in all three forms', async () => {
    const { ask } = setup()
    const list = [FACT, { ...FACT, confidence: 2 }, { ...FACT, entity: 'city:rome' }]
    for (const body of [post('/v1/facts', list), post('/v1/facts', { facts: list }), post('/v1/facts', jsonLines(list), { 'content-type': NDJSON })]) {
      const response = await ask(body)
      expect(response.status).to.equal(201)
      const { facts, errors } = await response.json()
      expect(facts.map((fact: { entity: string }) => fact.entity)).to.deep.equal(['city:paris', 'city:rome'])
      expect(errors).to.deep.equal([{ index: 1, code: 'malformed', detail: 'confidence: must be at most 1', field: 'confidence' }])
    }
  })

  it('answers a list line by line', async () => {
    const { ask } = setup()
    const body = jsonLines([FACT, '{broken', { ...FACT, scope: 'nowhere' }, '', '  \t\r', 7, FACT])
    const response = await ask(post('/v1/facts?skip_unchanged=true', body, { 'content-type': NDJSON, accept: NDJSON }))
    expect(response.headers.get('content-type')).to.equal(NDJSON)
    expect(linesIn(await response.text())).to.deep.equal([
      { index: 0, id: 'bafyfake.0' },
      { index: 1, code: 'invalid_json', detail: 'is not valid JSON, or is nested too deep' },
      { index: 2, code: 'unknown_scope', detail: 'scope: is not held here', field: 'scope' },
      { index: 3, code: 'malformed', detail: 'must be an object' },
      { index: 4, id: 'bafyfake.0', unchanged: true }
    ])
  })

  it('keeps a line that is not UTF-8 from spoiling the others', async () => {
    const { ask } = setup()
    const good = new TextEncoder().encode(JSON.stringify(FACT))
    const bytes = new Uint8Array([...good, 0x0a, 0x22, 0xff, 0x22, 0x0a, ...good])
    const response = await ask(post('/v1/facts', bytes, { 'content-type': NDJSON, accept: NDJSON }))
    expect(linesIn(await response.text())).to.deep.equal([
      { index: 0, id: 'bafyfake.0' },
      { index: 1, code: 'invalid_json', detail: 'is not valid UTF-8' },
      { index: 2, id: 'bafyfake.1' }
    ])
  })

  it('answers 200 for a fact that stood there before', async () => {
    const { ask, mesh } = setup()
    expect((await ask(post('/v1/facts', FACT))).status).to.equal(201)
    expect((await ask(post('/v1/facts?skip_unchanged=true', FACT))).status).to.equal(200)
    expect((await ask(post('/v1/facts', FACT))).status).to.equal(201)
    expect(mesh.records).to.have.length(2)
  })

  it('writes a whole body into the scope of the request', async () => {
    const { ask, mesh } = setup()
    await ask(post('/v1/facts?scope=team', [FACT, { ...FACT, scope: 'local' }]))
    expect(mesh.records.map(record => record.scope)).to.deep.equal(['team', 'team'])
  })

  it('keeps the order of a body, and of the facts of one scope', async () => {
    const { ask, mesh } = setup()
    const list = Array.from({ length: 2_500 }, (_, i) => ({ ...FACT, entity: `city:${i}`, scope: i % 2 === 0 ? 'public' : 'team' }))
    const { facts } = await (await ask(post('/v1/facts', list))).json()
    expect(facts.map((fact: { entity: string }) => fact.entity)).to.deep.equal(list.map(fact => fact.entity))
    for (const scope of ['public', 'team']) {
      const entities = mesh.records.filter(record => record.scope === scope).map(record => record.entity)
      expect(entities).to.deep.equal(list.filter(fact => fact.scope === scope).map(fact => fact.entity))
    }
  })

  it('answers before all is durable, and only after all was handed over', async () => {
    const { ask, mesh } = setup()
    const { promise, resolve } = Promise.withResolvers<void>()
    mesh.gate = promise
    const list = Array.from({ length: 1_536 }, (_, i) => ({ ...FACT, entity: `city:${i}` }))
    const response = await ask(post('/v1/facts', list, { accept: NDJSON }))
    expect(mesh.appends.map(({ count }) => count)).to.deep.equal([512, 512, 512])
    expect(mesh.records).to.have.length(0)
    resolve()
    expect(linesIn(await response.text())).to.have.length(1_536)
  })

  it('takes as many facts as it says, and not one more', async () => {
    const { ask, mesh } = setup()
    const list = Array.from({ length: 10_001 }, () => FACT)
    for (const body of [post('/v1/facts', list), post('/v1/facts', { facts: list }), post('/v1/facts', jsonLines(list), { 'content-type': NDJSON })]) {
      expect((await ask(body)).status).to.equal(413)
    }
    expect(mesh.records).to.have.length(0)
    expect((await ask(post('/v1/facts', list.slice(1)))).status).to.equal(201)
  })

  it('tells for each fact when the node cannot write', async () => {
    const { ask, mesh, failures } = setup()
    mesh.failure = Object.assign(new Error('no space left'), { code: 'storage_failed' })
    expect((await ask(post('/v1/facts', FACT))).status).to.equal(503)
    const response = await ask(post('/v1/facts', [FACT, FACT], { accept: NDJSON }))
    expect(linesIn(await response.text())).to.deep.equal([
      { index: 0, code: 'storage_failed', detail: 'no space left' },
      { index: 1, code: 'storage_failed', detail: 'no space left' }
    ])
    expect(failures).to.deep.equal([])
  })

  it('answers that the index is built again, or that content is not here, with the time to ask again', async () => {
    const { ask, mesh } = setup()
    const fail = async (code: string): Promise<never> => { throw Object.assign(new Error('not now'), { code }) }
    mesh.get = mesh.page = async () => fail('index_rebuilding')
    mesh.query = async function * () { yield await fail('index_rebuilding') }
    for (const asked of [request('/v1/facts'), request('/v1/facts', { headers: { accept: NDJSON } }), request('/v1/facts/x'), request('/v1/facts/x/proof')]) {
      const response = await ask(asked)
      expect(response.status, asked.url).to.equal(503)
      expect(response.headers.get('retry-after')).to.equal('5')
      expect(await response.json()).to.include({ code: 'index_rebuilding' })
    }
    mesh.get = async () => fail('content_missing')
    for (const path of ['/v1/facts/x', '/v1/facts/x/proof']) {
      const response = await ask(request(path))
      expect(response.status, path).to.equal(503)
      expect(response.headers.get('retry-after')).to.equal('30')
    }
  })

  it('lists by pages', async () => {
    const { ask } = setup()
    await ask(post('/v1/facts', Array.from({ length: 120 }, (_, i) => ({ ...FACT, entity: `city:${i}` }))))
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor != null) {
      const query: string = cursor === '' ? '?limit=50' : `?limit=50&cursor=${cursor}`
      const page: { facts: Array<{ id: string }>, total: number, cursor: string | null } = await (await ask(request(`/v1/facts${query}`))).json()
      expect(page.total).to.equal(120)
      seen.push(...page.facts.map(fact => fact.id))
      cursor = page.cursor
    }
    expect(new Set(seen).size).to.equal(120)
  })

  it('streams everything that matches, or as much as was asked for', async () => {
    const { ask } = setup()
    await ask(post('/v1/facts', Array.from({ length: 700 }, (_, i) => ({ ...FACT, entity: `city:${i}` }))))
    const all = await ask(request('/v1/facts', { headers: { accept: NDJSON } }))
    expect(linesIn(await all.text())).to.have.length(700)
    const some = await ask(request('/v1/facts?limit=3', { headers: { accept: NDJSON } }))
    expect(linesIn(await some.text())).to.have.length(3)
    const none = await ask(request('/v1/facts?entity=city:none', { headers: { accept: NDJSON } }))
    expect(await none.text()).to.equal('')
  })

  it('reads no further than its reader', async () => {
    const { ask, mesh } = setup()
    await ask(post('/v1/facts', FACT))
    const [record] = mesh.records
    let taken = 0
    let isReleased = false
    mesh.query = async function * () {
      try {
        for (; ;) { taken++; yield record }
      } finally {
        isReleased = true
      }
    }
    const response = await ask(request('/v1/facts', { headers: { accept: NDJSON } }))
    const reader = response.body?.getReader()
    await reader?.read()
    expect(taken).to.be.below(1_000)
    await reader?.cancel()
    expect(isReleased).to.equal(true)
  })

  it('breaks a stream off when the mesh fails, so that nobody takes it for whole', async () => {
    const { ask, mesh } = setup()
    await ask(post('/v1/facts', Array.from({ length: 100 }, (_, i) => ({ ...FACT, entity: `city:${i}` }))))
    mesh.query = async function * () {
      yield * mesh.records
      throw new Error('disk')
    }
    const response = await ask(request('/v1/facts', { headers: { accept: NDJSON } }))
    expect(response.status).to.equal(200)
    await expect(response.text()).to.eventually.be.rejected()
  })

  it('ends the query below a stream that nobody reads on', async () => {
    const { ask, mesh } = setup()
    await ask(post('/v1/facts', Array.from({ length: 2_000 }, (_, i) => ({ ...FACT, entity: `city:${i}` }))))
    let isEnded = false
    mesh.query = async function * () {
      try { yield * mesh.records } finally { isEnded = true }
    }
    const response = await ask(request('/v1/facts', { headers: { accept: NDJSON } }))
    expect(isEnded).to.equal(false)
    await response.body?.cancel()
    expect(isEnded).to.equal(true)
  })

  it('passes the filters on', async () => {
    const { ask, mesh } = setup()
    const seen: unknown[] = []
    mesh.page = async query => { seen.push(query); return { facts: [], total: 12_000, totalCapped: true, cursor: null } }
    const query = 'entity=a&relation=b&source=c&scope=d&author=e&min_confidence=0.5&include_contradicted=true&include_expired=false&include_retracted=true' +
      '&lifecycle=approved&after=2030-01-31T12:00:00Z&as_of=1700000000000.00001&lens=f&cursor=g&limit=7'
    const response = await ask(request(`/v1/facts?${query}`))
    expect(await response.json()).to.deep.equal({ facts: [], total: 12_000, total_capped: true, cursor: null })
    expect(JSON.parse(JSON.stringify(seen))).to.deep.equal([{
      entity: 'a',
      relation: 'b',
      source: 'c',
      scope: 'd',
      author: 'e',
      minConfidence: 0.5,
      includeContradicted: true,
      includeExpired: false,
      includeRetracted: true,
      lifecycle: 'approved',
      after: Date.parse('2030-01-31T12:00:00Z'),
      asOf: '1700000000000.00001',
      lens: 'f',
      cursor: 'g',
      limit: 7
    }])
  })

  for (const query of [
    'limit=0', 'limit=501', 'limit=-1', 'limit=1.5', 'limit=', 'limit=1e2', 'limit=0x10', 'limit=NaN', 'min_confidence=2', 'min_confidence=Infinity',
    'include_expired=yes', 'include_expired=1', 'lifecycle=dead', 'limit=1&limit=2', 'after=2030-13-01', 'entity=a&entity=b'
  ]) {
    it(`refuses ?${query}`, async () => {
      const { ask } = setup()
      const response = await ask(request(`/v1/facts?${query}`))
      expect(response.status).to.equal(422)
      expect(await response.json()).to.have.nested.property('errors[0].pointer', `/${query.split('=')[0]}`)
    })
  }

  it('shows, proves and takes back one fact', async () => {
    const { ask, mesh } = setup()
    await ask(post('/v1/facts', FACT))
    expect(await (await ask(request('/v1/facts/bafyfake.0'))).json()).to.have.property('entity', 'city:paris')
    expect(await (await ask(request('/v1/facts/bafyfake.0/proof'))).json()).to.deep.equal({
      id: 'bafyfake.0', index: 0, header: '010203', signature: '010203', fact: '010203', salt: '010203', digests: ['010203']
    })
    const retraction = await ask(request('/v1/facts/bafyfake.0/retractions', { method: 'POST' }))
    expect(retraction.status).to.equal(201)
    expect(mesh.records[1].confidence).to.equal(0)
  })

  for (const [method, rest] of [['GET', ''], ['GET', '/proof'], ['POST', '/retractions']]) {
    it(`answers 404 for facts that are not there: ${method} ${rest}`, async () => {
      const { ask } = setup()
      for (const id of ['bafyfake.9', 'x', '%00', '..%2f..%2fetc', 'a'.repeat(5_000), '%F0%9F%98%80', '%']) {
        const response = await ask(request(`/v1/facts/${id}${rest}`, { method }))
        expect(response.status, id).to.equal(404)
      }
    })
  }
})
