import { decodeCanonical, encodeCanonical, toHex } from '../../model/bytes/index.ts'
import { FRAME_BYTES_MAX } from '../wire/index.ts'
import { HASHES_MAX, REQUEST_BYTES_MAX } from './constants.ts'
import { FetchFaultError } from './errors.ts'
import type { FetchRequest } from './interface.ts'
import type { CborValue } from '../../model/bytes/index.ts'

const HASH_BYTES = 32

/** One item of an answer: an encoded bundle, or null when there is none. */
export type FetchItem = Uint8Array | null

/** A request on the wire: the canonical dag-cbor list `[scope, [hash, …]]`. */
export function encodeFetchRequest ({ scope, hashes }: FetchRequest): Uint8Array {
  return encodeCanonical([scope, [...hashes]])
}

/**
 * Reads a request.
 *
 * @throws {FetchFaultError} with the code `malformed`
 */
export function decodeFetchRequest (bytes: Uint8Array): FetchRequest {
  const [scope, hashes, ...rest] = toList(decode(bytes, REQUEST_BYTES_MAX))

  if (!isHash(scope) || !Array.isArray(hashes) || rest.length > 0) {
    throw new FetchFaultError('malformed', 'the request is no scope with hashes')
  }

  if (hashes.length === 0 || hashes.length > HASHES_MAX || !hashes.every(isHash)) {
    throw new FetchFaultError('malformed', `the request has not 1 to ${HASHES_MAX} hashes`)
  }

  if (new Set(hashes.map(toHex)).size !== hashes.length) {
    throw new FetchFaultError('malformed', 'the request names a hash twice')
  }

  return { scope, hashes }
}

/** A frame of an answer: the canonical dag-cbor list of its items. */
export function encodeFetchItems (items: readonly FetchItem[]): Uint8Array {
  return encodeCanonical([...items])
}

/**
 * Reads a frame of an answer.
 *
 * @throws {FetchFaultError} with the code `malformed`
 */
export function decodeFetchItems (bytes: Uint8Array): FetchItem[] {
  const items = toList(decode(bytes, FRAME_BYTES_MAX))

  if (items.length === 0 || !items.every(isItem)) {
    throw new FetchFaultError('malformed', 'the answer is no list of bundles')
  }

  return items
}

function decode (bytes: Uint8Array, bytesMax: number): CborValue {
  try {
    return decodeCanonical(bytes, { bytesMax })
  } catch (error) {
    throw new FetchFaultError('malformed', 'a frame is not canonical', { cause: error })
  }
}

function toList (value: CborValue): CborValue[] {
  if (!Array.isArray(value)) {
    throw new FetchFaultError('malformed', 'a frame is no list')
  }

  return value
}

function isHash (value: CborValue | undefined): value is Uint8Array {
  return value instanceof Uint8Array && value.length === HASH_BYTES
}

function isItem (value: CborValue): value is FetchItem {
  return value === null || value instanceof Uint8Array
}
