import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { brief, follow, openFeed, sourceOf, take } from '../fixtures/change-feeds.ts'
import type { Change, ChangeQuery } from '../../src/replica/changes/index.ts'
import type { JournalRecord } from '../../src/storage/journal/index.ts'
import type { FeedStage } from '../fixtures/change-feeds.ts'

const SEED = 20_261_121

/** Position in a record of the first byte of its payload. */
const PAYLOAD_AT = 40

/** Bundles that may wait for one reader in memory. */
const LIVE_BUNDLES = 1_024

const ENTITIES = ['user:alice', 'user:bob', 'code://rust/app', 'code://rust/app/main', 'code://rust/app2']
const RELATIONS = ['memory:role', 'memory:name']

describe('live queries that go on', () => {
  let stage: FeedStage

  beforeEach(async () => {
    stage = await openFeed()
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('tell every change once and in order, however often readers leave and the node crashes', async () => {
    const fact = fc.record({
      entity: fc.constantFrom(...ENTITIES), relation: fc.constantFrom(...RELATIONS), confidence: fc.constantFrom(0, 0.4, 1), value: fc.nat(2).map(v => ({ type: 'number' as const, v }))
    })
    const write = fc.record({ do: fc.constant('write' as const), facts: fc.array(fact, { minLength: 1, maxLength: 6 }), author: fc.nat(2), scope: fc.constantFrom('public' as const, 'local' as const) })
    const step = fc.oneof(
      { weight: 5, arbitrary: write },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const), reader: fc.nat(2), count: fc.nat(9) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), reader: fc.nat(2) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) }
    )
    const query: fc.Arbitrary<ChangeQuery> = fc.record({
      types: fc.constantFrom(['fact' as const], ['retraction' as const, 'fact' as const]),
      entity: fc.constantFrom(...ENTITIES),
      entityPrefix: fc.constantFrom('user:', 'code://rust/app', 'code://rust'),
      relation: fc.constantFrom(...RELATIONS),
      source: fc.constantFrom(sourceOf(0), sourceOf(1)),
      scope: fc.constantFrom('public', 'local'),
      minConfidence: fc.constantFrom(0.3, 0.5)
    }, { requiredKeys: ['types'] })

    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.tuple(query, query, query), fc.constantFrom(200, 3_000, 1e6), async (steps, queries, liveBytesMax) => {
      let own = await openFeed({ feed: { liveBytesMax }, journal: { segmentBytesMax: 4_096 } })
      const begun: string[] = []
      const readers = queries.map((query, no) => follow(own, query, { onBegin: id => { begun[no] = id } }))
      const told: Change[][] = queries.map(() => [])
      const expected: string[][] = queries.map(() => [])
      const resume = (no: number): void => { readers[no] = follow(own, queries[no], { after: told[no].at(-1)?.id ?? begun[no] }) }

      for (const one of steps) {
        switch (one.do) {
          case 'write': {
            await own.write(one.facts.map(changes => ({ source: sourceOf(one.author), ...changes })), one)
            queries.forEach((query, no) => { expected[no].push(...one.facts.filter(fact => wants(query, { source: sourceOf(one.author), scope: one.scope, ...fact })).map(textOf)) })
            break
          }
          case 'read': {
            const count = Math.min(one.count, expected[one.reader].length - told[one.reader].length)
            told[one.reader].push(...await take(readers[one.reader], count))
            break
          }
          case 'leave': {
            await readers[one.reader].return?.()
            resume(one.reader)
            break
          }
          default: {
            own = await own.crash()
            queries.forEach((_, no) => { resume(no) })
          }
        }
      }

      for (const [no, reader] of readers.entries()) {
        told[no].push(...await take(reader, expected[no].length - told[no].length))
        expect(told[no].map(change => 'record' in change ? textOf(change.record) : brief(change))).to.deep.equal(expected[no])
        expect(told[no].map(placeOf)).to.deep.equal(told[no].map(placeOf).sort(byPlace))
      }

      await own.stop()
    }), { seed: SEED, numRuns: 150 })
  })

  it('tell the id of the moment they begin, for readers that leave before the first change', async () => {
    await stage.write([{}, {}])

    for (const entity of ['user:first', 'user:second']) {
      const begun: string[] = []
      const reader = follow(stage, {}, { onBegin: id => { begun.push(id) } })
      expect(begun).to.have.length(1)
      await reader.return?.()
      await stage.write([{ entity }])
      const again = follow(stage, {}, { after: begun[0], onBegin: id => { begun.push(id) } })
      expect((await take(again, 1)).map(brief)).to.deep.equal([`fact ${entity}`])
      expect(begun).to.have.length(1)
    }
  })

  it('go on within a bundle, and behind the conflicts of one', async () => {
    await stage.write([{ entity: 'user:alice' }, { entity: 'user:bob' }])
    await stage.write([{ entity: 'user:alice' }, { entity: 'user:bob' }, { entity: 'user:cleo' }], { author: 1 })
    const all = await take(follow(stage, {}, { after: '0' }), 9)
    expect(all.slice(4).map(brief)).to.deep.equal(['fact user:alice', 'fact user:bob', 'fact user:cleo', 'conflict user:alice unresolved', 'conflict user:bob unresolved'])

    for (const [no, { id }] of all.entries()) {
      expect(await take(follow(stage, {}, { after: id }), 8 - no), id).to.deep.equal(all.slice(no + 1))
    }
  })

  it('answer an id that is none with a gap, and go on from now', async () => {
    await stage.write([{}, {}])
    await stage.write([{}])
    const [first] = await take(follow(stage, {}, { after: '0' }), 1)
    const { offset, next } = (await records(stage))[0]
    const fromEnd = ['.0', '1', '.-1'].map(suffix => () => `${stage.journal.end}${suffix}`)
    const known = [
      '', ' ', '-1', '0x0', '1e3', '.', '0.', '.0', `${first.id} `, '00', `${offset}.01`, '9007199254740993.0', '99999999999999999999', `${'9'.repeat(10_000)}`,
      `${offset}.4`, `${offset}.1024`, `${offset + 1}.0`, `${offset + 8}`, `${next - 1}.0`, '1.0', '31', 'null', '\ud800', '<script>'
    ]

    for (const idOf of [...known.map(id => () => id), ...fromEnd, () => `${stage.journal.end - 3}`]) {
      const id = idOf()
      const reader = follow(stage, {}, { after: id })
      const [gap] = await take(reader, 1)
      expect(gap, id).to.include({ type: 'gap', reason: 'unknown_id', from: id.slice(0, 64) })
      await stage.write([{ entity: 'user:next' }])
      expect((await take(reader, 1)).map(brief), id).to.deep.equal(['fact user:next'])
      expect((await take(follow(stage, {}, { after: gap.id }), 1)).map(brief)).to.deep.equal(['fact user:next'])
    }

    expect(stage.journal.stat().damaged).to.equal(0)
  })

  it('answer any text at all without an error, and never look at bytes that are no record', async () => {
    await stage.write([{}, {}, {}])
    const id = fc.oneof(fc.string(), fc.tuple(fc.nat(1_200), fc.nat(9)).map(([offset, index]) => `${offset}.${index}`), fc.nat(1_200).map(String))

    await fc.assert(fc.asyncProperty(id, async after => {
      const reader = follow(stage, { entity: 'user:next' }, { after })
      await stage.write([{ entity: 'user:next' }])
      const [change] = await take(reader, 1)
      expect(['gap', 'fact'], after).to.include(change.type)
      await reader.return?.()
    }), { seed: SEED, numRuns: 300 })
    expect(stage.journal.stat().damaged).to.equal(0)
  })

  it('say what is left out when too much lies behind an id', async () => {
    const near = await openFeed({ feed: { catchUpBytesMax: 2_000 } })
    await near.write([{ entity: 'user:0' }])
    const [first] = await take(follow(near, {}, { after: '0' }), 1)
    await writeMany(near, 10)
    const reader = follow(near, {}, { after: first.id })
    const [gap] = await take(reader, 1)
    expect(gap).to.include({ type: 'gap', from: first.id, reason: 'too_far_behind' })
    await near.write([{ entity: 'user:next' }])
    expect((await take(reader, 1)).map(brief)).to.deep.equal(['fact user:next'])
    await near.stop()
  })

  it('read the journal when memory has no room for what a reader has not come to', async () => {
    const tight = await openFeed({ feed: { liveBytesMax: 1_000 } })
    const reader = follow(tight)
    await writeMany(tight, 50)
    await tight.write([{ entity: 'user:next' }])

    expect((await take(reader, 51)).map(brief)).to.deep.equal([...Array.from({ length: 50 }, (_, no) => `fact user:${no}`), 'fact user:next'])
    await tight.stop()
  })

  it('read the journal when more bundles wait than a reader may leave in memory', async () => {
    const reader = follow(stage)
    await writeMany(stage, LIVE_BUNDLES + 10)
    const changes = await take(reader, LIVE_BUNDLES + 10)

    expect(changes.map(brief)).to.deep.equal(changes.map((_, no) => `fact user:${no}`))
    await stage.write([{ entity: 'user:next' }])
    expect((await take(reader, 1)).map(brief)).to.deep.equal(['fact user:next'])
  })

  it('leave a slow reader behind with a gap', async () => {
    const tight = await openFeed({ feed: { liveBytesMax: 1_000, catchUpBytesMax: 4_000 } })
    const reader = follow(tight)
    await tight.write([{ entity: 'user:0' }])
    const [first] = await take(reader, 1)
    await writeMany(tight, 50)
    const [gap] = await take(reader, 1)
    expect(gap).to.include({ type: 'gap', reason: 'slow_reader' })
    expect(placeOf(gap)[0]).to.equal((await records(tight)).at(-1)?.offset)
    expect(gap).to.have.property('from', `${(await records(tight))[1].offset}`)
    expect(byPlace(placeOf(gap), placeOf(first))).to.be.greaterThan(0)
    await tight.write([{ entity: 'user:next' }])
    expect((await take(reader, 1)).map(brief)).to.deep.equal(['fact user:next'])
    expect((await take(follow(tight, {}, { after: gap.id }), 1)).map(brief)).to.deep.equal(['fact user:next'])
    await tight.stop()
  })

  it('pass over what the disk has changed, with a gap in its place', async () => {
    for (const broken of [0, 2, 4]) {
      const own = await openFeed()
      await writeMany(own, 5)
      const all = await records(own)
      await damage(own, all[broken].offset)
      const reader = follow(own, {}, { after: '0' })
      const changes = await take(reader, 5)
      const expected = Array.from({ length: 5 }, (_, no) => no === broken ? 'gap damaged' : `fact user:${no}`)
      expect(changes.map(brief)).to.deep.equal(expected)
      expect(changes[broken]).to.deep.include(broken === 4 ? { id: `${all[4].offset}.1` } : { id: `${all[broken + 1].offset}` })
      expect(changes[broken]).to.have.property('from', `${broken === 0 ? 0 : all[broken].offset}`)

      for (const [no, { id }] of changes.entries()) {
        expect((await take(follow(own, {}, { after: id }), 4 - no)).map(brief)).to.deep.equal(expected.slice(no + 1))
      }

      // Where the newest record is lost, nobody knows whether others were behind it.
      const again = broken === 4 ? ['gap damaged'] : []
      await own.write([{ entity: 'user:next' }])
      expect((await take(reader, again.length + 1)).map(brief)).to.deep.equal([...again, 'fact user:next'])
      await own.stop()
    }
  })

  it('say that the record of an id is no more, and that those behind it are', async () => {
    const small = await openFeed({ journal: { segmentBytesMax: 2_048 } })
    await writeMany(small, 12)
    const all = await take(follow(small, {}, { after: '0' }), 12)
    const [, second] = small.journal.segments()
    const inside = all.filter(change => placeOf(change)[0] >= second.base && placeOf(change)[0] < second.end)
    expect(inside.length).to.be.greaterThan(2)
    await small.journal.compact(second.base, ({ offset, payload }) => offset === placeOf(inside[1])[0] ? undefined : payload)

    expect(await take(follow(small, {}, { after: inside[1].id }), 1)).to.deep.equal([{ type: 'gap', id: `${placeOf(all[11])[0]}.1`, from: inside[1].id, reason: 'compacted' }])
    const rest = await take(follow(small, {}, { after: inside[0].id }), 11 - all.indexOf(inside[0]))
    expect(rest[0]).to.deep.equal({ type: 'gap', id: `${placeOf(inside[2])[0]}`, from: `${placeOf(inside[1])[0]}`, reason: 'compacted' })
    expect(rest.slice(1)).to.deep.equal(all.slice(all.indexOf(inside[2])))
    await small.stop()
  })

  it('go on where the journal ended before a restart', async () => {
    await stage.write([{ entity: 'user:0' }])
    stage = await stage.crash()
    const [gap] = await take(follow(stage, {}, { after: 'x' }), 1)
    expect(gap.id).to.equal(`${stage.journal.end}`)
    stage = await stage.crash()
    await stage.write([{ entity: 'user:1' }])
    expect((await take(follow(stage, {}, { after: gap.id }), 1)).map(brief)).to.deep.equal(['fact user:1'])
  })
})

