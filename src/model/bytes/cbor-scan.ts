import { CborHeads } from './cbor-head.ts'
import {
  CBOR_FORBIDDEN_KEYS, MAJOR_BYTES, MAJOR_LIST, MAJOR_MAP, MAJOR_NEGATIVE, MAJOR_SIMPLE, MAJOR_TAG, MAJOR_TEXT,
  SIMPLE_BREAK, SIMPLE_DOUBLE, SIMPLE_FALSE, SIMPLE_FLOAT, SIMPLE_NULL, SIMPLE_RESERVED, SIMPLE_SHORT_FLOAT
} from './constants.ts'
import { NotCanonicalError } from './errors.ts'
import { isUtf8 } from './utf8.ts'
import type { CborLimits } from './cbor-value.ts'
import type { NotCanonicalReason } from './errors.ts'

const FORBIDDEN_KEYS = CBOR_FORBIDDEN_KEYS.map(key => new TextEncoder().encode(key))
const FORBIDDEN_LENGTHS = new Set(CBOR_FORBIDDEN_KEYS.map(key => key.length))

/**
 * A list or map whose items are being read.
 */
interface Level {
  readonly outer: Level | undefined
  readonly isMap: boolean
  /** Items still to come; a map has two for each entry. */
  left: number
  /** Where the previous key of a map stands, head included. */
  keyStart: number
  keyEnd: number
}

/**
 * Checks that bytes are one canonical CBOR value within the limits. It walks without recursion, so the depth of foreign
 * bytes costs no stack, and it believes no length before it has seen that so many bytes are there.
 *
 * @throws {NotCanonicalError} for everything that is not canonical
 */
export function scanCanonical (bytes: Uint8Array, limits: Required<CborLimits>): void {
  const heads = new CborHeads(bytes)
  let level: Level | undefined
  let depth = 0
  let items = 0

  do {
    const start = heads.position
    heads.read()

    if (++items > limits.itemsMax) {
      throw new NotCanonicalError('items')
    }

    if (level !== undefined) {
      checkKey(heads, level, start)
      level.left--
    }

    if (heads.major === MAJOR_LIST || heads.major === MAJOR_MAP) {
      if (++depth > limits.depthMax) {
        throw new NotCanonicalError('depth')
      }

      level = openLevel(heads, level)
    } else {
      skipScalar(heads)
    }

    while (level !== undefined && level.left === 0) {
      level = level.outer
      depth--
    }
  } while (level !== undefined)

  if (heads.position !== bytes.length) {
    throw new NotCanonicalError('trailing')
  }
}

function openLevel (heads: CborHeads, outer: Level | undefined): Level {
  const isMap = heads.major === MAJOR_MAP
  const left = isMap ? 2 * heads.argument : heads.argument

  // Each item takes at least one byte, so a length beyond the end is a lie.
  if (left > heads.bytes.length - heads.position) {
    throw new NotCanonicalError('truncated')
  }

  return { outer, isMap, left, keyStart: 0, keyEnd: 0 }
}

function skipScalar (heads: CborHeads): void {
  switch (heads.major) {
    case MAJOR_BYTES:
      skipString(heads)
      break
    case MAJOR_TEXT:
      skipText(heads)
      break
    case MAJOR_TAG:
      throw new NotCanonicalError('tag')
    case MAJOR_SIMPLE:
      skipSimple(heads)
      break
    default:
      checkInteger(heads)
  }
}

/**
 * A negative integer holds −1 − argument.
 */
function checkInteger (heads: CborHeads): void {
  const most = heads.major === MAJOR_NEGATIVE ? Number.MAX_SAFE_INTEGER - 1 : Number.MAX_SAFE_INTEGER

  if (heads.argument > most) {
    throw new NotCanonicalError('range')
  }
}

function skipString (heads: CborHeads): void {
  if (heads.argument > heads.bytes.length - heads.position) {
    throw new NotCanonicalError('truncated')
  }

  heads.position += heads.argument
}

function skipText (heads: CborHeads): void {
  const { bytes, position } = heads
  skipString(heads)

  const startsWithMark = heads.argument >= 3 && bytes[position] === 0xef && bytes[position + 1] === 0xbb && bytes[position + 2] === 0xbf

  if (startsWithMark || !isUtf8(bytes, position, heads.position)) {
    throw new NotCanonicalError('text')
  }
}

function skipSimple (heads: CborHeads): void {
  if (heads.info === SIMPLE_DOUBLE) {
    checkDouble(heads.double())
  } else if (heads.info < SIMPLE_FALSE || heads.info > SIMPLE_NULL) {
    throw new NotCanonicalError(reasonOfSimple(heads.info))
  }
}

function checkDouble (value: number): void {
  if (!Number.isFinite(value)) {
    throw new NotCanonicalError('float-value')
  }

  if (Number.isSafeInteger(value)) {
    throw new NotCanonicalError('float-form')
  }
}

function reasonOfSimple (info: number): NotCanonicalReason {
  switch (info) {
    case SIMPLE_SHORT_FLOAT:
    case SIMPLE_FLOAT:
      return 'float-form'
    case SIMPLE_BREAK:
      return 'indefinite'
    default:
      return info >= SIMPLE_RESERVED ? 'reserved' : 'simple'
  }
}

/**
 * Checks the place and the name of a key when the level is a map and a key is due. The order of keys is the order of
 * their encoded bytes, head included, so shorter keys stand first (RFC 8949, section 4.2.1).
 */
function checkKey (heads: CborHeads, level: Level, start: number): void {
  if (!level.isMap || (level.left & 1) === 1) {
    return
  }

  if (heads.major !== MAJOR_TEXT) {
    throw new NotCanonicalError('key-type')
  }

  const end = heads.position + heads.argument

  if (end > heads.bytes.length) {
    throw new NotCanonicalError('truncated')
  }

  if (level.keyEnd > 0) {
    checkOrder(heads.bytes, level, start)
  }

  if (FORBIDDEN_LENGTHS.has(heads.argument) && FORBIDDEN_KEYS.some(key => standsAt(heads.bytes, heads.position, key))) {
    throw new NotCanonicalError('key-forbidden')
  }

  level.keyStart = start
  level.keyEnd = end
}

/**
 * Heads tell the length, so two different keys differ before either of them ends.
 */
function checkOrder (bytes: Uint8Array, level: Level, start: number): void {
  const length = level.keyEnd - level.keyStart
  let i = 0

  while (i < length && bytes[level.keyStart + i] === bytes[start + i]) {
    i++
  }

  if (i === length) {
    throw new NotCanonicalError('key-duplicate')
  }

  if (bytes[level.keyStart + i] > bytes[start + i]) {
    throw new NotCanonicalError('key-order')
  }
}

function standsAt (bytes: Uint8Array, position: number, key: Uint8Array): boolean {
  return key.every((byte, i) => bytes[position + i] === byte)
}
