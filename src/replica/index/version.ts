import { deriveHash } from '../../model/bytes/index.ts'
import { advanceHlc, decodeHlc, encodeHlc } from '../../model/hlc/index.ts'
import { readU16, writeU16 } from '../record/index.ts'
import { BUNDLE_KEY_BYTES, ORDER_BYTES, VALUE_DIGEST_BYTES } from './constants.ts'
import type { Fact, FactValue } from '../../model/fact/index.ts'
import type { Hlc } from '../../model/hlc/index.ts'

const text = new TextEncoder()
const hashValue = deriveHash('factmesh index value v1')

const HAS_UNTIL = 1
const LIFE_SHIFT = 1
const CONFIDENCE_AT = ORDER_BYTES + VALUE_DIGEST_BYTES
const FLAGS_AT = CONFIDENCE_AT + 3
const UNTIL_AT = FLAGS_AT + 1
const BUNDLE_AT = 8
const INDEX_AT = BUNDLE_AT + BUNDLE_KEY_BYTES

/** Tags as in the encoding of a fact, so that equal texts of different types differ. */
const TAGS: Record<FactValue['type'], Uint8Array> = {
  string: Uint8Array.of(0),
  text: Uint8Array.of(1),
  number: Uint8Array.of(2),
  boolean: Uint8Array.of(3),
  datetime: Uint8Array.of(4),
  ref: Uint8Array.of(5),
  null: Uint8Array.of(6)
}

/**
 * What the index knows of one fact: enough to tell whether it is live and whether it contradicts another, without the
 * journal.
 */
export interface Version {
  /** Time of the fact itself: the bundle's time, its index added to the counter. */
  readonly hlc: Hlc
  /** First 16 bytes of the bundle's hash. */
  readonly bundle: Uint8Array
  /** Place of the fact in its bundle. */
  readonly index: number
  /** Eight bytes that stand for the value. */
  readonly value: Uint8Array
  /** Millionths. */
  readonly confidence: number
  /** Milliseconds since 1970 after which the fact has expired. */
  readonly until: number | undefined
  /** Place in `LIFECYCLES`. */
  readonly life: number | undefined
}

/**
 * Encodes a version so that of two encodings the newer version's is the greater one.
 *
 * ```
 *   0     8          24      26        34           37      38        46
 *   | hlc | bundle16 | index | value 8 | confidence | flags | [until] |
 * ```
 */
export function encodeVersion (fact: Fact, place: { hlc: Hlc, hash: Uint8Array, index: number }): Uint8Array {
  const { until, life } = fact.extras
  const bytes = new Uint8Array(until == null ? UNTIL_AT : UNTIL_AT + 8)
  bytes.set(encodeHlc(advanceHlc(place.hlc, place.index)))
  bytes.set(place.hash.subarray(0, BUNDLE_KEY_BYTES), BUNDLE_AT)
  writeU16(bytes, INDEX_AT, place.index)
  bytes.set(valueDigest(fact.value), ORDER_BYTES)
  bytes[CONFIDENCE_AT] = fact.confidence >>> 16
  writeU16(bytes, CONFIDENCE_AT + 1, fact.confidence & 0xFFFF)
  bytes[FLAGS_AT] = life == null ? 0 : life + 1 << LIFE_SHIFT

  if (until != null) {
    bytes[FLAGS_AT] |= HAS_UNTIL
    new DataView(bytes.buffer).setFloat64(UNTIL_AT, until)
  }

  return bytes
}

/** Decodes what {@link encodeVersion} made. */
export function decodeVersion (bytes: Uint8Array): Version {
  const flags = bytes[FLAGS_AT]
  const life = (flags >>> LIFE_SHIFT) - 1

  return {
    hlc: decodeHlc(bytes.subarray(0, BUNDLE_AT)),
    bundle: bytes.subarray(BUNDLE_AT, INDEX_AT),
    index: readU16(bytes, INDEX_AT),
    value: bytes.subarray(ORDER_BYTES, CONFIDENCE_AT),
    confidence: bytes[CONFIDENCE_AT] << 16 | readU16(bytes, CONFIDENCE_AT + 1),
    until: (flags & HAS_UNTIL) === 0 ? undefined : new DataView(bytes.buffer, bytes.byteOffset).getFloat64(UNTIL_AT),
    life: life < 0 ? undefined : life
  }
}

/** Eight bytes that stand for what is said; equal values have equal digests on every node. */
export function valueDigest (value: FactValue): Uint8Array {
  return hashValue(TAGS[value.type], payloadOf(value)).subarray(0, VALUE_DIGEST_BYTES)
}

function payloadOf (value: FactValue): Uint8Array {
  switch (value.type) {
    case 'number':
    case 'datetime': return new Uint8Array(Float64Array.of(value.v).buffer)
    case 'boolean': return Uint8Array.of(Number(value.v))
    case 'null': return new Uint8Array(0)
    default: return text.encode(value.v)
  }
}
