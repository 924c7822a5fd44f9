import { decodeScanned } from './cbor-decode.ts'
import { CborWriter } from './cbor-encode.ts'
import { scanCanonical } from './cbor-scan.ts'
import { CBOR_BYTES_MAX, CBOR_DEPTH_MAX, CBOR_ITEMS_MAX } from './constants.ts'
import { NotCanonicalError } from './errors.ts'
import type { CborLimits, CborValue } from './cbor-value.ts'

const DEFAULT_LIMITS: Required<CborLimits> = {
  bytesMax: CBOR_BYTES_MAX,
  depthMax: CBOR_DEPTH_MAX,
  itemsMax: CBOR_ITEMS_MAX
}

/**
 * Encodes a value in the one form that canonical dag-cbor allows: definite lengths, shortest integers, map keys sorted
 * by their encoded bytes, floats as float64 and only when the number is not an integer within ±(2^53−1), −0 as 0.
 *
 * What it returns, {@link decodeCanonical} takes under the same limits.
 *
 * @throws {NotCanonicalError} when the value or a part of it has no canonical form, or passes a limit
 * @see https://ipld.io/specs/codecs/dag-cbor/spec/
 */
export function encodeCanonical (value: CborValue, limits?: CborLimits): Uint8Array<ArrayBuffer> {
  const writer = new CborWriter(withDefaults(limits))
  writer.value(value)
  const bytes = writer.bytes()
  writer.release()

  return bytes
}

/**
 * The gate for foreign bytes: it scans them without recursion, decodes them, encodes the result again and compares.
 * So each value has one encoding, and no two byte strings that pass decode to the same value. Maps come without a
 * prototype. Byte strings of more than 64 bytes are views into `bytes`, which is to be left unchanged from then on.
 *
 * @throws {NotCanonicalError} when the bytes are anything but one canonical value within the limits
 */
export function decodeCanonical (bytes: Uint8Array, limits?: CborLimits): CborValue {
  const bounds = withDefaults(limits)

  if (bytes.length > bounds.bytesMax) {
    throw new NotCanonicalError('size')
  }

  scanCanonical(bytes, bounds)
  const value = decodeScanned(bytes)
  const writer = new CborWriter(bounds)
  writer.value(value)

  if (!writer.hasWritten(bytes)) {
    throw new NotCanonicalError('re-encoding')
  }

  writer.release()

  return value
}

/**
 * A limit that is given as undefined counts as not given.
 */
function withDefaults (limits: CborLimits | undefined): Required<CborLimits> {
  if (limits === undefined) {
    return DEFAULT_LIMITS
  }

  return {
    bytesMax: limits.bytesMax ?? CBOR_BYTES_MAX,
    depthMax: limits.depthMax ?? CBOR_DEPTH_MAX,
    itemsMax: limits.itemsMax ?? CBOR_ITEMS_MAX
  }
}
