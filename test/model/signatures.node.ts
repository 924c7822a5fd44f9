import { expect } from 'aegir/chai'
import { compareVerdicts, describeFigures } from '../fixtures/signature-check.ts'

/** Signatures of one run; a million take about half an hour. */
const count = Number(process.env.FACTMESH_TEST_SIGNATURES ?? 20_000)
const seed = Number(process.env.FACTMESH_TEST_SEED ?? Date.now() % 1_000_000)

describe('many mutated Ed25519 signatures', () => {
  it('have one verdict here and by the reference', async function () {
    this.timeout(60_000 + count * 20)
    const figures = await compareVerdicts(count, seed)

    process.stdout.write(`      ${describeFigures(count, seed, figures)}\n`)
    expect(figures.differences, `FACTMESH_TEST_SEED=${seed} FACTMESH_TEST_SIGNATURES=${count}`).to.deep.equal([])
  })
})
