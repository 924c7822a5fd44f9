import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { lensRegistry } from '../../src/policy/lens/index.ts'
import { CONTEXT, CUT_MS, DAY_MS, FULL_CONTEXT, anyCandidates, candidate, candidates } from '../fixtures/lens-candidates.ts'
import type { LensCandidate, LensContext, Resolution } from '../../src/policy/lens/index.ts'

const SEED = 52_054

describe('the conflict score', () => {
  it('is the normalised entropy of the stated confidence', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 20 })

    fc.assert(fc.property(weights, confidences => {
      const all = confidences.map((confidence, no) => candidate(no, `value ${no}`, { confidence }))

      expect(resolve('recency', all).conflictScore).to.be.closeTo(entropyOf(confidences), 1e-6)
    }), { seed: SEED })
  })

  it('is the same for every lens that answers', () => {
    fc.assert(fc.property(anyCandidates(), all => {
      const scores = ['stigmem-default', 'consensus', 'vote-aware-consensus', 'eigentrust-authority', 'layered-consensus', 'skeptic']
        .map(lens => resolve(lens, all).conflictScore)

      expect(new Set(scores).size).to.equal(1)
    }), { seed: SEED })
  })

  it('is 1 for equal shares of any number of values', () => {
    for (const count of [2, 3, 7, 100, 1_000]) {
      expect(resolve('recency', Array.from({ length: count }, (_, no) => candidate(no, `value ${no}`))).conflictScore).to.equal(1)
    }
  })
})

describe('skeptic', () => {
  it('finds two studies with near confidence contested', () => {
    const resolution = resolve('skeptic', [candidate(1, 'effect', { confidence: 700_000 }), candidate(2, 'no effect', { confidence: 300_000 })])

    expect(resolution.status).to.equal('Contested')
    expect(resolution.conflictScore).to.equal(0.881291)
    expect(resolution.values.map(({ share }) => share)).to.deep.equal([0.7, 0.3])
  })

  it('finds one value unanimous', () => {
    expect(resolve('skeptic', candidates({ from: 1, to: 9 }, 'a'))).to.deep.include({ status: 'Unanimous', conflictScore: 0 })
    expect(resolve('skeptic', [candidate(1, 'a')])).to.deep.include({ status: 'Unanimous', conflictScore: 0 })
  })

  it('finds ten against one agreed, and contested where the bound is lower', () => {
    const all = [...candidates({ from: 1, to: 10 }, 'a'), candidate(11, 'b')]

    expect(resolve('skeptic', all)).to.deep.include({ status: 'Agreed', conflictScore: 0.439497 })
    expect(resolve('skeptic(agreed-below=400000)', all).status).to.equal('Contested')
  })

  it('gives no winner and no value that nobody stated', () => {
    const numbers = [1, 2].map(v => candidate(v, '', { value: { type: 'number', v } }))
    const resolution = resolve('skeptic', numbers)

    expect(resolution).to.not.have.property('winner')
    expect(resolution.confidence).to.equal(0)
    expect(resolution.candidates.map(({ value }) => value.v)).to.have.members([1, 2])
  })

  it('ranks candidates by the share of their value', () => {
    const resolution = resolve('skeptic', [candidate(1, 'strong', { confidence: 900_000 }), ...candidates({ from: 2, to: 4 }, 'broad', { confidence: 400_000 })])

    expect(resolution.candidates.map(({ value }) => value.v)).to.deep.equal(['broad', 'broad', 'broad', 'strong'])
  })
})

