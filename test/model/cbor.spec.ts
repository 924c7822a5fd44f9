import * as dagCbor from '@ipld/dag-cbor'
import { expect } from 'aegir/chai'
import fc from 'fast-check'
import {
  CBOR_DEPTH_MAX, CBOR_FORBIDDEN_KEYS, CBOR_ITEMS_MAX, concatBytes, decodeCanonical, encodeCanonical, fromHex, NotCanonicalError, toHex
} from '../../src/model/bytes/index.ts'
import { CANONICAL, NOT_CANONICAL } from '../vectors/cbor.ts'
import type { CborLimits, CborMap, CborValue, NotCanonicalReason } from '../../src/model/bytes/index.ts'

const texts = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 })).filter(text => !text.startsWith('\ufeff'))
const keys = texts.filter(key => !CBOR_FORBIDDEN_KEYS.includes(key))
const numbers = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -300, max: 70_000 }), fc.double({ noNaN: true, noDefaultInfinity: true }))

/**
 * Random values that have a canonical form, a few levels deep.
 */
const cborValues: fc.Arbitrary<CborValue> = fc.letrec<{ value: CborValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<CborValue>(null, true, false),
    numbers.map(number => number === 0 ? 0 : number),
    texts,
    fc.uint8Array({ maxLength: 100 }),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 6 })
  )
})).value

/**
 * Why the gate refuses bytes, or undefined when it takes them. Any other error passes through and fails the test.
 */
function reasonOf (bytes: Uint8Array, limits?: CborLimits): NotCanonicalReason | undefined {
  try {
    decodeCanonical(bytes, limits)
    return undefined
  } catch (error) {
    if (error instanceof NotCanonicalError) {
      return error.reason
    }

    throw error
  }
}

function expectNoForm (value: unknown, reason: NotCanonicalReason, limits?: CborLimits): void {
  expect(() => encodeCanonical(value as CborValue, limits)).to.throw(NotCanonicalError).with.property('reason', reason)
}

function nested (depth: number): CborValue {
  let value: CborValue = []

  for (let i = 1; i < depth; i++) {
    value = i % 2 === 0 ? [value] : { a: value }
  }

  return value
}

describe('model/bytes canonical encoding', () => {
  for (const { name, hex, value } of CANONICAL) {
    it(`encodes ${name}`, () => {
      expect(toHex(encodeCanonical(value))).to.equal(hex)
      expect(toHex(dagCbor.encode(value))).to.equal(hex)
    })

    it(`decodes ${name}`, () => {
      expect(decodeCanonical(fromHex(hex))).to.deep.equal(value)
    })
  }

  it('encodes as the reference does, whatever the value', () => {
    fc.assert(fc.property(cborValues, value => {
      const bytes = encodeCanonical(value)

      expect(toHex(bytes)).to.equal(toHex(dagCbor.encode(value)))
      expect(decodeCanonical(bytes)).to.deep.equal(value)
    }), { numRuns: 500 })
  })

  it('writes -0 as 0, at every depth', () => {
    expect(toHex(encodeCanonical(-0))).to.equal('00')
    expect(toHex(encodeCanonical([{ a: -0 }]))).to.equal(toHex(encodeCanonical([{ a: 0 }])))
  })

  it('sorts keys whatever their order in the object', () => {
    const keys = ['', 'a', 'b', 'aa', 'ab', '10', '9', 'z'.repeat(24), 'é', '水', '\u{1f980}', 'ﬁx']
    const bytes = encodeCanonical(Object.fromEntries(keys.map(key => [key, 0])))

    fc.assert(fc.property(fc.shuffledSubarray(keys, { minLength: keys.length }), shuffled => {
      expect(encodeCanonical(Object.fromEntries(shuffled.map(key => [key, 0])))).to.deep.equal(bytes)
    }))
    expect(toHex(bytes)).to.equal(toHex(dagCbor.encode(Object.fromEntries(keys.map(key => [key, 0])))))
  })

  it('refuses what has no canonical form', () => {
    class Thing { readonly a = 1 }

    for (const value of [undefined, 1n, Symbol('a'), () => 1, new Date(0), new Map(), new Set(), new Thing(), new Uint16Array(1), [undefined], { a: undefined }]) {
      expectNoForm(value, 'type')
    }

    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, [Number.NEGATIVE_INFINITY]]) {
      expectNoForm(value, 'float-value')
    }

    for (const text of ['\ud800', 'a\udfff', '\udc00\ud800', '\ud83ea', 'x'.repeat(300) + '\ud800', '\ufeff', '\ufeffa']) {
      expectNoForm(text, 'text')
      expectNoForm({ [text]: 0 }, 'text')
    }

    for (const key of CBOR_FORBIDDEN_KEYS) {
      expectNoForm(JSON.parse(`{ "${key}": 0 }`), 'key-forbidden')
    }
  })

  it('refuses a value that contains itself', () => {
    const list: CborValue[] = []
    const map: CborMap = { list }
    list.push(map)

    expectNoForm(list, 'depth')
  })

  it('keeps to the limits of the gate', () => {
    expect(reasonOf(encodeCanonical(nested(CBOR_DEPTH_MAX)))).to.equal(undefined)
    expectNoForm(nested(CBOR_DEPTH_MAX + 1), 'depth')
    expect(reasonOf(encodeCanonical(new Array(CBOR_ITEMS_MAX - 1).fill(0)))).to.equal(undefined)
    expectNoForm(new Array(CBOR_ITEMS_MAX).fill(0), 'items')
    expect(encodeCanonical(new Uint8Array(997), { bytesMax: 1000 })).to.have.length(1000)
    expectNoForm(new Uint8Array(998), 'size', { bytesMax: 1000 })
    expectNoForm('x'.repeat(5_000_000), 'size')
  })

  it('can be called from within a value that is being encoded', () => {
    const value = { get a (): CborValue { return encodeCanonical(['inner', 1]) }, b: 'outer' }

    expect(decodeCanonical(encodeCanonical(value))).to.deep.equal({ a: encodeCanonical(['inner', 1]), b: 'outer' })
  })
})

