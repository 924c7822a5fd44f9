import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { platform, tableCrc32c } from '../../src/platform/index.ts'

/** Check value of the catalogue of CRC algorithms, and the vectors of RFC 3720 appendix B.4 in host order. */
const VECTORS: Array<[string, Uint8Array, number]> = [
  ['nothing', new Uint8Array(), 0],
  ['"123456789"', new TextEncoder().encode('123456789'), 0xe3069283],
  ['32 zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['32 rising bytes', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ['32 falling bytes', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c]
]

for (const [name, crc32c] of [['the platform', platform().crc32c], ['the tables', tableCrc32c()]] as const) {
  describe(`CRC-32C of ${name}`, () => {
    for (const [what, bytes, checksum] of VECTORS) {
      it(`knows the checksum of ${what}`, () => {
        expect(crc32c(bytes)).to.equal(checksum)
      })
    }

    it('continues over parts, at any alignment', () => {
      fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
        expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).to.equal(crc32c(bytes))
      }))
    })

    it('agrees with the other body', () => {
      const other = tableCrc32c()
      fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(crc32c(bytes)).to.equal(other(bytes))
      }))
    })
  })
}
