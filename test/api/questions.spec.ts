import { expect } from 'aegir/chai'
import * as z from 'zod/mini'
import { ROUTES } from '../../src/api/index.ts'
import { FACT, post, request, setup } from '../fixtures/api-requests.ts'
import { CONFLICT, EQUIVOCATION } from '../fixtures/fake-questions.ts'
import type { AuditRecord } from '../../src/replica/audit/index.ts'
import type { Setup } from '../fixtures/api-requests.ts'

/** A body as whoever reads it sees it. */
type Json = Awaited<ReturnType<Response['json']>>

/** A handler whose mesh holds two facts that contradict each other. */
async function contested (): Promise<Setup> {
  const made = setup()
  await made.mesh.append([{ ...FACT, value: { type: 'number', v: 1 } }, { ...FACT, value: { type: 'datetime', v: 86_400_000 }, sourceClass: 'expert' }])
  made.mesh.conflictRecords.push(CONFLICT)
  return made
}

/** Asks, holds the answer against the shape that the route declares for it, and returns it. */
async function told ({ ask }: Setup, asked: Request): Promise<Json> {
  const response = await ask(asked)
  const body = await response.json()
  const path = new URL(asked.url).pathname
  const route = ROUTES.find(({ method, path: form }) => method === asked.method && new RegExp(`^${form.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
  const schema = route?.answers[response.status]?.content?.['application/json']
  expect(schema, `${asked.method} ${path} declares ${response.status}: ${JSON.stringify(body)}`).to.not.equal(undefined)
  if (schema != null) { expect(z.safeParse(schema, body).error?.issues).to.equal(undefined) }
  return body
}

/** Asks, and returns status, code and the first pointer of the problem that is answered. */
async function refused ({ ask }: Setup, asked: Request): Promise<[number, string, string | undefined]> {
  const response = await ask(asked)
  expect(response.headers.get('content-type')).to.equal('application/problem+json')
  const { code, errors } = await response.json()
  return [response.status, code, errors[0]?.pointer]
}

describe('api filters of facts', () => {
  it('hands every filter to the mesh under its own name', async () => {
    const made = setup()
    const seen: unknown[] = []
    Object.assign(made.mesh, { page: async (query: unknown) => { seen.push(query); return { facts: [], total: 0, totalCapped: false, cursor: null } } })
    await told(made, request('/v1/facts?entity=a:b&entity_prefix=a:&aliases=false&relation=r:a&target=c:d&source=s:a&scope=public&author=k51&min_confidence=0.5' +
      '&include_contradicted=true&include_expired=false&include_retracted=true&contradicted=true&lifecycle=any&source_class=expert&edition=2024' +
      '&after=1700000000000.00001&as_of=2024-01-01T00:00:00Z&lens=epoch-aware(skeptic)&cursor=x&limit=7'))
    await told(made, request('/v1/facts?relations=r:a,%20r:b&after=1700000000000&as_of=2024-01-01'))
    expect(JSON.parse(JSON.stringify(seen))).to.deep.equal([
      {
        entity: 'a:b',
        entityPrefix: 'a:',
        aliases: false,
        relation: 'r:a',
        target: 'c:d',
        source: 's:a',
        scope: 'public',
        author: 'k51',
        minConfidence: 0.5,
        includeContradicted: true,
        includeExpired: false,
        includeRetracted: true,
        contradicted: true,
        lifecycle: 'any',
        sourceClass: 'expert',
        edition: '2024',
        after: '1700000000000.00001',
        asOf: 1_704_067_200_000,
        lens: 'epoch-aware(skeptic)',
        cursor: 'x',
        limit: 7
      },
      { relations: ['r:a', 'r:b'], after: 1_700_000_000_000, asOf: 1_704_067_200_000, limit: 50 }
    ])
  })

  for (const [query, pointer] of [
    ['relations=', '/relations'], ['relations=a,,b', '/relations'], [`relations=${'a,'.repeat(40)}a`, '/relations'], ['lifecycle=dead', '/lifecycle'],
    ['source_class=king', '/source_class'], ['contradicted=maybe', '/contradicted'], ['as_of=2024-99-99', '/as_of'], ['min_confidence=2', '/min_confidence'],
    ['limit=501', '/limit'], ['limit=0', '/limit'], ['limit=1e3', '/limit'], ['entity=a&entity=b', '/entity']
  ]) {
    it(`refuses ${query.slice(0, 24)}`, async () => {
      expect(await refused(setup(), request(`/v1/facts?${query}`))).to.deep.equal([422, 'invalid_request', pointer])
    })
  }
})

describe('api conflicts', () => {
  it('lists them by pages, in the words of Stigmem', async () => {
    const made = await contested()
    made.mesh.conflictRecords.push({ ...CONFLICT, id: 'b'.repeat(26) }, { ...CONFLICT, id: 'c'.repeat(26), status: 'resolved' })
    const first = await told(made, request('/v1/conflicts?status=unresolved&limit=1&scope=public&entity=a:b&relation=r:a'))
    expect(first).to.deep.equal({
      conflicts: [{
        kind: 'contradiction',
        conflict_id: CONFLICT.id,
        entity: 'city:paris',
        relation: 'geo:population',
        scope: 'public',
        fact_a: 'bafyfake.0',
        fact_b: 'bafyfake.1',
        facts: ['bafyfake.0', 'bafyfake.1'],
        facts_count: 2,
        status: 'unresolved',
        resolved_by: null,
        resolver: null,
        winning_fact_id: null,
        resolution_note: null,
        detected_at: '2023-11-14T22:13:20.001Z',
        detected_hlc: '1700000000001.00002',
        conflict_score: 0.75
      }],
      cursor: '1',
      has_more: true
    })
    const second = await told(made, request(`/v1/conflicts?status=unresolved&limit=1&cursor=${first.cursor}`))
    expect([second.conflicts[0].conflict_id, second.cursor, second.has_more]).to.deep.equal(['b'.repeat(26), null, false])
    expect(made.mesh.asked[0]).to.deep.equal(['conflicts', { status: 'unresolved', scope: 'public', entity: 'a:b', relation: 'r:a', cursor: undefined, limit: 1 }])
    expect(await refused(made, request('/v1/conflicts?status=open'))).to.deep.equal([422, 'invalid_request', '/status'])
  })

  it('tells one, and none that is not there', async () => {
    const made = await contested()
    expect((await told(made, request(`/v1/conflicts/${CONFLICT.id}`))).conflict_id).to.equal(CONFLICT.id)
    expect(await refused(made, request('/v1/conflicts/nothing'))).to.deep.equal([404, 'conflict_not_found', undefined])
  })

  it('tells equivocations, by kind, and settles none', async () => {
    const made = await contested()
    made.mesh.conflictRecords.push(EQUIVOCATION)
    const { conflicts } = await told(made, request('/v1/conflicts?kind=equivocation'))
    expect(conflicts).to.deep.equal([{
      kind: 'equivocation',
      conflict_id: EQUIVOCATION.id,
      scope: 'public',
      author: EQUIVOCATION.author,
      lane: EQUIVOCATION.lane,
      seq: 7,
      bundles: ['bafyone', 'bafytwo'],
      bundles_count: 2,
      status: 'unresolved',
      detected_at: '2023-11-14T22:13:20.001Z',
      detected_hlc: '1700000000001.00002'
    }])
    expect((await told(made, request('/v1/conflicts'))).conflicts.map(({ kind }: { kind: string }) => kind)).to.deep.equal(['contradiction', 'equivocation'])
    expect(await told(made, request(`/v1/conflicts/${EQUIVOCATION.id}`))).to.deep.equal(conflicts[0])
    expect(await refused(made, request('/v1/conflicts?kind=quarrel'))).to.deep.equal([422, 'invalid_request', '/kind'])
    expect(await refused(made, post(`/v1/conflicts/${EQUIVOCATION.id}/resolve`, {}))).to.deep.equal([409, 'equivocation', undefined])
  })

  it('settles one by a fact, once', async () => {
    const made = await contested()
    const path = `/v1/conflicts/${CONFLICT.id}/resolve`
    expect(await refused(made, post(path, { winning_fact_id: 'bafyother.0' }))).to.deep.equal([422, 'bad_winner', undefined])
    const answer = await told(made, post(path, { winning_fact_id: 'bafyfake.1', resolution_note: 'the census says so' }))
    expect(answer).to.deep.equal({ resolution_fact_id: 'bafyfake.2', conflict_status: 'resolved' })
    expect(await told(made, request(`/v1/conflicts/${CONFLICT.id}`))).to.include({
      status: 'resolved', resolved_by: 'bafyfake.2', winning_fact_id: 'bafyfake.1', resolution_note: 'the census says so'
    })
    expect(await refused(made, post(path, { winning_fact_id: null }))).to.deep.equal([409, 'conflict_resolved', undefined])
    expect(await refused(made, post('/v1/conflicts/nothing/resolve', {}))).to.deep.equal([404, 'conflict_not_found', undefined])
  })

  it('settles one by a new value, or by none', async () => {
    const path = `/v1/conflicts/${CONFLICT.id}/resolve`
    for (const [body, draft] of [
      [{ winning_fact_id: null, new_value: { type: 'datetime', v: '1970-01-02T00:00:00Z' } }, { newValue: { type: 'datetime', v: 86_400_000 } }],
      [{ winning_fact_id: null, resolution_note: null }, { winner: null }],
      [{}, { winner: null }]
    ]) {
      const made = await contested()
      await told(made, post(path, body))
      expect(JSON.parse(JSON.stringify(made.mesh.asked.at(-1)?.[1]))).to.deep.equal(draft)
    }
    const made = await contested()
    expect(await refused(made, post(path, { winning_fact_id: 'bafyfake.0', new_value: { type: 'null' } }))).to.deep.equal([422, 'invalid_request', '/new_value'])
    expect(await refused(made, post(path, { new_value: { type: 'number', v: '1' } }))).to.deep.equal([422, 'invalid_request', '/new_value/v'])
    expect(await refused(made, post(path, { winner: 'bafyfake.0' }))).to.deep.equal([422, 'invalid_request', '/winner'])
  })
})

describe('api votes', () => {
  it('casts and counts them', async () => {
    const made = await contested()
    const vote = await told(made, post('/v1/votes', { fact: 'bafyfake.0', weight: 2.5, source: `stigmem://${made.mesh.peerId}/agent/a` }))
    expect(vote).to.include({ fact: 'bafyfake.0', weight: 2.5, stance: 'for', author: made.mesh.peerId })
    await told(made, post('/v1/votes', { fact: 'bafyfake.0', stance: 'against', take_back: false }))
    const { votes, ...sums } = await told(made, request('/v1/votes?fact=bafyfake.0&limit=2'))
    expect(votes[0]).to.deep.equal(vote)
    expect(sums).to.deep.equal({ count: 1, weight: 2.5, against: { count: 1, weight: 1 }, cursor: null })
  })

  for (const [body, pointer] of [[{}, '/fact'], [{ fact: 'a.0', weight: -1 }, '/weight'], [{ fact: 'a.0', weight: 1001 }, '/weight'], [{ fact: 'a.0', stance: 'maybe' }, '/stance'], [{ fact: 7 }, '/fact']] as const) {
    it(`refuses ${JSON.stringify(body)}`, async () => {
      expect(await refused(setup(), post('/v1/votes', body))).to.deep.equal([422, 'invalid_request', pointer])
    })
  }

  it('needs to know the fact', async () => {
    expect(await refused(setup(), request('/v1/votes'))).to.deep.equal([422, 'invalid_request', '/fact'])
  })
})

