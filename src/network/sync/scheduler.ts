import { TypedEventEmitter } from 'main-event'
import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { SYNC_PROTOCOL } from '../wire/index.ts'
import {
  BACKOFF_FIRST_MS, BACKOFF_MAX_MS, BULK_BUNDLES, BULK_IDLE_MS, BUSY_JITTER, BUSY_RETRY_MAX_MS, BUSY_RETRY_MS, DEFAULT_RUNS_MAX, DEFAULT_SYNC_INTERVAL_MS,
  INBOUND_STREAMS_MAX, INTERVAL_JITTER, LISTENER_WAIT_MS, PAIRS_MAX
} from './constants.ts'
import { PeerNotConnectedError, ScopeNotSharedError, SyncStoppedError } from './errors.ts'
import { SyncPair } from './pair.ts'
import { SyncSession } from './session/session.ts'
import type { RequestOptions, Sync, SyncComponents, SyncEvents, SyncInit, SyncRun, SyncStatus } from './interface.ts'
import type { ActiveRun, ScopeRef } from './pair.ts'
import type { SessionEnd } from './session/session.ts'
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
  private readonly pairs = new Map<string, SyncPair>()
  private readonly queue = new Set<SyncPair>()
  private readonly active = new Set<ActiveRun>()
  private readonly tasks = new Set<Promise<void>>()
  /** Scopes in which some run came to its end since the last peer came: after a cut, what one brings the others need not. */
  private readonly warm = new Set<string>()
  private retry: TimerHandle | undefined
  private stopping = new AbortController()

  constructor (components: SyncComponents, init: SyncInit = {}) {
    super()
    this.components = components
    this.intervalMs = init.syncIntervalMs ?? DEFAULT_SYNC_INTERVAL_MS
    this.runsMax = init.runsMax ?? DEFAULT_RUNS_MAX
    this.log = components.logger.forComponent('factmesh:sync')
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
    this.pairs.forEach(pair => { pair.end(new SyncStoppedError()) })
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

    const pair = this.pairOf(peer, ref)
    const run = pair.next(options)
    this.enqueue(pair)

    return run
  }

  status (): SyncStatus[] {
    return [...this.pairs.values()].map(pair => pair.status())
  }

  private readonly onAccept = (event: CustomEvent<AcceptedPeer>): void => {
    const { peer, direction } = event.detail

    if (this.intervalMs === false) {
      return
    }

    for (const scope of this.components.store.shared()) {
      const pair = this.pairOf(peer, scope)
      this.warm.delete(toHex(scope.id))

      if (direction === 'outbound') {
        this.enqueue(pair)
      } else {
        this.arm(pair, LISTENER_WAIT_MS)
      }
    }
  }

  private readonly onLeave = (event: CustomEvent<{ peer: PeerText }>): void => {
    for (const pair of this.pairs.values()) {
      if (pair.peer === event.detail.peer) {
        this.queue.delete(pair)
        pair.end(new PeerNotConnectedError(pair.peer))
      }
    }
  }

  private sharedScope (id: Uint8Array): ScopeRef | undefined {
    return this.components.store.shared().find(scope => equalBytes(scope.id, id))
  }

  private pairOf (peer: PeerText, scope: ScopeRef): SyncPair {
    const key = `${peer}/${toHex(scope.id)}`
    const pair = this.pairs.get(key) ?? new SyncPair(peer, scope, this.components.timers)
    this.pairs.set(key, pair)
    this.forgetOldest()

    return pair
  }

  private forgetOldest (): void {
    if (this.pairs.size <= PAIRS_MAX) {
      return
    }

    for (const [key, pair] of this.pairs) {
      if (!this.components.hello.accepted(pair.peer)) {
        this.pairs.delete(key)
        return
      }
    }
  }

  /** Appoints a run after about so many milliseconds. */
  private arm (pair: SyncPair, ms: number, jitter = INTERVAL_JITTER): void {
    const spread = 1 + jitter * (2 * this.components.random.fraction() - 1)

    if (!this.stopping.signal.aborted) {
      pair.arm(ms * spread, () => { this.enqueue(pair) })
    }
  }

  private enqueue (pair: SyncPair): void {
    if (this.isOpen(pair)) {
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
    for (const pair of this.queue) {
      if (this.active.size >= this.runsMax) {
        return
      }

      if (pair.runs.size > 0) {
        // A run is under way; whoever waits for the next one is queued again when it ends.
        this.queue.delete(pair)
      } else if (this.isTaken(pair.scope)) {
        this.pumpLater()
      } else {
        this.queue.delete(pair)
        void this.watch(this.initiate(this.track(pair, 'initiator')))
      }
    }
  }

  private pumpLater (): void {
    this.retry?.cancel()
    this.retry = this.components.timers.after(BULK_IDLE_MS, () => { this.pump() })
  }

  /** Whether a run has the scope for itself: the first one since a peer came, or one that brings much. */
  private isTaken (scope: ScopeRef): boolean {
    const nowMs = this.components.clock.monotonicMs()

    return [...this.active].some(({ pair, session, startedMs }) => equalBytes(pair.scope.id, scope.id) &&
      ((session?.ledger.bundlesIn ?? 0) >= BULK_BUNDLES || !this.warm.has(toHex(scope.id))) &&
      nowMs - (session?.usefulMs ?? startedMs) < BULK_IDLE_MS)
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
    const { clock } = this.components
    const run: ActiveRun = {
      role, pair, session, waiters: pair.takeWaiters(), startedAtMs: clock.nowMs(), startedMs: clock.monotonicMs()
    }
    pair.runs.add(run)
    this.active.add(run)
    this.safeDispatchEvent('sync:start', { detail: { peer: pair.peer, scope: pair.scope.name, role } })

    return run
  }

  private sessionOn (stream: WireStream): SyncSession {
    return new SyncSession({ ...this.components, stream, signal: this.stopping.signal })
  }

  private async initiate (run: ActiveRun): Promise<void> {
    const { pair, waiters } = run

    await this.conduct(run, async () => {
      const stream = await this.components.wire.open(pair.peer, SYNC_PROTOCOL, { signal: this.stopping.signal })
      run.session = this.sessionOn(stream)

      return run.session.initiate(pair.scope.id, { eager: waiters.length > 0 || pair.differs })
    })
  }

  /** Answers a stream that a peer opened. The answer for a scope that does not leave this node is one for all reasons. */
  private async answer (stream: WireStream): Promise<void> {
    const session = this.sessionOn(stream)
    const hello = await session.listen()
    const scope = this.sharedScope(hello.scope)

    if (scope === undefined) {
      await session.refuse('unknown')
      return
    }

    const pair = this.pairOf(stream.peer, scope)

    if (!this.mayAnswer(pair)) {
      await session.refuse('busy')
      return
    }

    await this.conduct(this.track(pair, 'responder', session), async () => session.respond(hello, {
      isSettled: (ours, theirs) => pair.isSettled({ ours, theirs }, this.components.clock.nowMs())
    }))
  }

  /** Of two runs that cross on the way, the one that the smaller peer text began goes on. */
  private mayAnswer (pair: SyncPair): boolean {
    const isCrossing = [...pair.runs].every(run => run.role === 'initiator') && pair.peer < this.components.wire.peer
    const isFree = pair.runs.size === 0 && this.active.size < this.runsMax && !this.isTaken(pair.scope)

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
    }

    this.finish(run, end)
  }

  private finish (run: ActiveRun, end: SessionEnd): void {
    const { pair } = run
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
    const run = this.runOf(active, end)
    pair.book(run, end, this.components.clock.nowMs())

    if (run.result !== 'error') {
      this.warm.add(toHex(pair.scope.id))
    }

    waiters.forEach(waiter => { waiter.resolve(run) })
    this.appoint(pair)
    this.log('%s in %s: %s, %d turns, %d bundles in, %d out', pair.peer, pair.scope.name, run.code ?? run.result, run.turns, run.bundlesIn, run.bundlesOut)
    this.safeDispatchEvent('sync:complete', { detail: { ...run, peer: pair.peer, scope: pair.scope.name } })
  }

  /** When the next run is due: after a wait that grows with failures, at once when somebody waits, else after the interval. */
  private appoint (pair: SyncPair): void {
    if (pair.failures > 0) {
      this.arm(pair, Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (pair.failures - 1)))
    } else if (pair.waiters.length > 0) {
      this.enqueue(pair)
    } else if (this.intervalMs !== false) {
      this.arm(pair, this.intervalMs)
    }
  }

  private runOf ({ role, session, startedAtMs, startedMs }: ActiveRun, { result, code }: SessionEnd): SyncRun {
    return {
      result,
      code,
      role,
      startedAtMs,
      ms: this.components.clock.monotonicMs() - startedMs,
      rounds: session?.rounds ?? 0,
      turns: session?.turns ?? 0,
      bytesIn: session?.channel.bytesIn ?? 0,
      bytesOut: session?.channel.bytesOut ?? 0,
      bundlesIn: session?.ledger.bundlesIn ?? 0,
      bundlesOut: session?.ledger.bundlesOut ?? 0
    }
  }
}

/** The word for what went wrong; errors that name none are failures of the stream. */
function codeOf (error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'stream'
}
