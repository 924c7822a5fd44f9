import { TypedEventEmitter } from 'main-event'
import { equalBytes } from '../../model/bytes/index.ts'
import { SYNC_PROTOCOL } from '../wire/index.ts'
import {
  BULK_IDLE_MS, BUSY_JITTER, BUSY_RETRY_MAX_MS, BUSY_RETRY_MS, DEFAULT_RUNS_MAX, DEFAULT_SYNC_INTERVAL_MS, FIRST_RUN_GAP_MS, FIRST_RUN_SPREAD_MS,
  INBOUND_STREAMS_MAX, INTERVAL_JITTER, LISTENER_WAIT_MS, PROGRESS_INTERVAL_MS, RESTING_ANSWER_MS
} from './constants.ts'
import { PeerNotConnectedError, ScopeNotSharedError, SyncFaultError, SyncStoppedError } from './errors.ts'
import { KnownSets } from './known-sets.ts'
import { SyncPairs } from './pairs.ts'
import { backOffMs, PeerFaults } from './peer-faults.ts'
import { figuresOf, progressOf } from './run-figures.ts'
import { RunQueue } from './run-queue.ts'
import { ScopeTurns } from './scope-turns.ts'
import { SyncSession } from './session/session.ts'
import { SyncTally } from './tally.ts'
import type { HelloFrame } from './driver/interface.ts'
import type { RequestOptions, Sync, SyncComponents, SyncCounters, SyncEvents, SyncInit, SyncRun, SyncStatus } from './interface.ts'
import type { ActiveRun, ScopeRef, SyncPair } from './pair.ts'
import type { SessionEnd } from './session/interface.ts'
import type { TimerHandle } from '../../platform/interface.ts'
import type { AcceptedPeer } from '../hello/index.ts'
import type { PeerText, WireStream } from '../wire/index.ts'
import type { Logger } from '@libp2p/interface'

/**
 * Decides when to run with whom. The side that dialled runs at once on a new connection, both sides in intervals that
 * each run begins anew, and both on request. There is one run at a time per peer and scope, a bounded number in all, and
 * one alone in a scope that is still being caught up with, so that nothing large is fetched twice.
 */
export class SyncScheduler extends TypedEventEmitter<SyncEvents> implements Sync {
  private readonly components: SyncComponents
  private readonly intervalMs: number | false
  private readonly runsMax: number
  private readonly log: Logger
  private readonly pairs: SyncPairs
  private readonly queue = new RunQueue()
  private readonly tally = new SyncTally()
  private readonly active = new Set<ActiveRun>()
  private readonly tasks = new Set<Promise<void>>()
  private readonly turns: ScopeTurns
  private readonly faults: PeerFaults
  private readonly known: KnownSets
  private retry: TimerHandle | undefined
  /** Monotonic time in milliseconds up to which first runs are appointed. */
  private firstRunsMs = -Infinity
  private stopping = new AbortController()

  constructor (components: SyncComponents, init: SyncInit = {}) {
    super()
    this.components = components
    this.intervalMs = init.syncIntervalMs ?? DEFAULT_SYNC_INTERVAL_MS
    this.runsMax = init.runsMax ?? DEFAULT_RUNS_MAX
    this.log = components.logger.forComponent('factmesh:sync')
    this.pairs = new SyncPairs(components)
    this.turns = new ScopeTurns(components.clock)
    this.faults = new PeerFaults(components.clock)
    this.known = new KnownSets(components.store)
  }

  async start (): Promise<void> {
    const { wire, hello } = this.components
    this.stopping = new AbortController()
    hello.addEventListener('peer:accept', this.onAccept)
    hello.addEventListener('peer:leave', this.onLeave)
    await wire.handle(SYNC_PROTOCOL, hello.guard(async stream => { await this.watch(this.answer(stream)) }), {
      inboundStreamsMax: INBOUND_STREAMS_MAX
    })
  }

