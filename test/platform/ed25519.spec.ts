import { expect } from 'aegir/chai'
import { InvalidSeedError, platform, seededRandom, simulatedPlatform, webEd25519 } from '../../src/platform/index.ts'
import { RFC8032 } from '../vectors/rfc8032.ts'
import type { Ed25519 } from '../../src/platform/index.ts'

const fromHex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16))

/** The keys of the first two rows of RFC 8032 share this, by X25519 of their Montgomery forms. */
const SHARED = '5166f24a6918368e2af831a4affadd97af0ac326bdf143596c045967cc00230e'

/** The y coordinates of the points of small order, each spelling of them. A key of small order shares one secret with all. */
const SMALL_ORDER_Y = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'
].map(fromHex)

/** Verifications asked for in one turn: more than run at once, of more keys than some bodies keep. */
const MANY = 40

const BODIES: Array<[string, () => Ed25519]> = [
  ['the platform', () => platform().ed25519],
  ['the simulated platform', () => simulatedPlatform().ed25519],
  ['WebCrypto', () => webEd25519({ keysMax: 3 })]
]

for (const [name, open] of BODIES) {
  describe(`Ed25519 of ${name}`, () => {
    const ed25519 = open()
    const random = seededRandom(8032)

    it('gives the keys and signatures of RFC 8032', async () => {
      for (const { seed, publicKey, message, signature } of RFC8032) {
        const signer = ed25519.signer(fromHex(seed))
        expect(signer.publicKey).to.deep.equal(fromHex(publicKey))
        expect(await signer.sign(fromHex(message))).to.deep.equal(fromHex(signature))
        expect(await ed25519.verify(fromHex(publicKey), fromHex(message), fromHex(signature))).to.equal(true)
      }
    })

    it('answers false to a changed key, message or signature', async () => {
      const signer = ed25519.signer(random.bytes(32))
      const message = random.bytes(100)
      const signature = await signer.sign(message)
      const changed = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, bytes[at] ^ 1)
      expect(await ed25519.verify(changed(signer.publicKey, 3), message, signature)).to.equal(false)
      expect(await ed25519.verify(signer.publicKey, changed(message, 50), signature)).to.equal(false)
      expect(await ed25519.verify(signer.publicKey, message, changed(signature, 10))).to.equal(false)
      expect(await ed25519.verify(signer.publicKey, message, changed(signature, 63))).to.equal(false)
    })

    it('answers false to wrong lengths and to bytes that are no key', async () => {
      const signature = new Uint8Array(64)
      for (const length of [0, 31, 33, 64]) {
        expect(await ed25519.verify(new Uint8Array(length), new Uint8Array(), signature)).to.equal(false)
      }
      for (const length of [0, 63, 65]) {
        expect(await ed25519.verify(ed25519.signer(new Uint8Array(32)).publicKey, new Uint8Array(), new Uint8Array(length))).to.equal(false)
      }
      expect(await ed25519.verify(new Uint8Array(32).fill(0xff), new Uint8Array(), signature)).to.equal(false)
    })

    it('keeps the order of many verifications that are asked for at once', async () => {
      const signers = Array.from({ length: 5 }, () => ed25519.signer(random.bytes(32)))
      const verdicts = await Promise.all(Array.from({ length: MANY }, async (_, i) => {
        const signer = signers[i % signers.length]
        const message = Uint8Array.of(i)
        const signature = await signer.sign(message)
        return ed25519.verify(signer.publicKey, i % 3 === 0 ? Uint8Array.of(255) : message, signature)
      }))
      expect(verdicts).to.deep.equal(verdicts.map((_, i) => i % 3 !== 0))
    })

    it('shares with another key the secret that the other shares with it', () => {
      const [one, other] = RFC8032.map(({ seed }) => ed25519.signer(fromHex(seed)))
      expect(one.agree(other.publicKey)).to.deep.equal(fromHex(SHARED))
      expect(other.agree(one.publicKey)).to.deep.equal(fromHex(SHARED))
      expect(one.agree(one.publicKey)).to.have.lengthOf(32)
    })

    it('shares nothing with points of small order, nor with what is no point', () => {
      const { agree } = ed25519.signer(new Uint8Array(32).fill(1))
      for (const key of SMALL_ORDER_Y) {
        expect(agree(key)).to.equal(undefined)
        expect(agree(key.with(31, key[31] | 0x80))).to.equal(undefined)
      }
      for (const key of [new Uint8Array(32).fill(2), new Uint8Array(32).fill(0xff), new Uint8Array(31), new Uint8Array(33), new Uint8Array()]) {
        expect(agree(key)).to.equal(undefined)
      }
    })

    it('refuses a seed of another length', () => {
      expect(() => ed25519.signer(new Uint8Array(31))).to.throw(InvalidSeedError).with.property('length', 31)
    })
  })
}
