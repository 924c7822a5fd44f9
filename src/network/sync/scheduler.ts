import { TypedEventEmitter } from 'main-event'
import { equalBytes } from '../../model/bytes/index.ts'
import { SYNC_PROTOCOL } from '../wire/index.ts'
import {
  BULK_IDLE_MS, BUSY_JITTER, BUSY_RETRY_MAX_MS, BUSY_RETRY_MS, DEFAULT_RUNS_MAX, DEFAULT_SYNC_INTERVAL_MS, INBOUND_STREAMS_MAX, INTERVAL_JITTER,
  LISTENER_WAIT_MS, PROGRESS_INTERVAL_MS
} from './constants.ts'
import { PeerNotConnectedError, RightsEndedError, ScopeNotSharedError, SyncFaultError, SyncStoppedError } from './errors.ts'
import { KnownSets } from './known-sets.ts'
import { SyncPairs } from './pairs.ts'
import { backOffMs, PeerFaults } from './peer-faults.ts'
import { figuresOf, progressOf } from './run-figures.ts'
import { SyncSession } from './session/session.ts'
import { KeptStreams } from './streams/kept-streams.ts'
import { codeOf, mayGoOn } from './streams/run-end.ts'
import { RunRights } from './streams/run-rights.ts'
import { Visits } from './streams/visits.ts'
import { SyncTally } from './tally.ts'
import { FirstRuns } from './turns/first-runs.ts'
import { RunQueue } from './turns/run-queue.ts'
import { ScopeTurns } from './turns/scope-turns.ts'
import type { RequestOptions, Sync, SyncComponents, SyncCounters, SyncEvents, SyncInit, SyncRun, SyncStatus } from './interface.ts'
import type { ActiveRun, SyncPair } from './pair.ts'
import type { SessionEnd } from './session/interface.ts'
import type { AskedRun } from './streams/visits.ts'
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
  private readonly rights: RunRights
  private readonly streams: KeptStreams
  private readonly visits: Visits
  private readonly firstRuns: FirstRuns
  private retry: TimerHandle | undefined
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
    this.rights = new RunRights(components)
    this.streams = new KeptStreams(components)
    this.visits = new Visits(components, {
      rights: this.rights,
      restMs: peer => this.faults.restMs(peer),
      sessionOn: stream => this.sessionOn(stream),
      blame: (peer, error) => { this.blame(peer, error) },
      respond: async asked => this.respond(asked),
      signal: () => this.stopping.signal
    })
    this.firstRuns = new FirstRuns(components.clock, components.random)
  }

  async start (): Promise<void> {
    const { wire, hello, rights } = this.components
    this.stopping = new AbortController()
    hello.addEventListener('peer:accept', this.onAccept)
    hello.addEventListener('peer:leave', this.onLeave)
    rights?.addEventListener('rights:change', this.onRights)
    await wire.handle(SYNC_PROTOCOL, hello.guard(async stream => { await this.watch(this.visits.receive(stream)) }), {
      inboundStreamsMax: INBOUND_STREAMS_MAX
    })
  }

  async stop (): Promise<void> {
    const { wire, hello, rights } = this.components
    this.stopping.abort(new SyncStoppedError())
    this.retry?.cancel()
    hello.removeEventListener('peer:accept', this.onAccept)
    hello.removeEventListener('peer:leave', this.onLeave)
    rights?.removeEventListener('rights:change', this.onRights)
    await wire.unhandle(SYNC_PROTOCOL)
    this.queue.clear()
    this.streams.clear()
    this.pairs.all().forEach(pair => { pair.end(new SyncStoppedError()) })
    await Promise.allSettled(this.tasks)
  }

  async request (peer: PeerText, scope: Uint8Array, options: RequestOptions = {}): Promise<SyncRun> {
    const ref = this.rights.taken(peer).find(({ id }) => equalBytes(id, scope))

    if (this.stopping.signal.aborted) {
      throw new SyncStoppedError()
    }

    if (!this.components.hello.accepted(peer)) {
      throw new PeerNotConnectedError(peer)
    }

    if (ref === undefined) {
      throw new ScopeNotSharedError(scope)
    }

    const pair = this.pairs.of(peer, ref)
    const run = pair.next(options)
    this.enqueue(pair)

    return run
  }

  async settle (peer: PeerText): Promise<void> {
    await Promise.all([...this.active].filter(({ pair, session }) => pair.peer === peer && session?.scope.isAllowed === false).map(async ({ over }) => over.promise))
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

    const firstMs = this.firstRuns.waitMs() + (direction === 'outbound' ? 0 : LISTENER_WAIT_MS)
    const waitMs = Math.max(firstMs, this.faults.restMs(peer))

    for (const scope of this.rights.taken(peer)) {
      const pair = this.pairs.of(peer, scope)
      this.turns.expectNews(scope)
      this.arm(pair, waitMs)
    }
  }

  private readonly onLeave = (event: CustomEvent<{ peer: PeerText }>): void => {
    const { peer } = event.detail
    this.queue.forget(peer)
    this.pairs.with(peer).forEach(pair => { pair.end(new PeerNotConnectedError(peer)) })
  }

  /** Cuts what is no longer allowed, and begins what is. */
  private readonly onRights = (event: CustomEvent<{ peer: PeerText }>): void => {
    const { peer } = event.detail
    const pairs = this.pairs.with(peer)
    this.visits.cut(peer)

    for (const { pair, session } of this.active) {
      if (pair.peer === peer && session?.scope.isAllowed === false) {
        session.cut(new RightsEndedError())
      }
    }

    pairs.forEach(pair => { pair.unsettle() })

    for (const pair of pairs.filter(({ scope }) => !this.rights.mayBegin(peer, scope.id))) {
      this.queue.delete(pair)
      this.streams.drop(pair)
      pair.end(new ScopeNotSharedError(pair.scope.id))
    }

    if (this.intervalMs !== false && this.components.hello.accepted(peer)) {
      this.rights.taken(peer).map(scope => this.pairs.of(peer, scope)).filter(pair => !pair.isDueWithin(Infinity)).forEach(pair => { this.arm(pair, this.faults.restMs(peer)) })
    }
  }

  /** Appoints a run after about so many milliseconds; 0 is now. */
  private arm (pair: SyncPair, ms: number, jitter = INTERVAL_JITTER): void {
    const spread = 1 + jitter * (2 * this.components.random.fraction() - 1)

    if (ms === 0) {
      this.enqueue(pair)
    } else if (!this.stopping.signal.aborted) {
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
    return !this.stopping.signal.aborted && this.components.hello.accepted(pair.peer) && this.rights.mayBegin(pair.peer, pair.scope.id)
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
      over: Promise.withResolvers(),
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
    const { wire: { peer: self } } = this.components

    return new SyncSession({ ...this.components, self, stream, rights: this.rights.of(stream.peer), known: this.known, signal: this.stopping.signal })
  }

  private async initiate (run: ActiveRun): Promise<void> {
    const { pair, waiters } = run

    await this.conduct(run, async () => this.streams.lead(run, this.stopping.signal, async stream => {
      run.session = this.sessionOn(stream)

      return run.session.initiate(pair.scope.id, { eager: waiters.length > 0 || pair.differs, sentBefore: pair.sentLately })
    }))
  }

  /** Answers a run, and tells whether another one may follow it on the stream. */
  private async respond ({ peer, scope, session, hello }: AskedRun): Promise<boolean> {
    const pair = this.pairs.of(peer, scope)

    if (!this.mayAnswer(pair)) {
      await session.refuse('busy')
      return true
    }

    const run = this.track(pair, 'responder', session)
    run.peerCount = hello.count

    return mayGoOn(await this.conduct(run, async () => session.respond(hello, scope.id, {
      settled: pair.settledAt(this.components.clock.nowMs()),
      sentBefore: pair.sentLately
    })))
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
  private async conduct (run: ActiveRun, talk: () => Promise<SessionEnd>): Promise<SessionEnd> {
    let end: SessionEnd

    try {
      end = await talk()
    } catch (error) {
      this.log('run with %s broke off - %e', run.pair.peer, error)
      end = { result: 'error', code: run.session?.scope.isAllowed === false ? 'scope_violation' : codeOf(error), retryAtMs: Infinity }
      this.blame(run.pair.peer, error, run.pair.scope.name)
    }

    this.finish(run, end)

    return end
  }

  private finish (run: ActiveRun, end: SessionEnd): void {
    const { pair } = run
    run.beat.cancel()
    pair.runs.delete(run)
    this.active.delete(run)
    run.over.resolve()

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
    this.log.trace('%s in %s: %s, %d turns, %d bundles in, %d out', pair.peer, pair.scope.name, run.code ?? run.result, run.turns, run.bundlesIn, run.bundlesOut)
    this.safeDispatchEvent('sync:complete', { detail: { ...run, peer: pair.peer, scope: pair.scope.name } })
  }

  /** When the next run is due: after a wait that grows with failures, at once when somebody waits, else after the interval. */
  private appoint (pair: SyncPair): void {
    if (pair.failures > 0) {
      this.backOff(pair)
    } else if (pair.waiters.length > 0) {
      this.enqueue(pair)
    } else if (this.intervalMs !== false) {
      this.arm(pair, Math.max(this.intervalMs, pair.dear > 0 ? backOffMs(pair.dear) : 0))
    }
  }

  /** A peer that fails in one scope is left alone in the others as well, unless only this scope is closed between us. */
  private backOff (pair: SyncPair): void {
    // fault-point sync.retry-at-once: this.enqueue(pair); return
    const ms = Math.max(backOffMs(pair.failures), this.faults.restMs(pair.peer))
    const others = ['unknown', 'scope_violation'].includes(pair.lastRun?.code ?? '') ? [] : this.pairs.with(pair.peer).filter(other => other.isDueWithin(ms));
    [pair, ...others].forEach(each => { this.arm(each, ms) })
  }
}