  async stop (): Promise<void> {
    const { wire, hello } = this.components
    this.stopping.abort(new SyncStoppedError())
    this.retry?.cancel()
    hello.removeEventListener('peer:accept', this.onAccept)
    hello.removeEventListener('peer:leave', this.onLeave)
    await wire.unhandle(SYNC_PROTOCOL)
    this.queue.clear()
    this.pairs.all().forEach(pair => { pair.end(new SyncStoppedError()) })
    await Promise.allSettled(this.tasks)
  }

  async request (peer: PeerText, scope: Uint8Array, options: RequestOptions = {}): Promise<SyncRun> {
    const ref = this.sharedScope(scope)

    if (this.stopping.signal.aborted) {
      throw new SyncStoppedError()
    }

    if (ref === undefined) {
      throw new ScopeNotSharedError(scope)
    }

    if (!this.components.hello.accepted(peer)) {
      throw new PeerNotConnectedError(peer)
    }

    const pair = this.pairs.of(peer, ref)
    const run = pair.next(options)
    this.enqueue(pair)

    return run
  }

  status (): SyncStatus[] {
    return this.pairs.all().map(pair => ({ ...pair.status(), faults: this.faults.of(pair.peer) }))
  }

  faulty (): ReadonlyMap<PeerText, number> {
    return new Map(this.faults.peers().map(peer => [peer, this.faults.of(peer)]))
  }

  counters (): SyncCounters {
    return this.tally.counters()
  }

  private readonly onAccept = (event: CustomEvent<AcceptedPeer>): void => {
    const { peer, direction } = event.detail

    if (this.intervalMs === false) {
      return
    }

    const firstMs = this.firstRunWait() + (direction === 'outbound' ? 0 : LISTENER_WAIT_MS)
    const waitMs = Math.max(firstMs, this.faults.restMs(peer))

    for (const scope of this.components.store.shared()) {
      const pair = this.pairs.of(peer, scope)
      this.turns.expectNews(scope)

      if (waitMs === 0) {
        this.enqueue(pair)
      } else {
        this.arm(pair, waitMs)
      }
    }
  }

  /**
   * Milliseconds until the first run with a peer that was just accepted: none for a peer that comes alone. Those of a
   * crowd follow each other, so that what all of them have is fetched from the first.
   */
  private firstRunWait (): number {
    const nowMs = this.components.clock.monotonicMs()
    const waitMs = Math.max(0, this.firstRunsMs - nowMs)
    this.firstRunsMs = nowMs + waitMs + FIRST_RUN_GAP_MS

    return waitMs < FIRST_RUN_SPREAD_MS ? waitMs : this.components.random.fraction() * FIRST_RUN_SPREAD_MS
  }

  private readonly onLeave = (event: CustomEvent<{ peer: PeerText }>): void => {
    const { peer } = event.detail
    this.queue.forget(peer)
    this.pairs.with(peer).forEach(pair => { pair.end(new PeerNotConnectedError(peer)) })
  }

  private sharedScope (id: Uint8Array): ScopeRef | undefined {
    return this.components.store.shared().find(scope => equalBytes(scope.id, id))
  }

  /** Appoints a run after about so many milliseconds. */
  private arm (pair: SyncPair, ms: number, jitter = INTERVAL_JITTER): void {
    const spread = 1 + jitter * (2 * this.components.random.fraction() - 1)

    if (!this.stopping.signal.aborted) {
      pair.arm(ms * spread, () => { this.enqueue(pair) })
    }
  }

  private enqueue (pair: SyncPair): void {
    // While a run is under way, whoever waits for the next one is queued again when it ends.
    if (this.isOpen(pair) && pair.runs.size === 0) {
      this.queue.add(pair)
      this.pump()
    }
  }

  /** Whether a run with the peer may begin at all. */
  private isOpen (pair: SyncPair): boolean {
    return !this.stopping.signal.aborted && this.components.hello.accepted(pair.peer)
  }

