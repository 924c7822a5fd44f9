import { expect } from 'aegir/chai'
import { statementFact, valueDigest } from '../../src/model/body/index.ts'
import { toHex } from '../../src/model/bytes/index.ts'
import { peerIdText } from '../../src/model/identity/index.ts'
import { conflictId, conflictText } from '../../src/policy/conflict/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { InvalidQueryError, UnknownScopeError } from '../../src/replica/query/index.ts'
import { START_MS } from '../fixtures/bundles.ts'
import { authorKey, brief, follow, openFeed, sourceOf, take } from '../fixtures/change-feeds.ts'
import { NET } from '../fixtures/replicas.ts'
import type { ChangeQuery } from '../../src/replica/changes/index.ts'
import type { FeedStage } from '../fixtures/change-feeds.ts'

const ROLE = 'memory:role'

describe('live queries', () => {
  let stage: FeedStage

  beforeEach(async () => {
    stage = await openFeed()
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('begin with the next commit, and tell records as queries answer them', async () => {
    await stage.write([{}])
    const reader = follow(stage)
    await stage.write([{ entity: 'user:alice' }, { entity: 'user:bob' }])
    const changes = await take(reader, 2)

    expect(changes.map(brief)).to.deep.equal(['fact user:alice', 'fact user:bob'])

    for (const change of changes) {
      expect(change).to.have.property('record').that.deep.equals('record' in change ? await stage.engine.get(change.record.id) : undefined)
    }
  })

  it('name retractions, votes and other statements', async () => {
    const reader = follow(stage)
    const bundle = await stage.write([{ entity: 'user:alice' }])
    await stage.write([{ entity: 'user:alice', confidence: 0 }])
    await stage.write([
      statementFact('vote', { body: { fact: { hash: bundle.hash, index: 0 }, weight: 1, stance: 'for' }, entity: 'user:alice', source: sourceOf() }),
      statementFact('alias', { body: { canonical: 'user:alice', alias: 'user:al' }, entity: 'user:alice', source: sourceOf() })
    ])

    expect((await take(reader, 4)).map(({ type }) => type)).to.deep.equal(['fact', 'retraction', 'vote', 'statement'])
  })

  it('tell only what every filter takes', async () => {
    const filters: Array<[ChangeQuery, string[]]> = [
      [{ entity: ' User:Alice ' }, ['fact user:alice', 'retraction user:alice']],
      [{ entityPrefix: 'code://rust/app' }, ['fact code://rust/app', 'fact code://rust/app/main']],
      [{ entityPrefix: 'code://rust/' }, ['fact code://rust/app', 'fact code://rust/app/main', 'fact code://rust/app2']],
      [{ entityPrefix: 'user:' }, ['fact user:alice', 'fact user:bob', 'retraction user:alice']],
      [{ relation: 'memory:name' }, ['fact user:bob']],
      [{ source: sourceOf(1), entityPrefix: 'user:' }, ['fact user:bob']],
      [{ author: peerIdText(authorKey(1)), relation: ROLE }, ['fact code://rust/app2']],
      [{ scope: 'local' }, ['fact team:own']],
      [{ minConfidence: 0.5, entity: 'user:alice' }, ['retraction user:alice']],
      [{ types: ['retraction'] }, ['retraction user:alice']],
      [{ entity: 'user:alice', relation: 'memory:name' }, []]
    ]
    const all = follow(stage, { entityPrefix: 'end:' })
    const readers = filters.map(([query]) => follow(stage, { types: ['fact', 'retraction'], ...query }))
    await stage.write([{ entity: 'user:alice', confidence: 0.3 }, { entity: 'code://rust/app' }, { entity: 'code://rust/app/main' }])
    await stage.write([{ entity: 'user:bob', relation: 'memory:name' }, { entity: 'code://rust/app2' }], { author: 1 })
    await stage.write([{ entity: 'team:own', relation: 'memory:place' }], { scope: 'local' })
    await stage.write([{ entity: 'user:alice', confidence: 0 }])
    const again = filters.map(([query]) => follow(stage, { types: ['fact', 'retraction'], ...query }, { after: '0' }))

    for (const [i, [query, expected]] of filters.entries()) {
      expect((await take(readers[i], expected.length)).map(brief), JSON.stringify(query)).to.deep.equal(expected)
      expect((await take(again[i], expected.length)).map(brief), JSON.stringify(query)).to.deep.equal(expected)
    }

    const more = [...readers, ...again].map(async reader => reader.next())
    await stage.write([{ entity: 'end:end', relation: 'memory:end' }], { author: 5 })
    expect(await take(all, 1)).to.have.lengthOf(1)
    stage.feed.stop()
    expect((await Promise.all(more)).filter(({ done }) => done !== true)).to.deep.equal([])
  })

  it('refuse filters that cannot be read, by name, before anything is told', () => {
    const { feed } = stage
    const wrong: Array<[string, object]> = [
      ['entity', { entity: '' }],
      ['entityPrefix', { entityPrefix: '' }],
      ['entityPrefix', { entityPrefix: ':' }],
      ['entityPrefix', { entityPrefix: 'a\0/' }],
      ['relation', { relation: '\ud800' }],
      ['source', { source: '//' }],
      ['author', { author: 'k51' }],
      ['author', { author: 7 }],
      ['minConfidence', { minConfidence: Number.NaN }],
      ['types', { types: [] }],
      ['types', { types: ['rumour'] }],
      ['scope', { scope: 'a\0' }]
    ]

    for (const [field, query] of wrong) {
      expect(() => feed.changes(query), JSON.stringify(query)).to.throw(InvalidQueryError).with.property('field', field)
    }

    expect(() => feed.changes({ scope: 'team' })).to.throw(UnknownScopeError)
    expect(feed.size).to.equal(0)
  })

  it('tell of a conflict behind the facts that touch it, once a bundle', async () => {
    const reader = follow(stage, { relation: ROLE })
    await stage.write([{ entity: 'user:alice' }])
    expect((await take(reader, 1)).map(brief)).to.deep.equal(['fact user:alice'])
    await stage.write([{ entity: 'user:alice' }, { entity: 'user:alice', source: `${sourceOf(1)}/x` }, { entity: 'user:bob' }], { author: 1 })
    const changes = await take(reader, 4)

    expect(changes.map(brief)).to.deep.equal(['fact user:alice', 'fact user:alice', 'fact user:bob', 'conflict user:alice unresolved'])
    expect(changes[3]).to.include({ conflict: conflictText(conflictId(publicScopeId(NET), 'user:alice', ROLE)), relation: ROLE, scope: 'public' })
    expect(stage.judged()).to.equal(2)
  })

  it('tell of a resolution that settles a conflict, and of a retraction that leaves one open', async () => {
    await stage.write([{ entity: 'user:alice' }])
    await stage.write([{ entity: 'user:alice' }], { author: 1 })
    const reader = follow(stage, { types: ['conflict'], relation: ROLE })
    await stage.write([{ entity: 'user:alice' }], { author: 2 })
    await stage.write([{ entity: 'user:alice', confidence: 0 }], { author: 2 })
    expect((await take(reader, 2)).map(brief)).to.deep.equal(['conflict user:alice unresolved', 'conflict user:alice unresolved'])
    const resolution = statementFact('resolution', { body: { relation: ROLE, winner: null, values: [] }, entity: 'user:alice', source: sourceOf() })
    const { hash } = await stage.write([resolution])
    const values = new Set(['value 0', 'value 1'].map(v => toHex(valueDigest({ type: 'string', v }))))
    const hlc = { wallMs: START_MS, counter: 0 }
    stage.rulings.set(`user:alice ${ROLE}`, { ref: { bundle: hash.subarray(0, 16), index: 0 }, author: authorKey(), hlc, winner: null, values })
    expect((await take(reader, 1)).map(brief)).to.deep.equal(['conflict user:alice resolved'])
    const both = follow(stage, { types: ['fact', 'conflict'], relation: ROLE })
    await stage.write([{ entity: 'user:alice', value: { type: 'string', v: 'value 1' } }], { author: 2 })
    expect((await take(both, 1)).map(brief)).to.deep.equal(['fact user:alice'])
    await stage.write([{ entity: 'user:alice', value: { type: 'string', v: 'something new' } }], { author: 2 })
    expect((await take(both, 2)).map(brief)).to.deep.equal(['fact user:alice', 'conflict user:alice unresolved'])
  })

  it('judge no group for facts that nobody contradicts', async () => {
    const reader = follow(stage)
    await stage.write(Array.from({ length: 100 }, (_, no) => ({ entity: `user:${no}` })))

    expect(await take(reader, 100)).to.have.lengthOf(100)
    expect(stage.judged()).to.equal(0)
  })

  it('end with the signal, with the feed, and when the reader has enough', async () => {
    const controller = new AbortController()
    const readers = [follow(stage, {}, { signal: controller.signal }), follow(stage), follow(stage)]
    const pending = readers.map(async reader => reader.next())
    controller.abort()
    expect(await pending[0]).to.deep.equal({ done: true, value: undefined })
    await readers[1].return?.()
    expect(await pending[1]).to.deep.equal({ done: true, value: undefined })
    stage.feed.stop()
    expect(await pending[2]).to.deep.equal({ done: true, value: undefined })
    expect(stage.feed.size).to.equal(0)
    expect(await follow(stage).next()).to.have.property('done', true)
    expect(await follow(stage, {}, { signal: controller.signal }).next()).to.have.property('done', true)
  })

  it('let go of a reader that breaks off', async () => {
    await stage.write([{}, {}, {}])
    const told: string[] = []

    for await (const change of stage.feed.changes({}, { after: '0' })) {
      told.push(brief(change))

      if (told.length === 2) {
        expect(stage.feed.size).to.equal(1)
        break
      }
    }

    expect(told).to.deep.equal(['fact user:person-0', 'fact user:person-1'])
    expect(stage.feed.size).to.equal(0)
  })

  it('answer readers who ask for several changes at once in order', async () => {
    const reader = follow(stage)
    const asked = [reader.next(), reader.next(), reader.next()]
    await stage.write([{ entity: 'user:a' }, { entity: 'user:b' }])
    await stage.write([{ entity: 'user:c' }])

    expect((await Promise.all(asked)).map(({ value }) => value == null ? '' : brief(value))).to.deep.equal(['fact user:a', 'fact user:b', 'fact user:c'])
  })

  it('end with the failure of a record, and leave the others alone', async () => {
    const failing = new Error('the index is gone')
    const reader = follow(stage)
    const other = follow(stage, { entity: 'user:other' })
    const { recordsNow } = stage.engine
    stage.engine.recordsNow = async () => { throw failing }
    await stage.write([{}])
    await expect(reader.next()).to.eventually.be.rejectedWith(failing)
    stage.engine.recordsNow = recordsNow
    expect(await reader.next()).to.have.property('done', true)
    await stage.write([{ entity: 'user:other' }])
    expect(await take(other, 1)).to.have.lengthOf(1)
  })
})
