import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import {
  BUNDLE_BYTES_MAX, BUNDLE_BYTES_TARGET, NoSuchFactError, checkFactProof, decodeBundle, factLocation, factLocations, proveFact, redactFacts, verifyBundle
} from '../../src/model/bundle/index.ts'
import { concatBytes } from '../../src/model/bytes/index.ts'
import { someBundle, someSigner, verifyStrictly } from '../fixtures/bundles.ts'
import { someFacts } from '../fixtures/facts.ts'
import type { FactProof } from '../../src/model/bundle/index.ts'

const bundle = someBundle(someFacts(4))
const other = someBundle(someFacts(4, { confidence: 0.1 }))
const alone = someBundle(someFacts(1))

/** Proofs of fact 1 that do not hold. */
const BROKEN: ReadonlyArray<readonly [string, Partial<FactProof>]> = [
  ['another fact', { fact: proveFact(bundle, 2).fact }],
  ['the same fact of another bundle', { fact: proveFact(other, 1).fact }],
  ['bytes that are not a fact', { fact: new Uint8Array(3) }],
  ['another salt', { salt: proveFact(bundle, 2).salt }],
  ['a short salt', { salt: new Uint8Array(15) }],
  ['another place', { index: 2 }],
  ['a place behind the last', { index: 4 }],
  ['a negative place', { index: -1 }],
  ['a fraction of a place', { index: 0.5 }],
  ['a digest too few', { digests: proveFact(bundle, 1).digests.slice(1) }],
  ['digests in another order', { digests: proveFact(bundle, 1).digests.toReversed() }],
  ['a digest of 33 bytes', { digests: proveFact(bundle, 1).digests.map(digest => concatBytes([digest, Uint8Array.of(0)])) }],
  ['another header', { headerBytes: other.headerBytes }],
  ['a header that is none', { headerBytes: new Uint8Array(3) }],
  ['a header of another version', { headerBytes: Uint8Array.of(0x81, 0x02) }],
  ['a header that is too large', { headerBytes: new Uint8Array(5000) }],
  ['the signature of another bundle', { signature: other.signature }],
  ['a short signature', { signature: bundle.signature.subarray(1) }]
]

describe('model/bundle proof', () => {
  it('proves each fact alone', async () => {
    for (let i = 0; i < 4; i++) {
      expect(await checkFactProof(proveFact(bundle, i), verifyStrictly), `fact ${i}`).to.equal(true)
    }

    expect(await checkFactProof(proveFact(alone, 0), verifyStrictly)).to.equal(true)
  })

  for (const [what, changes] of BROKEN) {
    it(`does not hold with ${what}`, async () => {
      expect(await checkFactProof({ ...proveFact(bundle, 1), ...changes }, verifyStrictly)).to.equal(false)
    })
  }

  it('proves the facts that stay after others went, and none that went', async () => {
    const redacted = decodeBundle(redactFacts(bundle, [0, 2]).bytes)

    expect(await checkFactProof(proveFact(redacted, 1), verifyStrictly)).to.equal(true)
    expect(proveFact(redacted, 3)).to.deep.equal(proveFact(bundle, 3))
    expect(() => proveFact(redacted, 2)).to.throw(NoSuchFactError).with.property('index', 2)
    expect(() => proveFact(bundle, 4)).to.throw(NoSuchFactError)
  })
})

describe('model/bundle redactFacts', () => {
  it('leaves header, signature and the other facts as they were', async () => {
    await fc.assert(fc.asyncProperty(fc.subarray([0, 1, 2, 3], { minLength: 1 }), async gone => {
      const redacted = redactFacts(bundle, gone)

      expect(decodeBundle(redacted.bytes)).to.deep.equal(redacted)
      expect(redacted.hash).to.deep.equal(bundle.hash)
      expect(redacted.digests).to.deep.equal(bundle.digests)
      expect(redacted.facts).to.deep.equal(bundle.facts.map((fact, i) => gone.includes(i) ? null : fact))
      expect(redacted.decoded).to.deep.equal(bundle.decoded.map((fact, i) => gone.includes(i) ? null : fact))
      expect(await verifyBundle(redacted, verifyStrictly)).to.equal(true)
    }), { numRuns: 16 })
  })

  it('gives the same bytes whether facts go at once or one by one', () => {
    expect(redactFacts(redactFacts(redactFacts(bundle, [2]), [0]), [2]).bytes).to.deep.equal(redactFacts(bundle, [0, 2]).bytes)
  })

  it('leaves neither the common salt nor the salt of a gone fact', () => {
    const { salts, bytes } = redactFacts(bundle, [1])
    const remaining = [0, 2, 3].map(i => proveFact(bundle, i).salt)

    expect(salts).to.deep.equal(remaining)
    expect(holds(bytes, proveFact(bundle, 1).salt)).to.equal(false)
    expect(bundle.salts instanceof Uint8Array && holds(bytes, bundle.salts)).to.equal(false)
    expect(holds(bytes, proveFact(bundle, 1).fact)).to.equal(false)
  })

  it('changes nothing when no fact goes', () => {
    expect(redactFacts(bundle, [])).to.equal(bundle)
  })

  it('says which place does not exist', () => {
    expect(() => redactFacts(bundle, [1, 4])).to.throw(NoSuchFactError).with.property('index', 4)
  })

  it('locates the facts that stay', () => {
    const { bytes, facts } = redactFacts(bundle, [1])
    const { position, length } = factLocation(bytes, 2)

    expect(bytes.subarray(position, position + length)).to.deep.equal(bundle.facts[2])
    expect(factLocations({ bytes, facts })).to.have.property('1', null)
    expect(() => factLocation(bytes, 1)).to.throw(NoSuchFactError)
  })

  it('never makes a bundle too large', () => {
    const small = someFacts(512, { value: { type: 'null', v: null }, source: 'a:b' }).map((fact, i) => {
      return { ...fact, relation: `memory:${'r'.repeat(i === 0 ? 3 : 87)}` }
    })
    const full = someBundle(small, {}, someSigner())

    expect(full.bytes.length).to.be.within(BUNDLE_BYTES_TARGET - 3000, BUNDLE_BYTES_TARGET)
    expect(decodeBundle(redactFacts(full, [0]).bytes).bytes.length).to.be.within(BUNDLE_BYTES_TARGET, BUNDLE_BYTES_MAX)
  })
})

function holds (bytes: Uint8Array, part: Uint8Array): boolean {
  return bytes.some((_, start) => part.every((byte, i) => bytes[start + i] === byte))
}
