import {
  ATTESTATIONS_MAX, DATETIME_MS_MAX, LIFECYCLES, ORIGINS_MAX, ORIGIN_BYTES_MAX, RAW_BYTES_MAX, SOURCE_CLASSES
} from './constants.ts'
import { InvalidFactError } from './errors.ts'
import { checkIdentifier, checkText } from './text.ts'
import type { FactExtras } from './interface.ts'

/** The extras of a fact that has none; one object for all of them. */
export const NO_EXTRAS: FactExtras = Object.freeze({})

type Rule = (value: unknown) => void

/** One rule per key that this version knows; everything else is kept unread. */
const RULES = new Map<string, Rule>([
  ['until', value => { expect('until', isTime(value), 'is not a moment in whole milliseconds since 1970.') }],
  ['life', value => { expect('life', isPlace(value, LIFECYCLES), `is not a number from 0 to ${LIFECYCLES.length - 1}.`) }],
  ['class', value => { expect('class', isPlace(value, SOURCE_CLASSES), `is not a number from 0 to ${SOURCE_CLASSES.length - 1}.`) }],
  ['hash', value => { expect('hash', isBytes(value, 32), 'is not a digest of 32 bytes.') }],
  ['from', checkOrigins],
  ['att', checkAttestations],
  ['rawEntity', value => { checkText('extras.rawEntity', value, { bytesMax: RAW_BYTES_MAX }) }],
  ['rawSource', value => { checkText('extras.rawSource', value, { bytesMax: RAW_BYTES_MAX }) }],
  ['edition', value => { checkIdentifier('extras.edition', value, { bytesMax: ORIGIN_BYTES_MAX }) }],
  ['epoch', checkEpoch]
])

/**
 * Requires that each extra which this version knows has its shape.
 *
 * @throws {InvalidFactError}
 */
export function checkExtras (extras: FactExtras): void {
  for (const key of Object.keys(extras)) {
    RULES.get(key)?.(extras[key])
  }
}

function checkOrigins (value: unknown): void {
  expect('from', Array.isArray(value) && value.length > 0 && value.length <= ORIGINS_MAX, `is not a list of 1 to ${ORIGINS_MAX} fact ids.`)

  for (const id of value) {
    checkIdentifier('extras.from', id, { bytesMax: ORIGIN_BYTES_MAX })
  }
}

function checkAttestations (value: unknown): void {
  expect('att', Array.isArray(value) && value.length > 0 && value.length <= ATTESTATIONS_MAX, `is not a list of 1 to ${ATTESTATIONS_MAX} attestations.`)
  expect('att', value.every(isAttestation), 'holds something other than { key, notBefore, notAfter, signature }.')
}

function isAttestation (value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 4 &&
    'key' in value && isBytes(value.key, 32) && 'signature' in value && isBytes(value.signature, 64) &&
    'notBefore' in value && isTime(value.notBefore) && 'notAfter' in value && isTime(value.notAfter)
}

function checkEpoch (value: unknown): void {
  const holds = Array.isArray(value) && value.length === 3 && isBytes(value[0], 32) &&
    Number.isSafeInteger(value[1]) && value[1] >= 0 && isBytes(value[2], 32)

  expect('epoch', holds, 'is not [scope id, number, holder].')
}

function isBytes (value: unknown, length: number): boolean {
  return value instanceof Uint8Array && value.length === length
}

function isTime (value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= DATETIME_MS_MAX
}

function isPlace (value: unknown, names: readonly string[]): boolean {
  return Number.isInteger(value) && names[Number(value)] !== undefined
}

function expect (key: string, holds: boolean, complaint: string): asserts holds {
  if (!holds) {
    throw new InvalidFactError(`extras.${key}`, complaint)
  }
}
