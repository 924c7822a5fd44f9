import * as dagCbor from '@ipld/dag-cbor'
import { blake3 } from '@noble/hashes/blake3.js'
import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { fromHex, toHex } from '../../src/model/bytes/index.ts'
import { FACT_BYTES_MAX, MalformedFactError, TEXT_BYTES_MAX, claimKey, createFact, decodeFact, encodeFact } from '../../src/model/fact/index.ts'
import { anyFactInput, someFact } from '../fixtures/facts.ts'
import { FACT_VECTORS, MALFORMED_FACT_VECTORS } from '../vectors/fact.ts'
import type { Fact } from '../../src/model/fact/index.ts'

/** An encoded fact with other items than it should have. */
function listed (changes: Record<number, unknown>, length = 6): Uint8Array {
  const list = [0, 'user:alice', 'memory:role', [0, 'admin'], 'stigmem://node-a/agent/scribe', 900_000, { until: 5 }]

  return dagCbor.encode(Object.assign(list, changes).slice(0, length))
}

const REFUSED: ReadonlyArray<readonly [string, Uint8Array, string]> = [
  ['no bytes', new Uint8Array(), 'fact'],
  ['another thing than a list', dagCbor.encode({}), 'fact'],
  ['five items', listed({}, 5), 'fact'],
  ['eight items', listed({ 7: 0 }, 8), 'fact'],
  ['bytes behind the fact', Uint8Array.of(...listed({}), 0), 'fact'],
  ['more bytes than a fact may have', new Uint8Array(FACT_BYTES_MAX + 1), 'fact'],
  ['a kind that is text', listed({ 0: '0' }), 'kind'],
  ['an unknown kind above the highest', listed({ 0: 256 }), 'kind'],
  ['an entity that is not text', listed({ 1: new Uint8Array(3) }), 'entity'],
  ['an entity in upper case', listed({ 1: 'user:Alice' }), 'entity'],
  ['an entity with a blank', listed({ 1: 'user:a b' }), 'entity'],
  ['an entity with lower-case triplets', listed({ 1: 'user:a%2fb' }), 'entity'],
  ['an entity with needless triplets', listed({ 1: 'user:%61' }), 'entity'],
  ['an entity with an empty segment', listed({ 1: 'user:a//b' }), 'entity'],
  ['an entity with C1 controls', listed({ 1: 'user:\u0085' }), 'entity'],
  ['a peer id in base58', listed({ 1: 'peer:12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5' }), 'entity'],
  ['an entity that is too long', listed({ 1: `user:${'a'.repeat(1020)}` }), 'entity'],
  ['an empty relation', listed({ 2: '' }), 'relation'],
  ['a relation with a blank in front', listed({ 2: ' a' }), 'relation'],
  ['a reserved relation', listed({ 2: 'factmesh:1' }), 'relation'],
  ['a value that is no list', listed({ 3: 'admin' }), 'value'],
  ['a value of an unknown type', listed({ 3: [7, 'admin'] }), 'value'],
  ['a value of type −1', listed({ 3: [-1, 'admin'] }), 'value'],
  ['a value of type 0.5', listed({ 3: [0.5, 'admin'] }), 'value'],
  ['a value that is only a type', listed({ 3: [0] }), 'value'],
  ['a null value with something behind', listed({ 3: [6, null] }), 'value'],
  ['a ref in upper case', listed({ 3: [5, 'user:Bob'] }), 'value'],
  ['a datetime with a fraction', listed({ 3: [4, 0.5] }), 'value'],
  ['a source without a scheme', listed({ 4: 'alice' }), 'source'],
  ['a confidence above one', listed({ 5: 1_000_001 }), 'confidence'],
  ['a fraction of a millionth', listed({ 5: 0.5 }), 'confidence'],
  ['empty extras', listed({ 6: {} }, 7), 'extras'],
  ['extras that are a list', listed({ 6: [1] }, 7), 'extras'],
  ['extras that are null', listed({ 6: null }, 7), 'extras'],
  ['extras that are bytes', listed({ 6: new Uint8Array(3) }, 7), 'extras'],
  ['an expiry that is text', listed({ 6: { until: '5' } }, 7), 'extras.until']
]

describe('model/fact codec', () => {
  for (const { name, input, hex, claim } of FACT_VECTORS) {
    it(`keeps the golden bytes of ${name}`, () => {
      const fact = createFact(input)

      expect(toHex(encodeFact(fact))).to.equal(hex)
      expect(decodeFact(fromHex(hex))).to.deep.equal(fact)
      expect(toHex(claimKey(fact))).to.equal(claim)
    })
  }

  for (const { name, hex, field } of MALFORMED_FACT_VECTORS) {
    it(`refuses the golden bytes with ${name}`, () => {
      expect(() => decodeFact(fromHex(hex))).to.throw(MalformedFactError).with.property('field', field)
    })
  }

  for (const [what, bytes, field] of REFUSED) {
    it(`refuses ${what}`, () => {
      expect(() => decodeFact(bytes)).to.throw(MalformedFactError).with.property('field', field)
    })
  }

  it('says when a text is too large', () => {
    expect(() => decodeFact(listed({ 3: [1, 'a'.repeat(TEXT_BYTES_MAX + 1)] }))).to.throw(MalformedFactError).with.property('code', 'too_large')
  })

  it('keeps unknown kinds and unknown extras', () => {
    const bytes = listed({ 0: 200, 2: 'factmesh:200', 6: { later: [1, { a: null }] } }, 7)

    expect(decodeFact(bytes)).to.deep.include({ kind: 200, extras: { later: [1, { a: null }] } })
    expect(encodeFact(decodeFact(bytes))).to.deep.equal(bytes)
  })

  it('reads back what it wrote, and writes as dag-cbor does', () => {
    fc.assert(fc.property(anyFactInput(), input => {
      const fact = createFact(input)
      const bytes = encodeFact(fact)

      expect(decodeFact(bytes)).to.deep.equal(fact)
      expect(dagCbor.encode(dagCbor.decode(bytes))).to.deep.equal(bytes)
    }))
  })

  it('derives the claim key as another implementation does', () => {
    const context = new TextEncoder().encode('factmesh claim v1')
    const { entity, relation } = someFact(0)
    const list = dagCbor.encode([entity, relation, [4, 5]])

    expect(claimKey({ entity, relation, value: { type: 'datetime', v: 5 } })).to.deep.equal(blake3(list, { context }))
  })

  it('refuses a fact that is cut at any byte', () => {
    const bytes = encodeFact(someFact(0, { extras: { until: 5, from: ['x'] } }))

    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeFact(bytes.subarray(0, length)), `${length} bytes`).to.throw(MalformedFactError)
    }
  })

  it('takes changed bytes only as the one encoding of another fact, and throws nothing else', () => {
    const edit = fc.record({ position: fc.nat(), byte: fc.nat({ max: 255 }) })

    fc.assert(fc.property(anyFactInput(), fc.array(edit, { minLength: 1, maxLength: 3 }), (input, edits) => {
      const bytes = encodeFact(createFact(input))

      edits.forEach(({ position, byte }) => { bytes[position % bytes.length] = byte })

      const fact = decodedOrUndefined(bytes)

      if (fact !== undefined) {
        expect(encodeFact(fact)).to.deep.equal(bytes)
      }
    }), { numRuns: 1000 })
  })
})

function decodedOrUndefined (bytes: Uint8Array): Fact | undefined {
  try {
    return decodeFact(bytes)
  } catch (err) {
    expect(err).to.be.instanceOf(MalformedFactError)

    return undefined
  }
}
