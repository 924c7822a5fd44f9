import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import {
  ATTESTATIONS_MAX, ENTITY_BYTES_MAX, FACT_BYTES_MAX, InvalidFactError, KIND_MAX, ORIGINS_MAX, RELATION_BYTES_MAX, STRING_BYTES_MAX,
  TEXT_BYTES_MAX, claimKey, createFact, encodeFact
} from '../../src/model/fact/index.ts'
import { factInput, someFact } from '../fixtures/facts.ts'
import type { FactErrorCode, FactInput } from '../../src/model/fact/index.ts'

const ATTESTATION = { key: new Uint8Array(32), notBefore: 0, notAfter: 1, signature: new Uint8Array(64) }

/** Calls from JavaScript bring anything, so the table is not held to the types. */
function offered (changes: Record<string, unknown>): FactInput {
  return { ...factInput(0), ...changes }
}

function refusal (changes: Record<string, unknown>): InvalidFactError | undefined {
  try {
    encodeFact(createFact(offered(changes)))
  } catch (err) {
    if (err instanceof InvalidFactError) {
      return err
    }

    throw err
  }
}

const TAKEN: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
  ['an empty string', { value: { type: 'string', v: '' } }],
  ['a string of 1,024 bytes', { value: { type: 'string', v: 'a'.repeat(STRING_BYTES_MAX) } }],
  ['a string with controls, as it was given', { value: { type: 'string', v: 'a\u0000\u001b\n' } }],
  ['a text of 64 KiB', { value: { type: 'text', v: '\u{1f600}'.repeat(TEXT_BYTES_MAX / 4) } }],
  ['the least and the greatest number', { value: { type: 'number', v: -Number.MAX_VALUE } }],
  ['a fraction', { value: { type: 'number', v: 0.1 } }],
  ['a number beyond the safe integers', { value: { type: 'number', v: 2 ** 53 + 2 } }],
  ['true', { value: { type: 'boolean', v: true } }],
  ['a datetime before 1970', { value: { type: 'datetime', v: -1 } }],
  ['the last datetime', { value: { type: 'datetime', v: 8_640_000_000_000_000 } }],
  ['a ref', { value: { type: 'ref', v: 'user:bob' } }],
  ['null', { value: { type: 'null', v: null } }],
  ['an entity of 1,024 bytes', { entity: `user:${'a'.repeat(ENTITY_BYTES_MAX - 5)}` }],
  ['a relation of 1,024 bytes', { relation: 'r'.repeat(RELATION_BYTES_MAX) }],
  ['a relation that only begins like a reserved one', { relation: 'stigmemory:role' }],
  ['a reserved relation in a fact of another kind', { kind: 6, relation: 'factmesh:vote' }],
  ['the highest kind', { kind: KIND_MAX }],
  ['confidence 0, a retraction', { confidence: 0 }],
  ['every extra', {
    extras: {
      until: 0,
      life: 4,
      class: 5,
      hash: new Uint8Array(32),
      from: Array.from({ length: ORIGINS_MAX }, () => 'x'),
      att: Array.from({ length: ATTESTATIONS_MAX }, () => ATTESTATION),
      edition: 'spring',
      epoch: [new Uint8Array(32), 0, new Uint8Array(32)],
      body: { a: [1, null] },
      unheardOf: true
    }
  }]
]

