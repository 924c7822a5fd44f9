import { expect } from 'aegir/chai'
import { InvalidQueryError, UnknownScopeError } from '../../src/replica/query/index.ts'
import { START_MS } from '../fixtures/bundles.ts'
import { claim, openCopy, said, state } from '../fixtures/copies.ts'
import type { Fact } from '../../src/model/fact/index.ts'
import type { Edge, EdgePage, NeighbourQuery } from '../../src/replica/query/index.ts'
import type { Copy } from '../fixtures/copies.ts'

describe('neighbours', () => {
  let copy: Copy
  let at: number

  beforeEach(async () => {
    copy = await openCopy()
    at = 0
  })

  afterEach(async () => {
    await copy.stop()
  })

  it('follows facts that refer to entities, and nothing else', async () => {
    await write([edge('a', 'b'), claim(1, 'a:b', { entity: 'n:a', relation: 'memory:says' }), edge('b', 'c'), edge('x', 'a', 'memory:likes')])

    expect(brief(await edges({ entity: 'n:a' }))).to.deep.equal(['1 a-knows-b'])
    expect(brief(await edges({ entity: 'n:a', direction: 'in' }))).to.deep.equal(['1 x-likes-a'])
    expect(brief(await edges({ entity: 'n:a', direction: 'both' }))).to.deep.equal(['1 a-knows-b', '1 x-likes-a'])
    expect(brief(await edges({ entity: 'n:a', direction: 'both', depth: 2 }))).to.deep.equal(['1 a-knows-b', '1 x-likes-a', '2 b-knows-c'])
    expect((await edges({ entity: 'n:a' }))[0]).to.deep.include({ from: 'n:a', relation: 'memory:knows', to: 'n:b', confidence: 0.8, scope: 'public', depth: 1 })
  })

  it('goes through circles once', async () => {
    await write([edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('a', 'a', 'memory:loop')])

    expect(brief(await edges({ entity: 'n:a', depth: 3 }))).to.deep.equal(['1 a-knows-b', '1 a-loop-a', '2 b-knows-c', '3 c-knows-a'])
    expect(brief(await edges({ entity: 'n:a', depth: 3, direction: 'both' }))).to.have.members(['1 a-knows-b', '1 a-loop-a', '1 c-knows-a', '2 b-knows-c'])
  })

  it('refuses a fourth step, and what cannot be meant', async () => {
    const depth = await copy.neighbours.page({ entity: 'n:a', depth: 4 }).catch((err: unknown) => err)
    expect(depth).to.be.an.instanceOf(InvalidQueryError).with.property('field', 'depth')
    expect(depth).to.have.property('code', 'graph_depth_exceeded')

    const bad: Array<[Partial<NeighbourQuery>, string]> = [
      [{ depth: 0 }, 'depth'], [{ depth: 1.5 }, 'depth'], [{ limit: 201 }, 'limit'], [{ entity: ' ' }, 'entity'], [{ minConfidence: 2 }, 'minConfidence'],
      [{ direction: 'up' as 'out' }, 'direction'], [{ cursor: 'aaaa' }, 'cursor'], [{ cursor: 'a'.repeat(9_999) }, 'cursor']
    ]
    for (const [query, field] of bad) {
      await expect(copy.neighbours.page({ entity: 'n:a', ...query }), field).to.eventually.be.rejectedWith(InvalidQueryError).with.property('field', field)
    }
    await expect(copy.neighbours.page({ entity: 'n:a', scope: 'elsewhere' })).to.eventually.be.rejectedWith(UnknownScopeError)
    expect(await copy.neighbours.page({ entity: 'n:a' })).to.deep.equal({ edges: [], cursor: null })
  })

  it('looks at live facts of enough confidence, contradicted ones among them', async () => {
    await write([edge('a', 'b')])
    await write([claim(1, { type: 'ref', v: 'n:c' }, { entity: 'n:a', relation: 'memory:knows' })])
    await write([claim(2, { type: 'ref', v: 'n:d' }, { entity: 'n:a', relation: 'memory:knows', confidence: 0.05 })], 2)
    await write([claim(3, { type: 'ref', v: 'n:e' }, { entity: 'n:a', relation: 'memory:knows', confidence: 0.2 })], 3)
    await write([claim(4, { type: 'ref', v: 'n:f' }, { entity: 'n:a', relation: 'memory:knows', extras: { until: START_MS + 1_000 } })], 4)

    const targets = async (query: Partial<NeighbourQuery>): Promise<string[]> => (await edges({ entity: 'n:a', ...query })).map(({ to }) => to).sort()
    expect(await targets({})).to.deep.equal(['n:c', 'n:e'])
    expect(await targets({ minConfidence: 0 })).to.deep.equal(['n:c', 'n:d', 'n:e'])
    expect(await targets({ minConfidence: 0.8 })).to.deep.equal(['n:c'])
    expect(await edges({ entity: 'n:b', direction: 'in' })).to.deep.equal([])
    expect(brief(await edges({ entity: 'n:d', direction: 'in' }))).to.deep.equal([])
    expect(brief(await edges({ entity: 'n:e', direction: 'in' }))).to.deep.equal(['1 a-knows-e'])
  })

  it('walks in one scope, or in all', async () => {
    await write([edge('a', 'b')])
    await write([edge('b', 'c')], 1, 'local')

    expect(brief(await edges({ entity: 'n:a', depth: 2 }))).to.deep.equal(['1 a-knows-b', '2 b-knows-c'])
    expect(brief(await edges({ entity: 'n:a', depth: 2, scope: 'public' }))).to.deep.equal(['1 a-knows-b'])
    expect(brief(await edges({ entity: 'n:b', scope: 'local' }))).to.deep.equal(['1 b-knows-c'])
  })

  it('joins the names of an entity', async () => {
    await write([edge('a', 'b'), edge('bee', 'c'), edge('d', 'bee')])
    await write([state(0, 'alias', { entity: 'n:b', body: { canonical: 'n:b', alias: 'n:bee' } })], 0)

    expect(brief(await edges({ entity: 'n:a', depth: 2 }))).to.deep.equal(['1 a-knows-b', '2 b-knows-c'])
    expect(brief(await edges({ entity: 'n:bee', direction: 'both' }))).to.deep.equal(['1 b-knows-c', '1 a-knows-b', '1 d-knows-b'])
  })

  it('pages without a repeat and without a hole, while a writer goes on', async () => {
    await write(Array.from({ length: 60 }, (_, no) => edge('a', `b-${String(no).padStart(2, '0')}`, `memory:r-${no}`)))
    await write(Array.from({ length: 60 }, (_, no) => edge(`b-${String(no).padStart(2, '0')}`, `c-${no % 7}`)))
    const query: NeighbourQuery = { entity: 'n:a', depth: 2, direction: 'both' }

    for (const limit of [3, 20, 119]) {
      const all = await edges({ ...query, limit: 200 })
      const found: Edge[] = []
      let cursor: string | null = null

      do {
        const page: EdgePage = await copy.neighbours.page({ ...query, limit, ...cursor == null ? {} : { cursor } })
        expect(page.edges.length).to.be.at.most(limit)
        found.push(...page.edges)
        cursor = page.cursor
        // What comes later, or takes the place of something, is not on later pages.
        await write([edge('a', `later-${at}`, `memory:a-${at}`), claim(1, { type: 'ref', v: `n:moved-${at}` }, { entity: 'n:a', relation: `memory:r-${50 + at % 10}` })])
      } while (cursor != null)

      expect(found, `limit ${limit}`).to.deep.equal(all)
      expect(all.length).to.be.at.least(120)
      expect(found.map(({ depth }) => depth)).to.deep.equal(found.map(({ depth }) => depth).sort())
    }

    const { cursor } = await copy.neighbours.page({ ...query, limit: 5 })
    await expect(copy.neighbours.page({ ...query, depth: 1, cursor: cursor ?? '' })).to.eventually.be.rejectedWith(InvalidQueryError).with.property('field', 'cursor')
  })

  it('looks at ten thousand facts, and then asks for less', async () => {
    for (let no = 0; no < 21; no++) {
      await write(Array.from({ length: 500 }, (_, i) => edge(`b-${no}-${i}`, 'hub')).map(fact => ({ ...fact, confidence: no < 1 ? 800_000 : 50_000 })))
    }

    expect((await copy.neighbours.page({ entity: 'n:hub', direction: 'in', limit: 200 })).edges).to.have.lengthOf(200)
    const failure = await copy.neighbours.page({ entity: 'n:hub', direction: 'in', minConfidence: 0.9 }).catch((err: unknown) => err)
    expect(failure).to.be.an.instanceOf(InvalidQueryError).with.property('field', 'depth')
    expect(String(failure)).to.include('10000 facts')
  })

  async function write (facts: Fact[], by = 1, scope?: 'public' | 'local'): Promise<void> {
    await copy.take([said({ by, at: at++, scope }, facts)])
  }

  /** All pages. */
  async function edges (query: NeighbourQuery): Promise<Edge[]> {
    const found: Edge[] = []
    let cursor: string | null = null

    do {
      const page: EdgePage = await copy.neighbours.page({ ...query, ...cursor == null ? {} : { cursor } })
      found.push(...page.edges)
      cursor = page.cursor
    } while (cursor != null)

    return found
  }
})

function edge (from: string, to: string, relation = 'memory:knows'): Fact {
  return claim(1, { type: 'ref', v: `n:${to}` }, { entity: `n:${from}`, relation })
}

function brief (edges: readonly Edge[]): string[] {
  return edges.map(({ depth, from, relation, to }) => `${depth} ${from.slice(2)}-${relation.slice(7)}-${to.slice(2)}`)
}