describe('api questions to lenses', () => {
  it('asks for one entity and relation', async () => {
    const made = await contested()
    const answer = await told(made, request('/v1/resolve?entity=city:paris&relation=geo:population&lens=skeptic&as_of=2024-01-01&cut=1700000000000.00000&include_expired=true&edition=e&limit=3&max_stale=1.5'))
    expect(JSON.parse(JSON.stringify(made.mesh.asked.at(-1)?.[1]))).to.deep.equal({
      entity: 'city:paris', relation: 'geo:population', lens: 'skeptic', asOf: 1_704_067_200_000, cut: '1700000000000.00000', includeExpired: true, edition: 'e', limit: 3, maxStaleMs: 1_500
    })
    expect(answer).to.include({ lens: 'skeptic', candidates_count: 2, status: 'Contested', partial: true })
    expect(answer.winner).to.deep.equal(answer.candidates[0])
    expect(answer.candidates[1]).to.deep.include({ value: { type: 'datetime', v: '1970-01-02T00:00:00Z' }, source_class: 'expert', votes: { for: 1.5, against: 0 } })
    expect(answer.tiers[0].source_class).to.equal('expert')
    expect(answer.conflict).to.deep.equal({
      conflict_id: 'a'.repeat(26), status: 'resolved', resolution: { resolved_by: 'bafyresolution.0', resolver: 'somebody', winning_fact_id: null, resolution_note: null }
    })
  })

  it('answers the same question in the same bytes, asked either way', async () => {
    const made = await contested()
    const texts = await Promise.all([
      request('/v1/resolve?entity=city:paris&relation=geo:population'), post('/v1/resolve', { relation: 'geo:population', entity: 'city:paris' })
    ].map(async asked => (await made.ask(asked)).text()))
    expect(texts[0]).to.equal(texts[1])
    expect(texts[0]).to.not.match(/received_|attested/)
  })

  it('takes trust in a body', async () => {
    const made = await contested()
    const vector = { somebody: 0.25 }
    await told(made, post('/v1/resolve', { entity: 'city:paris', relation: 'geo:population', trust: vector, eigentrust: vector, domain_trust: vector }))
    expect(made.mesh.asked.at(-1)?.[1]).to.deep.include({ trust: vector, eigentrust: vector, domainTrust: vector })
    const body = { entity: 'city:paris', relation: 'geo:population' }
    expect(await refused(made, post('/v1/resolve', { ...body, trust: { a: 2 } }))).to.deep.equal([422, 'invalid_request', '/trust/a'])
    const crowd = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`p${i}`, 1]))
    expect(await refused(made, post('/v1/resolve', { ...body, trust: crowd }))).to.deep.equal([422, 'invalid_request', '/trust'])
  })

  it('names what is wrong with a lens', async () => {
    const made = await contested()
    const path = '/v1/resolve?entity=a:b&relation=r:a&lens='
    expect(await refused(made, request(path + 'crystal-ball'))).to.deep.equal([422, 'unknown_lens', undefined])
    expect(await refused(made, request(path + 'skeptic(('))).to.deep.equal([422, 'invalid_lens', undefined])
    expect(await refused(made, request(path + 'recency(skeptic)'))).to.deep.equal([422, 'invalid_lens', undefined])
    expect(await refused(made, request('/v1/resolve?entity=a:b'))).to.deep.equal([422, 'invalid_request', '/relation'])
    expect(await refused(made, request('/v1/resolve?entity=a:b&relation=r:a&max_stale=-1'))).to.deep.equal([422, 'invalid_request', '/max_stale'])
  })

  it('lists the lenses with what they take', async () => {
    const { lenses } = await told(setup(), request('/v1/lenses'))
    expect(lenses.map(({ name }: { name: string }) => name)).to.include.members(['skeptic', 'epoch-aware', 'stigmem-default'])
    const named = Object.fromEntries(lenses.map((lens: { name: string }) => [lens.name, lens]))
    expect(named['epoch-aware'].wraps).to.equal(true)
    expect(named.recency).to.deep.equal({ name: 'recency', wraps: false, parameters: [] })
    expect(named.skeptic.parameters.map(({ name }: { name: string }) => name)).to.include('agreed-below')
  })
})

