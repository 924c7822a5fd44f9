import { expect } from 'aegir/chai'
import { decodeBundle, decodeRun, encodeRun, redactFacts, verifyBundle } from '../../src/model/bundle/index.ts'
import { toHex } from '../../src/model/bytes/index.ts'
import { createStrictVerifier } from '../../src/model/identity/index.ts'
import { platform } from '../../src/platform/index.ts'
import { someBundle } from '../fixtures/bundles.ts'
import { someFact, someFacts } from '../fixtures/facts.ts'
import { linkedChain } from '../fixtures/runs.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'

const verify = createStrictVerifier(platform().ed25519.verify)
const whole = someBundle(someFacts(3))
const governing = [1, 2].map(no => someFact(no, { kind: 3, relation: 'factmesh:grant', value: { type: 'null', v: null } }))
const chain = linkedChain([{ facts: 1 }, { facts: 2, wallMs: 1, gone: [0] }, { facts: 1, parents: 2, ext: { later: 1 } }, { facts: 1, wallMs: 9 }], { seq: 7 })

const one = (bytes: Uint8Array): Bundle[] => [decodeBundle(bytes)]

const CASES: ReadonlyArray<readonly [string, Uint8Array, (bytes: Uint8Array) => Bundle[]]> = [
  ['a bundle of one fact', someBundle(someFacts(1)).bytes, one],
  ['a bundle of three facts', whole.bytes, one],
  ['a bundle of which a fact is gone', redactFacts(whole, [1]).bytes, one],
  ['a bundle of which all facts are gone', redactFacts(whole, [0, 1, 2]).bytes, one],
  ['a bundle that governs', someBundle(governing).bytes, one],
  ['a run of four bundles', encodeRun(chain), decodeRun]
]

/** The bundles in bytes that their author signed, or why there are none. */
async function taken (bytes: Uint8Array, decode: (bytes: Uint8Array) => Bundle[]): Promise<Bundle[] | 'form'> {
  let bundles: Bundle[]

  try {
    bundles = decode(bytes)
  } catch {
    return 'form'
  }

  const verdicts = await Promise.all(bundles.map(async bundle => verifyBundle(bundle, verify)))

  return bundles.filter((_, i) => verdicts[i])
}

describe('model/bundle bits', () => {
  for (const [what, bytes, decode] of CASES) {
    it(`of ${what}: one flipped, and it is refused`, async () => {
      const bundles = decode(bytes)
      const genuine = new Set(bundles.map(bundle => toHex(bundle.bytes)))
      const refused = { form: 0, signature: 0 }

      expect(await taken(bytes, decode)).to.deep.equal(bundles)

      for (let bit = 0; bit < 8 * bytes.length; bit++) {
        const left = await taken(bytes.with(bit >> 3, bytes[bit >> 3] ^ 1 << (bit & 7)), decode)

        if (left === 'form') {
          refused.form++
        } else if (left.length < bundles.length && left.every(bundle => genuine.has(toHex(bundle.bytes)))) {
          // Of a run, bundles before the bit or beside it may be left: those that the author signed, byte by byte.
          refused.signature++
        }
      }

      const { form, signature } = refused

      // eslint-disable-next-line no-console
      console.info(`      bits of ${what}: ${8 * bytes.length} flipped, ${form + signature} refused: by form ${form}, by signature ${signature}`)
      expect(form + signature).to.equal(8 * bytes.length)
    })
  }
})
