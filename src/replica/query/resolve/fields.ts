import { InvalidFactError, normaliseUri } from '../../../model/fact/index.ts'
import { HLC_COUNTER_MAX, isHlc, parseHlc } from '../../../model/hlc/index.ts'
import { InvalidQueryError } from '../errors.ts'
import type { Hlc } from '../../../model/hlc/index.ts'

/**
 * A field of well-formed text that is not empty.
 *
 * @throws {InvalidQueryError}
 */
export function textField (field: string, text: unknown): string {
  if (typeof text !== 'string' || text === '' || !text.isWellFormed() || text.includes('\0') || text.startsWith('\ufeff')) {
    throw new InvalidQueryError(field, 'is not well-formed text of at least one character')
  }

  return text
}

/**
 * A URI in normal form.
 *
 * @throws {InvalidQueryError}
 */
export function uriField (field: string, text: unknown): string {
  try {
    return normaliseUri(textField(field, text))
  } catch (err) {
    if (err instanceof InvalidFactError) {
      throw new InvalidQueryError(field, `cannot be brought into normal form: ${err.detail}`)
    }

    throw err
  }
}

/**
 * A relation as facts spell it.
 *
 * @throws {InvalidQueryError}
 */
export function relationField (field: string, text: unknown): string {
  return textField(field, text).trim().normalize('NFC')
}

/**
 * A hybrid logical time, or milliseconds, which mean the end of that millisecond.
 *
 * @throws {InvalidQueryError}
 */
export function timeField (field: string, time: string | number | undefined): Hlc | undefined {
  if (time == null) {
    return undefined
  }

  const hlc = typeof time === 'string' ? parseHlc(time) : { wallMs: time, counter: HLC_COUNTER_MAX }

  if (hlc == null || !isHlc(hlc)) {
    throw new InvalidQueryError(field, 'is neither a hybrid logical time nor whole milliseconds since 1970')
  }

  return hlc
}

/**
 * A whole number within bounds.
 *
 * @throws {InvalidQueryError}
 */
export function wholeField (field: string, value: unknown, { min, max }: { min: number, max: number }): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new InvalidQueryError(field, `is not a whole number from ${min} to ${max}`)
  }

  return value
}
