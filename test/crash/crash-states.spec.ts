import { expect } from 'aegir/chai'
import { doJob } from './job.ts'
import type { Findings } from './job.ts'

/** The proofs in small, for every platform; `crash-states.node.ts` and `bit-flips.node.ts` run them at full size. */
describe('crash states in small', () => {
  function counts ({ crash }: Findings): object {
    return { lost: crash?.lost, duplicated: crash?.duplicated, unexpected: crash?.unexpected, ahead: crash?.ahead }
  }

  it('lose nothing of a journal and its consumer', async function () {
    this.timeout(600_000)
    const findings = await doJob({ kind: 'journal', seeds: [1, 2], cap: 12, capWithin: 1 })

    expect(findings.breaches).to.deep.equal([])
    expect(findings.distinct).to.have.length.above(500)
    expect(counts(findings)).to.deep.equal({ lost: 0, duplicated: 0, unexpected: 0, ahead: 0 })
  })

  it('lose nothing of a replica', async function () {
    this.timeout(600_000)
    const findings = await doJob({ kind: 'replica', seeds: [1], cap: 5, capWithin: 1 })

    expect(findings.breaches).to.deep.equal([])
    expect(counts(findings)).to.deep.equal({ lost: 0, duplicated: 0, unexpected: 0, ahead: 0 })
  })

  it('account for flipped bits and struck blocks', async function () {
    this.timeout(600_000)
    const flips = await doJob({ kind: 'flips', first: 1, step: 1_009 })
    const strikes = await doJob({ kind: 'strikes', seed: 1, count: 100 })

    expect([flips, strikes].flatMap(({ breaches }) => breaches)).to.deep.equal([])
    expect(flips.damage?.counts.silent).to.equal(0)
  })
})

describe('failing calls of a disk', () => {
  it('lose nothing, bring nothing refused back, and are told by errors with a type', async function () {
    this.timeout(600_000)
    const { breaches, sweeps = {} } = await doJob({ kind: 'sweep' })

    expect(breaches).to.deep.equal([])
    expect(Object.keys(sweeps)).to.have.lengthOf(14)
  })
})
