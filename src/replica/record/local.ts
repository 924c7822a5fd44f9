import { decodeCanonical, encodeCanonical } from '../../model/bytes/index.ts'
import { readU48, writeU48 } from './numbers.ts'
import type { CborLimits, CborMap, CborValue } from '../../model/bytes/index.ts'

const BODY_AT = 7

/** What a reader believes of a body: more is the work of a stranger or of the disk. */
const BODY_LIMITS: CborLimits = { bytesMax: 16_384, depthMax: 6, itemsMax: 512 }

/** A record with a body in canonical CBOR. */
export interface LocalRecord {
  /** First byte. */
  readonly type: number
  /** When it was written, in milliseconds since 1970 by this node's clock. */
  readonly timeMs: number
  readonly body: CborValue
}

/** A record as somebody writes or reads it. */
export interface Dated<Value> {
  /** When it was written, in milliseconds since 1970 by this node's clock. */
  readonly timeMs: number
  readonly value: Value
}

/** How one type of records is written and read. */
export interface RecordCodec<Value> {
  /** First byte of its records. */
  readonly type: number
  /** The payload. Throws NotCanonicalError for a value that has no canonical form or passes the limits. */
  encode (record: Dated<Value>): Uint8Array
  /** Reads a payload; undefined for another type and for a form that this version does not know. */
  decode (payload: Uint8Array): Dated<Value> | undefined
}

/**
 * The payload of a record with a body.
 *
 * ```
 *   0      1      7
 *   | type | time | body: canonical CBOR …
 * ```
 *
 * @throws {NotCanonicalError} when the body has no canonical form or is larger than a reader takes
 */
export function encodeLocal ({ type, timeMs, body }: LocalRecord): Uint8Array {
  const bytes = encodeCanonical(body, BODY_LIMITS)
  const payload = new Uint8Array(BODY_AT + bytes.length)

  payload[0] = type
  writeU48(payload, 1, timeMs)
  payload.set(bytes, BODY_AT)

  return payload
}

/** Reads what {@link encodeLocal} wrote with a type; undefined for another type and for a body that is not canonical. */
export function decodeLocal (payload: Uint8Array, type: number): LocalRecord | undefined {
  if (payload[0] !== type || payload.length <= BODY_AT) {
    return
  }
  try {
    return { type, timeMs: readU48(payload, 1), body: decodeCanonical(payload.subarray(BODY_AT), BODY_LIMITS) }
  } catch {
    return undefined // What is not canonical was not written here: it is kept as it is and passed over.
  }
}

/** Whether a value is a byte string of some length. */
export function isBytes (value: CborValue | undefined, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length
}

/** Whether a value is a time in milliseconds that a record can hold. */
export function isTimeMs (value: CborValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** The value as a map, or undefined when it is none. */
export function mapOf (value: CborValue | undefined): CborMap | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array) ? value : undefined
}
