import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'

/**
 * What turns bytes into others and back: a key of 32 bytes, a nonce of 24, and bytes that both ends have to know.
 */
export interface CipherInput {
  readonly key: Uint8Array
  readonly nonce: Uint8Array
  readonly context?: Uint8Array
}

/**
 * XChaCha20-Poly1305: as many bytes as there were, encrypted, and a tag of 16.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha-03
 */
export function encryptBytes (bytes: Uint8Array, { key, nonce, context }: CipherInput): Uint8Array {
  return xchacha20poly1305(key, nonce, context).encrypt(bytes)
}

/**
 * What was encrypted; undefined when the tag does not fit to key, nonce, context and bytes.
 */
export function decryptBytes (bytes: Uint8Array, { key, nonce, context }: CipherInput): Uint8Array | undefined {
  try {
    return xchacha20poly1305(key, nonce, context).decrypt(bytes)
  } catch {
    return undefined
  }
}
