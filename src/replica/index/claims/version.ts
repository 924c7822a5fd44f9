import { VALUE_DIGEST_BYTES, writeValueDigest } from '../../../model/body/index.ts'
import { deriveHash, toHex } from '../../../model/bytes/index.ts'
import { decodeHlc, encodeHlc } from '../../../model/hlc/index.ts'
import { readU16, writeU16 } from '../../record/index.ts'
import { BUNDLE_KEY_BYTES, CLAIMANT_BYTES, ORDER_BYTES } from '../constants.ts'
import type { Fact } from '../../../model/fact/index.ts'
import type { Hlc } from '../../../model/hlc/index.ts'

const text = new TextEncoder()
const hashClaimant = deriveHash('factmesh index claimant v1')

const HAS_UNTIL = 1
const LIFE_SHIFT = 1
const COUNTER_AT = 6
const BUNDLE_AT = 8
const INDEX_AT = BUNDLE_AT + BUNDLE_KEY_BYTES
const CONFIDENCE_AT = ORDER_BYTES + VALUE_DIGEST_BYTES
const FLAGS_AT = CONFIDENCE_AT + 3
const UNTIL_AT = FLAGS_AT + 1

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

/** The part of a version that all facts of a bundle share: the bundle's time and the beginning of its hash. */
export function versionStart (hlc: Hlc, hash: Uint8Array): Uint8Array {
  const start = new Uint8Array(INDEX_AT)
  start.set(encodeHlc(hlc))
  start.set(hash.subarray(0, BUNDLE_KEY_BYTES), BUNDLE_AT)
  return start
}

/** Bytes that the version of a fact takes. */
export function versionLength ({ extras }: Fact): number {
  return extras.until == null ? UNTIL_AT : UNTIL_AT + 8
}

/**
 * Writes a version so that of two encodings the newer version's is the greater one.
 *
 * ```
 *   0     8          24      26        34           37      38        46
 *   | hlc | bundle16 | index | value 8 | confidence | flags | [until] |
 * ```
 */
export function writeVersion (target: Uint8Array, at: number, version: { start: Uint8Array, fact: Fact, index: number }): void {
  const { start, fact, index } = version
  const { until, life } = fact.extras
  writeOrder(target, at, { start, index })
  writeValueDigest(target, at + ORDER_BYTES, fact.value)
  target[at + CONFIDENCE_AT] = fact.confidence >>> 16
  writeU16(target, at + CONFIDENCE_AT + 1, fact.confidence & 0xFFFF)
  target[at + FLAGS_AT] = (life == null ? 0 : life + 1 << LIFE_SHIFT) | (until == null ? 0 : HAS_UNTIL)

  if (until != null) {
    new DataView(target.buffer, target.byteOffset).setFloat64(at + UNTIL_AT, until)
  }
}

/** Writes the place of a fact in the order of versions. */
export function writeOrder (target: Uint8Array, at: number, { start, index }: { start: Uint8Array, index: number }): void {
  target.set(start, at)
  // All facts of a bundle share its wall time, and the bundle's gate made sure that the counter has room for them.
  writeU16(target, at + COUNTER_AT, readU16(start, COUNTER_AT) + index)
  writeU16(target, at + INDEX_AT, index)
}

/** Decodes what {@link writeOrder} wrote. */
export function decodeOrder (bytes: Uint8Array): Pick<Version, 'hlc' | 'bundle' | 'index'> {
  return { hlc: decodeHlc(bytes.subarray(0, BUNDLE_AT)), bundle: bundleOf(bytes), index: readU16(bytes, INDEX_AT) }
}

/** First 16 bytes of the hash of the bundle that a version stands in. */
export function bundleOf (version: Uint8Array): Uint8Array {
  return version.subarray(BUNDLE_AT, INDEX_AT)
}

/** Decodes what {@link writeVersion} wrote. */
export function decodeVersion (bytes: Uint8Array): Version {
  const flags = bytes[FLAGS_AT]
  const life = (flags >>> LIFE_SHIFT) - 1

  return {
    hlc: decodeHlc(bytes.subarray(0, BUNDLE_AT)),
    bundle: bundleOf(bytes),
    index: readU16(bytes, INDEX_AT),
    value: bytes.subarray(ORDER_BYTES, CONFIDENCE_AT),
    confidence: bytes[CONFIDENCE_AT] << 16 | readU16(bytes, CONFIDENCE_AT + 1),
    until: (flags & HAS_UNTIL) === 0 ? undefined : new DataView(bytes.buffer, bytes.byteOffset).getFloat64(UNTIL_AT),
    life: life < 0 ? undefined : life
  }
}

/** Who speaks: eight bytes that stand for the author's key and the source it speaks for, and their hexadecimal text. */
export interface Claimant {
  readonly bytes: Uint8Array
  readonly text: string
}

/** The claimant of an author's key and a source. */
export function claimantOf (author: Uint8Array, source: string): Claimant {
  const bytes = hashClaimant(author, text.encode(source)).slice(0, CLAIMANT_BYTES)
  return { bytes, text: toHex(bytes) }
}
