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
  /** Looks around in a moment. */
  private soon: TimerHandle | undefined
  /** Looks around when a peer that failed may be asked again. */
  private later: TimerHandle | undefined
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
    this.soon?.cancel()
    this.later?.cancel()
    this.soon = undefined
    this.later = undefined
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
    if (this.sought.size > 0 && !this.stopping.signal.aborted) {
      this.soon ??= this.components.timers.after(SEEK_DELAY_MS, () => {
        this.soon = undefined
        this.look()
      })
    }
  }

  /** Looks around again when the next peer that failed may be asked. */
  private comeBack (): void {
    const { waitMs } = this.turns
    this.later?.cancel()
    this.later = undefined

    if (waitMs != null && !this.stopping.signal.aborted) {
      this.later = this.components.timers.after(waitMs, () => { this.look() })
    }
  }

  /** Asks whoever can be asked now. */
  private look (): void {
    this.comeBack()

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
    const syncing = this.scopesInSync(peer)
    const taken = this.sought.take(peer, {
      isReady: other => hello.accepted(other) && this.turns.isWell(other),
      mayAsk: scope => !syncing.some(other => equalBytes(other, scope))
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
      this.turns.end(peer, false)
      this.wake()
    }
  }

  /** Ids of the scopes in which a run with the peer is under way. */
  private scopesInSync (peer: PeerText): Uint8Array[] {
    const { store, sync } = this.components
    const names = sync.status().flatMap(status => status.running && status.peer === peer ? [status.scope] : [])

    return names.length === 0 ? [] : store.shared().filter(({ name }) => names.includes(name)).map(({ id }) => id)
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
