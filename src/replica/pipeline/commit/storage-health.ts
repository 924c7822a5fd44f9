import { MEND_FIRST_MS, MEND_MAX_MS } from '../constants.ts'
import { StorageFailedError, StorageFullError } from '../errors.ts'
import { isFull } from './causes.ts'
import type { TimerHandle, Timers } from '../../../platform/interface.ts'

/** How the store of a node does; reading goes on in every state. */
export interface StorageState {
  /** `ok`: writes are taken. `full`: there is no room, and each write tries again. `failed`: writes are refused until the store is mended. */
  readonly state: 'ok' | 'full' | 'failed'
  /** What went wrong, in a sentence. */
  readonly reason?: string
}

/** What a writer is told. */
export type StorageError = StorageFullError | StorageFailedError

/** What the health stands on. */
export interface StorageHealthComponents {
  readonly timers: Timers
  /** Runs when it is time to mend the store. */
  onDue (): void
}

/** Remembers what is wrong with the store, and when to try to mend it: after 1 s, then 2, 4 … 60 s. */
export class StorageHealth {
  private readonly components: StorageHealthComponents
  private error: StorageError | undefined
  private broken = false
  private due = false
  private waitMs = MEND_FIRST_MS
  private timer: TimerHandle | undefined

  constructor (components: StorageHealthComponents) {
    this.components = components
  }

  /** Whether journal or index have to be mended before anything more is written. */
  get isBroken (): boolean {
    return this.broken
  }

  /** Whether to mend now: for want of room with each write, after other failures when the wait is over. */
  get isDue (): boolean {
    return this.broken && (this.due || this.error instanceof StorageFullError)
  }

  state (): StorageState {
    if (this.error == null) {
      return { state: 'ok' }
    }

    return { state: this.error instanceof StorageFullError ? 'full' : 'failed', reason: this.error.message }
  }

  /** Throws what is wrong while nothing can be written. */
  check (): void {
    if (this.broken && this.error != null) {
      throw this.error
    }
  }

  /** Takes note of a failed write, which the next write may be spared, and answers what its writer is told. */
  refuse (cause: unknown): StorageError {
    const error = isFull(cause) ? new StorageFullError(cause) : new StorageFailedError(cause)

    if (!this.broken) {
      this.error = error
    }

    return error
  }

  /** Takes note that nothing can be written until the store is mended. A failed sync never counts as a lack of room. */
  break (cause: unknown, full = isFull(cause)): StorageError {
    const error = full ? new StorageFullError(cause) : new StorageFailedError(cause)
    this.error = error
    this.broken = true
    this.arm()

    return error
  }

  /** A write went well; what went wrong before it is over, unless something has to be mended. */
  recover (): void {
    if (!this.broken) {
      this.error = undefined
    }
  }

  /** Takes note of an attempt to mend that failed. */
  postpone (cause: unknown, full: boolean): void {
    this.stop()
    this.error = full ? new StorageFullError(cause) : new StorageFailedError(cause)
    this.waitMs = Math.min(2 * this.waitMs, MEND_MAX_MS)
    this.arm()
  }

  /** Everything is written again. */
  clear (): void {
    this.error = undefined
    this.broken = false
    this.waitMs = MEND_FIRST_MS
    this.stop()
  }

  /** Plans no further attempt. */
  stop (): void {
    this.due = false
    this.timer?.cancel()
    this.timer = undefined
  }

  private arm (): void {
    this.timer ??= this.components.timers.after(this.waitMs, () => {
      this.due = true
      this.components.onDue()
    })
  }
}
