import * as dagCbor from '@ipld/dag-cbor'
import { blake3 as nobleBlake3 } from '@noble/hashes/blake3.js'
import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import {
  BUNDLE_BYTES_MAX, BUNDLE_BYTES_TARGET, BUNDLE_FACTS_BYTES_TARGET, BUNDLE_FACTS_MAX, FACT_HEAD_BYTES, HEADER_BYTES_MAX, MalformedBundleError,
  NoSuchFactError, redactFacts, TooLargeError, bundleId, decodeBundle, decodeHeader, encodeHeader, factId, factLocation, factLocations, holdsActs, sealBundle,
  signingBytes, verifyBundle
} from '../../src/model/bundle/index.ts'
import { concatBytes, fromHex, toHex } from '../../src/model/bytes/index.ts'
import { TEXT_BYTES_MAX, createFact, encodeFact } from '../../src/model/fact/index.ts'
import { seededBytes, someBundle, someChain, someDraft, someSigner, verifyStrictly } from '../fixtures/bundles.ts'
import { anyFactInput, factInput, someFact, someFacts } from '../fixtures/facts.ts'
import { BUNDLE_VECTORS } from '../vectors/bundle.ts'
import type { BundleDraft } from '../../src/model/bundle/index.ts'

const signer = someSigner()
const salt = seededBytes('salt', 16)
const facts = someFacts(3)
const encoded = facts.map(encodeFact)
const hash32 = seededBytes('another hash')

/** Drafts that break a rule. */
const REFUSED_DRAFTS: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
  ['an empty network name', { net: '' }],
  ['a network name in upper case', { net: 'Main' }],
  ['a network name of 33 letters', { net: 'n'.repeat(33) }],
  ['a scope of 31 bytes', { scope: new Uint8Array(31) }],
  ['a negative shard', { shard: -1 }],
  ['a shard above the highest', { shard: 65_536 }],
  ['a lane of 7 bytes', { lane: new Uint8Array(7) }],
  ['place 0', { seq: 0 }],
  ['a fraction of a place', { seq: 1.5, prev: hash32 }],
  ['place 1 with a bundle before it', { seq: 1, prev: hash32 }],
  ['place 2 without one', { seq: 2, prev: null }],
  ['a short hash of the bundle before', { seq: 2, prev: new Uint8Array(31) }],
  ['a wall time before 1970', { hlc: { wallMs: -1, counter: 0 } }],
  ['a wall time of 49 bits', { hlc: { wallMs: 2 ** 48, counter: 0 } }],
  ['a counter that the last fact would overflow', { hlc: { wallMs: 1, counter: 65_534 } }],
  ['nine parents', { parents: Array.from({ length: 9 }, () => hash32) }],
  ['a short parent', { parents: [new Uint8Array(31)] }],
  ['a list for ext', { ext: [] }],
  ['null for ext', { ext: null }],
  ['an ext without a canonical form', { ext: { later: NaN } }]
]

function draftWith (changes: Record<string, unknown>): BundleDraft {
  return { ...someDraft(signer.publicKey), ...changes }
}