describe('model/bytes canonical gate', () => {
  for (const { name, hex, reason } of NOT_CANONICAL) {
    it(`refuses ${name}`, () => {
      expect(reasonOf(fromHex(hex))).to.equal(reason)
    })
  }

  it('refuses every value that is cut off, and every value with a byte behind it', () => {
    for (const { hex } of CANONICAL) {
      const bytes = fromHex(hex)

      for (let length = 0; length < bytes.length; length++) {
        expect(reasonOf(bytes.subarray(0, length))).to.equal('truncated')
      }

      expect(reasonOf(concatBytes([bytes, Uint8Array.of(0)]))).to.equal('trailing')
    }
  })

  it('takes of mutated and of random bytes only what the reference encodes alike', () => {
    const seeds = CANONICAL.map(({ hex }) => fromHex(hex))
    const mutated = fc.tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 3 }))
      .map(([seed, changes]) => changes.reduce((bytes, [at, byte]) => bytes.with(at % bytes.length, byte), seed))

    fc.assert(fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 24 })), bytes => {
      if (reasonOf(bytes) === undefined) {
        expect(toHex(dagCbor.encode(dagCbor.decode(bytes)))).to.equal(toHex(bytes))
      }
    }), { numRuns: 5000 })
  })

  it('judges text as a strict decoder does: every two bytes, and the borders of longer sequences', () => {
    const strict = new TextDecoder('utf-8', { fatal: true })
    const borders = [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff]
    const isText = (bytes: Uint8Array): boolean => {
      try {
        return strict.decode(bytes).length >= 0
      } catch {
        return false
      }
    }
    const expectSame = (...bytes: number[]): void => {
      const taken = reasonOf(Uint8Array.of(0x60 + bytes.length, ...bytes)) === undefined

      if (taken !== isText(Uint8Array.from(bytes))) {
        expect.fail(`judged otherwise: ${toHex(Uint8Array.from(bytes))}`)
      }
    }

    for (let first = 0; first < 256; first++) {
      for (let second = 0; second < 256; second++) {
        expectSame(first, second)
      }
    }

    for (let lead = 0xc0; lead < 0x100; lead++) {
      for (const second of borders) {
        for (const third of borders) {
          expectSame(lead, second, third)
          borders.forEach(fourth => { expectSame(lead, second, third, fourth) })
        }
      }
    }
  })

  it('refuses millions of nested lists at once, and without recursion', () => {
    const bombs = [0x81, 0x9f, 0xa1, 0xd8].map(byte => new Uint8Array(5_000_000).fill(byte))

    for (const bomb of bombs) {
      expect(reasonOf(bomb)).to.equal('size')
      expect(reasonOf(bomb, { bytesMax: bomb.length })).to.be.oneOf(['depth', 'indefinite', 'key-type', 'tag'])
      expect(reasonOf(bomb, { bytesMax: bomb.length, depthMax: bomb.length })).to.be.oneOf(['items', 'indefinite', 'key-type', 'tag'])
    }
  })

  it('counts depth and items as it says, and takes other limits', () => {
    const wide = concatBytes([fromHex('994000'), new Uint8Array(0x4000)])

    expect(reasonOf(fromHex('81'.repeat(15) + '80'))).to.equal(undefined)
    expect(reasonOf(fromHex('81'.repeat(16) + '80'))).to.equal('depth')
    expect(reasonOf(fromHex('8180'), { depthMax: 1 })).to.equal('depth')
    expect(reasonOf(wide)).to.equal('items')
    expect(reasonOf(wide, { itemsMax: 0x4001 })).to.equal(undefined)
    expect(reasonOf(fromHex('a1616100'), { itemsMax: 2 })).to.equal('items')
    expect(reasonOf(fromHex('820000'), { bytesMax: 2 })).to.equal('size')
    expect(reasonOf(new Uint8Array(2_000_000), { bytesMax: undefined })).to.equal('size')
  })

  it('decodes maps without a prototype', () => {
    const map = decodeCanonical(encodeCanonical({ toString: 1, hasOwnProperty: 2 })) as CborMap

    expect(Object.getPrototypeOf(map)).to.equal(null)
    expect(map.toString).to.equal(1)
    expect(map.valueOf).to.equal(undefined)
  })

  it('copies short bytes, so that a key does not hold a frame, and shows long ones in place', () => {
    const frame = encodeCanonical([new Uint8Array(64), new Uint8Array(65)])
    const [short, long] = decodeCanonical(frame) as Uint8Array[]

    expect(short.buffer).to.not.equal(frame.buffer)
    expect(long.buffer).to.equal(frame.buffer)
    expect([short, long]).to.deep.equal([new Uint8Array(64), new Uint8Array(65)])
  })
})
