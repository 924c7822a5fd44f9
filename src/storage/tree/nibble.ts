import { KEY_BYTES, PREFIX_NIBBLES_MAX } from './constants.ts'
import { InvalidTreeInputError } from './errors.ts'
import type { Prefix } from './interface.ts'

/** The nibble of a key at a depth, 0..15; depth 0 is the high half of the first byte. */
export function nibbleAt (key: Uint8Array, depth: number): number {
  const byte = key[depth >>> 1]

  return (depth & 1) === 0 ? byte >>> 4 : byte & 15
}

/** Refuses what is no key of 40 bytes. */
export function checkKey (key: Uint8Array): void {
  if (key.length !== KEY_BYTES) {
    throw new InvalidTreeInputError('key', key.length)
  }
}

/** Refuses what is longer than a key, or holds more than a nibble in a byte. */
export function checkPrefix (prefix: Prefix): void {
  if (prefix.length > PREFIX_NIBBLES_MAX || prefix.some(nibble => nibble > 15)) {
    throw new InvalidTreeInputError('prefix', prefix.length)
  }
}