describe('model/bundle', () => {
  for (const { name, hex, hash, id } of BUNDLE_VECTORS) {
    it(`keeps the golden bytes of ${name}`, async () => {
      const bundle = decodeBundle(fromHex(hex))

      expect(toHex(bundle.hash)).to.equal(hash)
      expect(bundleId(bundle.hash)).to.equal(id)
      expect(encodeHeader(bundle.header)).to.deep.equal(bundle.headerBytes)
      expect(await verifyBundle(bundle, verifyStrictly)).to.equal(true)
    })
  }

  it('seals the golden bytes again', () => {
    const chain = someChain([someFacts(1), someFacts(3)])

    expect(chain.map(bundle => toHex(bundle.bytes))).to.deep.equal(BUNDLE_VECTORS.slice(0, 2).map(({ hex }) => hex))
  })

  it('reads back what it sealed', () => {
    const changes = { seq: 2, prev: hash32, parents: [hash32, salt].map(part => seededBytes(toHex(part))), parentsTruncated: true, ext: { later: [1] } }
    const bundle = someBundle(facts, changes)

    expect(decodeBundle(bundle.bytes)).to.deep.equal(bundle)
    expect(bundle.header).to.deep.include({ ...changes, count: 3, net: 'main' })
    expect(bundle.decoded).to.deep.equal(facts)
    expect(bundle.facts).to.deep.equal(encoded)
  })

  it('reads back any facts', () => {
    fc.assert(fc.property(fc.array(anyFactInput(), { minLength: 1, maxLength: 8 }), inputs => {
      const any = inputs.map(input => createFact(input))
      const bundle = someBundle(any)

      expect(decodeBundle(bundle.bytes)).to.deep.equal(bundle)
      expect(bundle.decoded).to.deep.equal(any)
    }), { numRuns: 25 })
  })

  it('hashes and signs as another implementation does', async () => {
    const { bytes, hash, header, headerBytes, signature } = someBundle(facts)
    const context = (text: string): { context: Uint8Array } => ({ context: new TextEncoder().encode(text) })
    const [, , sealedSalt, list] = dagCbor.decode<[Uint8Array, Uint8Array, Uint8Array, Uint8Array[]]>(bytes)
    const key = concatBytes([sealedSalt, new Uint8Array(16)])
    const digests = list.map((fact, i) => {
      const factSalt = nobleBlake3(Uint8Array.of(i, 0, 0, 0), { key }).subarray(0, 16)

      return nobleBlake3(concatBytes([factSalt, fact]), context('factmesh fact v1'))
    })

    expect(list).to.deep.equal(encoded)
    expect(header.root).to.deep.equal(nobleBlake3(concatBytes(digests), context('factmesh bundle root v1')))
    expect(hash).to.deep.equal(nobleBlake3(headerBytes))
    expect(signature).to.deep.equal(await signer.sign(concatBytes([new TextEncoder().encode('factmesh/bundle/1\n'), headerBytes])))
    expect(dagCbor.decode(headerBytes)).to.deep.equal([
      1, 'main', header.scope, 0, signer.publicKey, header.lane, 1, null, [header.hlc.wallMs, 0], [], 3, header.root, {}
    ])
  })

  it('takes a signer that answers later', async () => {
    const later = { publicKey: signer.publicKey, sign: async (message: Uint8Array) => signer.sign(message) }

    expect(await sealBundle(someDraft(signer.publicKey), { facts: encoded, salt }, later))
      .to.deep.equal(await sealBundle(someDraft(signer.publicKey), { facts: encoded, salt, decoded: facts }, signer))
  })

  it('verifies the signature of the author, and no other', async () => {
    const bundle = someBundle(facts)
    const foreign = { ...bundle, signature: await someSigner(1).sign(signingBytes(bundle.headerBytes)) }
    const moved = { ...bundle, headerBytes: someBundle(someFacts(2)).headerBytes }

    expect(await verifyBundle(bundle, verifyStrictly)).to.equal(true)
    expect(await verifyBundle(foreign, verifyStrictly)).to.equal(false)
    expect(await verifyBundle(moved, verifyStrictly)).to.equal(false)
  })

  for (const [what, changes] of REFUSED_DRAFTS) {
    it(`does not seal ${what}`, () => {
      expect(() => sealBundle(draftWith(changes), { facts: encoded, salt }, signer)).to.throw(MalformedBundleError).with.property('reason', 'header')
    })
  }

  it('does not seal what a stranger would not take', () => {
    const seal = (changes: Partial<Parameters<typeof sealBundle>[1]>, by = signer): unknown => {
      return sealBundle(someDraft(signer.publicKey), { facts: encoded, salt, ...changes }, by)
    }

    expect(() => seal({ facts: [] })).to.throw(MalformedBundleError).with.property('reason', 'header')
    expect(() => seal({ salt: new Uint8Array(15) })).to.throw(MalformedBundleError).with.property('reason', 'salt')
    expect(() => seal({ facts: [Uint8Array.of(0x80)] })).to.throw(MalformedBundleError).with.property('reason', 'fact')
    expect(() => seal({ decoded: facts.slice(1) })).to.throw(MalformedBundleError).with.property('reason', 'count')
    expect(() => seal({}, someSigner(1))).to.throw(MalformedBundleError).with.property('reason', 'signature')
    expect(() => seal({}, { ...signer, sign: () => new Uint8Array(63) })).to.throw(MalformedBundleError).with.property('reason', 'signature')
  })

  it('keeps facts that govern a scope apart from others', () => {
    const governs = createFact(factInput(0, { kind: 3, relation: 'factmesh:3', value: { type: 'null', v: null } }))

    expect(decodeBundle(someBundle([governs, governs]).bytes).decoded).to.deep.equal([governs, governs])
    expect(() => someBundle([governs, someFact(1)])).to.throw(MalformedBundleError).with.property('reason', 'governance')

    const two = someBundle([governs, governs])
    expect(() => decodeBundle(redactFacts(two, [0]).bytes)).to.throw(MalformedBundleError).with.property('reason', 'governance')
    expect(() => decodeBundle(redactFacts(two, [0, 1]).bytes)).to.throw(MalformedBundleError).with.property('reason', 'governance')
  })

  it('tells facts that govern a scope by the header, which says so of them and of no others', () => {
    const governs = createFact(factInput(0, { kind: 3, relation: 'factmesh:3', value: { type: 'null', v: null } }))

    expect(holdsActs(someBundle([governs], { ext: { later: 1 } }).header)).to.equal(true)
    expect(someBundle([governs], { ext: { later: 1 } }).header.ext).to.deep.equal({ acts: true, later: 1 })
    expect(holdsActs(someBundle([someFact(1)]).header)).to.equal(false)
    expect(() => someBundle([someFact(1)], { ext: { acts: true } })).to.throw(MalformedBundleError).with.property('reason', 'governance')
  })

  it('says where the bytes of each fact lie', () => {
    const { bytes, facts: views } = someBundle(facts)
    const inside = concatBytes([new Uint8Array(5), bytes]).subarray(5)

    for (const [i, fact] of encoded.entries()) {
      const { position, length } = factLocation(inside, i)

      expect(inside.subarray(position, position + length)).to.deep.equal(fact)
      expect(factLocations({ bytes, facts: views })[i]).to.deep.equal({ position, length })
    }

    expect(() => factLocation(bytes, 3)).to.throw(NoSuchFactError)
    expect(() => factLocation(bytes, -1)).to.throw(NoSuchFactError)
  })

  it('spells the id of a fact after the id of its bundle', () => {
    const { hash } = someBundle(facts)

    expect(factId(hash, 2)).to.equal(`${bundleId(hash)}.2`)
  })
})

