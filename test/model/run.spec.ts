import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import {
  MalformedBundleError, TooLargeError, UnknownVersionError, decodeBundle, decodeRun, encodeRun, openBundle, verifyBundle
} from '../../src/model/bundle/index.ts'
import { equalBytes, fromHex, toHex } from '../../src/model/bytes/index.ts'
import { createStrictVerifier } from '../../src/model/identity/index.ts'
import { platform } from '../../src/platform/index.ts'
import { someBundle, someSigner } from '../fixtures/bundles.ts'
import { someFacts } from '../fixtures/facts.ts'
import { anyChain, linkedChain } from '../fixtures/runs.ts'
import { RUN_VECTORS } from '../vectors/run.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'

const { ed25519 } = platform()
const verify = createStrictVerifier(ed25519.verify.bind(ed25519))

const says = { value: { type: 'null', v: null }, source: 'user:a' } as const

/** Three short bundles with everything that a run may carry. */
const chain = linkedChain([
  { facts: 2, says, gone: [1] },
  { facts: 1, says, wallMs: 1_000, parents: 1, parentsTruncated: true, ext: { later: 1 } },
  { facts: 1, says }
], { seq: 7 })

/** The same bundle with another signature in its frame. */
function resigned (bundle: Bundle, signature: Uint8Array): Bundle {
  const bytes = bundle.bytes.slice()

  bytes.set(signature, bundle.signature.byteOffset - bundle.bytes.byteOffset)

  return decodeBundle(bytes)
}

function positionOf (part: Uint8Array, bytes: Uint8Array): number {
  return bytes.findIndex((_, i) => equalBytes(bytes.subarray(i, i + part.length), part))
}

/** The bundles of a run, and which of their signatures hold. */
interface Judged {
  readonly bundles: Bundle[]
  readonly holds: boolean[]
}

/** What a receiver makes of bytes: nothing, or the bundles in them. */
async function judge (bytes: Uint8Array): Promise<Judged | undefined> {
  try {
    const bundles = decodeRun(bytes)

    return { bundles, holds: await Promise.all(bundles.map(async bundle => verifyBundle(bundle, verify))) }
  } catch (err) {
    expect([MalformedBundleError, TooLargeError, UnknownVersionError].some(type => err instanceof type), String(err)).to.equal(true)

    return undefined
  }
}

