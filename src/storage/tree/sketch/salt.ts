import { createDeriveKey } from 'blake3-jit'
import { DIGEST_BYTES } from '../constants.ts'
import { InvalidSketchInputError, InvalidTreeInputError } from '../errors.ts'
import { SALT_BYTES } from './constants.ts'

const HASHER = createDeriveKey('factmesh sync v1 salt')

/**
 * The salt of a scope's sketches, 8 bytes: whoever does not know the scope cannot make words for it.
 *
 * @throws {InvalidTreeInputError} when the scope id has not 32 bytes
 */
export function sketchSalt (scope: Uint8Array): Uint8Array {
  if (scope.length !== DIGEST_BYTES) {
    throw new InvalidTreeInputError('scope', scope.length)
  }

  return HASHER.reset().update(scope).finalize().slice(0, SALT_BYTES)
}

/** Refuses what is no salt. */
export function checkSalt (salt: Uint8Array): void {
  if (salt.length !== SALT_BYTES) {
    throw new InvalidSketchInputError('salt')
  }
}
