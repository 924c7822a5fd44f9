import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { InvalidSeedError, NoEd25519Error } from './errors.ts'
import type { Ed25519, Ed25519Signer } from './interface.ts'

/** Public keys whose imported form is kept. */
export const DEFAULT_WEB_KEYS_MAX = 1_024

/** PrivateKeyInfo of an Ed25519 seed without the seed (RFC 8410 §7). */
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20)

/** How much the WebCrypto body keeps. */
export interface WebEd25519Init {
  /**
   * Imported public keys kept.
   *
   * @default DEFAULT_WEB_KEYS_MAX
   */
  keysMax?: number
}

/**
 * Ed25519 by WebCrypto, whose calls run beside the page. Only what WebCrypto does not tell is computed in JavaScript: the
 * public key of a seed, and the secret that an Ed25519 key shares with another. Throws NoEd25519Error at the first use where WebCrypto lacks the algorithm.
 */
export function webEd25519 (init: WebEd25519Init = {}): Ed25519 {
  const keysMax = init.keysMax ?? DEFAULT_WEB_KEYS_MAX
  const keys = new Map<string, Promise<CryptoKey>>()
  const keyOf = async (bytes: Uint8Array): Promise<CryptoKey> => {
    const name = bytes.join()
    const key = keys.get(name) ?? importKey('raw', bytes, 'verify')
    keys.delete(name)
    keys.set(name, key)
    if (keys.size > keysMax) {
      keys.delete(keys.keys().next().value ?? name)
    }
    return key
  }
  return {
    signer,
    async verify (publicKey, message, signature) {
      if (publicKey.length !== 32 || signature.length !== 64) {
        return false
      }
      const key = await keyOf(publicKey).catch(refusedKey)
      return key != null && subtle().verify('Ed25519', key, pinned(signature), pinned(message))
    }
  }
}

function signer (seed: Uint8Array): Ed25519Signer {
  if (seed.length !== 32) {
    throw new InvalidSeedError(seed.length)
  }
  const der = new Uint8Array(PKCS8_PREFIX.length + seed.length)
  der.set(PKCS8_PREFIX)
  der.set(seed, PKCS8_PREFIX.length)
  let key: Promise<CryptoKey> | undefined
  let secret: Uint8Array | undefined
  return {
    publicKey: ed25519.getPublicKey(seed),
    async sign (message) {
      key ??= importKey('pkcs8', der, 'sign')
      const imported = await key
      return new Uint8Array(await subtle().sign('Ed25519', imported, pinned(message)))
    },
    agree (publicKey) {
      secret ??= ed25519.utils.toMontgomerySecret(der.subarray(PKCS8_PREFIX.length))
      try {
        return x25519.getSharedSecret(secret, ed25519.utils.toMontgomery(publicKey))
      } catch {
        return undefined // The bytes are no point, or the library refused a result that is zero.
      }
    }
  }
}

async function importKey (format: 'raw' | 'pkcs8', bytes: Uint8Array, use: 'sign' | 'verify'): Promise<CryptoKey> {
  try {
    return await subtle().importKey(format, pinned(bytes), 'Ed25519', false, [use])
  } catch (error) {
    throw isUnsupported(error) ? new NoEd25519Error({ cause: error }) : error
  }
}

function isUnsupported (error: unknown): boolean {
  return error instanceof Error && error.name === 'NotSupportedError'
}

/** Browsers may refuse at the import what others refuse at the signature: no key, but no failure either. */
function refusedKey (error: unknown): undefined {
  if (error instanceof NoEd25519Error) {
    throw error
  }
}

function subtle (): SubtleCrypto {
  const { subtle } = globalThis.crypto as { subtle?: SubtleCrypto }
  if (subtle == null) {
    throw new NoEd25519Error()
  }
  return subtle
}

/** WebCrypto takes no view on shared memory; nothing of ours ever is one. */
function pinned (bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}
