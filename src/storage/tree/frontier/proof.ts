import { createDeriveKey } from 'blake3-jit'
import { BELOW_PROOF_BYTES, NONCE_BYTES, ROOT_PROOF_BYTES } from '../constants.ts'
import { InvalidTreeInputError } from '../errors.ts'

/*
 * What is hashed (BLAKE3 derive_key). The contexts are those of the digests themselves, whose inputs never have 40 bytes.
 *
 *   root proof    "factmesh sync v1 root"     nonce 8 | root 32               first 16 bytes
 *   below proof   "factmesh sync v1 below"    nonce 8 | digest of below 32    first 3 bytes
 */
const ROOT_HASHER = createDeriveKey('factmesh sync v1 root')
const BELOW_HASHER = createDeriveKey('factmesh sync v1 below')

/**
 * What travels in place of a root, 16 bytes. The nonce of the session is inside, so two sets that were made in advance to
 * agree in these bytes do not agree.
 *
 * @param nonce - 8 bytes
 * @param root - 32 bytes
 * @throws {InvalidTreeInputError} when the nonce has another length
 */
export function rootProof (nonce: Uint8Array, root: Uint8Array): Uint8Array {
  checkNonce(nonce)

  return ROOT_HASHER.reset().update(nonce).update(root).finalize().slice(0, ROOT_PROOF_BYTES)
}

/**
 * What travels in place of the digest of all keys below a checkpoint, 3 bytes; the nonce is inside as in {@link rootProof}.
 *
 * @param nonce - 8 bytes
 * @param digest - 32 bytes
 * @throws {InvalidTreeInputError} when the nonce has another length
 */
export function belowProof (nonce: Uint8Array, digest: Uint8Array): Uint8Array {
  checkNonce(nonce)

  return BELOW_HASHER.reset().update(nonce).update(digest).finalize().slice(0, BELOW_PROOF_BYTES)
}

function checkNonce (nonce: Uint8Array): void {
  if (nonce.length !== NONCE_BYTES) {
    throw new InvalidTreeInputError('nonce', nonce.length)
  }
}
