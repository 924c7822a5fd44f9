/** Journal or index could not be written. What was not answered may or may not be durable; a restart tells. */
export class StorageFailedError extends Error {
  static name = 'StorageFailedError'
  public readonly code = 'storage_failed'

  constructor (cause: unknown) {
    super('The disk did not take what was written; nothing more is taken until the node is restarted, see the cause', { cause })
    this.name = 'StorageFailedError'
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