describe('api why', () => {
  it('tells where a fact comes from', async () => {
    const made = await contested()
    const why = await told(made, request('/v1/facts/bafyfake.0/why'))
    expect(why.fact.id).to.equal('bafyfake.0')
    expect(why.rivals.map(({ id }: { id: string }) => id)).to.deep.equal(['bafyfake.1'])
    expect(why).to.deep.include({
      arrival: { via: 'local', peer: null, at: '2023-11-14T22:13:20.000Z' },
      replaced_by: null,
      replaces: ['bafyolder.0'],
      conflict: null,
      votes: { count: 2, weight: 2.5, against: { count: 1, weight: 1 } },
      derived_from: [{ id: 'bafyorigin.0', here: false }]
    })
    expect(await refused(made, request('/v1/facts/nothing/why'))).to.deep.equal([404, 'not_found', undefined])
  })
})

describe('api graph', () => {
  it('walks from an entity', async () => {
    const made = setup()
    const edge = { from: 'a:a', relation: 'r:a', to: 'b:b', fact: 'bafyfake.0', confidence: 1, scope: 'public', depth: 1 }
    made.mesh.edges.push(edge)
    expect(await told(made, request('/v1/graph/neighbours?entity=a:a&scope=public&depth=3&direction=both&min_confidence=0.5&limit=200&cursor=x'))).to.deep.equal({ edges: [edge], cursor: null })
    expect(made.mesh.asked[0][1]).to.deep.equal({ entity: 'a:a', scope: 'public', depth: 3, direction: 'both', minConfidence: 0.5, limit: 200, cursor: 'x' })
  })

  for (const [query, code, pointer] of [
    ['entity=a:a&depth=4', 'graph_depth_exceeded', '/depth'], ['entity=a:a&depth=0', 'invalid_request', '/depth'], ['depth=1', 'invalid_request', '/entity'],
    ['entity=a:a&direction=up', 'invalid_request', '/direction'], ['entity=a:a&limit=201', 'invalid_request', '/limit']
  ]) {
    it(`refuses ${query}`, async () => {
      expect(await refused(setup(), request(`/v1/graph/neighbours?${query}`))).to.deep.equal([422, code, pointer])
    })
  }
})

