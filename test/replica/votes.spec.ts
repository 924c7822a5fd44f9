import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { factId } from '../../src/model/bundle/index.ts'
import { encodeCanonical, toBase32 } from '../../src/model/bytes/index.ts'
import { InvalidQueryError } from '../../src/replica/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { seededBytes } from '../fixtures/bundles.ts'
import { dump, openReplica, someFactDraft, write } from '../fixtures/replicas.ts'
import { agent, carry, exchange } from '../fixtures/rivals.ts'
import type { VoteDraft, VotePage } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 61_100

describe('replica votes', () => {
  let stage: Stage
  let other: Stage
  let fact: string

  beforeEach(async () => {
    stage = await openReplica({ no: 1 })
    other = await openReplica({ no: 2, clock: stage.clock })
    const [record] = await write(stage, [someFactDraft(1)])
    fact = record.id
  })

  afterEach(async () => {
    await stage.stop()
    await other.stop()
  })

  it('casts a vote and lists it', async () => {
    const vote = await cast({ weight: 2.5, source: agent(stage, 1) })

    expect(vote).to.include({ fact, stance: 'for', weight: 2.5, source: agent(stage, 1), author: stage.peer, scope: 'public' })
    expect(await stage.replica.votes.of(fact)).to.deep.equal({ votes: [vote], count: 1, weight: 2.5, against: { count: 0, weight: 0 }, cursor: null })
    expect(await stage.replica.get(vote.id)).to.include({ kind: 6, entity: 'user:person-1', relation: 'factmesh:vote' })
  })

  it('counts a hundred claimants who vote at once, and no update is lost', async () => {
    const weights = Array.from({ length: 100 }, (_, no) => (no * 7_919 % 1_000_001) / 1_000_000)
    await Promise.all(weights.map(async (weight, no) => cast({ weight, source: agent(stage, no), stance: no % 3 === 0 ? 'against' : 'for' })))
    const millionths = (side: (no: number) => boolean): number => weights.reduce((sum, weight, no) => side(no) ? sum + Math.round(weight * 1_000_000) : sum, 0)
    const isAgainst = (no: number): boolean => no % 3 === 0
    const page = await stage.replica.votes.of(fact, { limit: 500 })

    expect(page).to.deep.include({
      count: 66,
      weight: millionths(no => !isAgainst(no)) / 1_000_000,
      against: { count: 34, weight: millionths(isAgainst) / 1_000_000 }
    })
    expect(page.votes).to.have.lengthOf(100)
  })

  it('counts the same vote once however often it comes', async () => {
    for (let no = 0; no < 3; no++) {
      await cast({ source: agent(stage, 1) })
    }

    await carry(stage, other)
    await carry(stage, other)
    expect(sumsOf(await stage.replica.votes.of(fact))).to.deep.equal([1, 1, 0, 0])
    expect(sumsOf(await other.replica.votes.of(fact))).to.deep.equal([1, 1, 0, 0])
  })

  it('lets a claimant change its mind and take its vote back', async () => {
    const source = agent(stage, 1)
    await cast({ source, weight: 5 })
    await cast({ source, weight: 3, stance: 'against' })
    expect(sumsOf(await stage.replica.votes.of(fact))).to.deep.equal([0, 0, 1, 3])
    await cast({ source, takeBack: true })
    expect(await stage.replica.votes.of(fact)).to.deep.include({ votes: [], count: 0, weight: 0, against: { count: 0, weight: 0 } })
    await cast({ source, weight: 0.000_001 })
    expect(sumsOf(await stage.replica.votes.of(fact))).to.deep.equal([1, 0.000_001, 0, 0])
  })

  it('gives the vote of the claimant of a fact no weight, and those of its other sources some', async () => {
    await cast({ weight: 9 })
    expect(await stage.replica.votes.of(fact)).to.deep.equal({ votes: [], count: 0, weight: 0, against: { count: 0, weight: 0 }, cursor: null })
    await cast({ weight: 4, source: agent(stage, 1) })
    await cast({ weight: 9, stance: 'against' })
    expect(sumsOf(await stage.replica.votes.of(fact))).to.deep.equal([1, 4, 0, 0])
  })

  it('keeps a vote until its fact comes', async () => {
    await other.replica.votes.cast({ fact, weight: 2 })
    expect(sumsOf(await other.replica.votes.of(fact))).to.deep.equal([1, 2, 0, 0])
    await carry(other, stage)
    expect(sumsOf(await stage.replica.votes.of(fact))).to.deep.equal([1, 2, 0, 0])
    await carry(stage, other)
    expect(sumsOf(await other.replica.votes.of(fact))).to.deep.equal([1, 2, 0, 0])
  })

  it('comes to the same sums on every replica and after a rebuild', async () => {
    await carry(stage, other)
    await Promise.all([1, 2, 3].map(async no => cast({ source: agent(stage, no), weight: no })))
    await Promise.all([1, 2].map(async no => other.replica.votes.cast({ fact, source: agent(other, no), weight: no, stance: 'against' })))
    await exchange(stage, other)
    const page = await stage.replica.votes.of(fact)
    expect(await other.replica.votes.of(fact)).to.deep.equal(page)
    expect(sumsOf(page)).to.deep.equal([3, 6, 2, 3])

    const entries = await dump(stage)
    stage = await stage.crash({ kv: memoryKV() })
    expect(await dump(stage)).to.deep.equal(entries)
    expect(await stage.replica.votes.of(fact)).to.deep.equal(page)
  })

  it('pages over the claimants', async () => {
    await Promise.all(Array.from({ length: 25 }, async (_, no) => cast({ source: agent(stage, no) })))
    const whole = await stage.replica.votes.of(fact)
    expect(whole.votes).to.have.lengthOf(25)

    for (const limit of [1, 7, 24, 25]) {
      const votes: Array<VotePage['votes'][number]> = []
      let cursor: string | undefined

      do {
        const page = await stage.replica.votes.of(fact, { limit, cursor })
        expect(page.count).to.equal(25)
        votes.push(...page.votes)
        cursor = page.cursor ?? undefined
      } while (cursor != null)

      expect(votes).to.deep.equal(whole.votes)
    }
  })

  it('keeps votes on local facts local', async () => {
    const [record] = await write(stage, [someFactDraft(2)], 'local')
    const vote = await stage.replica.votes.cast({ fact: record.id, source: agent(stage, 1) })

    expect(vote.scope).to.equal('local')
    expect((await stage.replica.votes.of(record.id)).votes).to.deep.equal([vote])
  })

  it('refuses votes that break a rule', async () => {
    const bad: Array<readonly [VoteDraft, string]> = [
      [{ fact: 'nonsense' }, 'fact'],
      [{ fact: fact.replace(/0$/, '7') }, 'fact'],
      [{ fact, weight: -1 }, 'weight'],
      [{ fact, weight: 1_000.1 }, 'weight'],
      [{ fact, weight: Number.NaN }, 'weight'],
      [{ fact, stance: 'maybe' as 'for' }, 'stance'],
      [{ fact, source: 'stigmem://somebody/agent' }, 'source'],
      [{ fact, source: 'no uri' }, 'source']
    ]

    for (const [draft, field] of bad) {
      await expect(stage.replica.votes.cast(draft), JSON.stringify(draft)).to.eventually.be.rejected().with.property('field', field)
    }

    for (const page of [{ limit: 0 }, { cursor: 'x' }, { cursor: toBase32(encodeCanonical([0, new Uint8Array(0)])) }]) {
      await expect(stage.replica.votes.of(fact, page)).to.eventually.be.rejected().with.property('name', InvalidQueryError.name)
    }

    await expect(stage.replica.votes.of('nonsense')).to.eventually.be.rejected().with.property('name', InvalidQueryError.name)
    expect(await stage.replica.votes.of(factId(seededBytes('nobody'), 3))).to.deep.include({ votes: [], count: 0 })
  })

  it('adds up what a walk over the last votes would', async () => {
    const step = fc.record({
      no: fc.nat({ max: 3 }),
      weight: fc.nat({ max: 1_000_000_000 }).map(millionths => millionths / 1_000_000),
      stance: fc.constantFrom('for' as const, 'against' as const),
      takeBack: fc.boolean()
    })

    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
      const [record] = await write(stage, [someFactDraft(3, { source: agent(stage, 0) })])
      const last = new Map<number, typeof steps[number]>()

      for (const { no, ...draft } of steps) {
        await stage.replica.votes.cast({ fact: record.id, source: agent(stage, no), ...draft })
        last.set(no, { no, ...draft })
      }

      const live = [...last.values()].filter(({ no, takeBack }) => no !== 0 && !takeBack)
      const sumOf = (stance: string): number[] => {
        const side = live.filter(vote => vote.stance === stance)
        return [side.length, side.reduce((sum, { weight }) => sum + Math.round(weight * 1_000_000), 0) / 1_000_000]
      }

      expect(sumsOf(await stage.replica.votes.of(record.id))).to.deep.equal([...sumOf('for'), ...sumOf('against')])
    }), { seed: SEED, numRuns: 40 })
  })

  async function cast (draft: Omit<VoteDraft, 'fact'>): ReturnType<Stage['replica']['votes']['cast']> {
    return stage.replica.votes.cast({ fact, ...draft })
  }
})

function sumsOf ({ against, count, weight }: VotePage): number[] {
  return [count, weight, against.count, against.weight]
}
