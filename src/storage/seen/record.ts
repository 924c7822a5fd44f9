import { NAME_BYTES_MAX, RECORD_TYPE_NONCE, RECORD_TYPE_NONCE_HORIZON } from './constants.ts'

const TIME_AT = 1
const UNTIL_AT = 7
const ISSUER_AT = 14
const HORIZON_BYTES = 13

/** A nonce as the journal holds it. */
export interface NonceRecord {
  readonly issuer: Uint8Array
  readonly nonce: Uint8Array
  /** When it was first used, in milliseconds since 1970. */
  readonly timeMs: number
  /** Until when it is kept, in milliseconds since 1970. */
  readonly untilMs: number
}

/** Up to when nonces were forgotten. */
export interface HorizonRecord {
  /** When that was written down, in milliseconds since 1970. */
  readonly timeMs: number
  /** The latest `untilMs` of a nonce that was forgotten. */
  readonly horizonMs: number
}

/**
 * The record of a nonce.
 *
 * ```
 *   0      1        7         13           14
 *   | type | time   | until   | issuer len | issuer | nonce …
 * ```
 */
export function encodeNonce ({ issuer, nonce, timeMs, untilMs }: NonceRecord): Uint8Array {
  const payload = new Uint8Array(ISSUER_AT + issuer.length + nonce.length)

  payload[0] = RECORD_TYPE_NONCE
  writeTime(payload, TIME_AT, timeMs)
  writeTime(payload, UNTIL_AT, untilMs)
  payload[ISSUER_AT - 1] = issuer.length
  payload.set(issuer, ISSUER_AT)
  payload.set(nonce, ISSUER_AT + issuer.length)

  return payload
}

/** Reads what {@link encodeNonce} wrote; undefined for anything else. */
export function decodeNonce (payload: Uint8Array): NonceRecord | undefined {
  const nonceAt = ISSUER_AT + (payload[ISSUER_AT - 1] ?? 0)
  const isWhole = nonceAt > ISSUER_AT && payload.length > nonceAt && payload.length <= nonceAt + NAME_BYTES_MAX

  return payload[0] === RECORD_TYPE_NONCE && isWhole
    ? { issuer: payload.slice(ISSUER_AT, nonceAt), nonce: payload.slice(nonceAt), timeMs: readTime(payload, TIME_AT), untilMs: readTime(payload, UNTIL_AT) }
    : undefined
}

/**
 * The record of a horizon.
 *
 * ```
 *   0      1        7
 *   | type | time   | horizon |
 * ```
 */
export function encodeHorizon ({ timeMs, horizonMs }: HorizonRecord): Uint8Array {
  const payload = new Uint8Array(HORIZON_BYTES)

  payload[0] = RECORD_TYPE_NONCE_HORIZON
  writeTime(payload, TIME_AT, timeMs)
  writeTime(payload, UNTIL_AT, horizonMs)

  return payload
}

/** Reads what {@link encodeHorizon} wrote; undefined for anything else. */
export function decodeHorizon (payload: Uint8Array): HorizonRecord | undefined {
  return payload[0] === RECORD_TYPE_NONCE_HORIZON && payload.length === HORIZON_BYTES
    ? { timeMs: readTime(payload, TIME_AT), horizonMs: readTime(payload, UNTIL_AT) }
    : undefined
}

/** Writes an unsigned integer below 2^48 in six bytes, big endian. */
function writeTime (target: Uint8Array, position: number, ms: number): void {
  const view = new DataView(target.buffer, target.byteOffset + position, 6)

  view.setUint16(0, Math.floor(ms / 2 ** 32))
  view.setUint32(2, ms % 2 ** 32)
}

function readTime (payload: Uint8Array, position: number): number {
  const view = new DataView(payload.buffer, payload.byteOffset + position, 6)

  return view.getUint16(0) * 2 ** 32 + view.getUint32(2)
}
