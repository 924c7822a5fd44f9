import { blake3 } from '@noble/hashes/blake3.js'
import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { concatBytes, fromHex, toHex } from '../../src/model/bytes/index.ts'
import {
  BitReader, BitWriter, decodeCheckpoints, decodeList, decodeRequest, encodeCheckpoints, encodeList, encodeRequest, numberSet, readNumbers,
  SaltedWindow, SyncCodeError, SyncFaultError, writeNumbers
} from '../../src/network/sync/index.ts'
import { belowProof, checkpointsOf, merkleTree } from '../../src/storage/tree/index.ts'
import { keyOf } from '../fixtures/tree.ts'
import { CHECKPOINTS, LISTS, NUMBER_SETS, REQUESTS, SALTED_NONCE, SALTED_VALUES } from '../vectors/sync-codes.ts'
import type { NumberSet, SyncFault } from '../../src/network/sync/index.ts'
import type { ClaimedCheckpoint } from '../../src/storage/tree/index.ts'

function encodeNumbers (numbers: NumberSet, size: number): Uint8Array {
  const writer = new BitWriter()
  writeNumbers(writer, numbers, size)

  return writer.finish()
}

function decodeNumbers (bytes: Uint8Array, count: number, size: number): NumberSet {
  const reader = new BitReader(bytes)
  const numbers = readNumbers(reader, { count, size })
  reader.end()

  return numbers
}

function claimed ({ prefix, above, proof }: { prefix: string, above: number, proof: string }): ClaimedCheckpoint {
  return { prefix: Uint8Array.from(prefix, digit => Number.parseInt(digit, 16)), above, proof: fromHex(proof) }
}

function expectFault (decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array, code: SyncFault = 'malformed'): void {
  expect(() => decode(bytes), toHex(bytes.subarray(0, 60))).to.throw(SyncFaultError).with.property('code', code)
}

/** A good code is refused when it ends at any earlier byte, when a byte follows, and when a filling bit is set. */
function expectOneEnd (decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): void {
  for (let cut = 0; cut < bytes.length; cut++) {
    expectFault(decode, bytes.subarray(0, cut))
  }
  expectFault(decode, Uint8Array.of(...bytes, 0))
}

/** Writes numbers with their widths. */
function bitsOf (...fields: Array<[value: number, width: number]>): Uint8Array {
  const writer = new BitWriter()
  fields.forEach(([value, width]) => { writer.write(value, width) })

  return writer.finish()
}

/** Sets of numbers below a size, from sparse to full. */
const setBelow = fc.oneof(
  fc.integer({ min: 1, max: 300 }).chain(size => fc.record({ size: fc.constant(size), numbers: fc.uniqueArray(fc.nat(size - 1), { maxLength: size, size: 'max' }) })),
  fc.constantFrom(12, 14, 30, 33, 40, 48).chain(bits => fc.record({
    size: fc.constant(2 ** bits),
    numbers: fc.uniqueArray(fc.oneof(fc.maxSafeNat(), fc.nat(100)).map(number => number % 2 ** bits), { maxLength: 400, size: 'max' })
  }))
)

