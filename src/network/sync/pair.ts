import { equalBytes } from '../../model/bytes/index.ts'
import { PARTIAL_MEMORY_MS, SENT_MEMORY_MS } from './constants.ts'
import { SyncLateError } from './errors.ts'
import { progressOf } from './run-figures.ts'
import type { RequestOptions, SyncComponents, SyncRun, SyncStatus } from './interface.ts'
import type { RunState } from './run-figures.ts'
import type { SessionEnd } from './session/interface.ts'
import type { TimerHandle } from '../../platform/interface.ts'
import type { PeerText } from '../wire/index.ts'

/** A run that is under way. */
export interface ActiveRun extends RunState {
  readonly pair: SyncPair
  /** Who waits for this run. */
  readonly waiters: readonly Waiter[]
  /** Bundles that moved, as it was last told. */
  told: number
  /** Tells it again. */
  readonly beat: TimerHandle
  /** Settled when it is over. */
  readonly over: PromiseWithResolvers<void>
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

/** What a pair stands on. */
export type PairComponents = Pick<SyncComponents, 'clock' | 'timers'>

/** What a pair books of a run that is over. */
export interface BookedRun {
  readonly run: SyncRun
  readonly end: SessionEnd
  /** Monotonic time of the start in milliseconds. */
  readonly startedMs: number
  /** Our root in hexadecimal, when it is the one that was compared. */
  readonly root?: string
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
  /** Runs of ours since the last other one that cost much, because the peer takes nothing. */
  public dear = 0
  public lastRun: SyncRun | undefined
  private readonly components: PairComponents
  private timer: TimerHandle | undefined
  private equalAtMs: number | undefined
  private equalRoot: string | undefined
  private settled: Settled | undefined
  private dueAtMs: number | undefined
  private successAtMs: number | undefined
  /** Monotonic time since which no run came to its end; undefined while the peer is not connected. */
  private silentSinceMs: number | undefined
  /** Bundles that were sent since a monotonic time in milliseconds. */
  private sent = { bundles: 0, sinceMs: -Infinity }
  /** Monotonic time of the start of the run that met a difference which is still there. */
  private differsSinceMs: number | undefined

  constructor (peer: PeerText, scope: ScopeRef, components: PairComponents) {
    this.peer = peer
    this.scope = scope
    this.components = components
  }

  /** Bundles that were sent lately. */
  get sentLately (): number {
    return this.components.clock.monotonicMs() - this.sent.sinceMs < SENT_MEMORY_MS ? this.sent.bundles : 0
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
    const timer = this.components.timers.after(timeoutMs, () => {
      this.waiters = this.waiters.filter(other => other !== waiter)
      reject(new SyncLateError(this.peer, timeoutMs))
    })

    return promise.finally(() => { timer.cancel() })
  }

  /** The peer is connected: from now on runs are to be expected. */
  connect (): void {
    this.silentSinceMs ??= this.components.clock.monotonicMs()
  }

  /** Calls `due` after the time; an earlier appointment is dropped. */
  arm (ms: number, due: () => void): void {
    const { clock, timers } = this.components
    this.disarm()
    this.dueAtMs = clock.nowMs() + ms
    this.timer = timers.after(ms, due)
  }

  /** Drops the appointment. */
  disarm (): void {
    this.timer?.cancel()
    this.dueAtMs = undefined
  }

  /** Whether the next run is appointed for earlier than in so many milliseconds. */
  isDueWithin (ms: number): boolean {
    return this.dueAtMs !== undefined && this.dueAtMs < this.components.clock.nowMs() + ms
  }

  /** The peer left: drops the appointment, and disappoints whoever waits for the next run. */
  end (error: Error): void {
    this.disarm()
    this.silentSinceMs = undefined
    this.takeWaiters().forEach(waiter => { waiter.reject(error) })
  }

  /** Hands over whoever waits for the next run. */
  takeWaiters (): Waiter[] {
    const waiters = this.waiters
    this.waiters = []

    return waiters
  }

  /** Books a run that is over. Answers for how many milliseconds the two sets differed, if it found them equal again. */
  book ({ run, end, startedMs, root }: BookedRun): number | undefined {
    const nowMs = this.components.clock.nowMs()
    this.lastRun = run
    this.busy = 0
    this.dear = end.isDear === true ? this.dear + 1 : 0
    this.noteSent(run.bundlesOut)
    this.failures = run.result === 'error' ? this.failures + 1 : 0

    if (run.result !== 'error') {
      this.successAtMs = nowMs
      this.silentSinceMs = this.silentSinceMs === undefined ? undefined : this.components.clock.monotonicMs()
    }

    if (run.result === 'equal') {
      this.equalAtMs = nowMs
      this.equalRoot = root
    }

    const settled = this.settledAt(nowMs)

    if (end.roots !== undefined && !(settled !== undefined && equalBytes(settled.ours, end.roots.ours) && equalBytes(settled.theirs, end.roots.theirs))) {
      this.settled = { ...end.roots, untilMs: Math.min(end.retryAtMs, nowMs + PARTIAL_MEMORY_MS) }
      // fault-point sync.decline-for-ever: this.settled = { ...end.roots, untilMs: Infinity }
    }

    return this.converge(run, startedMs)
  }

  private noteSent (bundles: number): void {
    const { sentLately } = this
    this.sent = { bundles: sentLately + bundles, sinceMs: sentLately === 0 ? this.components.clock.monotonicMs() : this.sent.sinceMs }
  }

  private converge (run: SyncRun, startedMs: number): number | undefined {
    if (run.result !== 'equal' || run.bundlesIn + run.bundlesOut > 0) {
      this.differsSinceMs ??= startedMs
    }

    const sinceMs = this.differsSinceMs

    if (run.result !== 'equal' || sinceMs === undefined) {
      return undefined
    }

    this.differsSinceMs = undefined

    return this.components.clock.monotonicMs() - sinceMs
  }

  /** What may move has changed, so that a run that ended partial may end in another way now. */
  unsettle (): void {
    this.settled = undefined
    this.dear = 0
  }

  /** The roots of a run that ended partial, while nothing that was declined then is due again. */
  settledAt (nowMs: number): SessionEnd['roots'] {
    return this.settled !== undefined && nowMs < this.settled.untilMs ? this.settled : undefined
  }

  status (): Omit<SyncStatus, 'faults'> {
    const { components: { clock }, dueAtMs, equalAtMs, equalRoot, failures, lastRun, peer, runs: [run], scope, silentSinceMs, successAtMs } = this

    return {
      peer,
      scope: scope.name,
      running: run !== undefined,
      progress: run === undefined ? undefined : progressOf(run, clock),
      failures,
      lastRun,
      successAtMs,
      equalAtMs,
      equalRoot,
      dueAtMs,
      silentMs: silentSinceMs === undefined ? undefined : clock.monotonicMs() - silentSinceMs
    }
  }
}
