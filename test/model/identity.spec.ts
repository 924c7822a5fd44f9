import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id'
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { base36 } from 'multiformats/bases/base36'
import { concatBytes, equalBytes, fromHex, toHex } from '../../src/model/bytes/index.ts'
import {
  createStrictVerifier, isStrictPublicKey, isStrictSignature, peerIdText, PUBLIC_KEY_BYTES, PublicKeyLengthError, publicKeyOf, SIGNATURE_BYTES
} from '../../src/model/identity/index.ts'
import { platform } from '../../src/platform/index.ts'
import { PEER_IDS, SIGNATURES } from '../vectors/identity.ts'
import type { Verify } from '../../src/model/identity/index.ts'

const { Point } = ed25519

/**
 * The sign bit of an encoded point, above the 255 bits of y.
 */
const SIGN = 2n ** 255n

function fromLittleEndian (bytes: Uint8Array): bigint {
  return BigInt(`0x0${toHex(bytes.slice().reverse())}`)
}

function toLittleEndian (number: bigint): Uint8Array {
  return fromHex(number.toString(16).padStart(64, '0')).reverse()
}

/**
 * The cofactorless equation as RFC 8032 writes it, and nothing else: encode(S·B − h·A) = R. It takes every key that is
 * a point and every S, so that whatever a strict verifier around it refuses, the strict rule has refused.
 */
const plainVerify: Verify = (publicKey, message, signature) => {
  const scalar = fromLittleEndian(signature.subarray(32)) % Point.Fn.ORDER
  const hash = fromLittleEndian(sha512(concatBytes([signature.subarray(0, 32), publicKey, message]))) % Point.Fn.ORDER
  const result = Point.BASE.multiplyUnsafe(scalar).subtract(Point.fromBytes(publicKey, true).multiplyUnsafe(hash))

  return equalBytes(result.toBytes(), signature.subarray(0, 32))
}

function isPoint (bytes: Uint8Array): boolean {
  try {
    Point.fromBytes(bytes, true)
    return true
  } catch {
    return false
  }
}

/**
 * The eight points that a multiple of eight takes to the identity: the multiples of one of order 8.
 */
function pointsOfSmallOrder (): Array<typeof Point.BASE> {
  const generator = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')

  return Array.from({ length: 8 }, (_, i) => generator.multiplyUnsafe(BigInt(i)))
}

describe('model/identity strict Ed25519', () => {
  const strict = createStrictVerifier(platform().ed25519.verify)
  const strictPlain = createStrictVerifier(plainVerify)

  for (const { name, publicKey, message, signature, valid } of SIGNATURES) {
    it(`${valid ? 'takes' : 'refuses'}: ${name}`, async () => {
      const parts = [fromHex(publicKey), fromHex(message), fromHex(signature)] as const

      expect(await strict(...parts)).to.equal(valid)
      expect(await strictPlain(...parts)).to.equal(valid)
    })
  }

  it('holds with vectors that the plain equation would take', () => {
    const lax = SIGNATURES.filter(({ valid, publicKey, message, signature }) => {
      const [key, text, bytes] = [publicKey, message, signature].map(fromHex)

      return !valid && key.length === PUBLIC_KEY_BYTES && bytes.length === SIGNATURE_BYTES && isPoint(key) && plainVerify(key, text, bytes) === true
    })

    expect(lax.map(({ name }) => name)).to.include.members(['S + L', 'key = identity, another message', 'key not canonical: y = p + 1', 'R = identity'])
    expect(lax).to.have.length.of.at.least(10)
  })

  it('agrees with the platform about signatures by good keys, one bit flipped or none', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 100 }), fc.nat(1023), async (seed, message, bit) => {
      const signature = ed25519.sign(message, seed)
      const publicKey = ed25519.getPublicKey(seed)
      expect(await strict(publicKey, message, signature)).to.equal(true)

      if (bit < 512) {
        signature[bit >> 3] ^= 1 << (bit & 7)
        expect(await strict(publicKey, message, signature)).to.equal(false)
        expect(await strictPlain(publicKey, message, signature)).to.equal(false)
      }
    }), { numRuns: 40 })
  })

  it('refuses by form before the platform is asked', async () => {
    let asked = 0
    const counting = createStrictVerifier(() => {
      asked++
      return true
    })

    for (const { publicKey, message, signature } of SIGNATURES) {
      const [key, text, bytes] = [publicKey, message, signature].map(fromHex)
      const before = asked
      const verdict = await counting(key, text, bytes)

      expect(verdict).to.equal(isStrictPublicKey(key) && isStrictSignature(bytes))
      expect(asked - before).to.equal(verdict ? 1 : 0)
    }

    expect(asked).to.be.above(0)
  })

  it('gives the same verdicts when it can keep only few keys', async () => {
    const forgetful = createStrictVerifier(plainVerify, { keysMax: 2 })

    for (const { publicKey, message, signature, valid } of [...SIGNATURES, ...SIGNATURES]) {
      expect(await forgetful(fromHex(publicKey), fromHex(message), fromHex(signature))).to.equal(valid)
    }
  })

  it('passes on the promise of a verifier that answers later', async () => {
    const { publicKey, message, signature } = SIGNATURES[0]
    const late = createStrictVerifier(async () => false)

    expect(await late(fromHex(publicKey), fromHex(message), fromHex(signature))).to.equal(false)
  })

  it('refuses as key and as R every spelling of every point of small order', () => {
    const spellings = new Set(pointsOfSmallOrder().flatMap(point => {
      const ys = [point.y, point.y + Point.Fp.ORDER].filter(y => y < SIGN)

      return ys.flatMap(y => [y, y + SIGN]).map(toLittleEndian)
    }).map(toHex))

    expect(spellings.size).to.equal(14)

    for (const spelling of spellings) {
      expect(isStrictSignature(concatBytes([fromHex(spelling), new Uint8Array(32)])), spelling).to.equal(false)
      expect(isStrictPublicKey(fromHex(spelling)), spelling).to.equal(false)
    }

    expect(isStrictSignature(concatBytes([Point.BASE.toBytes(), new Uint8Array(32)]))).to.equal(true)
    expect(isStrictPublicKey(Point.BASE.toBytes())).to.equal(true)
  })
})