describe('api curating statements', () => {
  it('writes and lists all three kinds', async () => {
    const made = setup()
    const alias = await told(made, post('/v1/aliases', { canonical: 'city:paris', alias: 'city:lutetia', scope: 'public' }))
    expect(alias).to.deep.include({ relation: 'factmesh:alias', kind: 6, statement: { canonical: 'city:paris', alias: 'city:lutetia' } })
    await told(made, post('/v1/relation-rules', { relation: 'geo:twin', cardinality: 'many' }))
    await told(made, post('/v1/editions', { name: '2024', supersedes: '2023', type: 'temporal' }))
    await told(made, post('/v1/editions', { name: '2025', take_back: true }))
    const { aliases } = await told(made, request('/v1/aliases?scope=public'))
    expect(aliases).to.deep.equal([{
      id: alias.id, scope: 'public', author: made.mesh.peerId, source: alias.source, timestamp: alias.timestamp, hlc: alias.hlc, canonical: 'city:paris', alias: 'city:lutetia'
    }])
    expect((await told(made, request('/v1/relation-rules'))).relation_rules[0]).to.include({ relation: 'geo:twin', cardinality: 'many' })
    const { editions } = await told(made, request('/v1/editions'))
    expect(editions.map(({ name, supersedes, type }: Record<string, unknown>) => [name, supersedes, type])).to.deep.equal([['2024', '2023', 'temporal'], ['2025', null, null]])
    expect(made.mesh.asked.at(-1)).to.deep.equal(['edition', { name: '2025', supersedes: undefined, type: undefined, scope: undefined, source: undefined, takeBack: true }])
  })

  it('lists by pages that nothing shifts', async () => {
    const made = setup()
    for (let i = 0; i < 5; i++) { await told(made, post('/v1/aliases', { canonical: 'city:paris', alias: `city:p${i}` })) }
    const first = await told(made, request('/v1/aliases?limit=2'))
    made.mesh.curationRecords.splice(0, 2)
    const second = await told(made, request(`/v1/aliases?limit=2&cursor=${first.cursor}`))
    const third = await told(made, request(`/v1/aliases?limit=2&cursor=${second.cursor}`))
    expect([first, second, third].flatMap(({ aliases }) => aliases).map(({ alias }) => alias)).to.deep.equal(['city:p0', 'city:p1', 'city:p2', 'city:p3', 'city:p4'])
    expect(third.cursor).to.equal(null)
    expect(await refused(made, request('/v1/aliases?cursor=../x'))).to.deep.equal([422, 'invalid_request', '/cursor'])
  })

  for (const [path, body, pointer] of [
    ['/v1/aliases', { canonical: 'a:a' }, '/alias'], ['/v1/relation-rules', { relation: 'r:a', cardinality: 'two' }, '/cardinality'],
    ['/v1/editions', { name: 'e', type: 'other' }, '/type'], ['/v1/editions', {}, '/name']
  ] as const) {
    it(`refuses ${JSON.stringify(body)} at ${path}`, async () => {
      expect(await refused(setup(), post(path, body))).to.deep.equal([422, 'invalid_request', pointer])
    })
  }
})

