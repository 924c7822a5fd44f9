import { RECORD_TYPE_FORGOTTEN } from '../constants.ts'
import { keyedCodec } from '../keyed.ts'
import { isBytes, isTimeMs, mapOf } from '../local.ts'
import type { CborValue } from '../../../model/bytes/index.ts'

const SCOPE_BYTES = 32

/** Facts of one bundle at most, an eighth of a byte each. */
const BITS_BYTES_MAX = 64

/** Content that was here and that a local decision dropped; the key of its record is the header hash of the bundle in hexadecimal. */
export interface Forgotten {
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  /** Numbers of the facts, ascending; absent: all of the bundle. */
  readonly facts?: readonly number[]
  /** What the operator said about it; may be empty. */
  readonly reason: string
  /** When, in milliseconds since 1970. */
  readonly sinceMs: number
}

/** The records of dropped content: map `{ scope, facts?, reason, since }`; `facts` has bit n mod 8 of byte n / 8 set for fact n. */
export const forgottenCodec = keyedCodec<Forgotten>({
  type: RECORD_TYPE_FORGOTTEN,
  toMap: ({ scope, facts, reason, sinceMs }) => ({ scope, ...(facts == null ? {} : { facts: bitsOf(facts) }), reason, since: sinceMs }),
  fromCbor: value => {
    const { scope, facts, reason, since } = mapOf(value) ?? {}

    return isBytes(scope, SCOPE_BYTES) && typeof reason === 'string' && isTimeMs(since) && (facts === undefined || isBits(facts))
      ? { scope, ...(facts === undefined ? {} : { facts: numbersIn(facts) }), reason, sinceMs: since }
      : undefined
  }
})

function isBits (value: CborValue): value is Uint8Array {
  return value instanceof Uint8Array && value.length >= 1 && value.length <= BITS_BYTES_MAX
}

function bitsOf (facts: readonly number[]): Uint8Array {
  const bits = new Uint8Array((Math.max(0, ...facts) >>> 3) + 1)
  facts.forEach(number => { bits[number >>> 3] |= 1 << (number & 7) })

  return bits
}

function numbersIn (bits: Uint8Array): number[] {
  return Array.from({ length: bits.length * 8 }, (_, number) => number).filter(number => (bits[number >>> 3] & 1 << (number & 7)) !== 0)
}
