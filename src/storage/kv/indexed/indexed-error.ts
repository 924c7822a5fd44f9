import { KVCorruptError, KVFailedError } from '../errors.ts'

/** What happened and what helps, by the name of a DOMException (W3C, Indexed Database API 3.0). */
const REASONS = new Map([
  ['QuotaExceededError', 'the browser gives this site no more room; free some on the device, or let the site keep more'],
  ['VersionError', 'a newer version of the program wrote it; load the page again to get that version'],
  ['SecurityError', 'the browser does not let this site keep data; allow it in its settings']
])

/** The error of this room for one of IndexedDB. What can no longer be read is damaged, everything else a failure of the medium. */
export function indexedError (location: string, cause: unknown): Error {
  const name = cause instanceof Error ? cause.name : ''
  return name === 'NotReadableError'
    ? new KVCorruptError(location, { cause })
    : new KVFailedError(location, { cause, reason: REASONS.get(name) })
}