  /** Starts every queued run that may run now. */
  private pump (): void {
    while (this.active.size < this.runsMax && this.queue.size > 0) {
      const pair = this.queue.take(({ scope }) => !this.turns.isTaken(scope, this.active))

      if (pair === undefined) {
        this.pumpLater()
        return
      }

      void this.watch(this.initiate(this.track(pair, 'initiator')))
    }
  }

  private pumpLater (): void {
    this.retry?.cancel()
    this.retry = this.components.timers.after(BULK_IDLE_MS, () => { this.pump() })
  }

  /** Keeps a task in sight until it is over, so that a stop can wait for it. */
  private async watch (task: Promise<void>): Promise<void> {
    this.tasks.add(task)

    try {
      await task
    } finally {
      this.tasks.delete(task)
    }
  }

  private track (pair: SyncPair, role: SyncRun['role'], session?: SyncSession): ActiveRun {
    const { clock, store, timers } = this.components
    const run: ActiveRun = {
      role,
      pair,
      session,
      waiters: pair.takeWaiters(),
      startedAtMs: clock.nowMs(),
      startedMs: clock.monotonicMs(),
      count: store.snapshot(pair.scope.id)?.count ?? 0,
      told: 0,
      beat: timers.every(PROGRESS_INTERVAL_MS, () => { this.tell(run) })
    }
    this.queue.delete(pair)
    pair.disarm()
    pair.runs.add(run)
    this.active.add(run)
    this.safeDispatchEvent('sync:start', { detail: { peer: pair.peer, scope: pair.scope.name, role } })

    return run
  }

  /** Tells how far a run is, if it moved something since it was last told. */
  private tell (run: ActiveRun): void {
    const { pair: { peer, scope } } = run
    const progress = progressOf(run, this.components.clock)
    const moved = progress.bundlesIn + progress.bundlesOut

    if (moved > run.told) {
      run.told = moved
      this.safeDispatchEvent('sync:progress', { detail: { ...progress, peer, scope: scope.name } })
    }
  }

  private sessionOn (stream: WireStream): SyncSession {
    return new SyncSession({ ...this.components, self: this.components.wire.peer, stream, known: this.known, signal: this.stopping.signal })
  }

  private async initiate (run: ActiveRun): Promise<void> {
    const { pair, waiters } = run

    await this.conduct(run, async () => {
      const stream = await this.components.wire.open(pair.peer, SYNC_PROTOCOL, { signal: this.stopping.signal })
      run.session = this.sessionOn(stream)

      return run.session.initiate(pair.scope.id, { eager: waiters.length > 0 || pair.differs, sentBefore: pair.sentLately })
    })
  }

  /**
   * Answers a stream that a peer opened. The answer for a scope that does not leave this node is one for all reasons. A
   * peer that rests is not listened to.
   */
  private async answer (stream: WireStream): Promise<void> {
    const session = this.sessionOn(stream)

    if (this.faults.restMs(stream.peer) > 0) {
      await this.components.timers.sleep(RESTING_ANSWER_MS, { signal: this.stopping.signal })
      await session.refuse('busy')
      return
    }

    const hello = await this.hear(session, stream.peer)
    const scope = this.components.store.shared().find(({ id }) => session.isAbout(hello, id))

    if (scope === undefined) {
      await session.refuse('unknown')
      return
    }

    const pair = this.pairs.of(stream.peer, scope)

    if (!this.mayAnswer(pair)) {
      await session.refuse('busy')
      return
    }

    const run = this.track(pair, 'responder', session)
    run.peerCount = hello.count
    await this.conduct(run, async () => session.respond(hello, scope.id, {
      settled: pair.settledAt(this.components.clock.nowMs()),
      sentBefore: pair.sentLately
    }))
  }

  /** The hello that begins a run. What is wrong with it is a fault as well, although nobody knows the scope yet. */
  private async hear (session: SyncSession, peer: PeerText): Promise<HelloFrame> {
    try {
      return await session.listen()
    } catch (error) {
      this.blame(peer, error)
      throw error
    }
  }

