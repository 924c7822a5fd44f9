import { expect } from 'aegir/chai'
import { doJob } from './job.ts'

const SEEDS: readonly number[] = [1, 2, 3]

/** What is said when something is wrong with a seed. */
function again (seed: number): string {
  return `again with: npx mocha test/crash/sync-proof.spec.ts -g 'seed ${seed}$'`
}

describe('sync', () => {
  for (const seed of SEEDS) {
    it(`ends with equal sets after splits, declines and failures, seed ${seed}`, async function () {
      this.timeout(120_000)
      const { breaches, splits } = await doJob({ kind: 'splits', seed })

      expect(breaches, again(seed)).to.deep.equal([])
      expect(splits).to.have.property('splits', 8)
      expect(splits?.writes).to.be.above(20)
      expect(splits?.declines).to.be.above(0)
      expect(splits?.failures).to.be.above(0)
    })

    it(`keeps what it acknowledged, and what it wants, through power cuts, seed ${seed}`, async function () {
      this.timeout(120_000)
      const { breaches, cuts } = await doJob({ kind: 'cuts', seed })

      expect(breaches, again(seed)).to.deep.equal([])
      expect(cuts).to.have.property('cuts', 12)
      expect(cuts?.acknowledged).to.be.above(10)
      expect(cuts?.wanted).to.be.above(10)
    })
  }
})