const REFUSED: ReadonlyArray<readonly [string, Record<string, unknown>, string, FactErrorCode?]> = [
  ['a kind below 0', { kind: -1 }, 'kind'],
  ['a kind above the highest', { kind: KIND_MAX + 1 }, 'kind'],
  ['a fraction of a kind', { kind: 0.5 }, 'kind'],
  ['no entity', { entity: undefined }, 'entity'],
  ['a number as entity', { entity: 5 }, 'entity'],
  ['an entity of 1,025 bytes', { entity: `user:${'a'.repeat(ENTITY_BYTES_MAX - 4)}` }, 'entity'],
  ['an entity of 1,025 bytes in 516 characters', { entity: `user:${'\u00e9'.repeat(510)}` }, 'entity'],
  ['an entity of a megabyte', { entity: `user:${'a'.repeat(1_000_000)}` }, 'entity'],
  ['an entity without a scheme', { entity: 'alice' }, 'entity'],
  ['NUL in an entity', { entity: 'user:a\u0000' }, 'entity'],
  ['no relation', { relation: undefined }, 'relation'],
  ['an empty relation', { relation: ' ' }, 'relation'],
  ['a relation of 1,025 bytes', { relation: 'r'.repeat(RELATION_BYTES_MAX + 1) }, 'relation'],
  ['a line break in a relation', { relation: 'a\nb' }, 'relation'],
  ['half a surrogate pair in a relation', { relation: 'a\ud800' }, 'relation'],
  ['a reserved relation', { relation: 'stigmem:conflict:status' }, 'relation'],
  ['a reserved relation in other letters', { relation: ' FactMesh:vote' }, 'relation'],
  ['no value', { value: undefined }, 'value'],
  ['a bare value', { value: 'admin' }, 'value'],
  ['null for a value', { value: null }, 'value'],
  ['a value of no type', { value: { v: 1 } }, 'value'],
  ['a value of a type that objects inherit', { value: { type: 'constructor', v: 1 } }, 'value'],
  ['a number as string', { value: { type: 'string', v: 5 } }, 'value'],
  ['a string of 1,025 bytes', { value: { type: 'string', v: 'a'.repeat(STRING_BYTES_MAX + 1) } }, 'value'],
  ['a string with a byte order mark in front', { value: { type: 'string', v: '\ufeffa' } }, 'value'],
  ['half a surrogate pair', { value: { type: 'string', v: '\udc00' } }, 'value'],
  ['a text of one byte too many', { value: { type: 'text', v: 'a'.repeat(TEXT_BYTES_MAX + 1) } }, 'value', 'too_large'],
  ['a text of few characters and too many bytes', { value: { type: 'text', v: '\u20ac'.repeat(TEXT_BYTES_MAX / 3 + 1) } }, 'value', 'too_large'],
  ['NaN', { value: { type: 'number', v: NaN } }, 'value'],
  ['infinity', { value: { type: 'number', v: Infinity } }, 'value'],
  ['text as number', { value: { type: 'number', v: '1' } }, 'value'],
  ['a big integer', { value: { type: 'number', v: 1n } }, 'value'],
  ['0 as boolean', { value: { type: 'boolean', v: 0 } }, 'value'],
  ['a fraction of a millisecond', { value: { type: 'datetime', v: 0.5 } }, 'value'],
  ['a moment after the last', { value: { type: 'datetime', v: 8_640_000_000_000_001 } }, 'value'],
  ['text as datetime', { value: { type: 'datetime', v: '2026-01-01T00:00:00Z' } }, 'value'],
  ['a ref without a scheme', { value: { type: 'ref', v: 'bob' } }, 'value'],
  ['a ref that is too long', { value: { type: 'ref', v: `user:${'b'.repeat(1020)}` } }, 'value'],
  ['something for null', { value: { type: 'null', v: 0 } }, 'value'],
  ['no source', { source: undefined }, 'source'],
  ['a source with an escape sequence', { source: 'stigmem://node-a/\u001b[2J/x' }, 'source'],
  ['a confidence that is not a number', { confidence: NaN }, 'confidence'],
  ['a confidence below 0', { confidence: -0.1 }, 'confidence'],
  ['a confidence above 1', { confidence: 1.000001 }, 'confidence'],
  ['text as confidence', { confidence: '0.5' }, 'confidence'],
  ['a negative expiry', { extras: { until: -1 } }, 'extras.until'],
  ['an expiry that is text', { extras: { until: 'tomorrow' } }, 'extras.until'],
  ['a lifecycle that is none', { extras: { life: 5 } }, 'extras.life'],
  ['a source class that is none', { extras: { class: -1 } }, 'extras.class'],
  ['a digest of 31 bytes', { extras: { hash: new Uint8Array(31) } }, 'extras.hash'],
  ['no origins', { extras: { from: [] } }, 'extras.from'],
  ['too many origins', { extras: { from: Array.from({ length: ORIGINS_MAX + 1 }, () => 'x') } }, 'extras.from'],
  ['an origin that is too long', { extras: { from: ['x'.repeat(129)] } }, 'extras.from'],
  ['too many attestations', { extras: { att: Array.from({ length: ATTESTATIONS_MAX + 1 }, () => ATTESTATION) } }, 'extras.att'],
  ['an attestation with a short signature', { extras: { att: [{ ...ATTESTATION, signature: new Uint8Array(63) }] } }, 'extras.att'],
  ['an attestation with one key more', { extras: { att: [{ ...ATTESTATION, more: 1 }] } }, 'extras.att'],
  ['null for an attestation', { extras: { att: [null] } }, 'extras.att'],
  ['an epoch without a holder', { extras: { epoch: [new Uint8Array(32), 1] } }, 'extras.epoch'],
  ['an edition that is a number', { extras: { edition: 1 } }, 'extras.edition'],
  ['an extra that has no canonical form', { extras: { later: NaN } }, 'extras'],
  ['an extra with a forbidden name', { extras: JSON.parse('{ "constructor": 1 }') }, 'extras'],
  ['an extra that would change a prototype', { extras: JSON.parse('{ "__proto__": { "until": 5 } }') }, 'extras'],
  ['extras over the size of a fact', { extras: { later: 'a'.repeat(FACT_BYTES_MAX) } }, 'fact', 'too_large']
]