  /** Notes what a run holds against its peer; other errors are nobody's fault. */
  private blame (peer: PeerText, error: unknown, scope?: string): void {
    if (error instanceof SyncFaultError) {
      const { code, detail } = error
      this.safeDispatchEvent('sync:fault', { detail: { peer, scope, code, detail, faults: this.faults.add(peer) } })
    }
  }

  /** Of two runs that cross on the way, the one that the smaller peer text began goes on. */
  private mayAnswer (pair: SyncPair): boolean {
    const isCrossing = [...pair.runs].every(run => run.role === 'initiator') && pair.peer < this.components.wire.peer
    const isFree = pair.runs.size === 0 && this.active.size < this.runsMax && !this.turns.isTaken(pair.scope, this.active)

    return !this.stopping.signal.aborted && (isFree || (pair.runs.size > 0 && isCrossing))
  }

  /** Leads a run to its end and books it. It never rejects. */
  private async conduct (run: ActiveRun, talk: () => Promise<SessionEnd>): Promise<void> {
    let end: SessionEnd

    try {
      end = await talk()
    } catch (error) {
      this.log('run with %s in %s broke off - %e', run.pair.peer, run.pair.scope.name, error)
      end = { result: 'error', code: codeOf(error), retryAtMs: Infinity }
      this.blame(run.pair.peer, error, run.pair.scope.name)
    }

    this.finish(run, end)
  }

  private finish (run: ActiveRun, end: SessionEnd): void {
    const { pair } = run
    run.beat.cancel()
    pair.runs.delete(run)
    this.active.delete(run)

    if (end.code === 'busy' && this.isOpen(pair)) {
      pair.waiters.unshift(...run.waiters)
      this.arm(pair, Math.min(BUSY_RETRY_MAX_MS, BUSY_RETRY_MS * 2 ** pair.busy++), BUSY_JITTER)
    } else {
      this.complete(run, end)
    }

    this.pump()
  }

  private complete (active: ActiveRun, end: SessionEnd): void {
    const { pair, waiters } = active
    const run: SyncRun = { result: end.result, code: end.code, ...figuresOf(active, this.components.clock) }
    this.tally.book(run, pair.book({ run, end, startedMs: active.startedMs, root: this.known.take(active, run) }))

    if (run.result !== 'error') {
      this.turns.passOn(pair.scope)
    }

    waiters.forEach(waiter => { waiter.resolve(run) })
    this.appoint(pair)
    this.log('%s in %s: %s, %d turns, %d bundles in, %d out', pair.peer, pair.scope.name, run.code ?? run.result, run.turns, run.bundlesIn, run.bundlesOut)
    this.safeDispatchEvent('sync:complete', { detail: { ...run, peer: pair.peer, scope: pair.scope.name } })
  }

  /** When the next run is due: after a wait that grows with failures, at once when somebody waits, else after the interval. */
  private appoint (pair: SyncPair): void {
    if (pair.failures > 0) {
      this.backOff(pair)
    } else if (pair.waiters.length > 0) {
      this.enqueue(pair)
    } else if (this.intervalMs !== false) {
      this.arm(pair, this.intervalMs)
    }
  }

  /** A peer that fails in one scope is left alone in the others as well, unless it only has no such scope. */
  private backOff (pair: SyncPair): void {
    // fault-point sync.retry-at-once: this.enqueue(pair); return
    const ms = Math.max(backOffMs(pair.failures), this.faults.restMs(pair.peer))
    const others = pair.lastRun?.code === 'unknown' ? [] : this.pairs.with(pair.peer).filter(other => other.isDueWithin(ms));
    [pair, ...others].forEach(each => { this.arm(each, ms) })
  }
}

/** The word for what went wrong; errors that name none are failures of the stream. */
function codeOf (error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'stream'
}
