import { createHash, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import type { Ed25519Signer } from './interface.ts'
import type { KeyObject } from 'node:crypto'

/** PrivateKeyInfo of an X25519 key without the key (RFC 8410 §7). */
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20)

/** Agreement of an Ed25519 key with others by node:crypto. The X25519 form of the key is made at the first use. */
export function nodeAgreement (key: KeyObject): Ed25519Signer['agree'] {
  let secret: KeyObject | undefined
  return (publicKey) => {
    secret ??= montgomeryKey(key)
    try {
      const x = Buffer.from(ed25519.utils.toMontgomery(publicKey)).toString('base64url')
      const point = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' })
      return new Uint8Array(diffieHellman({ privateKey: secret, publicKey: point }))
    } catch {
      return undefined // The bytes are no point, or OpenSSL refused a result that is zero.
    }
  }
}

/** The scalar of an Ed25519 key is the first half of the hash of its seed (RFC 8032 §5.1.5); X25519 clamps it in the same way. */
function montgomeryKey (key: KeyObject): KeyObject {
  const seed = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url')
  const hash = createHash('sha512').update(seed).digest()
  const der = Buffer.concat([PKCS8_PREFIX, hash.subarray(0, 32)])
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  for (const bytes of [seed, hash, der]) {
    bytes.fill(0)
  }
  return secret
}
