/**
 * Checks an Ed25519 signature. A platform that can only answer later returns a promise; it answers false, and does not
 * throw, for whatever is not a signature by that key.
 */
export type Verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>

/**
 * Signs with one Ed25519 key.
 */
export interface Signer {
  /** The public key, 32 bytes. */
  readonly publicKey: Uint8Array

  /** The signature of a message, 64 bytes. */
  sign (message: Uint8Array): Uint8Array | Promise<Uint8Array>
}
