import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { encodeResolution, lensRegistry, weightedLens } from '../../src/policy/lens/index.ts'
import { CONTEXT, CUT_MS, FULL_CONTEXT, anyCandidates, candidate } from '../fixtures/lens-candidates.ts'
import { RESOLUTIONS, VECTOR_CANDIDATES, VECTOR_CONTEXT } from '../vectors/lens.ts'
import type { LensCandidate, ResolvingLens } from '../../src/policy/lens/index.ts'

const SEED = 42_042
const PERMUTATIONS = 1_000
const RIVALS = 1_000

const utf8 = new TextDecoder()

/** Every built-in lens, one that wraps another, and one of our own. */
function allLenses (): ResolvingLens[] {
  const lenses = lensRegistry()
  lenses.register(weightedLens({ name: 'own', weigh: ({ hlc }) => BigInt(hlc.counter) }))

  return [...lenses.names, 'epoch-aware(layered-consensus)', 'epoch-aware(skeptic(agreed-below=1))'].map(lenses.get)
}

for (const lens of allLenses()) {
  describe(`the order of candidates and ${lens.name}`, () => {
    it(`makes the same bytes of ${PERMUTATIONS} permutations`, function () {
      this.timeout(600_000)
      const shuffled = anyCandidates().chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))

      fc.assert(fc.property(shuffled, ([some, same]) => {
        expect(bytesOf(lens, same)).to.equal(bytesOf(lens, some))
      }), { seed: SEED, numRuns: PERMUTATIONS })
    })

    it(`resolves ${RIVALS} rivals`, () => {
      const { candidates } = lens.resolve(Array.from({ length: RIVALS }, (_, no) => rival(no)), FULL_CONTEXT)

      expect(candidates.length).to.be.within(0, RIVALS)
    })
  })
}

describe('the bytes of a resolution', () => {
  for (const { lens, json } of RESOLUTIONS) {
    it(`are the golden ones for ${lens}`, () => {
      expect(utf8.decode(encodeResolution(lensRegistry().get(lens).resolve(VECTOR_CANDIDATES, VECTOR_CONTEXT)))).to.equal(json)
    })
  }

  it('are there for every built-in lens', () => {
    expect(RESOLUTIONS.map(({ lens }) => lens.replace(/\(.*/, ''))).to.include.members([...lensRegistry().names])
  })

  it('are JSON with sorted keys and nothing left over', () => {
    const resolution = lensRegistry().get('layered-consensus').resolve([candidate(1, 'é\n"\u2028')], CONTEXT)
    const text = utf8.decode(encodeResolution(resolution))

    expect(JSON.parse(text)).to.deep.equal(JSON.parse(JSON.stringify(resolution)))
    expect(text.startsWith('{"candidates":[{"id":"fact-00001.0","share":1,"value":{"type":"string","v":"é\\n\\"\u2028"},"weight":')).to.equal(true)
  })
})

function bytesOf (lens: ResolvingLens, candidates: readonly LensCandidate[]): string {
  return utf8.decode(encodeResolution(lens.resolve(candidates, FULL_CONTEXT)))
}

function rival (no: number): LensCandidate {
  return candidate(no, `value ${no}`, {
    confidence: 1 + no,
    hlc: { wallMs: CUT_MS - no % 7, counter: no % 11 },
    sourceClass: no % 6,
    votes: { for: no * 1_000_000, against: no % 13 },
    edition: `edition ${no % 17}`
  })
}
