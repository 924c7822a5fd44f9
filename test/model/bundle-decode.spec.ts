import * as dagCbor from '@ipld/dag-cbor'
import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { MalformedBundleError, TooLargeError, UnknownVersionError, decodeBundle, decodeHeader, redactFacts, sealBundle } from '../../src/model/bundle/index.ts'
import { decodeCanonical, encodeCanonical, equalBytes, fromHex } from '../../src/model/bytes/index.ts'
import { TEXT_BYTES_MAX, encodeFact } from '../../src/model/fact/index.ts'
import { seededBytes, someBundle, someSigner } from '../fixtures/bundles.ts'
import { someFact, someFacts } from '../fixtures/facts.ts'
import { MALFORMED_BUNDLE_VECTORS } from '../vectors/bundle.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { CborValue } from '../../src/model/bytes/index.ts'

const whole = someBundle(someFacts(3))
const redacted = redactFacts(whole, [1])

/** A bundle with another header, signature, salt or facts; the rest is as it was. */
function framed (changes: Record<number, CborValue>, bundle: Bundle = whole): Uint8Array {
  const parts = decodeCanonical(bundle.bytes)

  return encodeCanonical(Object.assign(parts as CborValue[], changes))
}

/** The whole bundle with other items in its header. */
function headed (changes: Record<number, CborValue>): Uint8Array {
  return framed({ 0: encodeCanonical(Object.assign(decodeCanonical(whole.headerBytes) as CborValue[], changes)) })
}

/** Bytes over which header, root and signature agree, whatever the facts are. */
function sealedAround (facts: readonly Uint8Array[]): Uint8Array {
  const decoded = facts.map((_, no) => someFact(no))
  const bundle = sealBundle(whole.header, { facts, salt: seededBytes('salt', 16), decoded }, someSigner())

  return bundle instanceof Promise ? new Uint8Array() : bundle.bytes
}

const encodedFacts = whole.facts.map(fact => fact ?? new Uint8Array())

const REFUSED: ReadonlyArray<readonly [string, Uint8Array, string]> = [
  ['no bytes', new Uint8Array(), 'truncated'],
  ['a map', encodeCanonical({ a: 1 }), 'frame'],
  ['a list of three', encodeCanonical([whole.headerBytes, whole.signature, whole.header.lane]), 'frame'],
  ['a list of five', encodeCanonical([whole.headerBytes, whole.signature, seededBytes('s', 16), [], null]), 'frame'],
  ['bytes behind it', Uint8Array.of(...whole.bytes, 0), 'trailing'],
  ['text for the header', framed({ 0: 'header' }), 'frame'],
  ['an empty header', framed({ 0: new Uint8Array() }), 'header'],
  ['a header that is not canonical', framed({ 0: Uint8Array.of(0x18, 0x00) }), 'header'],
  ['a header that is no list', framed({ 0: encodeCanonical({}) }), 'header'],
  ['a header of twelve items', framed({ 0: encodeCanonical((decodeCanonical(whole.headerBytes) as CborValue[]).slice(0, 12)) }), 'header'],
  ['a version that is text', headed({ 0: '1' }), 'header'],
  ['a net that is a number', headed({ 1: 5 }), 'header'],
  ['a stamp that is a number', headed({ 8: 5 }), 'header'],
  ['a stamp of three items', headed({ 8: [1, 0, 0] }), 'header'],
  ['a stamp with a fraction', headed({ 8: [1.5, 0] }), 'header'],
  ['parents that are a map', headed({ 9: {} }), 'header'],
  ['parents that end in false', headed({ 9: [false] }), 'header'],
  ['parents with true in front', headed({ 9: [true, seededBytes('parent')] }), 'header'],
  ['a count of 0', headed({ 10: 0 }), 'header'],
  ['a count that is too high', headed({ 10: 4 }), 'count'],
  ['a count that is too low', headed({ 10: 2 }), 'count'],
  ['a root of 31 bytes', headed({ 11: new Uint8Array(31) }), 'header'],
  ['another root', headed({ 11: new Uint8Array(32) }), 'root'],
  ['an ext that is bytes', headed({ 12: new Uint8Array() }), 'header'],
  ['a signature of 63 bytes', framed({ 1: new Uint8Array(63) }), 'signature'],
  ['a signature of 65 bytes', framed({ 1: new Uint8Array(65) }), 'signature'],
  ['a signature that is text', framed({ 1: 'signature' }), 'frame'],
  ['a salt of 15 bytes', framed({ 2: new Uint8Array(15) }), 'salt'],
  ['another salt', framed({ 2: new Uint8Array(16) }), 'root'],
  ['a salt for each fact, though all are here', framed({ 2: [1, 2, 3].map(() => new Uint8Array(16)) }), 'salt'],
  ['one salt, though a fact is gone', framed({ 2: new Uint8Array(16) }, redacted), 'salt'],
  ['too few salts', framed({ 2: [new Uint8Array(16)] }, redacted), 'salt'],
  ['too many salts', framed({ 2: [1, 2, 3].map(() => new Uint8Array(16)) }, redacted), 'salt'],
  ['a salt of 17 bytes among others', framed({ 2: [new Uint8Array(17), new Uint8Array(16)] }, redacted), 'salt'],
  ['facts that are bytes', framed({ 3: new Uint8Array(3) }), 'frame'],
  ['no facts', framed({ 2: [], 3: [] }), 'salt'],
  ['facts in another order', framed({ 3: encodedFacts.toReversed() }), 'root'],
  ['a fact that is text', framed({ 3: ['a', 'b', 'c'] }), 'frame'],
  ['a digest of 31 bytes', framed({ 3: [encodedFacts[0], [new Uint8Array(31)], encodedFacts[2]] }, redacted), 'digest'],
  ['an empty list for a digest', framed({ 3: [encodedFacts[0], [], encodedFacts[2]] }, redacted), 'digest'],
  ['another digest', framed({ 3: [encodedFacts[0], [new Uint8Array(32)], encodedFacts[2]] }, redacted), 'root']
]

