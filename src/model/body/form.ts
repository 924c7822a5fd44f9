import { ENTITY_BYTES_MAX, InvalidFactError, normaliseUri, RELATION_BYTES_MAX } from '../fact/index.ts'
import { EDITION_BYTES_MAX } from './constants.ts'
import type { CborMap } from '../bytes/index.ts'

/** NUL, the C0 and C1 controls, and DEL. */
const CONTROL = /\p{Cc}/u
const ASCII = /^[\x20-\x7E]*$/

const utf8 = new TextEncoder()

/**
 * Requires that a field of a body keeps a rule.
 *
 * @throws {InvalidFactError}
 */
export function expectField (field: string, holds: boolean, complaint: string): asserts holds {
  if (!holds) {
    throw new InvalidFactError(field, complaint)
  }
}

/** Whether something is a map with text keys. */
export function isMap (value: unknown): value is CborMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}

/** Whether something is text that fits, in bytes of UTF-8, and has a canonical form. */
export function isText (value: unknown, bytesMax: number): value is string {
  return typeof value === 'string' && value.length <= bytesMax && value.isWellFormed() && value.charCodeAt(0) !== 0xFEFF &&
    (value.length * 3 <= bytesMax || utf8.encode(value).length <= bytesMax)
}

/** Requires the name of an edition, as facts carry it in their extras. */
export function expectEdition (field: string, value: unknown): asserts value is string {
  expectField(field, isIdentifier(value, EDITION_BYTES_MAX), `is not text of 1 to ${EDITION_BYTES_MAX} bytes without control characters.`)
}

/** Requires a relation, as facts carry it. */
export function expectRelation (value: unknown): asserts value is string {
  const holds = isIdentifier(value, RELATION_BYTES_MAX) && !value.startsWith(' ') && !value.endsWith(' ')
  expectField('relation', holds, `is not text of 1 to ${RELATION_BYTES_MAX} bytes without control characters and without blanks at its ends.`)
}

/**
 * Requires an entity as facts carry it. Beyond ASCII only its length and its characters are looked at, because tables of
 * Unicode differ between runtimes; who files it normalises it again.
 */
export function expectEntity (field: string, value: unknown): asserts value is string {
  const holds = isIdentifier(value, ENTITY_BYTES_MAX) && (!ASCII.test(value) || isNormal(value))
  expectField(field, holds, `is not a URI in normal form of 1 to ${ENTITY_BYTES_MAX} bytes.`)
}

/**
 * The normal form of a URI that a caller wrote.
 *
 * @throws {InvalidFactError}
 */
export function entityOf (field: string, text: string): string {
  try {
    return normaliseUri(text)
  } catch (error) {
    if (error instanceof InvalidFactError) {
      throw new InvalidFactError(field, `is not a URI. ${error.detail}`, error.code)
    }

    throw error
  }
}

/** The normal form of a relation that a caller wrote. */
export function relationOf (text: unknown): string {
  expectField('relation', typeof text === 'string', 'is not text.')
  return text.trim().normalize('NFC')
}

function isIdentifier (value: unknown, bytesMax: number): value is string {
  return isText(value, bytesMax) && value !== '' && !CONTROL.test(value)
}

function isNormal (uri: string): boolean {
  try {
    return normaliseUri(uri) === uri
  } catch {
    return false
  }
}
