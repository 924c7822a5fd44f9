import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { tableCrc32c } from '../../src/platform/index.ts'
import { EntryDamagedError, memoryKV, openSealed, scanSealed, sealValue } from '../../src/storage/kv/index.ts'
import type { KV, SealedCount } from '../../src/storage/kv/index.ts'

const crc32c = tableCrc32c()
const RANGE = { proof: Uint8Array.of(1), end: Uint8Array.of(9) }
const BYTES = fc.uint8Array({ maxLength: 12 })

describe('sealed entries', () => {
  it('have the golden form', () => {
    const { stored, checksum } = sealValue(new TextEncoder().encode('1234'), new TextEncoder().encode('56789'), crc32c)

    // The check value of CRC-32C, RFC 3720 appendix B.4.
    expect(checksum).to.equal(0xE3069283)
    expect(stored).to.deep.equal(Uint8Array.of(0x35, 0x36, 0x37, 0x38, 0x39, 0xE3, 0x06, 0x92, 0x83))
  })

  it('open to what was sealed, and to nothing when any bit of key or value is another', () => {
    fc.assert(fc.property(BYTES, BYTES, fc.nat(), (key, value, flip) => {
      const { stored } = sealValue(key, value, crc32c)
      expect(openSealed(key, stored, crc32c)).to.deep.equal(value)
      const bits = [...key, ...stored]
      bits[flip % bits.length] ^= 1 << flip % 8
      const [otherKey, other] = [Uint8Array.from(bits.slice(0, key.length)), Uint8Array.from(bits.slice(key.length))]
      expect(() => openSealed(otherKey, other, crc32c)).to.throw(EntryDamagedError)
    }))
  })

  it('are refused at every truncation', () => {
    const { stored } = sealValue(Uint8Array.of(7), Uint8Array.of(1, 2, 3), crc32c)

    for (let length = 0; length < stored.length; length++) {
      expect(() => openSealed(Uint8Array.of(7), stored.subarray(0, length), crc32c)).to.throw(EntryDamagedError)
    }
  })

  describe('in a scan', () => {
    let kv: KV

    beforeEach(async () => {
      kv = memoryKV()
      await kv.start()
    })

    it('are counted behind their proof, to the end of the range', async () => {
      const sums = await fill(10_000)
      await kv.batch([{ type: 'put', key: Uint8Array.of(9, 1), value: Uint8Array.of(1) }, { type: 'put', key: Uint8Array.of(0), value: Uint8Array.of(1) }])
      const counts = await collect()

      expect(counts.map(({ entries }) => entries)).to.deep.equal([4_096, 8_192, 10_000])
      expect(counts.map(({ isComplete }) => isComplete)).to.deep.equal([false, false, true])
      expect(counts.at(-1)).to.deep.include({ proof: Uint8Array.of(42), sum: sums })
    })

    it('are counted without a proof too, and none is an answer', async () => {
      expect(await collect()).to.deep.equal([{ proof: undefined, entries: 0, sum: 0, isComplete: true }])
    })

    it('end it when one is damaged', async () => {
      await fill(10)
      await kv.batch([{ type: 'put', key: Uint8Array.of(2, 0, 0, 3), value: Uint8Array.of(1, 2, 3, 4) }])
      await expect(collect()).to.eventually.be.rejectedWith(EntryDamagedError).with.property('key').deep.equal(Uint8Array.of(2, 0, 0, 3))
    })

    async function collect (): Promise<SealedCount[]> {
      const counts: SealedCount[] = []

      for await (const count of scanSealed({ kv, crc32c }, RANGE)) {
        counts.push(count)
      }

      return counts
    }

    /** A proof and entries behind it; answers the sum of their checksums. */
    async function fill (entries: number): Promise<number> {
      const sealed = Array.from({ length: entries }, (_, no) => {
        const key = Uint8Array.of(2, no >>> 16, no >>> 8, no)
        return { key, ...sealValue(key, Uint8Array.of(no), crc32c) }
      })
      await kv.batch([{ type: 'put', key: RANGE.proof, value: sealValue(RANGE.proof, Uint8Array.of(42), crc32c).stored }])
      await kv.batch(sealed.map(({ key, stored }) => ({ type: 'put', key, value: stored })))

      return sealed.reduce((sum, { checksum }) => (sum + checksum) % 2 ** 48, 0)
    }
  })
})
