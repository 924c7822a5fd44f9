import { blake3 as reference } from '@noble/hashes/blake3.js'
import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { blake3, concatBytes, deriveHash, HashKeyLengthError, keyedHash } from '../../src/model/bytes/index.ts'

const CONTEXT = 'factmesh test v1'
const KEY = Uint8Array.from({ length: 32 }, (_, i) => 255 - i)

/**
 * Lengths around blocks of 64 bytes, chunks of 1,024, and the 4,096 from which the library takes another path.
 */
const LENGTHS = [
  0, 1, 3, 31, 32, 63, 64, 65, 127, 128, 1023, 1024, 1025, 2047, 2048, 2049, 3072, 3073, 4095, 4096, 4097, 5119, 5120, 5121, 6145, 7168,
  7169, 8191, 8192, 8193, 16_385, 65_536, 98_304, 131_073
]

/**
 * The input of the test vectors of BLAKE3: the numbers 0 to 250 over and over.
 */
function input (length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i % 251)
}

describe('model/bytes hash', () => {
  const derive = deriveHash(CONTEXT)
  const keyed = keyedHash(KEY)

  it('agrees with the reference in all three modes, at every length where the work changes', () => {
    for (const length of LENGTHS) {
      const bytes = input(length)

      expect(blake3(bytes), `${length}`).to.deep.equal(reference(bytes))
      expect(derive(bytes), `${length}`).to.deep.equal(reference(bytes, { context: new TextEncoder().encode(CONTEXT) }))
      expect(keyed(bytes), `${length}`).to.deep.equal(reference(bytes, { key: KEY }))
    }
  })

  it('does not depend on where the bytes lie in memory', () => {
    for (const length of [1, 64, 200, 1025, 4097, 8192]) {
      for (let offset = 1; offset < 4; offset++) {
        const bytes = concatBytes([new Uint8Array(offset), input(length)]).subarray(offset)

        expect(blake3(bytes)).to.deep.equal(blake3(input(length)))
        expect(derive(bytes)).to.deep.equal(derive(input(length)))
        expect(keyed(bytes)).to.deep.equal(keyed(input(length)))
      }
    }
  })

  it('hashes parts as if they were joined', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 1500 }), { maxLength: 6 }), parts => {
      expect(derive(...parts)).to.deep.equal(derive(concatBytes(parts)))
      expect(keyed(...parts)).to.deep.equal(reference(concatBytes(parts), { key: KEY }))
    }))
  })

  it('separates contexts and keys', () => {
    const hashes = [blake3, derive, deriveHash('factmesh test v2'), keyed, keyedHash(new Uint8Array(32))]
    const results = hashes.map(hash => hash(input(100)).join())

    expect(new Set(results).size).to.equal(hashes.length)
  })

  it('starts afresh after a call that threw, and gives results that later calls leave alone', () => {
    const first = derive(input(2000))
    const copy = first.slice()

    expect(() => derive(input(1100), null as unknown as Uint8Array)).to.throw()
    expect(derive(input(2000))).to.deep.equal(copy)
    expect(derive(input(1))).to.not.deep.equal(copy)
    expect(first).to.deep.equal(copy)
  })

  it('takes a key from any place in memory, keeps a copy of it, and refuses other lengths', () => {
    const key = concatBytes([Uint8Array.of(0), KEY]).subarray(1)
    const hash = keyedHash(key)
    key.fill(0)

    expect(hash(input(10))).to.deep.equal(keyed(input(10)))

    for (const length of [0, 16, 31, 33, 64]) {
      expect(() => keyedHash(new Uint8Array(length))).to.throw(HashKeyLengthError).with.property('length', length)
    }
  })
})
