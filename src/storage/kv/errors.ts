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

/** Why the medium failed a call. */
export interface FailureOptions extends ErrorOptions {
  /** What went wrong and what helps, where that is known. */
  reason?: string
}

/** The medium failed a call: the disk is full, a quota is used up, a file cannot be read. Message or cause tell why. */
export class KVFailedError extends Error {
  static readonly name = 'KVFailedError'
  /** Where the store lies. */
  readonly location: string

  constructor (location: string, options: FailureOptions = {}) {
    super(options.reason == null ? `The store ${location} failed.` : `The store ${location} failed: ${options.reason}.`, options)
    this.name = 'KVFailedError'
    this.location = location
  }
}
