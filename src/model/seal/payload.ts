import { SCOPE_KEY_NUMBER_MAX } from '../body/index.ts'
import { decodeCanonical, encodeCanonical, keyedHash } from '../bytes/index.ts'
import { decryptBytes, encryptBytes } from './cipher.ts'
import { KEYS_OF_NUMBER_MAX, NONCE_BYTES, PAYLOAD_BYTES_MAX, SEALED_MESSAGE_BYTES_MAX, TAG_BYTES } from './constants.ts'
import { SealedMessageSizeError } from './errors.ts'
import { nameBytes } from './key-name.ts'
import type { CipherInput } from './cipher.ts'
import type { Payload, ScopeKey } from './interface.ts'
import type { CborValue } from '../bytes/index.ts'

const PAYLOAD = new TextEncoder().encode('payload')

/**
 * Encrypts a message of gossip under a scope key: canonical dag-cbor `[number, nonce, sealed]`. The key of the cipher is
 * keyed BLAKE3(key, "payload"), and the name of the scope key is bound as context.
 *
 * @param message - at most SEALED_MESSAGE_BYTES_MAX
 * @param scopeKey - the key to send with
 * @param nonce - 24 random bytes, drawn for this message
 * @throws {SealedMessageSizeError} when the message is longer than SEALED_MESSAGE_BYTES_MAX
 */
export function sealPayload (message: Uint8Array, scopeKey: ScopeKey, nonce: Uint8Array): Uint8Array {
  if (message.length > SEALED_MESSAGE_BYTES_MAX) {
    throw new SealedMessageSizeError(message.length)
  }

  return encodeCanonical([scopeKey.number, nonce, encryptBytes(message, cipherInput(scopeKey, nonce))])
}

/**
 * The parts of a payload; undefined when it has not the form of one, which everybody can see without any key.
 */
export function readPayload (bytes: Uint8Array): Payload | undefined {
  const value = bytes.length > PAYLOAD_BYTES_MAX ? undefined : decodeOrUndefined(bytes)
  const [number, nonce, sealed, ...rest] = Array.isArray(value) ? value : []
  const isForm = typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= SCOPE_KEY_NUMBER_MAX && rest.length === 0 &&
    nonce instanceof Uint8Array && nonce.length === NONCE_BYTES &&
    sealed instanceof Uint8Array && sealed.length >= TAG_BYTES && sealed.length <= SEALED_MESSAGE_BYTES_MAX + TAG_BYTES

  return isForm ? { number, nonce, sealed } : undefined
}

/**
 * The message in a payload of a scope, by the keys that are accepted. Undefined, whatever the reason: no key of that
 * number, another key or scope, or damage.
 */
export function openPayload ({ number, nonce, sealed }: Payload, keys: readonly ScopeKey[]): Uint8Array | undefined {
  for (const key of keys.filter(key => key.number === number).slice(0, KEYS_OF_NUMBER_MAX)) {
    const message = decryptBytes(sealed, cipherInput(key, nonce))

    if (message !== undefined) {
      return message
    }
  }

  return undefined
}

function cipherInput (scopeKey: ScopeKey, nonce: Uint8Array): CipherInput {
  return { key: keyedHash(scopeKey.key)(PAYLOAD), nonce, context: nameBytes(scopeKey) }
}

function decodeOrUndefined (bytes: Uint8Array): CborValue | undefined {
  try {
    return decodeCanonical(bytes)
  } catch {
    return undefined
  }
}
