import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { encodeCanonical, fromHex, toHex } from '../../src/model/bytes/index.ts'
import { decodeSyncFrame, encodeSyncFrame, SyncFaultError } from '../../src/network/sync/index.ts'
import { SYNC_FRAMES } from '../vectors/sync.ts'
import type { CborValue } from '../../src/model/bytes/index.ts'

const LENS = { offset: 3, width: 8 }
const HASH = new Uint8Array(32)
const ROOT = Uint8Array.of(0)

function expectMalformed (frame: CborValue | Uint8Array, detail?: string): void {
  const bytes = frame instanceof Uint8Array ? frame : encodeCanonical(frame)
  expect(() => decodeSyncFrame(bytes, LENS), toHex(bytes.subarray(0, 60))).to.throw(SyncFaultError, detail).with.property('code', 'malformed')
}

describe('network/sync frames', () => {
  for (const { title, frame, hex, lens } of SYNC_FRAMES) {
    it(`has the bytes of the vector: ${title}`, () => {
      expect(toHex(encodeSyncFrame(frame))).to.equal(hex)
      expect(decodeSyncFrame(fromHex(hex), lens)).to.deep.equal(frame)
    })

    it(`refuses the vector cut at every byte: ${title}`, () => {
      const bytes = fromHex(hex)

      for (let cut = 0; cut < bytes.length; cut++) {
        expectMalformed(bytes.subarray(0, cut))
      }

      expectMalformed(Uint8Array.from([...bytes, 0]))
    })
  }

  it('throws nothing but a fault for vectors with changed bytes', () => {
    fc.assert(fc.property(fc.constantFrom(...SYNC_FRAMES), fc.nat(), fc.integer({ min: 1, max: 255 }), ({ hex, lens }, place, mask) => {
      const bytes = fromHex(hex)
      bytes[place % bytes.length] ^= mask

      try {
        decodeSyncFrame(bytes, lens)
      } catch (error) {
        expect(error).to.be.instanceOf(SyncFaultError)
      }
    }), { numRuns: 2_000 })
  })

  it('refuses unknown types and wrong parts', () => {
    for (const frame of [[8, 0], ['hello'], [], 7, {}, [1], [1, [], []], [-1, 0], [1.5, 0], [null]]) {
      expectMalformed(frame as CborValue)
    }
  })

  it('refuses hellos that say something impossible', () => {
    const rows: Array<[hello: CborValue[], detail: string]> = [
      [[0, HASH.subarray(1), 1, HASH, 0, 8, []], 'a hash has not 32 bytes'],
      [[0, HASH, -1, HASH, 0, 8, []], 'a number is out of range'],
      [[0, HASH, 1.5, HASH, 0, 8, []], 'a number is out of range'],
      [[0, HASH, 1, 'root', 0, 8, []], 'a hash has not 32 bytes'],
      [[0, HASH, 1, HASH, 25, 8, []], 'the cut of digests is wrong'],
      [[0, HASH, 1, HASH, 0, 9, []], 'the cut of digests is wrong'],
      [[0, HASH, 1, HASH, 1, 32, []], 'the cut of digests is wrong'],
      [[0, HASH, 0, HASH, 0, 8, [[ROOT, new Uint8Array(8)]]], 'an empty set is described']
    ]

    for (const [hello, detail] of rows) {
      expectMalformed(hello, detail)
    }
  })

  it('refuses entries that no tree has', () => {
    const rows: Array<[entry: CborValue, detail: string]> = [
      ['leaf', 'a list is missing'],
      [[ROOT], 'too few or too many parts'],
      [[ROOT, ROOT, 1], 'too few or too many parts'],
      [[ROOT, new Uint8Array(0)], 'the wrong length'],
      [[ROOT, new Uint8Array(12)], 'the wrong length'],
      [[ROOT, new Uint8Array(33 * 8)], 'a leaf is too large'],
      [[Uint8Array.of(81, ...new Uint8Array(41)), new Uint8Array(8)], 'the length of a prefix is wrong'],
      [[Uint8Array.of(2), new Uint8Array(8)], 'the length of a prefix is wrong'],
      [[Uint8Array.of(1, 0x51), new Uint8Array(8)], 'padded with something'],
      [['', new Uint8Array(8)], 'a prefix is no byte string'],
      [[Uint8Array.of(80, ...new Uint8Array(40)), ROOT, 1, new Uint8Array(8)], 'the length of a prefix is wrong'],
      [[Uint8Array.of(40, ...new Uint8Array(20)), Uint8Array.of(40, ...new Uint8Array(20)), 1, new Uint8Array(8)], 'the length of a prefix is wrong'],
      [[ROOT, ROOT, 3, new Uint8Array(8)], 'a bitmap does not fit'],
      [[ROOT, ROOT, 0, new Uint8Array(8)], 'a bitmap does not fit'],
      [[ROOT, ROOT, 0x10000, new Uint8Array(8)], 'a number is out of range']
    ]

    for (const [entry, detail] of rows) {
      expectMalformed([1, [entry]], detail)
    }
  })

  it('refuses wants, bundles, declines and ends of the wrong form', () => {
    const rows: CborValue[][] = [
      [2, [ROOT]],
      [2, [ROOT, 2 ** 32]],
      [2, [0, ROOT]],
      [3, []],
      [3, ['bundle']],
      [3, Array.from({ length: 4_097 }, () => ROOT)],
      [4, [[HASH, 'code']], 1],
      [4, [[HASH, 'c'.repeat(33), null]]],
      [4, [[HASH, 1, null]]],
      [4, [[HASH, 'code', -1]]],
      [4, [[HASH, 'code', null, 1]]],
      [5, [ROOT]],
      [6, 0],
      [6, [1, HASH, 1]],
      [6, [1, HASH, 1, 1, 1]],
      [7, 'sorry', null],
      [7, 'equal'],
      [7, 'equal', ROOT]
    ]

    rows.forEach(row => { expectMalformed(row) })
  })

  it('refuses a million brackets at once', () => {
    expectMalformed(new Uint8Array(131_072).fill(0x81), 'not canonical')
  })
})
