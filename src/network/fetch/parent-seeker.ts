import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { GAP_INTERVAL_MS, GAP_TIMEOUT_MS, REQUESTS_MAX, SEEK_DELAY_MS } from './constants.ts'
import { PeerTurns } from './peer-turns.ts'
import { SoughtParents } from './sought.ts'
import type { SeekerComponents, SeekStoreEvents } from './interface.ts'
import type { TimerHandle } from '../../platform/interface.ts'
import type { PeerText } from '../wire/index.ts'
import type { Logger, Startable } from '@libp2p/interface'

/**
 * Looks for parents that bundles name and that are not here, and has sync run where a chain has a gap. Nothing is asked
 * twice of a peer that did not have it, and nothing is asked at once: what only came out of order is here a moment later.
 */
export class ParentSeeker implements Startable {
  private readonly components: SeekerComponents
  private readonly log: Logger
  private readonly sought = new SoughtParents()
  private readonly turns: PeerTurns
  /** Monotonic time of the last run that a gap asked for, by peer and scope. */
  private readonly gaps = new Map<string, number>()
  private readonly tasks = new Set<Promise<void>>()
  private timer: TimerHandle | undefined
  private stopping = new AbortController()

  constructor (components: SeekerComponents) {
    this.components = components
    this.turns = new PeerTurns(components.clock)
    this.log = components.logger.forComponent('factmesh:fetch')
  }

  start (): void {
    const { hello, store, sync } = this.components
    this.stopping = new AbortController()
    store.absentParents().forEach(parent => { this.sought.add(parent) })
    store.addEventListener('bundle:await', this.onAwait)
    store.addEventListener('bundle:receive', this.onReceive)
    sync.addEventListener('sync:complete', this.wake)
    hello.addEventListener('peer:accept', this.wake)
    hello.addEventListener('peer:leave', this.onLeave)
    this.wake()
  }

  async stop (): Promise<void> {
    const { hello, store, sync } = this.components
    store.removeEventListener('bundle:await', this.onAwait)
    store.removeEventListener('bundle:receive', this.onReceive)
    sync.removeEventListener('sync:complete', this.wake)
    hello.removeEventListener('peer:accept', this.wake)
    hello.removeEventListener('peer:leave', this.onLeave)
    this.stopping.abort()
    this.timer?.cancel()
    await Promise.all(this.tasks)
    this.sought.clear()
    this.gaps.clear()
  }

  private readonly onAwait = ({ detail }: SeekStoreEvents['bundle:await']): void => {
    const { gap, parents, peer, scope } = detail
    parents.forEach(hash => { this.sought.add({ scope: scope.id, hash }, peer) })
    this.wake()

    if (gap) {
      this.closeGap(peer, scope.id)
    }
  }

  private readonly onReceive = ({ detail }: SeekStoreEvents['bundle:receive']): void => {
    this.sought.delete(detail.bundle.hash)
  }

  private readonly onLeave = ({ detail: { peer } }: CustomEvent<{ peer: PeerText }>): void => {
    this.sought.forget(peer)
    this.turns.forget(peer)
    this.wake()
  }

  /** Looks around in a moment. */
  private readonly wake = (): void => {
    if (this.timer == null && this.sought.size > 0 && !this.stopping.signal.aborted) {
      this.timer = this.after(SEEK_DELAY_MS)
    }
  }

  private after (ms: number): TimerHandle {
    return this.components.timers.after(ms, () => {
      this.timer = undefined
      this.look()
    })
  }

  /** Asks whoever can be asked now. */
  private look (): void {
    for (const { peer } of this.components.hello.peers()) {
      if (this.turns.busy >= REQUESTS_MAX || this.stopping.signal.aborted) {
        return
      }

      if (this.turns.isFree(peer)) {
        this.watch(this.ask(peer))
      }
    }
  }

  /** Keeps a task in sight until it is over, so that a stop can wait for it. */
  private watch (task: Promise<void>): void {
    this.tasks.add(task)
    void task.finally(() => { this.tasks.delete(task) })
  }

  /** Asks a peer for all that it has not been asked for, if there is something. It never rejects. */
  private async ask (peer: PeerText): Promise<void> {
    const { fetch, hello } = this.components
    const taken = this.sought.take(peer, {
      isConnected: other => hello.accepted(other),
      mayAsk: scope => !this.isSyncing(peer, scope)
    })

    if (taken.length === 0) {
      return
    }

    this.turns.begin(peer)

    try {
      const answer = await fetch.request(peer, { scope: taken[0].scope, hashes: taken.map(({ hash }) => hash) }, { signal: this.stopping.signal })
      this.sought.settle(peer, taken, answer)
      this.turns.end(peer, true)
      this.wake()
    } catch (error) {
      this.log('%s could not be asked for %d parents - %e', peer, taken.length, error)
      this.sought.settle(peer, taken)
      this.comeBack(this.turns.end(peer, false))
    }
  }

  /** Looks around again once a peer that failed may be asked; what happens earlier has it done earlier. */
  private comeBack (ms: number): void {
    if (!this.stopping.signal.aborted) {
      this.timer ??= this.after(ms)
    }
  }

  private isSyncing (peer: PeerText, scope: Uint8Array): boolean {
    const { store, sync } = this.components
    const name = store.shared().find(({ id }) => equalBytes(id, scope))?.name

    return sync.status().some(status => status.running && status.peer === peer && status.scope === name)
  }

  /** Has sync run with the peer, unless it did a moment ago. */
  private closeGap (peer: PeerText, scope: Uint8Array): void {
    const { clock, sync } = this.components
    const nowMs = clock.monotonicMs()
    const pair = `${peer}/${toHex(scope)}`

    for (const [other, atMs] of this.gaps) {
      if (atMs + GAP_INTERVAL_MS <= nowMs) {
        this.gaps.delete(other)
      }
    }

    if (!this.gaps.has(pair)) {
      this.gaps.set(pair, nowMs)
      sync.request(peer, scope, { timeoutMs: GAP_TIMEOUT_MS }).catch((error: Error) => { this.log('a gap of %s stays open for now - %e', peer, error) })
    }
  }
}
