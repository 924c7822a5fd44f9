import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { decodeBundle, redactFacts, treeKey } from '../../src/model/bundle/index.ts'
import { concatBytes, fromHex, toHex } from '../../src/model/bytes/index.ts'
import { tableCrc32c } from '../../src/platform/index.ts'
import {
  countOf, decodeArrival, encodeArrival, encodePlaces, offsetOf, placeOf, placesOf, readU16, readU48, readVarint, scopeOf, startOf, treeKeyOf,
  UnknownRecordError, varintLength, writeOffset, writeU16, writeU48, writeVarint
} from '../../src/replica/record/index.ts'
import { someBundle } from '../fixtures/bundles.ts'
import { someFact } from '../fixtures/facts.ts'
import { ARRIVAL_VECTORS, RECORDS } from '../vectors/records.ts'

const SEED = 81_001
const crc32c = tableCrc32c()

describe('record of a bundle', () => {
  it('spells its beginning as the vectors do', () => {
    for (const { hex, ...arrival } of ARRIVAL_VECTORS) {
      expect(toHex(encodeArrival(arrival))).to.equal(hex)
      expect(decodeArrival(fromHex(hex))).to.deep.equal({ ...arrival, lead: hex.length / 2 })
    }
  })

  it('holds bundles that pass the gate', () => {
    for (const hex of RECORDS) {
      const record = fromHex(hex)
      const { lead } = decodeArrival(record)

      expect(toHex(decodeBundle(record.subarray(lead)).bytes)).to.equal(hex.slice(lead * 2))
    }
  })

  it('refuses every beginning that is cut short', () => {
    const whole = fromHex(ARRIVAL_VECTORS[3].hex)

    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeArrival(whole.subarray(0, length)), String(length)).to.throw(UnknownRecordError)
    }
  })

  it('refuses types and ways of arrival that it does not know', () => {
    expect(() => decodeArrival(fromHex('0200019b76daa80000'))).to.throw(UnknownRecordError).with.property('type', 2)
    expect(() => decodeArrival(fromHex('0104019b76daa80000'))).to.throw(UnknownRecordError)
    expect(() => decodeArrival(new Uint8Array(0))).to.throw(UnknownRecordError).with.property('type', -1)
  })
})

describe('places of facts', () => {
  it('lead to the bytes of every fact that is there, and to none that is gone', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 30 })

    fc.assert(fc.property(lengths, fc.array(fc.nat(29), { maxLength: 5 }), fc.nat(200), (sizes, gone, lead) => {
      const whole = someBundle(sizes.map((size, no) => someFact(no, { value: { type: 'text', v: 'x'.repeat(size) } })))
      const indices = gone.filter(index => index < sizes.length)
      const bundle = indices.length > 0 ? redactFacts(whole, indices) : whole
      const record = concatBytes([new Uint8Array(lead), bundle.bytes])
      const row = encodePlaces({ bundle, lead, arrival: { via: 'local', receivedMs: 0, peer: '' } }, 7, crc32c)
      writeOffset(row, 2 ** 40 + 5)

      expect([offsetOf(row), scopeOf(row), countOf(row)]).to.deep.equal([2 ** 40 + 5, 7, sizes.length])
      expect(startOf(row)).to.be.lessThan(record.length)
      expect(treeKeyOf(row, bundle.hash.subarray(0, 16))).to.deep.equal(treeKey(bundle.header.hlc, bundle.hash))

      for (const [index, place] of placesOf(row).entries()) {
        const fact = bundle.facts[index]

        expect(placeOf(row, index)).to.deep.equal(place)
        expect(place == null ? null : record.slice(place.position, place.position + place.length)).to.deep.equal(fact)
        expect(place?.crc).to.equal(fact == null ? undefined : crc32c(fact))
      }

      expect(placeOf(row, sizes.length)).to.equal(undefined)
    }), { seed: SEED, numRuns: 40 })
  })
})

describe('integers of records', () => {
  it('come back as they were written', () => {
    fc.assert(fc.property(fc.nat(2 ** 28 - 1), fc.nat(0xFFFF), fc.double({ min: 0, max: 1, noNaN: true }), (varint, u16, part) => {
      const bytes = new Uint8Array(16)
      const u48 = Math.floor(part * (2 ** 48 - 1))
      writeU16(bytes, 0, u16)
      writeU48(bytes, 2, u48)
      const end = writeVarint(bytes, 8, varint)

      expect(readU16(bytes, 0)).to.equal(u16)
      expect(readU48(bytes, 2)).to.equal(u48)
      expect(readVarint(bytes, 8)).to.equal(varint)
      expect(end).to.equal(8 + varintLength(varint))
    }), { seed: SEED })
  })

  it('order as bytes as they do as numbers', () => {
    const spell = (value: number): string => {
      const bytes = new Uint8Array(6)
      writeU48(bytes, 0, value)
      return toHex(bytes)
    }

    for (const [small, great] of [[0, 1], [255, 256], [2 ** 32 - 1, 2 ** 32], [2 ** 47, 2 ** 48 - 1]]) {
      expect(spell(small) < spell(great)).to.equal(true)
    }
  })
})
