import { KVClosedError, KVCorruptError, KVFailedError, KVLockedError } from './errors.ts'

/** Codes of abstract-level and its bodies that have an error of their own here; all others are failures of the medium. */
const ERROR_BY_CODE = new Map<string, new (location: string, options?: ErrorOptions) => Error>([
  ['LEVEL_LOCKED', KVLockedError],
  ['LEVEL_CORRUPTION', KVCorruptError],
  ['LEVEL_DATABASE_NOT_OPEN', KVClosedError],
  ['LEVEL_ITERATOR_NOT_OPEN', KVClosedError],
  ['LEVEL_SNAPSHOT_NOT_OPEN', KVClosedError]
])

/** The error of this room for one of abstract-level, whose failed opening hides the reason in its cause. */
export function levelError (location: string, error: unknown): Error {
  const reason = error instanceof Error ? error.cause ?? error : error
  const KnownError = ERROR_BY_CODE.get(codeOf(reason)) ?? KVFailedError
  return new KnownError(location, { cause: error })
}

function codeOf (error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
