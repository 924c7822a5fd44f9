import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { valueDigest } from '../../src/model/body/index.ts'
import { factId } from '../../src/model/bundle/index.ts'
import { compareBytes } from '../../src/model/bytes/index.ts'
import { conflictId, conflictText } from '../../src/policy/conflict/index.ts'
import { lensRegistry, UnknownLensError, weightedLens } from '../../src/policy/lens/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { InvalidQueryError, UnknownScopeError } from '../../src/replica/query/index.ts'
import { START_MS } from '../fixtures/bundles.ts'
import { claim, claimWith, clockAt, openCopy, peerOf, said, sourceOf, state, vote } from '../fixtures/copies.ts'
import { NET } from '../fixtures/replicas.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { ResolveAnswer, ResolveQuery } from '../../src/replica/query/index.ts'
import type { Copy } from '../fixtures/copies.ts'

const SEED = 31_337
const DAY_MS = 86_400_000
const ALICE = { entity: 'user:alice', relation: 'memory:role' }

/** All twelve, and two that wrap. */
const LENSES = [...lensRegistry().names, 'epoch-aware(skeptic)', 'epoch-aware(vote-aware-consensus)']

describe('resolve', () => {
  let copies: Copy[]

  beforeEach(() => {
    copies = []
  })

  afterEach(async () => {
    await Promise.all(copies.map(async copy => copy.stop()))
  })

  describe('equal sets', () => {
    it('answer equal bytes for every lens, whatever the order, the clock, and who brought them', async () => {
      const set = [...rivalsWithEverything(), ...ruleBundles()]
      const one = await open({ clockMs: 2 * DAY_MS })
      const other = await open({ clockMs: 9 * DAY_MS + 12_345 })
      await one.take(set, { via: 'local', peer: '' })
      await other.take([...set].reverse(), { via: 'gossip', peer: peerOf(50) })

      for (const lens of LENSES) {
        for (const more of [{}, { cut: START_MS + 5 * DAY_MS }, { asOf: START_MS + 4_000 }, { edition: '2026' }, { trust: trustOfAll() }]) {
          const query = { ...ALICE, lens, ...more }
          expect(await bytes(one, query), `${lens} ${JSON.stringify(more)}`).to.equal(await bytes(other, query))
        }
      }
    })

    it(`answer equal bytes in a hundred orders of arrival (seed ${SEED})`, async () => {
      const set = rivalsWithEverything()
      const first = await open()
      await first.take(set)
      const expected = new Map(await Promise.all(LENSES.map(async lens => [lens, await bytes(first, { ...ALICE, lens })] as const)))

      await fc.assert(fc.asyncProperty(fc.shuffledSubarray(set, { minLength: set.length }), fc.nat(DAY_MS), async (order, laterMs) => {
        const copy = await openCopy({ clock: clockAt(3_600_000 + laterMs) })
        await copy.take(order)

        for (const lens of LENSES) {
          expect(await bytes(copy, { ...ALICE, lens })).to.equal(expected.get(lens))
        }

        await copy.stop()
      }), { numRuns: 100, seed: SEED })
    })

    it('answer the same at the cut that an answer names', async () => {
      const copy = await open()
      await copy.take(rivalsWithEverything())

      for (const lens of LENSES) {
        const answer = await copy.resolve.resolve({ ...ALICE, lens })
        expect(await bytes(copy, { ...ALICE, lens, cut: answer.cut })).to.equal(JSON.stringify(answer))
      }
    })

    it('answer the same whether an answer was kept or is made', async () => {
      const copy = await open()

      for (const bundle of rivalsWithEverything()) {
        await copy.take([bundle])

        for (const lens of LENSES) {
          const kept = await bytes(copy, { ...ALICE, lens })
          expect(await bytes(copy, { ...ALICE, lens, maxStaleMs: 0 })).to.equal(kept)
          expect(await bytes(copy, { ...ALICE, lens })).to.equal(kept)
        }
      }
    })
  })

  describe('an answer', () => {
    it('names the winner, its rivals, and the conflict that they make', async () => {
      const copy = await open()
      const [engineer, manager] = [said({ by: 1, at: 0 }, [claim(1, 'engineer')]), said({ by: 2, at: 1_000 }, [claim(2, 'manager', { confidence: 0.9 })])]
      await copy.take([engineer, manager])
      const answer = await copy.resolve.resolve({ ...ALICE, lens: 'stigmem-default' })

      expect(answer).to.deep.include({
        ...ALICE,
        scope: 'public',
        lens: 'stigmem-default',
        cut: `${START_MS}.00000`,
        candidatesCount: 2,
        truncated: false,
        resolutionConfidence: 0.9,
        conflict: { id: conflictText(conflictId(publicScopeId(NET), ALICE.entity, ALICE.relation)), open: true }
      })
      expect(answer.winner).to.deep.include({
        id: factId(manager.hash, 0), value: { type: 'string', v: 'manager' }, author: peerOf(2), confidence: 0.9, timestampMs: START_MS + 1_000, sourceClass: 'anecdotal'
      })
      expect(answer.candidates.map(({ id }) => id)).to.deep.equal([factId(manager.hash, 0), factId(engineer.hash, 0)])
      expect(JSON.stringify(answer)).to.not.match(/received|attested/)
    })

    it('is empty about what nobody speaks of, and in a scope that holds nothing', async () => {
      const copy = await open()
      const empty = { winner: null, candidates: [], candidatesCount: 0, conflict: null, resolutionConfidence: 0 }

      expect(await copy.resolve.resolve(ALICE)).to.deep.include({ ...empty, cut: '0000000000000.00000', lens: 'vote-aware-consensus' })
      await copy.take([said({ by: 1, at: 61_000 }, [claim(1, 'engineer', { entity: 'user:bob' })])])
      expect(await copy.resolve.resolve(ALICE)).to.deep.include({ ...empty, cut: `${START_MS + 60_000}.00000` })
    })

    it('weighs a thousand candidates, and lists as many as were asked for', async () => {
      const copy = await open()
      await copy.take(Array.from({ length: 10 }, (_, no) => hundredBy(no)))
      const answer = await copy.resolve.resolve({ ...ALICE, lens: 'recency', limit: 7 })

      expect(answer.candidates).to.have.lengthOf(7)
      expect(answer.values).to.have.lengthOf(7)
      expect(answer).to.deep.include({ candidatesCount: 1_000, truncated: true, conflictScore: 1 })
      expect(answer.winner).to.deep.equal(answer.candidates[0])
      expect((await copy.resolve.resolve({ ...ALICE, lens: 'recency', limit: 500 })).candidates.slice(0, 7)).to.deep.equal(answer.candidates)
    })

    it('looks at rules wherever they stand for the lens constraints', async () => {
      const copy = await open()
      await copy.take(ruleBundles())
      const { constraints, winner } = await copy.resolve.resolve({ ...ALICE, lens: 'constraints' })

      expect(winner).to.equal(null)
      expect(constraints?.mustUse.map(({ value }) => value.v)).to.deep.equal(['tls'])
      expect(constraints?.forbidden.map(({ value }) => value.v)).to.deep.equal(['ftp'])
    })

    it('knows lenses of one\'s own', async () => {
      const copy = await open()
      copy.lenses.register(weightedLens({ name: 'longest-value', weigh: ({ value }) => BigInt(String(value.v).length) }))
      await copy.take([said({ by: 1, at: 0 }, [claim(1, 'short')]), said({ by: 2, at: 1 }, [claim(2, 'rather long')])])

      expect((await copy.resolve.resolve({ ...ALICE, lens: 'longest-value' })).winner?.value.v).to.equal('rather long')
    })

    it('weighs by trust that is handed in', async () => {
      const copy = await open()
      await copy.take([said({ by: 1, at: 0 }, [claim(1, 'loud', { confidence: 1 })]), said({ by: 2, at: 1 }, [claim(2, 'sound', { confidence: 0.6 })])])

      expect((await copy.resolve.resolve({ ...ALICE, lens: 'trust-aware-authority', trust: { [peerOf(1)]: 0.1, [peerOf(2)]: 0.9 } })).winner?.value.v).to.equal('sound')
      expect((await copy.resolve.resolve({ ...ALICE, lens: 'eigentrust-authority', eigentrust: { [peerOf(2)]: 0.001 } })).winner?.value.v).to.equal('sound')
      expect((await copy.resolve.resolve({ ...ALICE, lens: 'eigentrust-authority' })).winner).to.equal(null)
    })
  })

  describe('a resolution', () => {
    it('makes its winner answer, until a new value opens the conflict again', async () => {
      const copy = await open()
      const one = said({ by: 1, at: 0 }, [claim(1, 'engineer')])
      const two = said({ by: 2, at: 1 }, [claim(2, 'manager', { confidence: 0.9 })])
      const values = ['engineer', 'manager'].map(v => valueDigest({ type: 'string', v })).sort(compareBytes)
      const ruling = said({ by: 3, at: 2 }, [state(3, 'resolution', { body: { relation: ALICE.relation, winner: { hash: one.hash, index: 0 }, values, note: 'asked her' } })])
      await copy.take([one, two, ruling])
      const settled = await copy.resolve.resolve({ ...ALICE, lens: 'stigmem-default' })

      expect(settled.winner?.value.v).to.equal('engineer')
      expect(settled.candidates[0].value.v).to.equal('manager')
      expect(settled.resolutionConfidence).to.equal(1)
      expect(settled.explanation[0]).to.deep.include({ code: 'settled' })
      expect(settled.conflict).to.deep.include({ open: false })
      expect(settled.conflict?.resolution).to.deep.equal({ id: factId(ruling.hash, 0), resolver: peerOf(3), winner: factId(one.hash, 0), note: 'asked her' })
      expect((await copy.resolve.resolve({ ...ALICE, lens: 'skeptic' })).winner).to.equal(null)

      // Its author says the same once more: the word of the resolution still holds.
      await copy.take([said({ by: 1, at: 3 }, [claim(1, 'engineer', { confidence: 0.7 })])])
      expect((await copy.resolve.resolve({ ...ALICE, lens: 'stigmem-default' })).winner).to.deep.include({ confidence: 0.7 })

      await copy.take([said({ by: 4, at: 4 }, [claim(4, 'astronaut', { confidence: 1 })])])
      const open_ = await copy.resolve.resolve({ ...ALICE, lens: 'stigmem-default' })
      expect(open_.winner?.value.v).to.equal('astronaut')
      expect(open_.conflict).to.deep.include({ open: true })
    })

    it('without a winner leaves the answer to the lens', async () => {
      const copy = await open()
      const values = ['engineer', 'manager'].map(v => valueDigest({ type: 'string', v })).sort(compareBytes)
      await copy.take([
        said({ by: 1, at: 0 }, [claim(1, 'engineer')]),
        said({ by: 2, at: 1 }, [claim(2, 'manager', { confidence: 0.9 })]),
        said({ by: 3, at: 2 }, [state(3, 'resolution', { body: { relation: ALICE.relation, winner: null, values } })])
      ])
      const { conflict, winner } = await copy.resolve.resolve({ ...ALICE, lens: 'stigmem-default' })

      expect(winner?.value.v).to.equal('manager')
      expect(conflict).to.deep.include({ open: false })
    })
  })

  describe('votes', () => {
    it('let fewer high weights win over many low ones', async () => {
      const copy = await open()
      const wrong = said({ by: 1, at: 0 }, [claim(1, 'wrong', { confidence: 1 })])
      const right = said({ by: 2, at: 1 }, [claim(2, 'right', { confidence: 0.5 })])
      const trolls = Array.from({ length: 40 }, (_, no) => said({ by: 100 + no, at: 10 + no }, [vote(100 + no, wrong, { weight: 0.1 })]))
      const experts = [3, 4].map(no => said({ by: no, at: no }, [vote(no, right, { weight: 5 })]))
      await copy.take([...trolls, wrong, right, ...experts])
      const { candidates, winner } = await copy.resolve.resolve(ALICE)

      expect(winner).to.deep.include({ value: { type: 'string', v: 'right' }, votes: { for: 10_000_000, against: 0 } })
      expect(candidates[1].votes).to.deep.equal({ for: 4_000_000, against: 0 })
    })

    it('count as of a time, count nothing once taken back, and nothing for one\'s own statement', async () => {
      const copy = await open()
      const one = said({ by: 1, at: 0 }, [claim(1, 'one')])
      const two = said({ by: 2, at: 1 }, [claim(2, 'two')])
      await copy.take([
        one, two,
        said({ by: 1, at: 10 }, [vote(1, one, { weight: 1_000 })]),
        said({ by: 3, at: 20 }, [vote(3, one, { weight: 3 })]),
        said({ by: 4, at: 30 }, [vote(4, two, { weight: 2 })]),
        said({ by: 3, at: 40 }, [vote(3, one, { weight: 3, takeBack: true })]),
        said({ by: 4, at: 50 }, [vote(4, one, { weight: 1, stance: 'against' })])
      ])
      const votesAt = async (query: Partial<ResolveQuery>): Promise<unknown> => {
        const { candidates } = await copy.resolve.resolve({ ...ALICE, ...query })
        return Object.fromEntries(candidates.map(({ value, votes }) => [value.v, votes == null ? 'none' : `${votes.for / 1e6}:${votes.against / 1e6}`]))
      }

      expect(await votesAt({})).to.deep.equal({ one: '0:1', two: '2:0' })
      expect(await votesAt({ cut: START_MS + 15 })).to.deep.equal({ one: '0:1', two: '2:0' })
      expect(await votesAt({ asOf: START_MS + 15 })).to.deep.equal({ one: 'none', two: 'none' })
      expect(await votesAt({ asOf: START_MS + 20 })).to.deep.equal({ one: '3:0', two: 'none' })
      expect(await votesAt({ asOf: START_MS + 30 })).to.deep.equal({ one: '3:0', two: '2:0' })
      expect(await votesAt({ asOf: START_MS + 45 })).to.deep.equal({ one: 'none', two: '2:0' })
      expect(await votesAt({ asOf: START_MS + 60 })).to.deep.equal(await votesAt({}))
    })
  })

  describe('time', () => {
    it('takes expiry into the cut as soon as it has passed', async () => {
      const copy = await open({ clockMs: 30_000 })
      await copy.take([said({ by: 1, at: 0 }, [claimWith(1, 'for now', { until: START_MS + 60_500 })]), said({ by: 2, at: 1 }, [claim(2, 'for good', { confidence: 0.1 })])])
      const query = { ...ALICE, lens: 'stigmem-default' }

      expect(await copy.resolve.resolve(query)).to.deep.include({ cut: `${START_MS}.00000`, candidatesCount: 2 })
      copy.clock.advance(30_500)
      expect(await copy.resolve.resolve(query)).to.deep.include({ candidatesCount: 2 })
      copy.clock.advance(1)
      const expired = await copy.resolve.resolve(query)
      expect(expired).to.deep.include({ cut: `${START_MS + 60_501}.00000`, candidatesCount: 1, conflict: null })
      expect(expired.winner?.value.v).to.equal('for good')

      const late = await open({ clockMs: 40 * DAY_MS })
      await late.take([said({ by: 2, at: 1 }, [claim(2, 'for good', { confidence: 0.1 })]), said({ by: 1, at: 0 }, [claimWith(1, 'for now', { until: START_MS + 60_500 })])])
      expect(await bytes(late, query)).to.equal(await bytes(copy, query))

      expect((await copy.resolve.resolve({ ...query, includeExpired: true })).winner?.value.v).to.equal('for now')
      expect(await copy.resolve.resolve({ ...query, cut: START_MS + 60_500 })).to.deep.include({ candidatesCount: 2 })
      // At the cut that an answer names, the answer is the same.
      expect(await bytes(copy, { ...query, cut: expired.cut })).to.equal(JSON.stringify(expired))
    })

    it('answers as of a time, with what was said by then', async () => {
      const copy = await open()
      await copy.take([said({ by: 1, at: 0 }, [claim(1, 'trainee')]), said({ by: 1, at: 1_000 }, [claim(1, 'engineer')]), said({ by: 1, at: 2_000 }, [claim(1, 'engineer', { confidence: 0 })])])
      const valueAt = async (asOf: number): Promise<unknown> => (await copy.resolve.resolve({ ...ALICE, asOf })).winner?.value.v

      expect(await Promise.all([valueAt(START_MS - 1), valueAt(START_MS + 999), valueAt(START_MS + 1_000), valueAt(START_MS + 2_000)]))
        .to.deep.equal([undefined, 'trainee', 'engineer', undefined])
    })
  })

  it('keeps to one edition, and leaves superseded ones out of the lens that asks', async () => {
    const copy = await open()
    const old = said({ by: 1, at: 0 }, [claimWith(1, 'before', { edition: '2025' })])
    const current = said({ by: 2, at: 1 }, [claimWith(2, 'after', { edition: '2026' })])
    await copy.take([old, current, said({ by: 0, at: 2 }, [state(0, 'edition', { body: { name: '2026', supersedes: '2025', type: 'temporal' } })])])

    expect(await copy.resolve.resolve({ ...ALICE, lens: 'epoch-aware(confidence)' })).to.have.nested.property('candidates.length', 1)
    expect(await copy.resolve.resolve({ ...ALICE, lens: 'confidence' })).to.have.nested.property('candidates.length', 2)

    for (const lens of ['confidence', 'epoch-aware(confidence)']) {
      const { candidatesCount, winner } = await copy.resolve.resolve({ ...ALICE, lens, edition: '2025' })
      expect([candidatesCount, winner?.value.v]).to.deep.equal([1, 'before'])
    }
  })

  it('joins the names of an entity', async () => {
    const copy = await open()
    await copy.take([said({ by: 1, at: 0 }, [claim(1, 'engineer')]), said({ by: 2, at: 1 }, [claim(2, 'manager', { entity: 'user:al' })])])
    const [alone, other] = [await copy.resolve.resolve(ALICE), await copy.resolve.resolve({ ...ALICE, entity: 'user:al' })]
    expect([alone.candidatesCount, other.candidatesCount, alone.conflict]).to.deep.equal([1, 1, null])

    await copy.take([said({ by: 0, at: 2 }, [state(0, 'alias', { body: { canonical: 'user:alice', alias: 'user:al' } })])])
    const joined = await copy.resolve.resolve(ALICE)
    expect(joined).to.deep.include({ entity: 'user:alice', candidatesCount: 2 })
    expect(joined.conflict).to.deep.include({ open: true })
    expect(joined.candidates.map(({ entity }) => entity)).to.have.members(['user:alice', 'user:al'])
    expect(await bytes(copy, { ...ALICE, entity: 'user:al' })).to.equal(JSON.stringify(joined))
  })

  it('names bundles whose content is not here, and answers whole once it is', async () => {
    const copy = await open()
    const one = said({ by: 1, at: 0 }, [claim(1, 'engineer')])
    const two = said({ by: 2, at: 1 }, [claim(2, 'manager')])
    await copy.take([one, two])
    await copy.index.lose([two.hash])
    const partial = await copy.resolve.resolve({ ...ALICE, lens: 'recency' })
    expect(partial.winner?.value.v).to.equal('engineer')
    expect(partial.missing).to.deep.equal([factId(two.hash, 0).slice(0, -2)])

    await copy.take([two])
    const whole = await copy.resolve.resolve({ ...ALICE, lens: 'recency' })
    expect(whole.winner?.value.v).to.equal('manager')
    expect(whole).to.not.have.property('missing')
  })

  it('refuses what cannot be meant', async () => {
    const copy = await open()
    const bad: Array<[Partial<ResolveQuery>, string]> = [
      [{ entity: '' }, 'entity'], [{ relation: 'a\0b' }, 'relation'], [{ lens: 'recency(' }, 'lens'], [{ lens: 'recency(skeptic)' }, 'lens'],
      [{ asOf: START_MS + 40 * DAY_MS }, 'asOf'], [{ asOf: 'yesterday' }, 'asOf'], [{ cut: -1 }, 'cut'], [{ limit: 0 }, 'limit'], [{ limit: 501 }, 'limit'],
      [{ maxStaleMs: -1 }, 'maxStaleMs'], [{ trust: { nobody: 1 } }, 'trust'], [{ trust: { [peerOf(1)]: 1.1 } }, 'trust'],
      [{ eigentrust: { [peerOf(1)]: Number.NaN } }, 'eigentrust'], [{ domainTrust: Object.fromEntries(Array.from({ length: 10_001 }, (_, no) => [`k${no}`, 1])) }, 'domainTrust']
    ]

    for (const [query, field] of bad) {
      await expect(copy.resolve.resolve({ ...ALICE, ...query }), JSON.stringify(query).slice(0, 80)).to.eventually.be.rejectedWith(InvalidQueryError).with.property('field', field)
    }

    await expect(copy.resolve.resolve({ ...ALICE, lens: 'nobody' })).to.eventually.be.rejectedWith(UnknownLensError)
    await expect(copy.resolve.resolve({ ...ALICE, scope: 'elsewhere' })).to.eventually.be.rejectedWith(UnknownScopeError)
  })

  async function open ({ clockMs = 3_600_000 }: { clockMs?: number } = {}): Promise<Copy> {
    const copy = await openCopy({ clock: clockAt(clockMs) })
    copies.push(copy)
    return copy
  }
})

