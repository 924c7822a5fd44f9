import { equalBytes } from '../../model/bytes/index.ts'
import { REQUESTS_MAX, SEEK_DELAY_MS } from './constants.ts'
import { PeerTurns } from './peer-turns.ts'
import type { InquiryComponents, Sought, SoughtBundle } from './interface.ts'
import type { TimerHandle } from '../../platform/interface.ts'
import type { PeerText } from '../wire/index.ts'
import type { Logger } from '@libp2p/interface'

/**
 * Asks accepted peers for what is sought, one request at a time for each. It looks around a moment after something changed,
 * when a peer that failed may be asked again, and in intervals if what is sought has some.
 */
export class Inquiry {
  private readonly components: InquiryComponents
  private readonly sought: Sought
  private readonly log: Logger
  private readonly turns: PeerTurns
  private readonly tasks = new Set<Promise<void>>()
  /** Looks around in a moment. */
  private soon: TimerHandle | undefined
  /** Looks around when a peer that failed may be asked again. */
  private later: TimerHandle | undefined
  private stopping = new AbortController()

  constructor (components: InquiryComponents, sought: Sought) {
    this.components = components
    this.sought = sought
    this.turns = new PeerTurns(components.clock)
    this.log = components.logger.forComponent('factmesh:fetch')
  }

  start (): void {
    const { hello, rights, sync } = this.components
    this.stopping = new AbortController()
    rights?.addEventListener('rights:change', this.onRights)
    sync.addEventListener('sync:complete', this.wake)
    hello.addEventListener('peer:accept', this.wake)
    hello.addEventListener('peer:leave', this.onLeave)
    this.wake()
  }

  async stop (): Promise<void> {
    const { hello, rights, sync } = this.components
    rights?.removeEventListener('rights:change', this.onRights)
    sync.removeEventListener('sync:complete', this.wake)
    hello.removeEventListener('peer:accept', this.wake)
    hello.removeEventListener('peer:leave', this.onLeave)
    this.stopping.abort()
    this.soon?.cancel()
    this.later?.cancel()
    this.soon = undefined
    this.later = undefined
    await Promise.all(this.tasks)
  }

  /** Looks around in a moment. */
  readonly wake = (): void => {
    if (this.sought.size > 0 && !this.stopping.signal.aborted) {
      this.soon ??= this.components.timers.after(SEEK_DELAY_MS, () => {
        this.soon = undefined
        this.look()
      })
    }
  }

  private readonly onLeave = ({ detail: { peer } }: CustomEvent<{ peer: PeerText }>): void => {
    this.sought.forget(peer)
    this.turns.forget(peer)
    this.wake()
  }

  /** A peer may bring more than when it was asked. */
  private readonly onRights = ({ detail: { peer } }: CustomEvent<{ readonly peer: PeerText }>): void => {
    this.sought.forget(peer)
    this.wake()
  }

  /** Looks around again when the next peer that failed may be asked, or when the interval is over. */
  private comeBack (): void {
    const { intervalMs, size } = this.sought
    const waitMs = Math.min(this.turns.waitMs ?? Infinity, size > 0 ? intervalMs : Infinity)
    this.later?.cancel()
    this.later = undefined

    if (waitMs < Infinity && !this.stopping.signal.aborted) {
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
    const { hello } = this.components
    const syncing = this.scopesInSync(peer)
    const taken = this.sought.take(peer, {
      isReady: (other, scope) => hello.accepted(other) && this.turns.isWell(other) && this.isOpen(other, scope),
      isOpen: scope => this.isOpen(peer, scope),
      mayAsk: scope => !syncing.some(other => equalBytes(other, scope))
    })

    if (taken.length > 0) {
      this.turns.begin(peer)
      this.turns.end(peer, await this.request(peer, taken))
      this.wake()
    }
  }

  /** Whether a peer may bring bundles of a scope, and be told which ones are missed. */
  private isOpen (peer: PeerText, scope: Uint8Array): boolean {
    const { rights } = this.components

    return rights === undefined || (rights.may('push', peer, scope) && rights.mayLearn(peer, scope))
  }

  /** Whether a request for bundles of one scope came to an answer. */
  private async request (peer: PeerText, taken: readonly SoughtBundle[]): Promise<boolean> {
    try {
      const request = { scope: taken[0].scope, hashes: taken.map(({ hash }) => hash) }
      this.sought.settle(peer, taken, await this.components.fetch.request(peer, request, { signal: this.stopping.signal }))
      return true
    } catch (error) {
      this.log('%s could not be asked for %d bundles - %e', peer, taken.length, error)
      this.sought.settle(peer, taken)
      return false
    }
  }

  /** Ids of the scopes in which a run with the peer is under way. */
  private scopesInSync (peer: PeerText): Uint8Array[] {
    const { store, sync } = this.components
    const names = sync.status().flatMap(status => status.running && status.peer === peer ? [status.scope] : [])

    return names.length === 0 ? [] : store.shared().filter(({ name }) => names.includes(name)).map(({ id }) => id)
  }
}
