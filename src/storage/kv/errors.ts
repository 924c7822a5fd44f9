/** Another process, or another instance in this one, has the store open. */
export class KVLockedError extends Error {
  static readonly name = 'KVLockedError'
  /** Where the store lies. */
  readonly location: string

  constructor (location: string, options?: ErrorOptions) {
    super(`The store ${location} is open elsewhere.`, options)
    this.name = 'KVLockedError'
    this.location = location
  }
}

/** The files of the store do not fit together; what they held has to be built again. */
export class KVCorruptError extends Error {
  static readonly name = 'KVCorruptError'
  /** Where the store lies. */
  readonly location: string

  constructor (location: string, options?: ErrorOptions) {
    super(`The store ${location} is damaged.`, options)
    this.name = 'KVCorruptError'
    this.location = location
  }
}

/** An entry does not have the checksum that it was written with. */
export class EntryDamagedError extends Error {
  static readonly name = 'EntryDamagedError'
  /** The key under which the entry was found. */
  readonly key: Uint8Array

  constructor (key: Uint8Array) {
    super('An entry of the store does not have the checksum that it was written with.')
    this.name = 'EntryDamagedError'
    this.key = key
  }
}

/** The store was used before it was started or after it was stopped. */
export class KVClosedError extends Error {
  static readonly name = 'KVClosedError'
  /** Where the store lies. */
  readonly location: string

  constructor (location: string, options?: ErrorOptions) {
    super(`The store ${location} is closed.`, options)
    this.name = 'KVClosedError'
    this.location = location
  }
}

/** The medium failed a call: the disk is full, a quota is used up, a file cannot be read. The cause tells. */
export class KVFailedError extends Error {
  static readonly name = 'KVFailedError'
  /** Where the store lies. */
  readonly location: string

  constructor (location: string, options?: ErrorOptions) {
    super(`The store ${location} failed.`, options)
    this.name = 'KVFailedError'
    this.location = location
  }
}

/** Codes of abstract-level and its bodies that have an error of their own here; all others are failures of the medium. */
const ERROR_BY_CODE = new Map<string, new (location: string, options?: ErrorOptions) => Error>([
  ['LEVEL_LOCKED', KVLockedError],
  ['LEVEL_CORRUPTION', KVCorruptError],
  ['LEVEL_DATABASE_NOT_OPEN', KVClosedError],
  ['LEVEL_ITERATOR_NOT_OPEN', KVClosedError],
  ['LEVEL_SNAPSHOT_NOT_OPEN', KVClosedError]
])

/** The error of this room for one of abstract-level, whose failed opening hides the reason in its cause. */
export function kvError (location: string, error: unknown): Error {
  const reason = error instanceof Error ? error.cause ?? error : error
  const KnownError = ERROR_BY_CODE.get(codeOf(reason)) ?? KVFailedError
  return new KnownError(location, { cause: error })
}

function codeOf (error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
