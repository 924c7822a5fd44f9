import { EntryDamagedError } from '../errors.ts'
import type { Crc32c } from '../../../platform/interface.ts'

/** Bytes that a seal adds to a value. */
const SEAL_BYTES = 4

/** A value as it is stored, and the number that stands behind it. */
export interface SealedValue {
  readonly stored: Uint8Array
  readonly checksum: number
}

/** The checksum of an entry: CRC-32C over the key and the value behind it. */
export function checksumOf (key: Uint8Array, value: Uint8Array, crc32c: Crc32c): number {
  return crc32c(value, crc32c(key))
}

/**
 * A value with the checksum of its entry, because LevelDB does not check what it reads: it finds neither a flipped bit
 * nor a value that came under another key.
 *
 * ```
 *   | value … | crc32c over key and value, big-endian 4 |
 * ```
 */
export function sealValue (key: Uint8Array, value: Uint8Array, crc32c: Crc32c): SealedValue {
  const checksum = checksumOf(key, value, crc32c)
  const stored = new Uint8Array(value.length + SEAL_BYTES)
  stored.set(value)
  stored[value.length] = checksum >>> 24
  stored[value.length + 1] = checksum >>> 16
  stored[value.length + 2] = checksum >>> 8
  stored[value.length + 3] = checksum
  return { stored, checksum }
}

/**
 * The checksum that stands behind a stored value, if it is the right one.
 *
 * @throws {EntryDamagedError}
 */
export function checkSealed (key: Uint8Array, stored: Uint8Array, crc32c: Crc32c): number {
  const at = stored.length - SEAL_BYTES
  if (at < 0) {
    throw new EntryDamagedError(key)
  }
  const checksum = (stored[at] << 24 | stored[at + 1] << 16 | stored[at + 2] << 8 | stored[at + 3]) >>> 0
  if (checksum !== checksumOf(key, stored.subarray(0, at), crc32c)) {
    throw new EntryDamagedError(key)
  }
  return checksum
}

/**
 * The value inside a stored one.
 *
 * @throws {EntryDamagedError}
 */
export function openSealed (key: Uint8Array, stored: Uint8Array, crc32c: Crc32c): Uint8Array {
  checkSealed(key, stored, crc32c)
  return stored.subarray(0, stored.length - SEAL_BYTES)
}