describe('model/bundle limits', () => {
  it('takes 512 facts and no more', () => {
    const small = someFacts(BUNDLE_FACTS_MAX, { value: { type: 'null', v: null }, source: 'a:b' })

    expect(decodeBundle(someBundle(small).bytes).header.count).to.equal(BUNDLE_FACTS_MAX)
    expect(() => someBundle([...small, someFact(0)])).to.throw(TooLargeError).with.property('part', 'facts')
  })

  it('takes the largest text alone', () => {
    const large = someFact(0, { value: { type: 'text', v: 'a'.repeat(TEXT_BYTES_MAX) } })
    const { bytes } = someBundle([large])

    expect(bytes.length).to.be.within(BUNDLE_BYTES_TARGET, BUNDLE_BYTES_MAX)
    expect(decodeBundle(bytes).decoded).to.deep.equal([large])
    expect(() => someBundle([large, someFact(1)])).to.throw(TooLargeError).with.property('limit', BUNDLE_BYTES_TARGET)
  })

  it('stays within the target when a writer keeps to the room for facts', () => {
    const many: ReturnType<typeof someFacts> = []
    let room = BUNDLE_FACTS_BYTES_TARGET

    for (const fact of someFacts(BUNDLE_FACTS_MAX)) {
      room -= encodeFact(fact).length + FACT_HEAD_BYTES

      if (room >= 0) {
        many.push(fact)
      }
    }

    const parents = Array.from({ length: 8 }, (_, i) => seededBytes(`parent ${i}`))
    const largest = { net: 'n'.repeat(32), shard: 65_535, seq: Number.MAX_SAFE_INTEGER, prev: hash32, parents, parentsTruncated: true }
    const { bytes } = someBundle(many, largest)

    expect(many.length).to.be.above(300)
    expect(bytes.length).to.be.within(BUNDLE_BYTES_TARGET - 1024, BUNDLE_BYTES_TARGET)
  })

  it('bounds the header', () => {
    expect(() => someBundle(facts, { ext: { later: new Uint8Array(HEADER_BYTES_MAX) } }))
      .to.throw(TooLargeError).with.property('part', 'header')
    expect(() => decodeHeader(new Uint8Array(HEADER_BYTES_MAX + 1))).to.throw(TooLargeError)
  })

  it('refuses more bytes than any bundle has before it reads them', () => {
    expect(() => decodeBundle(new Uint8Array(BUNDLE_BYTES_MAX + 1))).to.throw(TooLargeError).with.property('part', 'bundle')
  })
})