describe('network/sync codes: bits', () => {
  it('reads what was written, whatever the widths', () => {
    const fields = fc.array(fc.oneof(
      fc.integer({ min: 0, max: 52 }).chain(width => fc.record({ kind: fc.constant('bits' as const), width: fc.constant(width), value: fc.maxSafeNat().map(value => value % 2 ** width) })),
      fc.record({ kind: fc.constant('rice' as const), width: fc.nat(40), value: fc.nat(5_000) }),
      fc.record({ kind: fc.constant('gamma' as const), width: fc.constant(0), value: fc.integer({ min: 1, max: 2 ** 32 - 1 }) })
    ))

    fc.assert(fc.property(fields, fields => {
      const writer = new BitWriter()
      const write = {
        bits: (value: number, width: number) => { writer.write(value, width) },
        rice: (value: number, width: number) => { writer.writeRice(value, width) },
        gamma: (value: number) => { writer.writeGamma(value) }
      }
      fields.forEach(({ kind, width, value }) => { write[kind](value, width) })
      const reader = new BitReader(writer.finish())
      const read = {
        bits: (width: number) => reader.read(width),
        rice: (width: number, max: number) => reader.readRice(width, max),
        gamma: () => reader.readGamma()
      }

      for (const { kind, width, value } of fields) {
        expect(read[kind](width, value)).to.equal(value)
      }
      reader.end()
      expect(reader.left).to.equal(0)
    }), { numRuns: 500 })
  })

  it('refuses to read past the end', () => {
    expect(() => new BitReader(new Uint8Array(0)).read(1)).to.throw(SyncFaultError)
    expect(() => new BitReader(Uint8Array.of(255)).read(9)).to.throw(SyncFaultError)
    expect(() => new BitReader(Uint8Array.of(255, 255)).readUnary(100)).to.throw(SyncFaultError, 'ends too early')
    expect(() => new BitReader(Uint8Array.of(255, 255)).readUnary(15)).to.throw(SyncFaultError, 'too large')
    expect(() => new BitReader(Uint8Array.of(254)).readUnary(6)).to.throw(SyncFaultError, 'too large')
    expect(new BitReader(Uint8Array.of(254)).readUnary(7)).to.equal(7)
    expect(new BitReader(Uint8Array.of(0b1111_0000)).readRice(1, 8)).to.equal(8)
    expect(() => new BitReader(Uint8Array.of(0b1111_0100)).readRice(1, 8)).to.throw(SyncFaultError, 'too large')
    expect(() => new BitReader(new Uint8Array(12).fill(255)).readGamma()).to.throw(SyncFaultError, 'too large')
  })
})

describe('network/sync codes: sets of numbers', () => {
  for (const { size, numbers, hex } of NUMBER_SETS) {
    it(`has the golden bits of ${numbers.length} below ${size}`, () => {
      expect(toHex(encodeNumbers(Float64Array.from(numbers), size))).to.equal(hex)
      expect(decodeNumbers(fromHex(hex), numbers.length, size)).to.deep.equal(Float64Array.from(numbers))
    })
  }

  it('reads what was written, and nothing that ends elsewhere', () => {
    fc.assert(fc.property(setBelow, ({ size, numbers }) => {
      const set = numberSet(numbers)
      const bytes = encodeNumbers(set, size)

      expect(decodeNumbers(bytes, set.length, size)).to.deep.equal(set)
      expectFault(cut => decodeNumbers(cut, set.length, size), Uint8Array.of(...bytes, 0))
      if (bytes.length > 0) {
        expectFault(cut => decodeNumbers(cut, set.length, size), bytes.subarray(0, -1))
      }
    }), { numRuns: 500 })
  })

  it('makes a set of numbers that come twice and in any order', () => {
    expect(numberSet([5, 1, 5, 3, 1, 5])).to.deep.equal(Float64Array.of(1, 3, 5))
    expect(numberSet([])).to.deep.equal(new Float64Array(0))
    expect(numberSet([0, 0])).to.deep.equal(Float64Array.of(0))
  })

  it('cannot write a number twice, out of order or out of bounds', () => {
    for (const numbers of [[3, 3], [4, 3], [8], [-1], [Number.NaN], [0, 1, 2, 3, 4, 5, 6, 7, 8]]) {
      expect(() => encodeNumbers(Float64Array.from(numbers), 8), numbers.join()).to.throw(SyncCodeError)
    }
  })

  it('takes no more than a bit for each place when most places are taken', () => {
    const all = Float64Array.from({ length: 8_000 }, (_, number) => number)

    expect(encodeNumbers(all, 8_000)).to.have.length(1_000)
    expect(encodeNumbers(all.filter(number => number % 3 > 0), 8_000)).to.have.length(1_000)
  })

  it('takes about 1.6 bits more than the mean distance has', () => {
    const numbers = numberSet(Array.from({ length: 1_000 }, (_, number) => first(blake3(new Uint8Array(Uint32Array.of(number).buffer)))))

    expect(encodeNumbers(numbers, 2 ** 32).length * 8 / 1_000).to.be.within(22.03 + 1.3, 22.03 + 1.8)
  })

  it('refuses counts that the bytes cannot hold, without taking memory for them', () => {
    expectFault(bytes => decodeNumbers(bytes, 2 ** 40, 2 ** 48), new Uint8Array(100))
    expectFault(bytes => decodeNumbers(bytes, 9, 8), new Uint8Array(100))
    expectFault(bytes => decodeNumbers(bytes, 1, 0), new Uint8Array(100))
    expectFault(bytes => decodeNumbers(bytes, 801, 2 ** 48), new Uint8Array(100))
  })
})

