/**
 * @packageDocumentation
 *
 * Who somebody is: the strict rule for Ed25519 keys and signatures, the text of a peer id, and whose a source is. It
 * stands on `model/bytes`; keys are made and signatures computed by the platform, whose verifier is passed in.
 *
 * The invariant: the same key, message and signature get the same verdict on every platform, and a source belongs to at
 * most one key by its parsed parts.
 *
 * @example Find the key behind a peer id and see whether a source is its own
 *
 * ```TypeScript
 * import { ownsSource, peerIdText, publicKeyOf } from './index.ts'
 *
 * const key = publicKeyOf('12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5')
 *
 * if (key !== undefined) {
 *   console.info(peerIdText(key), ownsSource(`stigmem://${peerIdText(key)}/node/self`, key, []))
 * }
 * ```
 */

export { PublicKeyLengthError } from './errors.ts'
export { peerIdText, publicKeyOf } from './peer-id.ts'
export { isSourceName, judgeSource, ownsSource, parseSource } from './source.ts'
export { isStrictPublicKey, PUBLIC_KEY_BYTES } from './strict-key.ts'
export { isStrictSignature, SIGNATURE_BYTES } from './strict-signature.ts'
export { createStrictVerifier, DEFAULT_STRICT_VERIFIER_KEYS_MAX } from './strict-verifier.ts'
export type { Signer, Verify } from './interface.ts'
export type { SourceParts, SourceVerdict } from './source.ts'
export type { StrictVerifierInit } from './strict-verifier.ts'
