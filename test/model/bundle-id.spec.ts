import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { create } from 'multiformats/hashes/digest'
import { bundleId, factId, parseBundleId, parseFactId, treeKey } from '../../src/model/bundle/index.ts'
import { compareBytes } from '../../src/model/bytes/index.ts'
import { compareHlc } from '../../src/model/hlc/index.ts'

const anyHash = fc.uint8Array({ minLength: 32, maxLength: 32 })
const id = bundleId(new Uint8Array(32).fill(7))

const NO_IDS: readonly string[] = [
  '', 'b', id.slice(0, -1), `${id}a`, id.toUpperCase(), `B${id.slice(1)}`, `z${id.slice(1)}`, ` ${id}`, `${id}\n`, id.replace('b', '1'),
  // The last character carries two spare bits, which are zero in the one spelling.
  `${id.slice(0, -1)}${String.fromCharCode(id.charCodeAt(58) + 1)}`,
  // The same hash under other codecs and hash functions.
  CID.createV1(0x55, create(0x1e, new Uint8Array(32))).toString(),
  CID.createV1(0x71, create(0x12, new Uint8Array(32))).toString(),
  `${id}.0`
]

const NO_FACT_IDS: readonly string[] = [
  '', '.0', id, `${id}.`, `${id}.-1`, `${id}.00`, `${id}.01`, `${id}.512`, `${id}.1000`, `${id}.1e1`, `${id}. 1`, `${id}.1\n`, `${id}/0`, `${id.toUpperCase()}.0`
]

describe('model/bundle ids', () => {
  it('spells a CIDv1 of dag-cbor and BLAKE3, and reads it back', () => {
    fc.assert(fc.property(anyHash, hash => {
      expect(bundleId(hash)).to.equal(CID.createV1(0x71, create(0x1e, hash)).toString())
      expect(parseBundleId(bundleId(hash))).to.deep.equal(hash)
    }))
  })

  it('reads back the id of a fact', () => {
    fc.assert(fc.property(anyHash, fc.nat({ max: 511 }), (hash, index) => {
      expect(parseFactId(factId(hash, index))).to.deep.equal({ hash, index })
    }))
  })

  for (const text of NO_IDS) {
    it(`does not read ${JSON.stringify(text)} as the id of a bundle`, () => {
      expect(parseBundleId(text)).to.equal(undefined)
    })
  }

  for (const text of NO_FACT_IDS) {
    it(`does not read ${JSON.stringify(text)} as the id of a fact`, () => {
      expect(parseFactId(text)).to.equal(undefined)
    })
  }

  it('orders tree keys by stamp, then hash', () => {
    const anyHlc = fc.record({ wallMs: fc.nat({ max: 2 ** 31 }), counter: fc.nat({ max: 65_535 }) })

    fc.assert(fc.property(anyHlc, anyHlc, anyHash, anyHash, (a, b, hashA, hashB) => {
      const order = compareHlc(a, b) || compareBytes(hashA, hashB)

      expect(treeKey(a, hashA)).to.have.lengthOf(40)
      expect(Math.sign(compareBytes(treeKey(a, hashA), treeKey(b, hashB)))).to.equal(Math.sign(order))
    }))
  })
})
