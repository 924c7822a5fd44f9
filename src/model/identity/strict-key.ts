import { ed25519 } from '@noble/curves/ed25519.js'

/**
 * Length of an Ed25519 public key in bytes.
 */
export const PUBLIC_KEY_BYTES = 32

/**
 * True when the bytes are a public key that every implementation reads alike: a canonical encoding of a point that has
 * prime order. Keys of small or mixed order are refused, because verifiers disagree about signatures under them, and
 * under some of them one signature fits every message. The check multiplies a point and takes about a millisecond.
 */
export function isStrictPublicKey (key: Uint8Array): boolean {
  if (key.length !== PUBLIC_KEY_BYTES) {
    return false
  }

  try {
    const point = ed25519.Point.fromBytes(key)

    return !point.isSmallOrder() && point.isTorsionFree()
  } catch {
    // The library throws when the bytes are not the canonical encoding of a point of the curve.
    return false
  }
}
