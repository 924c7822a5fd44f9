import { WIDE_BYTES } from '../constants.ts'
import type { Lens } from './interface.ts'

/** The bytes of digests and hashes that travel in the round of a nonce. */
export function lensOf (nonce: Uint8Array, width: number): Lens {
  return { width, offset: nonce[0] % (WIDE_BYTES - width + 1) }
}
