import { expect } from 'aegir/chai'
import { platform, seededRandom } from '../../src/platform/index.ts'

const DRAWS = 20_000

describe('random', () => {
  it('fills more bytes than one call of WebCrypto gives', () => {
    const bytes = platform().random.bytes(200_000)
    expect(bytes).to.have.length(200_000)
    for (let start = 0; start < bytes.length; start += 20_000) {
      expect(bytes.subarray(start, start + 20_000).some((byte) => byte !== 0)).to.equal(true)
    }
    expect(platform().random.bytes(0)).to.have.length(0)
    expect(platform().random.bytes(16)).to.not.deep.equal(platform().random.bytes(16))
  })

  it('repeats itself for a seed, and only for that', () => {
    const draw = (seed: number): Uint8Array => seededRandom(seed).bytes(64)
    expect(draw(7)).to.deep.equal(draw(7))
    const seeds = [0, 1, 2, 7, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1]
    expect(new Set(seeds.map((seed) => draw(seed).join())).size).to.equal(seeds.length)
  })

  it('gives the same bytes on every machine', () => {
    expect([...seededRandom(1).bytes(12)]).to.deep.equal([1, 173, 133, 125, 131, 131, 140, 200, 120, 31, 1, 30])
    expect(seededRandom(1).fraction()).to.equal(0.4903209863855993)
  })

  for (const [name, random] of [['the machine', platform().random], ['a seed', seededRandom(3)]] as const) {
    it(`spreads fractions and bytes of ${name} evenly`, () => {
      const tenths = new Array<number>(10).fill(0)
      const bits = new Array<number>(8).fill(0)
      for (let i = 0; i < DRAWS; i++) {
        const fraction = random.fraction()
        expect(fraction >= 0 && fraction < 1).to.equal(true)
        tenths[Math.floor(fraction * 10)]++
      }
      for (const byte of random.bytes(DRAWS)) {
        bits.forEach((_, bit) => { bits[bit] += byte >>> bit & 1 })
      }
      expect(Math.min(...tenths)).to.be.above(DRAWS / 10 * 0.85)
      expect(Math.max(...tenths)).to.be.below(DRAWS / 10 * 1.15)
      expect(Math.min(...bits)).to.be.above(DRAWS / 2 * 0.95)
      expect(Math.max(...bits)).to.be.below(DRAWS / 2 * 1.05)
    })
  }
})
