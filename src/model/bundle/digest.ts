import { deriveHash, keyedHash } from '../bytes/index.ts'
import { SALT_BYTES } from './constants.ts'

const KEY_BYTES = 32

const hashFact = deriveHash('factmesh fact v1')
const hashRoot = deriveHash('factmesh bundle root v1')

/**
 * Expands the salt of a bundle into the salts of its facts. Salt i is the first 16 bytes of BLAKE3, keyed with the salt
 * padded to 32 bytes with zeros, over i as four bytes, little endian. Who knows one of them cannot tell another.
 *
 * @returns `count` salts of 16 bytes
 */
export function expandSalt (salt: Uint8Array, count: number): Uint8Array[] {
  const key = new Uint8Array(KEY_BYTES)
  key.set(salt)

  const hash = keyedHash(key)
  const place = new Uint8Array(4)
  const view = new DataView(place.buffer)
  const salts: Uint8Array[] = []

  for (let i = 0; i < count; i++) {
    view.setUint32(0, i, true)
    // A copy of 16 bytes is far cheaper than a view: a view would move the small array out of the heap first.
    salts.push(hash(place).slice(0, SALT_BYTES))
  }

  return salts
}

/**
 * Digest of one fact: BLAKE3, derived under `factmesh fact v1`, over its salt and its bytes. Without the salt nobody can
 * find the fact by guessing.
 */
export function factDigest (salt: Uint8Array, fact: Uint8Array): Uint8Array {
  return hashFact(salt, fact)
}

/**
 * Root of a bundle: BLAKE3, derived under `factmesh bundle root v1`, over all digests in order.
 */
export function bundleRoot (digests: readonly Uint8Array[]): Uint8Array {
  return hashRoot(...digests)
}