describe('network/sync codes: checkpoints', () => {
  for (const { title, count, checkpoints, hex } of CHECKPOINTS) {
    it(`has the golden bytes of ${title}`, () => {
      const claims = checkpoints.map(claimed)

      expect(toHex(encodeCheckpoints(claims))).to.equal(hex)
      expect(decodeCheckpoints(fromHex(hex), count)).to.deep.equal(claims)
      expectOneEnd(bytes => decodeCheckpoints(bytes, count), fromHex(hex))
    })
  }

  it('takes about 6 bytes for each checkpoint of a tree', () => {
    const tree = merkleTree({ scope: new Uint8Array(32) })
    Array.from({ length: 20_000 }, (_, number) => tree.insert(keyOf(number, 1_767_225_600_000 + number * 13)))
    const claims = checkpointsOf(tree.snapshot()).map(({ prefix, above, below }) => ({ prefix, above, proof: belowProof(new Uint8Array(8), below) }))
    const bytes = encodeCheckpoints(claims)

    expect(decodeCheckpoints(bytes, 20_000)).to.deep.equal(claims)
    expect(bytes.length / claims.length).to.be.below(7)
  })

  it('refuses more checkpoints than a set of the size has', () => {
    const bytes = fromHex(CHECKPOINTS[2].hex)

    expect(decodeCheckpoints(bytes, 4_096)).to.have.length(5)
    expectFault(bytes => decodeCheckpoints(bytes, 4_095), bytes)
    expectFault(bytes => decodeCheckpoints(bytes, Number.MAX_SAFE_INTEGER), Uint8Array.of(0b1111_1000, ...new Uint8Array(1_000)))
  })

  it('refuses prefixes that say nothing, repeat themselves or do not go back', () => {
    const proof = new Uint8Array(3)
    const checkpoint = (prefix: number[], index = 0): ClaimedCheckpoint => ({ prefix: Uint8Array.from(prefix), above: 128 * 2 ** index, proof })
    const rows: ClaimedCheckpoint[][] = [
      [checkpoint([])],
      [checkpoint([5, 0])],
      [checkpoint(Array.from({ length: 81 }, () => 1))],
      [checkpoint([5]), checkpoint([5], 1)],
      [checkpoint([5]), checkpoint([6], 1)],
      [checkpoint([5]), checkpoint([5, 1], 1)],
      [checkpoint([5]), checkpoint([], 1)],
      [{ ...checkpoint([5]), above: 127 }],
      [{ ...checkpoint([5]), above: 160 }],
      [{ ...checkpoint([5]), proof: new Uint8Array(2) }]
    ]

    for (const row of rows) {
      expect(() => encodeCheckpoints(row)).to.throw(SyncCodeError)
    }
    // Small numbers in the Rice code with parameter 1 are the same numbers in two bits.
    const five: Array<[number, number]> = [[2, 5], [0, 2], [5, 4], [0, 5], [0, 24]]
    const end: Array<[number, number]> = [[0, 6], [0, 24]]
    const good: Array<[number, number]> = [[0, 2], [1, 2], [4, 4]]

    expect(decodeCheckpoints(bitsOf(...five, ...good, ...end), 512)).to.deep.equal([checkpoint([5]), checkpoint([4], 1)])

    for (const bad of [[[0, 2], [0, 2]], [[0, 2], [1, 2], [5, 4]], [[0, 2], [1, 2], [6, 4]], [[0, 2], [1, 2], [0, 4]], [[1, 2], [1, 2], [4, 4]]]) {
      expectFault(bytes => decodeCheckpoints(bytes, 512), bitsOf(...five, ...bad as Array<[number, number]>, ...end))
    }
    expectFault(bytes => decodeCheckpoints(bytes, 512), bitsOf([1, 5], [0, 2], [0, 4], [0, 5], [0, 24]))
  })
})

