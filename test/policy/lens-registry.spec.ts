import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { LensExpressionError, lensRegistry, stigmemDefault, UnknownLensError, weightedLens } from '../../src/policy/lens/index.ts'
import { CONTEXT, CUT_MS, candidate } from '../fixtures/lens-candidates.ts'
import type { LensCandidate, LensFamily } from '../../src/policy/lens/index.ts'

const SEED = 42_043

const CANONICAL: ReadonlyArray<readonly [string, string]> = [
  ['recency', 'recency'],
  ['epoch-aware', 'epoch-aware'],
  ['epoch-aware(recency)', 'epoch-aware(recency)'],
  ['skeptic(agreed-below=007)', 'skeptic(agreed-below=7)'],
  ['epoch-aware(skeptic(agreed-below=400000))', 'epoch-aware(skeptic(agreed-below=400000))'],
  ['epoch-aware(epoch-aware(epoch-aware(recency)))', 'epoch-aware(epoch-aware(epoch-aware(recency)))']
]

const UNREADABLE: readonly string[] = [
  '', ' recency', 'Recency', 'recency()', 'recency(', 'recency)', '(recency)', 'recency,recency', 'recency(recency)', 'epoch-aware(recency',
  'epoch-aware(recency))', 'epoch-aware(recency,recency)', 'epoch-aware(recency,depth=1)', 'epoch-aware(agreed-below=1)',
  'skeptic(agreed-below=)', 'skeptic(agreed-below=x)', 'skeptic(agreed-below=-1)', 'skeptic(agreed-below=0.5)', 'skeptic(agreed-below=1000001)',
  'skeptic(agreed-below=1,agreed-below=2)', 'skeptic(agreed-below=1,)', 'skeptic(constructor=1)', 'skeptic(agreed-below=99999999999999999999)',
  'recency-', '1recency', 'epoch-aware(epoch-aware(epoch-aware(epoch-aware(recency))))', `epoch-aware(${'a'.repeat(250)})`
]

describe('lensRegistry', () => {
  it('holds the built-in lenses', () => {
    expect(lensRegistry().names).to.deep.equal([
      'confidence', 'consensus', 'constraints', 'eigentrust-authority', 'epoch-aware', 'hlc-recency', 'layered-consensus', 'recency',
      'skeptic', 'stigmem-default', 'trust-aware-authority', 'vote-aware-consensus'
    ])
    expect(lensRegistry().get('stigmem-default')).to.equal(stigmemDefault)
  })

  for (const [expression, name] of CANONICAL) {
    it(`reads ${expression}`, () => {
      expect(lensRegistry().get(expression).name).to.equal(name)
      expect(lensRegistry().get(expression).resolve([], CONTEXT).lens).to.equal(name)
    })
  }

  for (const expression of UNREADABLE) {
    it(`refuses "${expression.slice(0, 60)}"`, () => {
      expect(() => lensRegistry().get(expression)).to.throw(LensExpressionError)
    })
  }

  it('says which lenses there are when one is unknown', () => {
    expect(() => lensRegistry().get('epoch-aware(latest)')).to.throw(UnknownLensError, 'There is no lens "latest"; there are confidence, consensus')
    expect(() => lensRegistry().get('constructor')).to.throw(UnknownLensError)
  })

  it('answers any text with a lens or one of two errors', () => {
    const pieces = fc.array(fc.constantFrom('epoch-aware', 'skeptic', 'recency', 'agreed-below', '(', ')', ',', '=', '1', '-', ' '), { maxLength: 14 })

    fc.assert(fc.property(fc.oneof(pieces.map(some => some.join('')), fc.string()), text => {
      try {
        const { name } = lensRegistry().get(text)
        expect(lensRegistry().get(name).name).to.equal(name)
      } catch (err) {
        expect(err instanceof LensExpressionError || err instanceof UnknownLensError).to.equal(true)
      }
    }), { seed: SEED, numRuns: 2_000 })
  })
})

describe('a lens of one\'s own', () => {
  const approvedFirst = weightedLens({ name: 'approved-first', weigh: ({ life }) => life === 2 ? 1_000_000n : 1n })

  it('is found by its name, alone and inside another, in this registry only', () => {
    const lenses = lensRegistry()
    lenses.register(approvedFirst)
    const all = [candidate(1, 'approved', { life: 2, confidence: 1 }), candidate(2, 'proposed', { life: 0 })]

    expect(lenses.get('approved-first').resolve(all, CONTEXT).winner?.value.v).to.equal('approved')
    expect(lenses.get('epoch-aware(approved-first)').resolve(all, CONTEXT).winner?.value.v).to.equal('approved')
    expect(() => lensRegistry().get('approved-first')).to.throw(UnknownLensError)
  })

  it('is handed checked candidates in one order', () => {
    const seen: string[][] = []
    const lenses = lensRegistry()
    lenses.register({
      name: 'own',
      resolve: (candidates: readonly LensCandidate[], context) => {
        seen.push(candidates.map(({ id }) => id))
        return stigmemDefault.resolve(candidates, context)
      }
    })
    const all = [candidate(1, 'a'), candidate(2, 'b', { hlc: { wallMs: CUT_MS, counter: 0 } })]

    lenses.get('own').resolve(all, CONTEXT)
    lenses.get('own').resolve(all.toReversed(), CONTEXT)
    expect(seen).to.deep.equal([['fact-00002.0', 'fact-00001.0'], ['fact-00002.0', 'fact-00001.0']])
    expect(() => lenses.get('own').resolve([candidate(1, 'a', { confidence: 0 })], CONTEXT)).to.throw('The confidence of the candidate')
  })

  it('may take parameters', () => {
    const atLeast: LensFamily = {
      name: 'at-least',
      takesInner: true,
      parameters: { confidence: 1_000_000, count: 9 },
      make: ({ name, inner = stigmemDefault, parameters }) => ({
        name,
        resolve: (all, context) => ({ ...inner.resolve(all.filter(({ confidence }) => confidence >= (parameters.get('confidence') ?? 0)), context), lens: name })
      })
    }
    const lenses = lensRegistry()
    lenses.register(atLeast)
    const lens = lenses.get('at-least(recency,count=3,confidence=500000)')

    expect(lens.name).to.equal('at-least(recency,confidence=500000,count=3)')
    expect(lens.resolve([candidate(1, 'a', { confidence: 499_999 })], CONTEXT).candidates).to.deep.equal([])
  })

  it('cannot take the name of another', () => {
    const lenses = lensRegistry()
    lenses.register(approvedFirst)

    for (const name of ['recency', 'epoch-aware', 'approved-first']) {
      expect(() => { lenses.register({ ...approvedFirst, name }) }).to.throw(`There is a lens "${name}" already`).with.property('name', 'LensNameTakenError')
    }
  })

  it('needs a name that an expression can say', () => {
    for (const name of ['', 'Own', 'own lens', 'own-', 'own--lens', '1st', 'own(x)', 'a'.repeat(65)]) {
      expect(() => { lensRegistry().register({ ...approvedFirst, name }) }).to.throw('The name of a lens is').with.property('name', 'InvalidLensNameError')
    }
  })

  it('cannot weigh below zero', () => {
    expect(() => weightedLens({ name: 'own', weigh: () => -1n }).resolve([candidate(1, 'a')], CONTEXT)).to.throw('The weight of the candidate')
  })
})