describe('layered-consensus', () => {
  it('lets one regulatory statement answer against a hundred anecdotes', () => {
    const ruling = candidate(1, 'ruling', { sourceClass: 0, confidence: 500_000, hlc: { wallMs: CUT_MS - 4_000 * DAY_MS, counter: 0 } })
    const resolution = resolve('layered-consensus', [...candidates({ from: 2, to: 101 }, 'rumour', { sourceClass: 5, confidence: 1_000_000 }), ruling])

    expect(resolution.winner?.id).to.equal(ruling.id)
    expect(resolution.crossTierConflict).to.equal(1)
    expect(resolution.tiers?.map(({ sourceClass, candidatesCount }) => [sourceClass, candidatesCount])).to.deep.equal([[0, 1], [5, 100]])
    expect(resolution.explanation.map(({ code }) => code)).to.deep.equal(['top-tier', 'tiers-disagree'])
  })

  it('decays weights inside a class, and never the stated confidence', () => {
    const old = candidates({ from: 1, to: 2 }, 'old', { sourceClass: 5, confidence: 600_000, hlc: { wallMs: CUT_MS - 60 * DAY_MS, counter: 0 } })
    const fresh = candidate(3, 'fresh', { sourceClass: 5, confidence: 400_000, hlc: { wallMs: CUT_MS, counter: 0 } })
    const resolution = resolve('layered-consensus', [...old, fresh])

    expect(resolution.winner?.id).to.equal(fresh.id)
    expect(resolution.candidates.map(({ weight }) => weight)).to.deep.equal([400_000, 150_000, 150_000])
    expect(resolution.values.map(({ share }) => share)).to.deep.equal([0.75, 0.25])
    expect(resolve('layered-consensus', [...old, fresh], { ...CONTEXT, halfLivesMs: [0, 0, 0, 0, 0, 0] }).winner?.value.v).to.equal('old')
  })

  it('counts a statement without a class among the anecdotes, and leaves empty classes out', () => {
    const resolution = resolve('layered-consensus', [candidate(1, 'a'), candidate(2, 'a', { sourceClass: 3 })])

    expect(resolution.tiers?.map(({ sourceClass, winner }) => [sourceClass, winner])).to.deep.equal([[3, 'fact-00002.0'], [5, 'fact-00001.0']])
    expect(resolution.crossTierConflict).to.equal(0)
  })

  it('takes its winner from the most authoritative class there is', () => {
    fc.assert(fc.property(anyCandidates().filter(all => all.length > 0), all => {
      const best = Math.min(...all.map(({ sourceClass }) => sourceClass ?? 5))
      const winner = all.find(({ id }) => id === resolve('layered-consensus', all).winner?.id)

      expect(winner?.sourceClass ?? 5).to.equal(best)
    }), { seed: SEED })
  })
})

describe('constraints', () => {
  const rule = (no: number, side: 'must-use' | 'forbidden', v: string): LensCandidate => candidate(no, v, { relation: `constraint:${side}` })

  it('returns a forbidding rule under forbidden', () => {
    const resolution = resolve('constraints', [rule(1, 'forbidden', 'memory:raw-sql'), candidate(2, 'admin', { relation: 'memory:role' })])

    expect(resolution.constraints).to.deep.equal({ mustUse: [], forbidden: [{ value: { type: 'string', v: 'memory:raw-sql' }, facts: ['fact-00001.0'] }] })
    expect(resolution).to.not.have.property('winner')
    expect(resolution.candidatesCount).to.equal(2)
  })

  it('lists on both sides what both name, and warns', () => {
    const resolution = resolve('constraints', [rule(1, 'forbidden', 'x'), rule(2, 'must-use', 'x'), rule(3, 'must-use', 'y')])

    expect(resolution.constraints?.mustUse.map(({ value }) => value.v)).to.deep.equal(['x', 'y'])
    expect(resolution.constraints?.forbidden.map(({ value }) => value.v)).to.deep.equal(['x'])
    expect(resolution.conflictScore).to.equal(1)
    expect(resolution.explanation.filter(({ level }) => level === 'warning').map(({ code }) => code)).to.deep.equal(['rules-disagree'])
  })

  it('looks where the context says', () => {
    const constraintRelations = { mustUse: 'team:do', forbidden: 'team:dont' }
    const resolution = resolve('constraints', [candidate(1, 'x', { relation: 'team:dont' })], { ...CONTEXT, constraintRelations })

    expect(resolution.constraints?.forbidden).to.have.length(1)
  })
})

function resolve (lens: string, all: readonly LensCandidate[], context: LensContext = FULL_CONTEXT): Resolution {
  return lensRegistry().get(lens).resolve(all, context)
}

function entropyOf (weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const entropy = weights.reduce((sum, weight) => sum - weight / total * Math.log2(weight / total), 0)

  return weights.length < 2 ? 0 : entropy / Math.log2(weights.length)
}
