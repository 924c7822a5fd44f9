import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { LENSES, stigmemDefault } from '../../src/policy/lens/index.ts'
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

  it('picks nothing from nothing', () => {
    expect(stigmemDefault.pick([])).to.equal(undefined)
    expect(stigmemDefault.shortlist([])).to.deep.equal([])
  })

  it('picks the same row in any order, and from the shortlist alone', () => {
    fc.assert(fc.property(fc.uniqueArray(someRow(), { selector: row => row.id, minLength: 1, maxLength: 12 }), rows => {
      const winner = stigmemDefault.pick(rows)

      expect(stigmemDefault.pick(rows.toReversed())).to.equal(winner)
      expect(stigmemDefault.pick(stigmemDefault.shortlist(rows))).to.equal(winner)
    }), { seed: SEED })
  })

  it('is the lens of queries that name none', () => {
    expect(LENSES[0]).to.equal(stigmemDefault)
    expect(new Set(LENSES.map(({ name }) => name)).size).to.equal(LENSES.length)
  })
})

function someRow (): fc.Arbitrary<LensRow> {
  return fc.record({
    confidence: fc.integer({ min: 1, max: 3 }),
    hlc: fc.record({ wallMs: fc.integer({ min: 0, max: 2 }), counter: fc.integer({ min: 0, max: 2 }) }),
    hash: fc.option(fc.uint8Array({ minLength: 2, maxLength: 2 }), { nil: undefined }),
    id: fc.string({ minLength: 1, maxLength: 3 })
  })
}
