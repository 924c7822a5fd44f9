import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { LENSES, lensRegistry, stigmemDefault } from '../../src/policy/lens/index.ts'
import { CONTEXT, CUT_MS, FULL_CONTEXT, anyCandidates, candidate } from '../fixtures/lens-candidates.ts'
import type { LensRow } from '../../src/policy/lens/index.ts'

const SEED = 19_019
const base: LensRow = { confidence: 500_000, hlc: { wallMs: 10, counter: 1 }, id: 'm.0' }

const WINNERS: ReadonlyArray<readonly [string, LensRow, LensRow]> = [
  ['the surer one', { ...base, confidence: 500_001 }, { ...base, hlc: { wallMs: 99, counter: 0 } }],
  ['the later wall', { ...base, hlc: { wallMs: 11, counter: 0 } }, { ...base, hlc: { wallMs: 10, counter: 9 } }],
  ['the higher counter', { ...base, hlc: { wallMs: 10, counter: 2 } }, base],
  ['the lower digest', { ...base, hash: Uint8Array.of(1), id: 'z.0' }, { ...base, hash: Uint8Array.of(2) }],
  ['a digest over none', { ...base, hash: Uint8Array.of(255), id: 'z.0' }, base],
  ['the lower id', { ...base, id: 'a.0' }, base],
  ['the lower id of equal digests', { ...base, hash: Uint8Array.of(1), id: 'a.0' }, { ...base, hash: Uint8Array.of(1) }]
]

describe('stigmemDefault', () => {
  for (const [name, winner, loser] of WINNERS) {
    it(`picks ${name}`, () => {
      expect(stigmemDefault.pick([winner, loser])).to.equal(winner)
      expect(stigmemDefault.pick([loser, winner])).to.equal(winner)
    })
  }

  it('is the lens of queries that name none', () => {
    expect(LENSES[0]).to.equal(stigmemDefault)
    expect(new Set(LENSES.map(({ name }) => name)).size).to.equal(LENSES.length)
  })

  it('is as sure as its winner', () => {
    const resolution = stigmemDefault.resolve([candidate(1, 'a', { confidence: 300_000 }), candidate(2, 'b', { confidence: 700_000 })], CONTEXT)

    expect(resolution.winner?.id).to.equal(candidate(2, 'b').id)
    expect(resolution.confidence).to.equal(0.7)
  })
})

for (const lens of LENSES) {
  describe(`rows by ${lens.name}`, () => {
    it('picks nothing from nothing', () => {
      expect(lens.pick([])).to.equal(undefined)
      expect(lens.shortlist([])).to.deep.equal([])
    })

    it('picks the same row in any order, from the shortlist alone, and as the resolution does', () => {
      fc.assert(fc.property(anyCandidates(), rows => {
        const winner = lens.pick(rows)

        expect(lens.pick(rows.toReversed())).to.equal(winner)
        expect(lens.pick(lens.shortlist(rows))).to.equal(winner)
        expect(lens.resolve(rows, FULL_CONTEXT).winner?.id).to.equal(winner?.id)
      }), { seed: SEED })
    })
  })
}

describe('what a lens is handed', () => {
  const sound = candidate(1, 'a')

  const REFUSED: ReadonlyArray<readonly [string, object]> = [
    ['id', { id: '' }],
    ['confidence', { confidence: 0 }],
    ['confidence', { confidence: 0.5 }],
    ['confidence', { confidence: 1_000_001 }],
    ['hlc', { hlc: { wallMs: -1, counter: 0 } }],
    ['votes.for', { votes: { for: -1, against: 0 } }],
    ['votes.against', { votes: { for: 0, against: 2 ** 53 } }],
    ['trust', { trust: Number.NaN }],
    ['sourceClass', { sourceClass: 6 }],
    ['value', { value: { type: 'number', v: Number.NaN } }]
  ]

  for (const [field, changes] of REFUSED) {
    it(`is refused with ${JSON.stringify(changes)}`, () => {
      expect(() => stigmemDefault.resolve([{ ...sound, ...changes }], CONTEXT)).to.throw(`The ${field} of the candidate`)
        .with.property('name', 'InvalidLensInputError')
    })
  }

  it('is refused when one fact comes twice', () => {
    expect(() => stigmemDefault.resolve([sound, sound], CONTEXT)).to.throw('hold one fact twice')
  })

  it('is refused with a context that is none', () => {
    const eigentrust = new Map([[sound.author, 0.5]])

    expect(() => stigmemDefault.resolve([], { cut: { wallMs: 0.5, counter: 0 } })).to.throw('The cut of the lens context')
    expect(() => stigmemDefault.resolve([], { ...CONTEXT, halfLivesMs: [1] })).to.throw('The halfLivesMs of the lens context')
    expect(() => lensRegistry().get('eigentrust-authority').resolve([sound], { ...CONTEXT, eigentrust })).to.throw('The eigentrust of the lens context')
  })
})

describe('a resolution of nothing', () => {
  for (const name of lensRegistry().names) {
    it(`by ${name} has no winner and no conflict`, () => {
      const resolution = lensRegistry().get(name).resolve([], FULL_CONTEXT)

      expect(resolution).to.deep.include({ lens: name, candidates: [], candidatesCount: 0, confidence: 0, conflictScore: 0, values: [] })
      expect(resolution).to.not.have.any.keys('winner', 'status')
    })
  }
})

describe('a tie', () => {
  it('is told apart by the time, the evidence or the id, and the explanation says by which', () => {
    const recency = lensRegistry().get('recency')
    const hlc = { wallMs: CUT_MS, counter: 3 }
    const first = candidate(1, 'a', { hlc })

    const TIES: ReadonlyArray<readonly [string, object]> = [
      ['time', { hlc: { wallMs: CUT_MS, counter: 4 } }],
      ['evidence', { hlc, hash: Uint8Array.of(7) }],
      ['id', { hlc, id: 'fact-0' }]
    ]

    for (const [by, changes] of TIES) {
      const better = candidate(2, 'b', changes)
      const resolution = recency.resolve([first, better], CONTEXT)

      expect(resolution.winner?.id).to.equal(better.id)
      expect(resolution.explanation.at(-1)).to.deep.include({ code: 'tie-broken', params: { by } })
    }
  })
})
