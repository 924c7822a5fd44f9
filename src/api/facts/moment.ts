import { ProblemError } from '../errors.ts'

const CALENDAR_TIME = /^\d{4}-\d{2}-\d{2}/

/**
 * Reads a parameter that names a moment. Calendar times and counts of
 * milliseconds become numbers; anything else is left for the clock to read.
 *
 * @throws {ProblemError} `invalid_request` for a calendar time that is none.
 */
export function momentOf (name: string, text: string | undefined): string | number | undefined {
  if (text == null) { return undefined }
  if (/^\d{1,16}$/.test(text)) { return Number(text) }
  return CALENDAR_TIME.test(text) ? calendarMs(name, text) : text
}

/**
 * Reads a parameter that names a moment of the calendar, as text or in
 * milliseconds since 1970.
 *
 * @throws {ProblemError} `invalid_request` for a time that is none.
 */
export function instantOf (name: string, text: string | undefined): number | undefined {
  if (text == null) { return undefined }
  return /^\d{1,16}$/.test(text) ? Number(text) : calendarMs(name, text)
}

function calendarMs (name: string, text: string): number {
  const ms = CALENDAR_TIME.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(ms)) {
    throw new ProblemError('invalid_request', `${name} is not a time.`, { errors: [{ pointer: `/${name}`, detail: 'is not a time' }] })
  }
  return ms
}
