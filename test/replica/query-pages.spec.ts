import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { decodeCanonical, encodeCanonical, fromBase32, toBase32 } from '../../src/model/bytes/index.ts'
import { formatHlc } from '../../src/model/hlc/index.ts'
import { InvalidQueryError } from '../../src/replica/index.ts'
import { openReplica, scanAll, someFactDraft, someFactDrafts, write } from '../fixtures/replicas.ts'
import type { FactDraft, FactPage, FactQuery, FactRecord } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 41_005

describe('replica query pages', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openReplica({ no: 1 })
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('show on every page what the first one looked at, while others write', async function () {
    this.timeout(600_000)
    const queries: FactQuery[] = [
      {}, { entityPrefix: 'code://rust' }, { relation: 'memory:role' }, { relations: ['memory:role', 'memory:rolex'] }, { target: 'user:a' },
      { entity: 'code://rust/app', includeContradicted: true }, { entity: 'user:a', relation: 'memory:role', includeContradicted: true },
      { includeRetracted: true, includeContradicted: true }, { lens: 'layered-consensus' }, { lens: 'recency', minConfidence: 0.4 }
    ]

    await fc.assert(fc.asyncProperty(someDrafts(20), someDrafts(20), fc.constantFrom(...queries), fc.integer({ min: 1, max: 4 }), async (before, later, query, limit) => {
      const fresh = await openReplica({ no: 1 })
      const draft = asDraft(fresh)
      await write(fresh, before.map(draft))
      const expected = (await scanAll(fresh, query)).map(sideOf)
      const found: Array<Pick<FactRecord, 'id' | 'contradicted'>> = []
      let page: FactPage = await fresh.replica.query({ ...query, limit })
      found.push(...page.facts.map(sideOf))

      for (let no = 0; page.cursor != null; no++) {
        await fresh.clock.advanceAsync(1)
        await write(fresh, later.slice(no * 3, no * 3 + 3).map(draft))
        page = await fresh.replica.query({ ...query, limit, cursor: page.cursor })
        found.push(...page.facts.map(sideOf))
        expect(page.total).to.equal(expected.length)
      }

      await fresh.stop()
      expect(found, JSON.stringify({ query, limit })).to.deep.equal(expected)
    }), { seed: SEED, numRuns: 60 })
  })

  it('keep a fact that expires meanwhile, and go on over a restart', async () => {
    await write(stage, someFactDrafts(4, { validUntilMs: stage.clock.nowMs() + 10 }))
    const first = await stage.replica.query({ limit: 2 })
    await stage.clock.advanceAsync(11)
    const second = await stage.replica.query({ limit: 2, cursor: first.cursor ?? '' })

    expect([...first.facts, ...second.facts].map(({ entity }) => entity)).to.have.lengthOf(4)
    expect((await stage.replica.query()).total).to.equal(0)

    await write(stage, someFactDrafts(4))
    const { cursor } = await stage.replica.query({ limit: 3 })
    stage = await stage.crash()
    await write(stage, [someFactDraft(9)])
    expect((await stage.replica.query({ limit: 3, cursor: cursor ?? '' })).facts).to.have.lengthOf(1)
  })

  it('refuse a cursor that no page answered', async () => {
    await write(stage, [...someFactDrafts(3), ...someFactDrafts(3, { relation: 'memory:b', entity: 'user:person-1' })])
    const queries: FactQuery[] = [{}, { entity: 'user:person-1' }, { entityPrefix: 'user:' }, { relation: 'memory:role' }, { author: stage.peer }]

    for (const query of queries) {
      const { cursor } = await stage.replica.query({ ...query, limit: 1 })
      const list = listIn(cursor)
      const places: Array<[number, unknown]> = [
        [1, -1], [1, 'x'], [2, new Uint8Array(0)], [2, Uint8Array.of(7, 0, 0, 255, 0, 0)], [2, Uint8Array.of(200)], [2, 'x'], [3, null],
        [4, 10_001], [4, 0.5], [5, 1], [6, -1], [7, 'x'], [8, -1], [8, 5], [9, 70_000]
      ]

      for (const [place, value] of places) {
        const forged = toBase32(encodeCanonical(list.with(place, value as null)))
        await expect(stage.replica.query({ ...query, limit: 1, cursor: forged }), `${JSON.stringify(query)} ${place} ${String(value)}`)
          .to.eventually.be.rejectedWith(InvalidQueryError).with.property('field', 'cursor')
      }

      await expect(stage.replica.query({ ...query, limit: 1, cursor: toBase32(encodeCanonical(list.slice(1))) })).to.eventually.be.rejectedWith(InvalidQueryError)
    }
  })

  it('refuse a look into the future, and filters that do not go together', async () => {
    const nowMs = stage.clock.nowMs()
    const wrong: Array<[string, FactQuery]> = [
      ['asOf', { asOf: nowMs + 60_001 }],
      ['asOf', { asOf: formatHlc({ wallMs: nowMs + 60_001, counter: 0 }) }],
      ['relations', { relation: 'memory:role', relations: ['memory:role'] }],
      ['relations', { relations: [] }],
      ['relations', { relations: Array.from({ length: 33 }, (_, no) => `memory:${no}`) }],
      ['relations', { relations: ['a\0b'] }],
      ['entityPrefix', { entityPrefix: '' }],
      ['entityPrefix', { entityPrefix: 'user:\0' }],
      ['target', { target: '//' }],
      ['sourceClass', { sourceClass: 'hearsay' }],
      ['edition', { edition: '' }],
      ['edition', { edition: '\ufeff1' }],
      ['lens', { lens: 'recency(' }],
      ['lens', { lens: 'recency(skeptic)' }]
    ]

    for (const [field, query] of wrong) {
      await expect(stage.replica.query(query), JSON.stringify(query)).to.eventually.be.rejectedWith(InvalidQueryError).with.property('field', field)
    }

    await expect(stage.replica.query({ asOf: nowMs + 60_001 })).to.eventually.be.rejectedWith('lies in the future')
    expect((await stage.replica.query({ asOf: nowMs + 60_000 })).total).to.equal(0)
  })

  it('lead from a prefix to what stands below it, and to nothing beside it', async () => {
    const entities = ['code://rust/app', 'code://rust/app-x', 'code://rust/app/main', 'code://rust/app/main/fn', 'code://rust/app2', 'code://rust/apps/a', 'code://rust']
    await write(stage, entities.map(entity => someFactDraft(0, { entity })))
    const below = async (entityPrefix: string): Promise<string[]> => (await scanAll(stage, { entityPrefix })).map(({ entity }) => entity)

    expect(await below('code://rust/app')).to.deep.equal(['code://rust/app', 'code://rust/app/main', 'code://rust/app/main/fn'])
    expect(await below('CODE://rust/app')).to.deep.equal(await below('code://rust/app'))
    expect(await below('code://rust/app/')).to.deep.equal(['code://rust/app/main', 'code://rust/app/main/fn'])
    expect(await below('code://rust')).to.have.lengthOf(7)
    expect(await below('code:')).to.have.lengthOf(7)
    expect(await below('code://rust/ap')).to.deep.equal([])
  })

  it('count a prefix without a look at the journal beyond the facts that they answer', async () => {
    await write(stage, someFactDrafts(300, { relation: 'memory:role' }))
    let reads = 0
    const { readPart } = stage.journal
    stage.journal.readPart = async (...args) => {
      reads++
      return readPart.apply(stage.journal, args)
    }

    expect(await stage.replica.query({ entityPrefix: 'user:', limit: 1 })).to.include({ total: 300 })
    expect(reads).to.be.at.most(2)
  })

  it('are not needed for a walk over 100,000 facts, of which few are in memory at a time', async function () {
    this.timeout(600_000)

    for (let no = 0; no < 10; no++) {
      await write(stage, Array.from({ length: 10_000 }, (_, i) => someFactDraft(no * 10_000 + i)))
    }

    const { readPart } = stage.journal
    let reads = 0
    let count = 0
    stage.journal.readPart = async (...args) => {
      reads++
      return readPart.apply(stage.journal, args)
    }

    for await (const { scope } of stage.replica.scan({ entityPrefix: 'user:' })) {
      count += Number(scope === 'public')

      // What is read ahead is bounded, however much follows.
      if (count === 10) {
        expect(reads).to.be.below(300)
      }
    }

    expect(count).to.equal(100_000)
  })
})

