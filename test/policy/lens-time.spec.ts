import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { observeHlc, tickHlc } from '../../src/model/hlc/index.ts'
import { decayFactor, lensRegistry } from '../../src/policy/lens/index.ts'
import { CONTEXT, CUT_MS, DAY_MS, FULL_CONTEXT, anyCandidates, candidate } from '../fixtures/lens-candidates.ts'
import type { LensCandidate, Resolution } from '../../src/policy/lens/index.ts'

const SEED = 44_045
const TRILLION = 1_000_000_000_000

describe('recency', () => {
  it('answers with a statement that none has a later wall time than', () => {
    fc.assert(fc.property(anyCandidates(), all => {
      const { winner } = resolve('recency', all)
      const latest = Math.max(...all.map(({ hlc }) => hlc.wallMs))

      expect(all.find(({ id }) => id === winner?.id)?.hlc.wallMs ?? -Infinity).to.equal(latest)
    }), { seed: SEED })
  })

  it('says how much older the next one is', () => {
    const { explanation, confidence } = resolve('recency', [written(0), written(25)])

    expect(explanation).to.deep.equal([{ code: 'newest', level: 'info', params: { gapMs: 25 }, text: 'The newest statement answers; the next one is 25 ms older.' }])
    expect(confidence).to.equal(0.8)
  })
})

describe('hlc-recency', () => {
  const CONFIDENCES: ReadonlyArray<readonly [string, number, number]> = [
    ['over a day', DAY_MS + 1, 0.95],
    ['of a day', DAY_MS, 0.8],
    ['over an hour', 3_600_001, 0.8],
    ['of an hour', 3_600_000, 0.6],
    ['over a minute', 60_001, 0.6],
    ['of a minute', 60_000, 0.5],
    ['of nothing', 0, 0.5]
  ]

  for (const [gap, ms, confidence] of CONFIDENCES) {
    it(`is sure by ${confidence} with a gap ${gap}`, () => {
      expect(resolve('hlc-recency', [written(0), { ...written(ms), id: 'next.0' }]).confidence).to.equal(confidence)
    })
  }

  it('is sure of a sole statement', () => {
    expect(resolve('hlc-recency', [written(0)]).confidence).to.equal(1)
  })

  it('answers with what was written last by a node whose clock is ten minutes behind', () => {
    const seen = { wallMs: CUT_MS, counter: 5 }
    const behindMs = CUT_MS - 600_000
    const ceiling = observeHlc(tickHlc({ wallMs: behindMs - 1, counter: 0 }, behindMs), seen, CUT_MS)
    const later = candidate(2, 'later', { hlc: tickHlc(ceiling, behindMs) })

    expect(resolve('hlc-recency', [candidate(1, 'seen', { hlc: seen }), later]).winner?.id).to.equal(later.id)
  })

  it('answers with the highest time there is', () => {
    fc.assert(fc.property(anyCandidates().filter(all => all.length > 0), all => {
      const winner = all.find(({ id }) => id === resolve('hlc-recency', all).winner?.id)

      expect(all.every(({ hlc }) => winner != null && (hlc.wallMs < winner.hlc.wallMs || (hlc.wallMs === winner.hlc.wallMs && hlc.counter <= winner.hlc.counter)))).to.equal(true)
    }), { seed: SEED })
  })
})

describe('decay', () => {
  it('halves with each half-life, and knows a part of one', () => {
    expect(decayFactor(30 * DAY_MS, 30 * DAY_MS)).to.equal(TRILLION / 2)
    expect(decayFactor(90 * DAY_MS, 30 * DAY_MS)).to.equal(TRILLION / 8)
    expect(decayFactor(200 * DAY_MS, 730 * DAY_MS) / TRILLION).to.be.closeTo(0.827, 0.0001)
  })

  it('leaves what does not age', () => {
    expect(decayFactor(-1, DAY_MS)).to.equal(TRILLION)
    expect(decayFactor(0, DAY_MS)).to.equal(TRILLION)
    expect(decayFactor(1_000 * DAY_MS, 0)).to.equal(TRILLION)
  })

  it('comes to nothing in the end', () => {
    expect(decayFactor(39 * DAY_MS, DAY_MS)).to.equal(2)
    expect(decayFactor(42 * DAY_MS, DAY_MS)).to.equal(0)
    expect(decayFactor(Number.MAX_SAFE_INTEGER, 1)).to.equal(0)
  })

  it('is the power of two that it says', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_000 * DAY_MS }), fc.integer({ min: DAY_MS, max: 800 * DAY_MS }), (ageMs, halfLifeMs) => {
      expect(decayFactor(ageMs, halfLifeMs) / TRILLION).to.be.closeTo(2 ** (-ageMs / halfLifeMs), 2e-12)
    }), { seed: SEED })
  })
})

function resolve (lens: string, all: readonly LensCandidate[]): Resolution {
  return lensRegistry().get(lens).resolve(all, FULL_CONTEXT)
}

/** A statement so many milliseconds before the cut. */
function written (agoMs: number): LensCandidate {
  return candidate(agoMs, `written ${agoMs}`, { hlc: { wallMs: CONTEXT.cut.wallMs - agoMs, counter: 0 } })
}
