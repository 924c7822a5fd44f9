import { equalBytes } from '../../model/bytes/index.ts'
import { PARTIAL_MEMORY_MS } from './constants.ts'
import { SyncLateError } from './errors.ts'
import type { RequestOptions, SyncRun, SyncStatus } from './interface.ts'
import type { SessionEnd, SyncSession } from './session/session.ts'
import type { TimerHandle, Timers } from '../../platform/interface.ts'
import type { PeerText } from '../wire/index.ts'

/** A run that is under way. */
export interface ActiveRun {
  readonly role: SyncRun['role']
  readonly pair: SyncPair
  /** Who waits for this run. */
  readonly waiters: readonly Waiter[]
  /** Wall time of the start in milliseconds. */
  readonly startedAtMs: number
  /** Monotonic time of the start in milliseconds. */
  readonly startedMs: number
  /** Absent until the stream is open. */
  session: SyncSession | undefined
}

/** Somebody who waits for the next run. */
export interface Waiter {
  resolve (run: SyncRun): void
  reject (error: Error): void
}

/** A scope by its two names. */
export interface ScopeRef {
  /** 32 bytes. */
  readonly id: Uint8Array
  readonly name: string
}

interface Settled {
  readonly ours: Uint8Array
  readonly theirs: Uint8Array
  readonly untilMs: number
}

/**
 * One peer in one scope: its runs, who waits for the next one, when that is due, and what the last ones came to.
 */
export class SyncPair {
  public readonly peer: PeerText
  public readonly scope: ScopeRef
  /** Usually one; two for a moment when both sides began at once. */
  public readonly runs = new Set<ActiveRun>()
  public waiters: Waiter[] = []
  /** Runs that failed since the last one that did not. */
  public failures = 0
  /** Runs that met a busy peer since the last one that did not. */
  public busy = 0
  public lastRun: SyncRun | undefined
  private readonly timers: Timers
  private timer: TimerHandle | undefined
  private equalAtMs: number | undefined
  private settled: Settled | undefined

  constructor (peer: PeerText, scope: ScopeRef, timers: Timers) {
    this.peer = peer
    this.scope = scope
    this.timers = timers
  }

  /** Whether a difference is likely: there was no run yet, or the last one left something. */
  get differs (): boolean {
    return this.lastRun?.result !== 'equal'
  }

  /** Waits for the next run. */
  async next (options: RequestOptions = {}): Promise<SyncRun> {
    const { promise, resolve, reject } = Promise.withResolvers<SyncRun>()
    const waiter: Waiter = { resolve, reject }
    this.waiters.push(waiter)

    if (options.timeoutMs === undefined) {
      return promise
    }

    const { timeoutMs } = options
    const timer = this.timers.after(timeoutMs, () => {
      this.waiters = this.waiters.filter(other => other !== waiter)
      reject(new SyncLateError(this.peer, timeoutMs))
    })

    return promise.finally(() => { timer.cancel() })
  }

  /** Calls `due` after the time; an earlier appointment is dropped. */
  arm (ms: number, due: () => void): void {
    this.timer?.cancel()
    this.timer = this.timers.after(ms, due)
  }

  /** Drops the appointment, and disappoints whoever waits for the next run. */
  end (error: Error): void {
    this.timer?.cancel()
    this.takeWaiters().forEach(waiter => { waiter.reject(error) })
  }

  /** Hands over whoever waits for the next run. */
  takeWaiters (): Waiter[] {
    const waiters = this.waiters
    this.waiters = []

    return waiters
  }

  /** Books a run that is over; `nowMs` is wall time. */
  book (run: SyncRun, end: SessionEnd, nowMs: number): void {
    this.lastRun = run
    this.busy = 0
    this.failures = run.result === 'error' ? this.failures + 1 : 0
    this.equalAtMs = run.result === 'equal' ? nowMs : this.equalAtMs

    const settled = this.settledAt(nowMs)

    if (end.roots !== undefined && !(settled !== undefined && equalBytes(settled.ours, end.roots.ours) && equalBytes(settled.theirs, end.roots.theirs))) {
      this.settled = { ...end.roots, untilMs: Math.min(end.retryAtMs, nowMs + PARTIAL_MEMORY_MS) }
    }
  }

  /** The roots of a run that ended partial, while nothing that was declined then is due again. */
  settledAt (nowMs: number): SessionEnd['roots'] {
    return this.settled !== undefined && nowMs < this.settled.untilMs ? this.settled : undefined
  }

  status (): SyncStatus {
    const { peer, scope, runs, failures, lastRun, equalAtMs } = this

    return { peer, scope: scope.name, running: runs.size > 0, failures, lastRun, equalAtMs }
  }
}