describe('model/fact createFact', () => {
  for (const [what, changes] of TAKEN) {
    it(`takes ${what}`, () => {
      expect(refusal(changes)).to.equal(undefined)
    })
  }

  for (const [what, changes, field, code = 'malformed'] of REFUSED) {
    it(`refuses ${what}`, () => {
      const err = refusal(changes)

      expect(err).to.include({ name: 'InvalidFactError', field, code })
      expect(err?.detail, 'says what is wrong in a sentence').to.match(/^The .+\.$/s)
    })
  }

  it('normalises the URIs and keeps what was written', () => {
    const fact = createFact(factInput(0, { entity: ' User:Alice', value: { type: 'ref', v: 'User:Bob' }, source: 'STIGMEM://Node-A/agent/scribe' }))

    expect(fact).to.deep.include({ entity: 'user:alice', value: { type: 'ref', v: 'user:bob' }, source: 'stigmem://node-a/agent/scribe' })
    expect(fact.extras).to.deep.equal({ rawEntity: ' User:Alice', rawSource: 'STIGMEM://Node-A/agent/scribe' })
  })

  it('keeps nothing that was in normal form', () => {
    expect(createFact(factInput(0)).extras).to.deep.equal({})
  })

  it('leaves out extras that are undefined', () => {
    expect(createFact(factInput(0, { extras: { until: undefined } })).extras).to.deep.equal({})
  })

  it('composes and trims the relation, and keeps its case', () => {
    expect(createFact(factInput(0, { relation: ' memory:Re\u0301sume\u0301 ' })).relation).to.equal('memory:R\u00e9sum\u00e9')
  })

  it('makes minus zero zero', () => {
    expect(Object.is(createFact(factInput(0, { value: { type: 'number', v: -0 } })).value.v, 0)).to.equal(true)
    expect(Object.is(createFact(factInput(0, { value: { type: 'datetime', v: -0 } })).value.v, 0)).to.equal(true)
    expect(Object.is(createFact(factInput(0, { confidence: -0 })).confidence, 0)).to.equal(true)
  })

  it('counts confidence in millionths, and never rounds down to a retraction', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), confidence => {
      const millionths = createFact(factInput(0, { confidence })).confidence

      expect(Number.isInteger(millionths)).to.equal(true)
      expect(millionths === 0).to.equal(confidence === 0)
      expect(Math.abs(millionths - confidence * 1_000_000)).to.be.at.most(1)
    }))
    expect(createFact(factInput(0, { confidence: undefined })).confidence).to.equal(1_000_000)
  })
})

describe('model/fact claimKey', () => {
  it('depends on entity, relation and value alone', () => {
    const key = claimKey(someFact(1))

    expect(claimKey(someFact(1, { source: 'stigmem://node-b/agent/x', confidence: 0.1, extras: { until: 5 } }))).to.deep.equal(key)
    expect(claimKey(someFact(1, { entity: 'user:other' }))).to.not.deep.equal(key)
    expect(claimKey(someFact(1, { relation: 'memory:other' }))).to.not.deep.equal(key)
    expect(claimKey(someFact(1, { value: { type: 'string', v: 'other' } }))).to.not.deep.equal(key)
  })

  it('tells types apart', () => {
    const text = claimKey(someFact(1, { value: { type: 'text', v: '1' } }))

    expect(claimKey(someFact(1, { value: { type: 'string', v: '1' } }))).to.not.deep.equal(text)
    expect(claimKey(someFact(1, { value: { type: 'number', v: 1 } }))).to.not.deep.equal(text)
  })
})