describe('model/bundle decodeBundle', () => {
  for (const { name, hex, reason } of MALFORMED_BUNDLE_VECTORS) {
    it(`refuses the golden bytes with ${name}`, () => {
      expect(() => decodeBundle(fromHex(hex))).to.throw(MalformedBundleError).with.property('reason', reason)
    })
  }

  for (const [what, bytes, reason] of REFUSED) {
    it(`refuses ${what}`, () => {
      expect(() => decodeBundle(bytes)).to.throw(MalformedBundleError).with.property('reason', reason)
    })
  }

  it('refuses bytes under a root that are not a fact', () => {
    expect(() => decodeBundle(sealedAround([Uint8Array.of(0x80)]))).to.throw(MalformedBundleError, /fact 0/).with.property('reason', 'fact')
  })

  it('says when a text is too large', () => {
    const fact = dagCbor.encode([0, 'user:alice', 'memory:bio', [1, 'a'.repeat(TEXT_BYTES_MAX + 1)], 'user:alice', 1])

    expect(() => decodeBundle(sealedAround([fact]))).to.throw(TooLargeError).with.property('limit', TEXT_BYTES_MAX)
  })

  it('refuses facts that govern a scope beside a fact that does not', () => {
    const facts = [someFact(0), someFact(1, { kind: 1, relation: 'factmesh:1' })].map(encodeFact)

    expect(() => decodeBundle(sealedAround(facts))).to.throw(MalformedBundleError).with.property('reason', 'governance')
  })

  it('binds every bit: what is taken with one bit changed is another bundle, or has another signature', () => {
    for (let bit = 0; bit < 8 * whole.bytes.length; bit++) {
      const changed = whole.bytes.slice()
      changed[bit >> 3] ^= 1 << (bit & 7)
      const taken = decodedOrUndefined(changed)

      if (taken !== undefined) {
        expect(taken.facts).to.deep.equal(whole.facts)
        expect(equalBytes(taken.hash, whole.hash) && equalBytes(taken.signature, whole.signature), `bit ${bit}`).to.equal(false)
      }
    }
  })

  it('refuses too many facts before it reads them', () => {
    const many = Array.from({ length: 513 }, () => new Uint8Array(1))

    expect(() => decodeBundle(headed({ 10: 513 }))).to.throw(TooLargeError).with.property('part', 'facts')
    expect(() => decodeBundle(framed({ 3: many }))).to.throw(TooLargeError).with.property('part', 'facts')
  })

  it('declines another version, whatever else is in it', () => {
    expect(() => decodeBundle(headed({ 0: 2 }))).to.throw(UnknownVersionError).with.property('version', 2)
    expect(() => decodeBundle(encodeCanonical([encodeCanonical([2, 'later']), 'later']))).to.throw(UnknownVersionError)
    expect(() => decodeHeader(encodeCanonical([0]))).to.throw(UnknownVersionError)
  })

  it('takes buffers for what they are', () => {
    class Buffer extends Uint8Array {}

    const bundle = decodeBundle(new Buffer(whole.bytes))

    expect(bundle).to.deep.equal(whole)
    expect(bundle.bytes.constructor).to.equal(Uint8Array)
  })

  for (const [what, bundle] of [['whole', whole], ['redacted', redacted]] as const) {
    it(`refuses a ${what} bundle that is cut at any byte`, () => {
      for (let length = 0; length < bundle.bytes.length; length++) {
        expect(() => decodeBundle(bundle.bytes.subarray(0, length)), `${length} bytes`).to.throw(MalformedBundleError)
      }
    })

    it(`takes a changed ${what} bundle only if it is the one encoding of itself, and throws nothing else`, () => {
      const edit = fc.record({ position: fc.nat(), byte: fc.nat({ max: 255 }), removed: fc.nat({ max: 2 }), added: fc.uint8Array({ maxLength: 2 }) })

      fc.assert(fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), edits => {
        const changed = edits.reduce((bytes, { position, byte, removed, added }) => {
          const at = position % bytes.length

          return Uint8Array.of(...bytes.subarray(0, at), byte, ...added, ...bytes.subarray(at + 1 + removed))
        }, bundle.bytes)

        const taken = decodedOrUndefined(changed)

        if (taken !== undefined) {
          // Only the signature lies outside what the root and the header bind.
          expect(taken.facts).to.deep.equal(bundle.facts)
          expect(encodeCanonical(decodeCanonical(changed))).to.deep.equal(changed)
        }
      }), { numRuns: 3000 })
    })
  }

  it('throws nothing else for bytes of any kind', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), bytes => { decodedOrUndefined(bytes) }), { numRuns: 1000 })
  })
})

function decodedOrUndefined (bytes: Uint8Array): Bundle | undefined {
  try {
    return decodeBundle(bytes)
  } catch (err) {
    expect([MalformedBundleError, TooLargeError, UnknownVersionError].some(type => err instanceof type), String(err)).to.equal(true)

    return undefined
  }
}
