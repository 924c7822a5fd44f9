import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { lensRegistry } from '../../src/policy/lens/index.ts'
import { CONTEXT, CUT_MS, FULL_CONTEXT, anyCandidates, candidate, candidates } from '../fixtures/lens-candidates.ts'
import type { LensCandidate, LensContext, Resolution } from '../../src/policy/lens/index.ts'

const SEED = 46_048
const EARLIER = { hlc: { wallMs: CUT_MS - 120_000, counter: 0 } }

describe('consensus', () => {
  it('answers with the value of three against two', () => {
    const resolution = resolve('consensus', [...candidates({ from: 1, to: 3 }, 'common', EARLIER), ...candidates({ from: 4, to: 5 }, 'rare')])

    expect(resolution.winner?.value.v).to.equal('common')
    expect(resolution.confidence).to.equal(0.6)
    expect(resolution.values.map(({ claimants, share }) => [claimants, share])).to.deep.equal([[3, 0.6], [2, 0.4]])
  })

  it('lets the tie-break decide between two and two', () => {
    const resolution = resolve('consensus', [...candidates({ from: 1, to: 2 }, 'earlier', EARLIER), ...candidates({ from: 3, to: 4 }, 'later')])

    expect(resolution.winner?.value.v).to.equal('later')
    expect(resolution.explanation.map(({ code }) => code)).to.deep.equal(['most-claimants', 'tie-broken'])
  })

  it('counts a claimant once, however often the value is stated', () => {
    const [first, ...copies] = candidates({ from: 1, to: 5 }, 'loud')
    const repeated = copies.map(copy => ({ ...copy, author: first.author, source: first.source }))

    expect(resolve('consensus', [first, ...repeated, ...candidates({ from: 6, to: 7 }, 'quiet', EARLIER)]).winner?.value.v).to.equal('quiet')
  })

  it('tells types apart', () => {
    const texts = candidates({ from: 1, to: 2 }, '1')
    const number = candidate(3, '', { value: { type: 'number', v: 1 } })

    expect(resolve('consensus', [...texts, number]).values).to.have.length(2)
  })

  it('answers with a value that no other has more claimants than', () => {
    fc.assert(fc.property(anyCandidates().filter(all => all.length > 0), all => {
      const counts = claimantsByValue(all)
      const { winner } = resolve('consensus', all)

      expect(counts.get(JSON.stringify(winner?.value))).to.equal(Math.max(...counts.values()))
    }), { seed: SEED })
  })
})

describe('confidence', () => {
  it('answers with the highest confidence, and the tie-break among equals', () => {
    const sure = candidate(1, 'sure', { ...EARLIER, confidence: 900_001 })
    const rivals = candidates({ from: 2, to: 9 }, 'unsure', { confidence: 900_000 })

    expect(resolve('confidence', [...rivals, sure])).to.deep.include({ confidence: 0.900001 }).with.nested.property('winner.id', sure.id)
    expect(resolve('confidence', [candidate(1, 'a', EARLIER), candidate(2, 'b')]).winner?.value.v).to.equal('b')
  })
})

describe('vote-aware-consensus', () => {
  it('lets many voters of little weight lose to fewer of much', () => {
    const trolled = candidate(1, 'wrong', { votes: { for: 100 * 10_000, against: 0 }, confidence: 1_000_000 })
    const right = candidate(2, 'right', { ...EARLIER, votes: { for: 3 * 1_000_000, against: 0 }, confidence: 500_000 })
    const crowd = candidates({ from: 3, to: 50 }, 'wrong')
    const resolution = resolve('vote-aware-consensus', [trolled, right, ...crowd])

    expect(resolution.winner?.id).to.equal(right.id)
    expect(resolution.winner?.share).to.equal(0.75)
    expect(resolution.confidence).to.equal(0.75)
    expect(resolution.explanation[0]).to.deep.include({ code: 'most-voted', params: { weight: 3_000_000, of: 4_000_000 } })
  })

  it('subtracts votes against, and lets the latest of equals answer', () => {
    const disputed = candidate(1, 'disputed', { votes: { for: 5_000_000, against: 4_000_000 } })
    const steady = candidate(2, 'steady', { ...EARLIER, votes: { for: 2_000_000, against: 0 } })

    expect(resolve('vote-aware-consensus', [disputed, steady]).winner?.id).to.equal(steady.id)
    expect(resolve('vote-aware-consensus', [disputed, { ...steady, votes: { for: 1_000_000, against: 0 } }]).winner?.id).to.equal(disputed.id)
  })

  it('does not count copies of a statement together', () => {
    const copies = candidates({ from: 1, to: 9 }, 'copied', { votes: { for: 1_000_000, against: 0 } })
    const single = candidate(10, 'single', { ...EARLIER, votes: { for: 1_000_001, against: 0 } })

    expect(resolve('vote-aware-consensus', [...copies, single]).winner?.id).to.equal(single.id)
  })

  it('falls back to the most common value without votes', () => {
    const all = [...candidates({ from: 1, to: 3 }, 'common', EARLIER), ...candidates({ from: 4, to: 5 }, 'rare')]
    const [fallback, consensus] = ['vote-aware-consensus', 'consensus'].map(lens => resolve(lens, all))

    expect(fallback.explanation[0].code).to.equal('no-votes')
    expect({ ...fallback, lens: '', explanation: [] }).to.deep.equal({ ...consensus, lens: '', explanation: [] })
  })

  it('leaves what is voted down out of the fall-back, unless all is', () => {
    const down = candidates({ from: 1, to: 3 }, 'down', { votes: { for: 0, against: 1 } })
    const untouched = candidate(4, 'untouched', EARLIER)

    expect(resolve('vote-aware-consensus', [...down, untouched]).winner?.id).to.equal(untouched.id)
    expect(resolve('vote-aware-consensus', [...down, untouched]).candidates).to.have.length(4)
    expect(resolve('vote-aware-consensus', down).winner?.value.v).to.equal('down')
  })

  it('adds sums beyond 2^53 exactly', () => {
    const most = Number.MAX_SAFE_INTEGER
    const all = [candidate(1, 'a', { votes: { for: most, against: 0 } }), candidate(2, 'b', { ...EARLIER, votes: { for: most, against: 1 } })]

    expect(resolve('vote-aware-consensus', all)).to.deep.include({ confidence: 0.5 }).with.nested.property('winner.value.v', 'a')
  })
})

