import { deriveHash } from '../bytes/index.ts'
import { VALUE_DIGEST_BYTES } from './constants.ts'
import type { FactValue } from '../fact/index.ts'

const text = new TextEncoder()
const hashValue = deriveHash('factmesh value v1')

/** Tags as in the encoding of a fact, so that equal texts of different types differ. */
const TAGS: Record<FactValue['type'], number> = { string: 0, text: 1, number: 2, boolean: 3, datetime: 4, ref: 5, null: 6 }

/** Room for a tag and a text of the usual size, written over by each call. */
const scratch = new Uint8Array(3 * 1_024 + 1)
const scratchView = new DataView(scratch.buffer)
const scratchText = scratch.subarray(1)

/**
 * Eight bytes that stand for what is said: the beginning of the BLAKE3 hash, derived under `factmesh value v1`, of the
 * tag of the type and the value. Equal values have equal digests on every node.
 *
 * ```
 *   string, text, ref:   | tag | UTF-8 |
 *   number, datetime:    | tag | float64, big endian |
 *   boolean:             | tag | 0 or 1 |
 *   null:                | tag |
 * ```
 */
export function valueDigest (value: FactValue): Uint8Array {
  const digest = new Uint8Array(VALUE_DIGEST_BYTES)
  writeValueDigest(digest, 0, value)

  return digest
}

/** Writes the eight bytes of {@link valueDigest} into a target. */
export function writeValueDigest (target: Uint8Array, at: number, value: FactValue): void {
  const digest = fullDigest(value)

  // Byte by byte: a view on a small array would move it out of the heap first.
  for (let i = 0; i < VALUE_DIGEST_BYTES; i++) {
    target[at + i] = digest[i]
  }
}

function fullDigest (value: FactValue): Uint8Array {
  scratch[0] = TAGS[value.type]

  switch (value.type) {
    case 'number':
    case 'datetime':
      scratchView.setFloat64(1, value.v)
      return hashValue(scratch.subarray(0, 9))
    case 'boolean':
      scratch[1] = Number(value.v)
      return hashValue(scratch.subarray(0, 2))
    case 'null':
      return hashValue(scratch.subarray(0, 1))
    default:
      return textDigest(value.v)
  }
}

/** Short texts are encoded in place, behind their tag. */
function textDigest (value: string): Uint8Array {
  // A UTF-16 unit takes at most three bytes of UTF-8.
  if (value.length * 3 <= scratchText.length) {
    return hashValue(scratch.subarray(0, 1 + text.encodeInto(value, scratchText).written))
  }

  return hashValue(scratch.subarray(0, 1), text.encode(value))
}