describe('model/bundle runs', () => {
  for (const { name, hex, bundles } of RUN_VECTORS) {
    it(`keeps the golden bytes of ${name}`, async () => {
      expect(toHex(encodeRun(bundles.map(fromHex)))).to.equal(hex)
      expect(decodeRun(fromHex(hex)).map(({ bytes }) => toHex(bytes))).to.deep.equal(bundles)
      expect((await judge(fromHex(hex)))?.holds).to.deep.equal(bundles.map(() => true))
    })
  }

  it('gives back the bundles of any chain, byte for byte, as if each had come alone', () => {
    fc.assert(fc.property(anyChain(), bundles => {
      const run = encodeRun(bundles)

      expect(decodeRun(run)).to.deep.equal(bundles.map(({ bytes }) => decodeBundle(bytes)))
      expect(encodeRun(decodeRun(run))).to.deep.equal(run)
      expect(encodeRun(bundles.map(({ bytes }) => bytes))).to.deep.equal(run)
    }), { numRuns: 60 })
  })

  it('takes 130 bytes, and 91 beside each lone fact', () => {
    const lone = linkedChain(Array.from({ length: 64 }, () => ({ facts: 1 })), { seq: 7 })
    const facts = lone.reduce((sum, bundle) => sum + (bundle.facts[0]?.length ?? 0), 0)

    expect(encodeRun(lone)).to.have.lengthOf(130 + facts + 91 * lone.length)
  })

  it('carries the lowest and the highest stamps', () => {
    const ends = [{ wallMs: 0, counter: 0 }, { wallMs: 0, counter: 65_535 }, { wallMs: 2 ** 48 - 1, counter: 0 }, { wallMs: 2 ** 48 - 1, counter: 65_535 }]
    const chain = ends.reduce<Bundle[]>((all, hlc, i) => {
      return [...all, someBundle(someFacts(1), { seq: i + 1, prev: all.at(-1)?.hash ?? null, hlc })]
    }, [])

    expect(decodeRun(encodeRun(chain))).to.deep.equal(chain)
  })

  it('opens a stored bundle as decoding it would', () => {
    const [{ header, headerBytes, hash, signature, salts, facts, bytes }] = chain

    expect(openBundle(bytes)).to.deep.include({ header, headerBytes, hash, signature, salts, facts, bytes })
  })

  it('takes buffers for what they are', () => {
    class Buffer extends Uint8Array {}

    expect(decodeRun(new Buffer(encodeRun(chain)))).to.deep.equal(chain)
    expect(openBundle(new Buffer(chain[0].bytes))).to.deep.equal(openBundle(chain[0].bytes))
  })

  it('holds each signature to the strict rule, and tells which does not hold', async () => {
    const zeros = resigned(chain[2], new Uint8Array(64))
    const forged = resigned(chain[1], await someSigner(1).sign(chain[1].headerBytes))

    expect((await judge(encodeRun(chain)))?.holds).to.deep.equal([true, true, true])
    expect((await judge(encodeRun([...chain.slice(0, 2), zeros])))?.holds).to.deep.equal([true, true, false])
    expect((await judge(encodeRun([chain[0], forged, chain[2]])))?.holds).to.deep.equal([true, false, true])
  })

  it('binds every bit: one that is flipped is refused, or the newest signature does not hold, or only the older one that it stands in', async () => {
    const run = encodeRun(chain)
    const signatures = chain.map(({ signature }) => 8 * positionOf(signature, run))
    const taken = [0, 0, 0]

    for (let bit = 0; bit < 8 * run.length; bit++) {
      const changed = run.slice()
      changed[bit >> 3] ^= 1 << (bit & 7)

      const judged = await judge(changed)

      if (judged?.holds.at(-1) === true) {
        const place = signatures.findIndex(start => bit >= start && bit < start + 512)

        expect(judged.holds, `bit ${bit}`).to.deep.equal(chain.map((_, i) => i !== place))
        expect(judged.bundles.map(({ hash }) => hash)).to.deep.equal(chain.map(({ hash }) => hash))
        taken[place]++
      }
    }

    expect(taken).to.deep.equal([512, 512, 0])
  })

  it('refuses a run that is cut at any byte', () => {
    const run = encodeRun(chain)

    for (let length = 0; length < run.length; length++) {
      expect(() => decodeRun(run.subarray(0, length)), `${length} bytes`).to.throw(MalformedBundleError)
    }
  })

  it('takes a changed run only with the headers and facts of the author, and throws nothing else', async () => {
    const run = encodeRun(chain)
    const edit = fc.record({ position: fc.nat(), byte: fc.nat({ max: 255 }), removed: fc.nat({ max: 2 }), added: fc.uint8Array({ maxLength: 2 }) })

    await fc.assert(fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async edits => {
      const changed = edits.reduce((bytes, { position, byte, removed, added }) => {
        const at = position % bytes.length

        return Uint8Array.of(...bytes.subarray(0, at), byte, ...added, ...bytes.subarray(at + 1 + removed))
      }, run)
      const judged = await judge(changed)

      if (judged?.holds.at(-1) === true) {
        expect(judged.bundles.map(({ facts }) => facts)).to.deep.equal(chain.map(({ facts }) => facts))
        expect(encodeRun(judged.bundles)).to.deep.equal(changed)
      }
    }), { numRuns: 2000 })
  })

  it('throws nothing else for bytes of any kind', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async bytes => { await judge(bytes) }), { numRuns: 1000 })
  })
})