async function bytes ({ resolve }: Copy, query: ResolveQuery): Promise<string> {
  const answer: ResolveAnswer = await resolve.resolve(query)
  return JSON.stringify(answer)
}

/** Sides with ties, votes, editions, classes, expiry, a replaced and a retracted version, an alias and a resolution. */
function rivalsWithEverything (): Bundle[] {
  const one = said({ by: 1, at: 0 }, [claimWith(1, 'engineer', { class: 1, edition: '2025' })])
  const two = said({ by: 2, at: 0 }, [claim(2, 'manager')])
  const three = said({ by: 3, at: 1_000 }, [claimWith(3, 'manager', { edition: '2026', hash: new Uint8Array(32).fill(1) })])
  const four = said({ by: 4, at: 2_000 }, [claimWith(4, 'clown', { until: START_MS + 30_000 })])
  const values = ['engineer', 'manager'].map(v => valueDigest({ type: 'string', v })).sort(compareBytes)

  return [
    one, two, three, four,
    said({ by: 5, at: 2_500 }, [claim(5, 'pilot')]),
    said({ by: 5, at: 3_000 }, [claim(5, 'pilot', { confidence: 0 })]),
    said({ by: 6, at: 3_500 }, [claim(6, 'trainee', { entity: 'user:al' })]),
    said({ by: 6, at: 3_600 }, [claim(6, 'engineer', { entity: 'user:al', confidence: 0.3 })]),
    said({ by: 7, at: 4_000 }, [vote(7, one, { weight: 2 }), vote(7, two, { stance: 'against' })]),
    said({ by: 8, at: 4_500 }, [vote(8, one, { weight: 5 })]),
    said({ by: 8, at: 4_600 }, [vote(8, one, { weight: 5, takeBack: true })]),
    said({ by: 1, at: 4_700 }, [vote(1, one, { weight: 9 })]),
    said({ by: 0, at: 5_000 }, [state(0, 'alias', { body: { canonical: 'user:alice', alias: 'user:al' } })]),
    said({ by: 0, at: 5_100 }, [state(0, 'edition', { body: { name: '2026', supersedes: '2025', type: 'refine' } })]),
    said({ by: 9, at: 5_200 }, [state(9, 'resolution', { body: { relation: ALICE.relation, winner: { hash: two.hash, index: 0 }, values } })])
  ]
}

/** A hundred sources of one author, each with a value of its own. */
function hundredBy (no: number): Bundle {
  return said({ by: no, at: no }, Array.from({ length: 100 }, (_, i) => claim(no, `value ${no}-${i}`, { source: sourceOf(no, `a-${i}`) })))
}

function ruleBundles (): Bundle[] {
  return [
    said({ by: 20, at: 100 }, [claim(20, 'tls', { relation: 'constraint:must-use' })]),
    said({ by: 21, at: 200 }, [claim(21, 'ftp', { relation: 'constraint:forbidden' })])
  ]
}

function trustOfAll (): Record<string, number> {
  return Object.fromEntries([1, 2, 3, 4, 5, 6].map(no => [peerOf(no), no / 10]))
}
