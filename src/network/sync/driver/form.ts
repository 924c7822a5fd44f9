import { decodeCanonical, NotCanonicalError } from '../../../model/bytes/index.ts'
import { FRAME_BYTES_MAX } from '../../wire/index.ts'
import { SyncFaultError } from '../errors.ts'
import type { CborValue } from '../../../model/bytes/index.ts'

const HASH_BYTES = 32

/** What a peer sent is not what it has to be. */
export function fault (detail: string): never {
  throw new SyncFaultError('malformed', detail)
}

/** Reads a list of canonical dag-cbor, as every function here throwing SyncFaultError `malformed` for anything else. */
export function decodeList (bytes: Uint8Array): CborValue[] {
  try {
    return toList(decodeCanonical(bytes, { bytesMax: FRAME_BYTES_MAX }))
  } catch (error) {
    if (error instanceof SyncFaultError) {
      throw error
    }

    return fault(error instanceof NotCanonicalError ? `a frame is not canonical: ${error.reason}` : 'a frame cannot be read')
  }
}

/** A list of any items. */
export function toList (value: CborValue): CborValue[] {
  return Array.isArray(value) ? value : fault('a list is missing')
}

/** A hash of 32 bytes. */
export function toHash (value: CborValue | undefined): Uint8Array {
  return value instanceof Uint8Array && value.length === HASH_BYTES ? value : fault('a hash has not 32 bytes')
}

/** A whole number from 0 on. */
export function toCount (value: CborValue | undefined, max = Number.MAX_SAFE_INTEGER): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max ? value : fault('a number is out of range')
}