describe('trust-aware-authority', () => {
  it('weighs what is said by who says it', () => {
    const loud = candidate(1, 'loud', { confidence: 1_000_000, trust: 100_000 })
    const known = candidate(2, 'known', { ...EARLIER, confidence: 600_000, trust: 900_000 })
    const resolution = resolve('trust-aware-authority', [loud, known])

    expect(resolution.winner?.id).to.equal(known.id)
    expect(resolution.candidates.map(({ weight }) => weight)).to.deep.equal([540_000, 100_000])
    expect(resolution.confidence).to.equal(0.54)
  })

  it('takes half for an author of whom nothing is known, and no answer from one without any', () => {
    expect(resolve('trust-aware-authority', [candidate(1, 'a', { confidence: 500_000 })]).winner?.weight).to.equal(250_000)
    expect(resolve('trust-aware-authority', [candidate(1, 'a', { trust: 0 })]).winner).to.equal(undefined)
  })
})

describe('eigentrust-authority', () => {
  it('gives a crowd without a path from a seed no weight', () => {
    const seed = candidate(100, 'right', { ...EARLIER, confidence: 10_000 })
    const crowd = candidates({ from: 1, to: 50 }, 'wrong', { confidence: 1_000_000 })
    const eigentrust = new Map([[seed.author, 1]])
    const resolution = resolve('eigentrust-authority', [...crowd, seed], { ...CONTEXT, eigentrust })

    expect(resolution.winner?.id).to.equal(seed.id)
    expect(resolution.confidence).to.equal(1)
    expect(resolution.candidates.slice(1).every(({ share, weight }) => share === 0 && weight === 0)).to.equal(true)
  })

  it('has no answer when nobody is trusted', () => {
    const resolution = resolve('eigentrust-authority', candidates({ from: 1, to: 3 }, 'wrong'))

    expect(resolution.winner).to.equal(undefined)
    expect(resolution.explanation.map(({ code }) => code)).to.deep.equal(['no-weight'])
  })

  it('doubles the weight with full standing in the domain', () => {
    const [one, other] = [candidate(1, 'a'), candidate(2, 'b')]
    const eigentrust = new Map([[one.author, 600_000_000_000], [other.author, 400_000_000_000]])
    const domainTrust = new Map([[other.author, 1_000_000]])
    const resolution = resolve('eigentrust-authority', [one, other], { ...CONTEXT, eigentrust, domainTrust })

    expect(resolution.candidates.map(({ id, weight }) => [id, weight])).to.deep.equal([[other.id, 320_000_000_000], [one.id, 240_000_000_000]])
  })
})

function resolve (lens: string, all: readonly LensCandidate[], context: LensContext = FULL_CONTEXT): Resolution {
  return lensRegistry().get(lens).resolve(all, context)
}

function claimantsByValue (all: readonly LensCandidate[]): Map<string, number> {
  const claimants = Map.groupBy(all, ({ value }) => JSON.stringify(value))

  return new Map(Array.from(claimants, ([key, group]) => [key, new Set(group.map(({ author, source }) => `${author} ${source}`)).size]))
}