describe('network/sync codes: requests', () => {
  for (const { title, request, listed, hex } of REQUESTS) {
    it(`has the golden bytes of ${title}`, () => {
      expect(toHex(encodeRequest(request, listed))).to.equal(hex)
      expect(decodeRequest(fromHex(hex), listed)).to.deep.equal(request)
      expectOneEnd(bytes => decodeRequest(bytes, listed), fromHex(hex))
    })
  }

  it('does not write what is out of its bounds', () => {
    const one = Float64Array.of(1)

    expect(() => encodeRequest({ kind: 'ids', bits: 14, ids: new Float64Array(0) })).to.throw(SyncCodeError)
    expect(() => encodeRequest({ kind: 'ids', bits: 13, ids: one })).to.throw(SyncCodeError)
    expect(() => encodeRequest({ kind: 'ids', bits: 41, ids: one })).to.throw(SyncCodeError)
    expect(() => encodeRequest({ kind: 'ids', bits: 14, ids: Float64Array.of(2 ** 14) })).to.throw(SyncCodeError)
    expect(() => encodeRequest({ kind: 'ids', bits: 40, ids: Float64Array.from({ length: 65_537 }, (_, id) => id) })).to.throw(SyncCodeError)
    expect(() => encodeRequest({ kind: 'ranks', ranks: one })).to.throw(SyncCodeError)
    expect(() => encodeRequest({ kind: 'ranks', ranks: one }, 1)).to.throw(SyncCodeError)
  })

  it('refuses what is out of its bounds', () => {
    const writer = new BitWriter()
    writer.write(40, 6)
    writer.writeGamma(65_537)

    expectFault(decodeRequest, concatBytes([writer.finish(), new Uint8Array(400_000)]), 'limit')
    expectFault(decodeRequest, bitsOf([13, 6], [0, 1], [0, 14]))
    expectFault(decodeRequest, bitsOf([41, 6], [0, 1], [0, 42]))
    expectFault(decodeRequest, bitsOf([0, 6], [0, 1], [0, 1]))
    expectFault(bytes => decodeRequest(bytes, 1), bitsOf([0, 6], [0, 1], [1, 1], [0, 1]))
  })
})

describe('network/sync codes: lists', () => {
  for (const { title, list, hex } of LISTS) {
    it(`has the golden bytes of ${title}`, () => {
      expect(toHex(encodeList(list))).to.equal(hex)
      expect(decodeList(fromHex(hex), list.place)).to.deep.equal(list)
      expectOneEnd(bytes => decodeList(bytes, list.place), fromHex(hex))
      if (list.place > 0) {
        expectFault(bytes => decodeList(bytes, list.place - 1), fromHex(hex))
      }
    })
  }

  it('reads the longest list', () => {
    const values = Float64Array.from({ length: 131_072 }, (_, index) => index * 2 ** 20 + index * 7)
    const list = { place: 0, bits: 40, values }

    expect(decodeList(encodeList(list), 0)).to.deep.equal(list)
  })

  it('does not write what is out of its bounds', () => {
    const values = Float64Array.of(1)

    for (const list of [{ place: -1, bits: 12 }, { place: 32, bits: 12 }, { place: 0, bits: 11 }, { place: 0, bits: 49 }]) {
      expect(() => encodeList({ ...list, values })).to.throw(SyncCodeError)
    }
    expect(() => encodeList({ place: 0, bits: 12, values: Float64Array.of(4_096) })).to.throw(SyncCodeError)
    expect(() => encodeList({ place: 0, bits: 48, values: new Float64Array(131_073) })).to.throw(SyncCodeError)
  })

  it('refuses what is out of its bounds', () => {
    const writer = new BitWriter()
    writer.write(48, 11)
    writer.writeGamma(131_074)

    expectFault(bytes => decodeList(bytes, 24), concatBytes([writer.finish(), new Uint8Array(1_000_000)]), 'limit')
    expectFault(bytes => decodeList(bytes, 24), bitsOf([0, 5], [11, 6], [0, 1]))
    expectFault(bytes => decodeList(bytes, 24), bitsOf([0, 5], [49, 6], [0, 1]))
    expectFault(bytes => decodeList(bytes, 24), bitsOf([25, 5], [12, 6], [0, 1]))
  })

  for (const { bits, values } of SALTED_VALUES) {
    it(`has golden salted values of ${bits} bits`, () => {
      for (const [number, value] of values.entries()) {
        const key = keyOf(number, 0)
        const context = new TextEncoder().encode('factmesh sync v1 list')
        const hash = blake3(concatBytes([fromHex(SALTED_NONCE), key.subarray(8)]), { context })

        expect(new SaltedWindow([key], { nonce: fromHex(SALTED_NONCE), bits }).values()).to.deep.equal(Float64Array.of(value))
        expect(Number(BigInt(`0x${toHex(hash.subarray(0, 6))}`) >> BigInt(48 - bits))).to.equal(value)
      }
    })
  }
})

/** The first 32 bits of a hash. */
function first (hash: Uint8Array): number {
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0)
}
