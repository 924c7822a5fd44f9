import { codesOf } from './commit/causes.ts'

/** Milliseconds after which a caller may ask again while the disk fails: about as long as the first attempts to mend it take. */
const FAILED_RETRY_MS = 5_000

/**
 * The disk failed to take what was written. Nothing of it is kept: neither this node nor a later start of it finds the
 * fact. The node mends its journal by itself and takes writes again once that works; reading goes on meanwhile.
 */
export class StorageFailedError extends Error {
  static name = 'StorageFailedError'
  public readonly code = 'storage_failed'
  /** Milliseconds after which a new attempt makes sense. */
  public readonly retryAfterMs = FAILED_RETRY_MS

  constructor (cause: unknown) {
    super(`The disk failed${reasonOf(cause)}, nothing of this write is kept; the node tries to mend its store and takes writes again by itself`, { cause })
    this.name = 'StorageFailedError'
  }
}

/** There is no room left for what was written. Nothing of it is kept; the next write tries again. */
export class StorageFullError extends Error {
  static name = 'StorageFullError'
  public readonly code = 'storage_full'

  constructor (cause: unknown) {
    super(`The disk or quota of this node is full${reasonOf(cause)}, nothing of this write is kept; free some space and write again, reading still works`, { cause })
    this.name = 'StorageFullError'
  }
}

/** Our own newest facts lie too far ahead of the clock, which was wrong when they were written or is wrong now. */
export class ClockBehindError extends Error {
  static name = 'ClockBehindError'
  public readonly code = 'clock_behind'
  /** Milliseconds until writing is possible again. */
  public readonly retryAfterMs: number

  constructor (retryAfterMs: number) {
    super(`The newest fact of this node is dated ${Math.ceil(retryAfterMs / 1_000) + 60} s ahead of its clock; set the clock right, or wait ${Math.ceil(retryAfterMs / 1_000)} s`)
    this.name = 'ClockBehindError'
    this.retryAfterMs = retryAfterMs
  }
}

/** A call came before the start or after the stop. */
export class ReplicaStoppedError extends Error {
  static name = 'ReplicaStoppedError'

  constructor () {
    super('The replica is not running; start it first')
    this.name = 'ReplicaStoppedError'
  }
}

/** The code of the file system's error, in brackets, when one of the causes has it. */
function reasonOf (cause: unknown): string {
  const code = codesOf(cause).find(one => /^E[A-Z0-9]+$/.test(one))
  return code == null ? '' : ` (${code})`
}