async function writeMany (stage: FeedStage, count: number): Promise<void> {
  for (let no = 0; no < count; no++) {
    await stage.write([{ entity: `user:${no}` }])
  }
}

async function records ({ journal }: FeedStage): Promise<JournalRecord[]> {
  const all: JournalRecord[] = []

  for await (const record of journal.records()) {
    all.push(record)
  }

  return all
}

/** Changes one byte in the middle of a record. */
async function damage ({ files }: FeedStage, offset: number): Promise<void> {
  const [segment] = (await files.list('/journal')).filter(name => name.endsWith('.seg'))
  const handle = await files.open(`/journal/${segment}`, 'write')
  const byte = new Uint8Array(1)
  await handle.read(byte, offset + PAYLOAD_AT + 100)
  await handle.write([Uint8Array.of(byte[0] ^ 0x10)], offset + PAYLOAD_AT + 100)
  await handle.sync()
  await handle.close()
}

/** What a test says about a fact. */
interface Said {
  readonly entity: string
  readonly relation: string
  readonly source: string
  readonly scope: string
  readonly confidence: number
  readonly value: { readonly v: unknown }
}

function wants (query: ChangeQuery, { entity, relation, source, scope, confidence }: Said): boolean {
  const { entityPrefix: prefix } = query

  return query.types?.includes(confidence === 0 ? 'retraction' : 'fact') === true &&
    (query.entity == null || query.entity === entity) &&
    (prefix == null || entity === prefix || entity.startsWith(prefix.endsWith(':') ? prefix : `${prefix}/`)) &&
    (query.relation == null || query.relation === relation) &&
    (query.source == null || query.source === source) &&
    (query.scope == null || query.scope === scope) &&
    (confidence === 0 || confidence >= (query.minConfidence ?? 0))
}

function textOf ({ entity, relation, confidence, value }: Pick<Said, 'entity' | 'relation' | 'confidence' | 'value'>): string {
  return `${entity} ${relation} ${confidence} ${String(value.v)}`
}

function placeOf ({ id }: Change): [number, number] {
  const [offset, index = -1] = id.split('.').map(Number)

  return [offset, index]
}

function byPlace (a: [number, number], b: [number, number]): number {
  return a[0] - b[0] || a[1] - b[1]
}
