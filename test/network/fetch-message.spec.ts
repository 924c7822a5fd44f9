import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { encodeCanonical, fromHex, toHex } from '../../src/model/bytes/index.ts'
import { decodeFetchItems, decodeFetchRequest, encodeFetchItems, encodeFetchRequest, FetchFaultError, HASHES_MAX } from '../../src/network/fetch/index.ts'
import { FRAME_BYTES_MAX } from '../../src/network/wire/index.ts'
import { FETCH_ITEMS, FETCH_REQUEST } from '../vectors/fetch.ts'
import { GOSSIP_BUNDLE } from '../vectors/gossip.ts'
import type { CborValue } from '../../src/model/bytes/index.ts'

const [SCOPE, FIRST, SECOND] = [5, 1, 2].map(byte => new Uint8Array(32).fill(byte))
const DECODERS = [{ hex: FETCH_REQUEST, decode: decodeFetchRequest }, { hex: FETCH_ITEMS, decode: decodeFetchItems }]

function expectMalformed (decode: (bytes: Uint8Array) => unknown, frame: CborValue | Uint8Array): void {
  const bytes = frame instanceof Uint8Array ? frame : encodeCanonical(frame)
  expect(() => decode(bytes), toHex(bytes.subarray(0, 60))).to.throw(FetchFaultError).with.property('code', 'malformed')
}

describe('network/fetch message', () => {
  it('has the bytes of the vectors', () => {
    const request = { scope: SCOPE, hashes: [FIRST, SECOND] }
    expect(toHex(encodeFetchRequest(request))).to.equal(FETCH_REQUEST)
    expect(decodeFetchRequest(fromHex(FETCH_REQUEST))).to.deep.equal(request)
    const items = [fromHex(GOSSIP_BUNDLE), null]
    expect(toHex(encodeFetchItems(items))).to.equal(FETCH_ITEMS)
    expect(decodeFetchItems(fromHex(FETCH_ITEMS))).to.deep.equal(items)
  })

  it('refuses the vectors cut at every byte, and with a byte too many', () => {
    for (const { hex, decode } of DECODERS) {
      const bytes = fromHex(hex)

      for (let cut = 0; cut < bytes.length; cut++) {
        expectMalformed(decode, bytes.subarray(0, cut))
      }

      expectMalformed(decode, Uint8Array.from([...bytes, 0]))
    }
  })

  it('refuses requests that ask for nothing, too much, or what is no hash', () => {
    const many = Array.from({ length: HASHES_MAX + 1 }, (_, no) => new Uint8Array(32).fill(no))
    const wrong: CborValue[] = [
      [], 7, {}, null, [SCOPE], [SCOPE, []], [SCOPE, many], [SCOPE, [FIRST, FIRST]], [SCOPE, [FIRST.subarray(1)]], [SCOPE, ['hash']],
      [SCOPE.subarray(1), [FIRST]], ['scope', [FIRST]], [SCOPE, [FIRST], 0], [SCOPE, FIRST]
    ]

    wrong.forEach(frame => { expectMalformed(decodeFetchRequest, frame) })
    expect(decodeFetchRequest(encodeCanonical([SCOPE, many.slice(1)])).hashes).to.have.lengthOf(HASHES_MAX)
  })

  it('refuses answers that are no bundles, or too large for a frame', () => {
    for (const frame of [[], 7, {}, null, [7], [null, 'bundle'], [[FIRST]], [new Uint8Array(FRAME_BYTES_MAX)]] as CborValue[]) {
      expectMalformed(decodeFetchItems, frame)
    }
  })

  it('throws nothing but a fault for vectors with changed bytes', () => {
    fc.assert(fc.property(fc.constantFrom(...DECODERS), fc.nat(), fc.integer({ min: 1, max: 255 }), ({ hex, decode }, place, mask) => {
      const bytes = fromHex(hex)
      bytes[place % bytes.length] ^= mask

      try {
        decode(bytes)
      } catch (error) {
        expect(error).to.be.instanceOf(FetchFaultError)
      }
    }), { numRuns: 1_000 })
  })
})