describe('model/identity peer ids', () => {
  for (const { publicKey, base36, base58 } of PEER_IDS) {
    it(`spells ${base36}`, () => {
      const key = fromHex(publicKey)

      expect(peerIdText(key)).to.equal(base36)
      expect(publicKeyOf(base36)).to.deep.equal(key)
      expect(publicKeyOf(base58)).to.deep.equal(key)
    })
  }

  it('agrees with libp2p', async () => {
    for (let i = 0; i < 20; i++) {
      const key = await generateKeyPairFromSeed('Ed25519', new Uint8Array(32).fill(i))
      const peerId = peerIdFromPrivateKey(key)

      expect(peerIdText(key.publicKey.raw)).to.equal(peerId.toCID().toString(base36))
      expect(publicKeyOf(peerId.toString())).to.deep.equal(key.publicKey.raw)
      expect(peerIdFromString(peerIdText(key.publicKey.raw)).toString()).to.equal(peerId.toString())
    }
  })

  it('reads any key again, and remembers none that its caller changes', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), key => {
      const text = peerIdText(key)
      expect(publicKeyOf(text)).to.deep.equal(key)
      expect(text).to.match(/^k51qzi5uqu5[0-9a-z]{51}$/)

      key[5] ^= 1
      expect(peerIdText(key)).to.not.equal(text)
    }))
  })

  it('refuses other lengths of keys', () => {
    for (const length of [0, 31, 33, 64]) {
      expect(() => peerIdText(new Uint8Array(length))).to.throw(PublicKeyLengthError).with.property('length', length)
    }
  })

  it('refuses other key types and other spellings', () => {
    const { base36: text, base58, publicKey } = PEER_IDS[0]
    const cid = concatBytes([fromHex('017200240801'), Uint8Array.of(0x12, 0x20), fromHex(publicKey)])

    for (const other of [
      '', 'k', 'z', '1', '12D3KooW', text.toUpperCase(), base58.toLowerCase(), `z${base58}`, `${text} `, ` ${text}`, `${text}0`, `k0${text.slice(1)}`,
      `1${base58}`, text.slice(0, -1), base58.slice(0, -1), text.replace('k', 'K'), `k${'z'.repeat(61)}`, `k${'0'.repeat(100_000)}`,
      'QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N', '16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY',
      'bafzaajaiaejcb2sknrr6fhcsbk7pkud3cmxml6mvi53k5pv6pojeehxknekenurm',
      ...[[0, 2], [1, 0x70], [2, 0x12], [3, 0x25], [5, 2], [7, 0x21]].map(([at, byte]) => base36.encode(cid.with(at, byte)))
    ]) {
      expect(publicKeyOf(other), other.slice(0, 80)).to.equal(undefined)
    }
  })
})
