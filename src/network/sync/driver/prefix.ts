import { PREFIX_NIBBLES_MAX } from '../../../storage/tree/index.ts'
import { SyncFaultError } from '../errors.ts'
import type { Prefix } from '../../../storage/tree/index.ts'

/** Whether a prefix lies below another one, or is the same. */
export function isBelow (prefix: Prefix, upper: Prefix): boolean {
  return prefix.length >= upper.length && upper.every((nibble, place) => prefix[place] === nibble)
}

/** The prefix one level below. */
export function childOf (prefix: Prefix, nibble: number): Prefix {
  const child = new Uint8Array(prefix.length + 1)
  child.set(prefix)
  child[prefix.length] = nibble

  return child
}

/**
 * A prefix on the wire: the number of nibbles in one byte, then two nibbles per byte, the earlier one in the upper
 * half; the lower half of the last byte is 0 when the number is odd.
 */
export function packPrefix (prefix: Prefix): Uint8Array {
  const bytes = new Uint8Array(1 + Math.ceil(prefix.length / 2))
  bytes[0] = prefix.length

  for (let i = 0; i < prefix.length; i++) {
    bytes[1 + (i >> 1)] |= i % 2 === 0 ? prefix[i] << 4 : prefix[i]
  }

  return bytes
}

/**
 * Reads a prefix of at most `nibblesMax` nibbles in its one spelling.
 *
 * @throws {SyncFaultError}
 */
export function unpackPrefix (bytes: unknown, nibblesMax = PREFIX_NIBBLES_MAX): Prefix {
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) {
    throw new SyncFaultError('malformed', 'a prefix is no byte string')
  }

  const [length] = bytes

  if (length > nibblesMax || bytes.length !== 1 + Math.ceil(length / 2)) {
    throw new SyncFaultError('malformed', 'the length of a prefix is wrong')
  }

  if (length % 2 === 1 && (bytes[bytes.length - 1] & 15) !== 0) {
    throw new SyncFaultError('malformed', 'a prefix is padded with something')
  }

  return Uint8Array.from({ length }, (_, i) => i % 2 === 0 ? bytes[1 + (i >> 1)] >> 4 : bytes[1 + (i >> 1)] & 15)
}