function listIn (cursor: string | null): Array<Exclude<ReturnType<typeof decodeCanonical>, undefined>> {
  const list = decodeCanonical(fromBase32(cursor ?? ''))

  if (!Array.isArray(list)) {
    throw new TypeError('A cursor is not a list')
  }

  return list
}

function sideOf ({ id, contradicted }: FactRecord): Pick<FactRecord, 'id' | 'contradicted'> {
  return { id, contradicted }
}

type SomeDraft = Omit<FactDraft, 'source'> & { readonly agent: number }

function someDrafts (maxLength: number): fc.Arbitrary<SomeDraft[]> {
  return fc.array(fc.record({
    entity: fc.constantFrom('code://rust/app', 'code://rust/app/main', 'user:a'),
    relation: fc.constantFrom('memory:role', 'memory:rolex'),
    value: fc.constantFrom<FactDraft['value'][]>({ type: 'string', v: '1' }, { type: 'number', v: 1 }, { type: 'ref', v: 'user:a' }),
    agent: fc.nat(3),
    confidence: fc.constantFrom(0, 0.5, 0.9)
  }), { minLength: 1, maxLength })
}

function asDraft ({ peer }: Stage): (draft: SomeDraft) => FactDraft {
  return ({ agent, ...draft }) => ({ ...draft, source: `stigmem://${peer}/agent/${agent}` })
}
