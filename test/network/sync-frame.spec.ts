import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { concatBytes, encodeCanonical, fromHex, toHex } from '../../src/model/bytes/index.ts'
import { decodeSyncFrame, encodeSyncFrame, SyncFaultError } from '../../src/network/sync/index.ts'
import { SYNC_FRAMES } from '../vectors/sync.ts'
import type { CborValue } from '../../src/model/bytes/index.ts'

const LENS = { offset: 3, width: 8 }
const HASH = new Uint8Array(32)
const ROOT = Uint8Array.of(0)

/** Frames whose bodies are codes, or cells one after the other: they are read by whoever knows what they are about. */
const READ_LATER: ReadonlySet<string> = new Set(['cells', 'list', 'request'])

/** A frame of a type with a body of CBOR. */
function frameOf (type: number, body: CborValue): Uint8Array {
  return concatBytes([Uint8Array.of(type), encodeCanonical(body)])
}

function expectMalformed (bytes: Uint8Array, detail?: string): void {
  expect(() => decodeSyncFrame(bytes, LENS), toHex(bytes.subarray(0, 60))).to.throw(SyncFaultError, detail).with.property('code', 'malformed')
}

describe('network/sync frames', () => {
  for (const { title, frame, hex, lens } of SYNC_FRAMES) {
    it(`has the bytes of the vector: ${title}`, () => {
      expect(toHex(encodeSyncFrame(frame))).to.equal(hex)
      expect(decodeSyncFrame(fromHex(hex), lens)).to.deep.equal(frame)
    })

    if (READ_LATER.has(frame.type)) {
      continue
    }

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

  it('refuses unknown types, and bodies that are no lists', () => {
    for (const type of [12, 99, 255]) {
      expectMalformed(frameOf(type, []), 'the type of a frame is unknown')
    }

    for (const type of [3, 7, 8, 9, 10, 11]) {
      [null, 7, 'hello', {}].forEach(body => { expectMalformed(frameOf(type, body)) })
    }

    expectMalformed(new Uint8Array(0))
  })

  it('refuses hellos that say something impossible', () => {
    const head = fromHex('12' + '03'.repeat(8) + '01'.repeat(8) + '0000000001' + '02'.repeat(16))
    const hello = (kind: number, ...rest: Uint8Array[]): Uint8Array => concatBytes([Uint8Array.of(0, kind), head.subarray(1), ...rest])
    const none = encodeCanonical([])
    const leaf = encodeCanonical([[ROOT, new Uint8Array(8)]])
    const empty = Uint8Array.from(head.subarray(1))
    empty.fill(0, 16, 21)

    expect(decodeSyncFrame(hello(0x12, none), LENS)).to.have.property('count', 1)
    expectMalformed(hello(0x22, none), 'of other parameters')
    expectMalformed(hello(0x14, none), 'the kind of a hello is unknown')
    expectMalformed(hello(0x10, new Uint8Array(23)), 'too few or too many cells')
    expectMalformed(hello(0x10, new Uint8Array(25)), 'too few or too many cells')
    expectMalformed(hello(0x11, new Uint8Array(84 + 89)), 'too few or too many cells')
    expectMalformed(hello(0x11, new Uint8Array(84 + 90)), 'ends too early')
    expectMalformed(hello(0x11, new Uint8Array(84 + 90), Uint8Array.of(8)), 'more checkpoints than the set can have')
    expectMalformed(hello(0x13, leaf), 'the wrong length')
    expectMalformed(concatBytes([Uint8Array.of(0, 0x12), empty, leaf]), 'an empty set is described')
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
      expectMalformed(frameOf(7, [entry]), detail)
    }
  })

  it('refuses wants, bundles, declines and ends of the wrong form', () => {
    const rows: Array<[type: number, body: CborValue]> = [
      [8, [ROOT]],
      [8, [ROOT, 2 ** 32]],
      [8, [0, ROOT]],
      [3, []],
      [3, ['bundle']],
      [3, [[]]],
      [3, [[ROOT, ROOT]]],
      [3, [[[ROOT]]]],
      [3, Array.from({ length: 4_097 }, () => ROOT)],
      [10, [[HASH, 'c'.repeat(33), null]]],
      [10, [[HASH, 1, null]]],
      [10, [[HASH, 'code', -1]]],
      [10, [[HASH, 'code', null, 1]]],
      [11, [ROOT]],
      [9, 0],
      [9, [1]],
      [9, [1, HASH, 1]],
      [9, [1, HASH, 1, 1, 1]]
    ]

    rows.forEach(([type, body]) => { expectMalformed(frameOf(type, body)) })

    for (const body of [[9], [0, 0], [1], [1, ...HASH, 0], []]) {
      expectMalformed(Uint8Array.of(1, ...body))
    }

    for (const body of [[7, 0, 0, 0], [9, 0, 0, 0, ...new Uint8Array(9)], [7, 0, 0, 0, ...new Uint8Array(8)], [8, 1, 0, 1, ...new Uint8Array(8)]]) {
      expectMalformed(Uint8Array.of(4, ...body))
    }

    for (const body of [[], [0, 1], [1, 0, 1], [0, 0, 0, 1]]) {
      expectMalformed(Uint8Array.of(5, ...body))
    }
  })

  it('refuses a million brackets at once', () => {
    expectMalformed(concatBytes([Uint8Array.of(7), new Uint8Array(131_071).fill(0x81)]), 'not canonical')
  })
})
