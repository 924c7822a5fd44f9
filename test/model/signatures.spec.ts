import { expect } from 'aegir/chai'
import { fromHex } from '../../src/model/bytes/index.ts'
import { compareVerdicts, describeFigures } from '../fixtures/signature-check.ts'
import { laxVerdict, strictVerdict } from '../fixtures/strict-reference.ts'
import { SIGNATURES } from '../vectors/identity.ts'

const COUNT = 2_000
const SEED = 25_519

describe('mutated Ed25519 signatures', () => {
  it('have one verdict here and by the reference, and many would fool another rule', async () => {
    const figures = await compareVerdicts(COUNT, SEED)
    const { verdicts, cofactorless, cofactored, differences } = figures

    // eslint-disable-next-line no-console
    console.info(`      ${describeFigures(COUNT, SEED, figures)}`)
    expect(differences).to.deep.equal([])
    expect(Object.values(verdicts).reduce((sum, cases) => sum + cases)).to.equal(COUNT)
    expect(Math.min(...Object.values(verdicts))).to.be.above(COUNT / 100)
    expect(cofactorless).to.be.above(COUNT / 20)
    expect(cofactored).to.be.above(COUNT / 4)
  })

  it('are judged by a reference that gives the golden verdicts', () => {
    for (const { name, valid, ...hex } of SIGNATURES) {
      const signed = { publicKey: fromHex(hex.publicKey), message: fromHex(hex.message), signature: fromHex(hex.signature) }

      expect(strictVerdict(signed) === 'none', name).to.equal(valid)

      if (valid) {
        expect(laxVerdict(signed), name).to.deep.equal({ cofactorless: true, cofactored: true })
      }
    }
  })
})
