import { concatBytes, deriveHash } from '../bytes/index.ts'
import { isStrictPublicKey } from '../identity/index.ts'
import { decryptBytes, encryptBytes } from './cipher.ts'
import { NONCE_BYTES, SCOPE_BOX_BYTES } from './constants.ts'
import { nameBytes } from './key-name.ts'
import type { KeyAgreement, ScopeKey, ScopeKeyName } from './interface.ts'

/** Whom a box is for, and the random bytes that it takes. */
export interface BoxOptions {
  /** Ed25519 public key of the member, 32 bytes. */
  readonly receiver: Uint8Array
  /** 24 random bytes, drawn for this box. */
  readonly nonce: Uint8Array
}

/** Under which name a box was made, and by whom. */
export interface BoxOrigin extends ScopeKeyName {
  /** Ed25519 public key of the author of the fact that holds the box, 32 bytes. */
  readonly sender: Uint8Array
}

const hashBoxKey = deriveHash('factmesh scope box v1')

/**
 * A scope key that only one member can read, 72 bytes: `nonce | XChaCha20-Poly1305(key)`. The key of the cipher is
 *
 * ```
 * BLAKE3 derive_key "factmesh scope box v1"
 *   X25519 secret 32 | sender 32 | receiver 32 | scope 32 | number u64, big endian
 * ```
 *
 * so the box opens for this receiver, from this sender, under this name, and for nothing else. Undefined when the
 * receiver is no strict Ed25519 key.
 */
export function boxScopeKey (scopeKey: ScopeKey, sender: KeyAgreement, { receiver, nonce }: BoxOptions): Uint8Array | undefined {
  const key = boxKey([sender, receiver], [sender.publicKey, receiver, nameBytes(scopeKey)])

  return key && concatBytes([nonce, encryptBytes(scopeKey.key, { key, nonce })])
}

/**
 * The scope key in a box. Undefined, whatever the reason: a box for somebody else, under another name, from another
 * sender, damaged, or of another length.
 */
export function openScopeBox (box: Uint8Array, receiver: KeyAgreement, { sender, scope, number }: BoxOrigin): ScopeKey | undefined {
  if (box.length !== SCOPE_BOX_BYTES) {
    return undefined
  }

  const boxed = boxKey([receiver, sender], [sender, receiver.publicKey, nameBytes({ scope, number })])
  const key = boxed && decryptBytes(box.subarray(NONCE_BYTES), { key: boxed, nonce: box.subarray(0, NONCE_BYTES) })

  return key && { scope, number, key }
}

/** Undefined when the other key is not strict: then two keys could share one secret. */
function boxKey ([own, other]: readonly [KeyAgreement, Uint8Array], context: readonly Uint8Array[]): Uint8Array | undefined {
  const secret = isStrictPublicKey(other) ? own.agree(other) : undefined

  return secret && hashBoxKey(secret, ...context)
}