describe('api audit', () => {
  const entry: AuditRecord = { number: 1, previous: new Uint8Array(32), type: 'rejected_fact', timeMs: 1_700_000_000_000, offset: 0, peer: 'k51', reason: 'malformed', detail: { hash: new Uint8Array([1, 255]), list: [1, [null]], map: { a: true } } }

  it('tells entries with their details', async () => {
    const made = setup()
    made.mesh.auditRecords.push(entry, { ...entry, number: 2, peer: undefined, reason: undefined, detail: undefined, actor: 'me', scope: 'public' })
    const first = await told(made, request('/v1/audit?event_type=rejected_fact&peer=k51&actor=me&start_time=2023-01-01T00:00:00Z&end_time=1700000000001&order=oldest&limit=1'))
    expect(first).to.deep.equal({
      entries: [{
        id: '1', time: '2023-11-14T22:13:20.000Z', event_type: 'rejected_fact', peer: 'k51', actor: null, reason: 'malformed', scope: null, detail: { hash: '01ff', list: [1, [null]], map: { a: true } }
      }],
      cursor: '1'
    })
    expect(made.mesh.asked[0][1]).to.deep.equal({ type: 'rejected_fact', peer: 'k51', actor: 'me', fromMs: 1_672_531_200_000, toMs: 1_700_000_000_001, order: 'oldest', limit: 1, cursor: undefined })
    const second = await told(made, request(`/v1/audit?cursor=${first.cursor}`))
    expect(second.entries[0]).to.deep.include({ id: '2', peer: null, actor: 'me', scope: 'public', detail: {} })
  })

  for (const [query, pointer] of [['event_type=party', '/event_type'], ['start_time=yesterday', '/start_time'], ['end_time=2024-13-01', '/end_time'], ['cursor=-1', '/cursor'], ['order=random', '/order']]) {
    it(`refuses ${query}`, async () => {
      expect(await refused(setup(), request(`/v1/audit?${query}`))).to.deep.equal([422, 'invalid_request', pointer])
    })
  }
})
