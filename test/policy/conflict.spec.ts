import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { contested } from '../../src/policy/conflict/index.ts'
import type { LiveRow } from '../../src/policy/conflict/index.ts'

const SEED = 17_017

const CASES: ReadonlyArray<readonly [string, ReadonlyArray<readonly [number, number]>, boolean]> = [
  ['nobody', [], false],
  ['one statement', [[1, 1]], false],
  ['one value of two claimants', [[1, 1], [2, 1]], false],
  ['two values of one claimant', [[1, 1], [1, 2]], false],
  ['two values of two claimants', [[1, 1], [2, 2]], true],
  ['a claimant with two values, one of them shared', [[1, 1], [1, 2], [2, 1]], true],
  ['the same, the other way round', [[2, 1], [1, 1], [1, 2]], true],
  ['three values of one claimant', [[1, 1], [1, 2], [1, 3]], false]
]

describe('contested', () => {
  for (const [name, rows, expected] of CASES) {
    it(`is ${expected} for ${name}`, () => {
      expect(contested(rows.map(rowOf))).to.equal(expected)
    })
  }

  it('holds exactly when some pair differs in both, in any order', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }))

    fc.assert(fc.property(fc.array(pair, { maxLength: 8 }), pairs => {
      const expected = somePairDiffers(pairs)

      expect(contested(pairs.map(rowOf))).to.equal(expected)
      expect(contested(pairs.toReversed().map(rowOf))).to.equal(expected)
    }), { seed: SEED })
  })
})

/** The definition, by looking at each pair. */
function somePairDiffers (pairs: ReadonlyArray<readonly [number, number]>): boolean {
  return pairs.some(([a, v]) => pairs.some(([b, w]) => a !== b && v !== w))
}

function rowOf ([claimant, value]: readonly [number, number]): LiveRow {
  return { claimant: Uint8Array.of(claimant), value: Uint8Array.of(value) }
}
