import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { decodeCanonical, encodeCanonical, fromBase32, toBase32 } from '../../src/model/bytes/index.ts'
import { InvalidQueryError, UnknownScopeError } from '../../src/replica/index.ts'
import { openReplica, ORIGIN, publicBundles, scanAll, someFactDraft, someFactDrafts, write } from '../fixtures/replicas.ts'
import type { FactDraft, FactPage, FactQuery } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 41_003
const START_MS = 1_767_225_600_000
const HOUR_MS = 3_600_000

describe('replica query', () => {
  let stage: Stage
  let other: Stage

  beforeEach(async () => {
    stage = await openReplica({ no: 1 })
    other = await openReplica({ no: 2, clock: stage.clock })
  })

  afterEach(async () => {
    await stage.stop()
    await other.stop()
  })

  it('answers the current word of a source and hides what it replaced', async () => {
    const [first] = await write(stage, [someFactDraft(1)])
    const [second] = await write(stage, [someFactDraft(1, { value: { type: 'string', v: 'director' } })])

    expect(await idsOf({ entity: 'user:person-1' })).to.deep.equal([second.id])
    expect(await stage.replica.get(first.id)).to.include({ id: first.id, current: false, contradicted: false })
    expect(await stage.replica.get(second.id)).to.include({ id: second.id, current: true })
  })

  it('hides a retraction and shows it when asked', async () => {
    await write(stage, [someFactDraft(1)])
    const [gone] = await write(stage, [someFactDraft(1, { confidence: 0 })])

    expect(await idsOf({ entity: 'user:person-1' })).to.deep.equal([])
    expect(await idsOf({ entity: 'user:person-1', includeRetracted: true })).to.deep.equal([gone.id])
  })

  it('hides a fact once it has expired', async () => {
    const [record] = await write(stage, [someFactDraft(1, { validUntilMs: START_MS + HOUR_MS })])
    await stage.clock.advanceAsync(HOUR_MS)
    expect(await idsOf({ entity: 'user:person-1' })).to.deep.equal([record.id])
    await stage.clock.advanceAsync(1)
    expect(await idsOf({ entity: 'user:person-1' })).to.deep.equal([])
    expect(await idsOf({ entity: 'user:person-1', includeExpired: true })).to.deep.equal([record.id])
    expect(await idsOf({ entity: 'user:person-1', asOf: START_MS })).to.deep.equal([record.id])
  })

  it('answers a contradiction with the side that the lens picks, or with all sides', async () => {
    const [sure] = await write(stage, [someFactDraft(1, { confidence: 0.9 })])
    const [unsure] = await write(other, [someFactDraft(1, { confidence: 0.5, value: { type: 'string', v: 'director' } })])
    await carry(other, stage)

    const [winner] = (await stage.replica.query({ entity: 'user:person-1' })).facts
    expect(winner).to.include({ id: sure.id, contradicted: true })
    const both = await stage.replica.query({ entity: 'user:person-1', includeContradicted: true })
    expect(both.facts.map(({ id }) => id).sort()).to.deep.equal([sure.id, unsure.id].sort())
    expect(both.facts.map(({ contradicted }) => contradicted)).to.deep.equal([true, true])
    expect(await idsOf({})).to.deep.equal([sure.id])
    expect(await stage.replica.get(unsure.id)).to.include({ contradicted: true, current: true })
  })

  it('tells the writer when a new fact contradicts another', async () => {
    await write(other, [someFactDraft(1, { value: { type: 'string', v: 'director' } }), someFactDraft(2)])
    await carry(other, stage)
    const [rival, same] = await write(stage, [someFactDraft(1), someFactDraft(2)])

    expect([rival.contradicted, same.contradicted]).to.deep.equal([true, false])
  })

  it('ends a contradiction when one side takes its word back', async () => {
    await write(other, [someFactDraft(1, { value: { type: 'string', v: 'director' } })])
    await carry(other, stage)
    await write(stage, [someFactDraft(1)])
    await write(stage, [someFactDraft(1, { confidence: 0 })])

    expect((await stage.replica.query({ entity: 'user:person-1' })).facts.map(({ contradicted, value }) => [contradicted, value.v]))
      .to.deep.equal([[false, 'director']])
  })

  it('answers a thousand rivals in linear time and memory', async () => {
    const drafts = Array.from({ length: 1_000 }, (_, no) => someFactDraft(0, {
      source: `stigmem://${stage.peer}/agent/${no}`, value: { type: 'number', v: no }
    }))
    await write(stage, drafts)

    expect((await stage.replica.query({ entity: 'user:person-0', includeContradicted: true, limit: 1 }))).to.include({ total: 1_000 })
    expect((await stage.replica.query({})).facts.map(({ contradicted }) => contradicted)).to.deep.equal([true])
    expect(await scanAll(stage, { includeContradicted: true })).to.have.lengthOf(1_000)
  })

  it('finds entities by every spelling', async () => {
    const [record] = await write(stage, [someFactDraft(1, { entity: ' User:Alice Smith ' })])

    expect(record).to.include({ entity: 'user:alice-smith', entityRaw: ' User:Alice Smith ' })
    expect(await idsOf({ entity: 'USER:alice smith' })).to.deep.equal([record.id])
  })

  it('keeps entities apart whose names begin alike', async () => {
    await write(stage, [someFactDraft(1), someFactDraft(11), someFactDraft(1, { relation: 'memory:role-of' })])

    expect((await stage.replica.query({ entity: 'user:person-1' })).total).to.equal(2)
    expect((await stage.replica.query({ entity: 'user:person-1', relation: 'memory:role' })).total).to.equal(1)
    expect((await stage.replica.query({ relation: 'memory:role' })).total).to.equal(2)
  })

  it('answers later facts only, as often as it is asked', async () => {
    const records = await write(stage, someFactDrafts(10))

    for (const query of [{}, { relation: 'memory:role' }, { source: records[0].source }, { author: stage.peer }]) {
      expect(await idsOf({ ...query, after: records[6].hlc })).to.deep.equal(records.slice(7).map(({ id }) => id).sort())
      expect(await idsOf({ ...query, after: START_MS })).to.deep.equal([])
    }
  })

  it('walks pages without a gap or a repetition, and tells the total on each', async () => {
    await write(stage, someFactDrafts(23))
    await write(stage, someFactDrafts(5), 'local')
    const pages = await pagesOf({ limit: 5 })

    expect(pages.map(({ facts }) => facts.length)).to.deep.equal([5, 5, 5, 5, 5, 3])
    expect(pages.map(({ total }) => total)).to.deep.equal([28, 28, 28, 28, 28, 28])
    expect(new Set(pages.flatMap(({ facts }) => facts.map(({ id }) => id))).size).to.equal(28)
    expect((await stage.replica.query({ limit: 28 })).cursor).to.equal(null)
  })

  it('counts to ten thousand and says when there are more', async () => {
    await write(stage, someFactDrafts(10_000))
    expect(await stage.replica.query({ limit: 1 })).to.include({ total: 10_000, totalCapped: false })
    await write(stage, [someFactDraft(10_000)])
    const page = await stage.replica.query({ limit: 1 })
    expect(page).to.include({ total: 10_000, totalCapped: true })
    expect(await stage.replica.query({ limit: 1, cursor: page.cursor ?? '' })).to.include({ total: 10_000, totalCapped: true })
  })

  it('refuses filters that it cannot read, by name', async () => {
    const { cursor } = await pageOf({ limit: 1 }, someFactDrafts(2))
    const wrong: Array<[string, FactQuery]> = [
      ['entity', { entity: '' }],
      ['entity', { entity: 'user:\0' }],
      ['relation', { relation: 'a\0b' }],
      ['source', { source: '//' }],
      ['author', { author: 'k51' }],
      ['minConfidence', { minConfidence: 1.1 }],
      ['minConfidence', { minConfidence: Number.NaN }],
      ['lifecycle', { lifecycle: 'finished' }],
      ['after', { after: 'yesterday' }],
      ['after', { after: -1 }],
      ['asOf', { asOf: 0.5 }],
      ['lens', { lens: 'rose-tinted' }],
      ['limit', { limit: 0 }],
      ['limit', { limit: 501 }],
      ['cursor', { cursor: 'x' }],
      ['cursor', { cursor: '' }],
      ['cursor', { cursor: 'a'.repeat(10_000) }],
      ['cursor', { relation: 'memory:role', limit: 1, cursor: cursor ?? '' }]
    ]

    for (const [field, query] of wrong) {
      await expect(stage.replica.query(query), JSON.stringify(query)).to.eventually.be.rejectedWith(InvalidQueryError).with.property('field', field)
    }

    await expect(stage.replica.query({ scope: 'team' })).to.eventually.be.rejectedWith(UnknownScopeError)
    await expect(scanAll(stage, { limit: 0 })).to.eventually.be.rejectedWith(InvalidQueryError)
  })

  it('answers a page or a refusal to every cursor, whoever made it', async () => {
    await write(stage, someFactDrafts(3), 'local')
    await write(stage, Array.from({ length: 3 }, (_, no) => someFactDraft(0, { relation: `memory:${no}` })))
    const queries: FactQuery[] = [{}, { entity: 'user:person-0' }, { relation: 'memory:1' }, { author: stage.peer }]
    const key = fc.oneof(fc.uint8Array({ maxLength: 8 }), fc.tuple(fc.nat(12), fc.uint8Array({ maxLength: 8 })).map(([bucket, rest]) => Uint8Array.of(bucket, 0, 0, ...rest)))

    await fc.assert(fc.asyncProperty(fc.constantFrom(...queries), fc.nat(2), key, fc.uint8Array({ maxLength: 20 }), async (filters, scope, start, within) => {
      const query: FactQuery = { ...filters, scope: 'public', limit: 1 }
      const { cursor } = await stage.replica.query({ ...query, includeContradicted: false })
      const list = decodeCanonical(fromBase32(cursor ?? toBase32(encodeCanonical([new Uint8Array(8), 0, start, within, 0, false, 0, 0, null, null]))))
      const forged = Array.isArray(list) ? toBase32(encodeCanonical([list[0], scope, start, within, 0, false, ...list.slice(6)])) : ''
      const answer = await stage.replica.query({ ...query, cursor: forged }).catch((err: unknown) => err)

      if (!(answer instanceof InvalidQueryError)) {
        expect(scopesIn(answer as FactPage)).to.deep.equal(['public'])
      }
    }), { seed: SEED, numRuns: 300 })
  })

  it('knows no facts under ids that are none', async () => {
    const [record] = await write(stage, [someFactDraft(1)])

    expect(await stage.replica.get(`${record.bundle}.1`)).to.equal(undefined)
    expect(await stage.replica.get(record.bundle)).to.equal(undefined)
    expect(await stage.replica.get('')).to.equal(undefined)
    expect(await stage.replica.proof(`${record.bundle}.1`)).to.equal(undefined)
    expect(await stage.replica.proof('x')).to.equal(undefined)
  })

  async function idsOf (query: FactQuery): Promise<string[]> {
    return (await scanAll(stage, query)).map(({ id }) => id).sort()
  }

  async function pageOf (query: FactQuery, drafts: readonly FactDraft[]): Promise<FactPage> {
    await write(stage, drafts)
    return stage.replica.query(query)
  }

  async function pagesOf (query: FactQuery): Promise<FactPage[]> {
    const pages = [await stage.replica.query(query)]

    for (let { cursor } = pages[0]; cursor != null; cursor = pages[pages.length - 1].cursor) {
      pages.push(await stage.replica.query({ ...query, cursor }))
    }

    return pages
  }
})

/** Names of the scopes that a page shows, and `public`. */
function scopesIn ({ facts }: FactPage): string[] {
  return [...new Set(['public', ...facts.map(({ scope }) => scope)])]
}

async function carry (from: Stage, to: Stage): Promise<void> {
  await to.replica.receive(await publicBundles(from), ORIGIN)
}
