import { peerTextOf } from '../wire/index.ts'
import { HOLDERS_WANTED, PROVIDE_INTERVAL_MS, PROVIDER_QUERY_TIMEOUT_MS, PROVIDER_ROUND_FIRST_MS, PROVIDER_ROUND_MAX_MS } from './constants.ts'
import { scopeKey } from './scope-key.ts'
import type { ScopeProvidersComponents } from './interface.ts'
import type { TimerHandle } from '../../platform/interface.ts'
import type { Logger, PeerInfo } from '@libp2p/interface'
import type { CID } from 'multiformats/cid'

/**
 * Tells the hash table which public scopes this node holds, and asks it for other holders while there are few of them
 * among the peers. It works in rounds: the first one a second after the start, then ever fewer, up to one a minute, and
 * anew from the beginning when a peer connects and the table has not been told yet.
 */
export class ScopeProviders {
  private readonly components: ScopeProvidersComponents
  private readonly log: Logger
  /** Monotonic time of the last announcement that somebody took, by scope key. */
  private readonly toldMs = new Map<string, number>()
  private timer: TimerHandle | undefined
  private waitMs = PROVIDER_ROUND_FIRST_MS
  private stopping = new AbortController()
  private round: Promise<void> | undefined

  constructor (components: ScopeProvidersComponents) {
    this.components = components
    this.log = components.logger.forComponent('factmesh:discovery')
  }

  async start (): Promise<void> {
    this.stopping = new AbortController()
    this.components.libp2p.addEventListener('peer:connect', this.onConnect)
    this.restart()
  }

  async stop (): Promise<void> {
    this.components.libp2p.removeEventListener('peer:connect', this.onConnect)
    this.timer?.cancel()
    this.stopping.abort()
    await this.round
  }

  private readonly onConnect = (): void => {
    if (this.toldMs.size === 0) { this.restart() }
  }

  /** Lets the next round be the first again. */
  private restart (): void {
    this.waitMs = PROVIDER_ROUND_FIRST_MS
    if (this.round == null) { this.plan() }
  }

  private plan (): void {
    const { random, timers } = this.components
    this.timer?.cancel()
    if (this.stopping.signal.aborted) { return }
    this.timer = timers.after(this.waitMs * (1 + random.fraction()) / 2, () => {
      this.waitMs = Math.min(2 * this.waitMs, PROVIDER_ROUND_MAX_MS)
      this.round = this.run().finally(() => {
        this.round = undefined
        this.plan()
      })
    })
  }

  private async run (): Promise<void> {
    for (const scope of this.components.scopes()) {
      const key = await scopeKey(scope)
      await this.attempt('told', async signal => this.tell(key, signal))
      await this.attempt('asked', async signal => this.ask(key, signal))
    }
  }

  /** One operation of the table within its time; what fails is tried again in the next round. */
  private async attempt (what: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.stopping.signal.aborted) { return }
    const limit = new AbortController()
    const timer = this.components.timers.after(PROVIDER_QUERY_TIMEOUT_MS, () => { limit.abort() })
    try {
      await work(AbortSignal.any([limit.signal, this.stopping.signal]))
    } catch (error) {
      this.log.trace('the hash table was not %s - %e', what, error)
    } finally {
      timer.cancel()
    }
  }

  private async tell (key: CID, signal: AbortSignal): Promise<void> {
    const { clock, table } = this.components
    const name = key.toString()
    if (clock.monotonicMs() - (this.toldMs.get(name) ?? -Infinity) < PROVIDE_INTERVAL_MS) { return }
    let taken = 0
    for await (const event of table.provide(key, { signal })) {
      if (event.name === 'PEER_RESPONSE' && event.messageName === 'ADD_PROVIDER') { taken++ }
    }
    if (taken > 0) { this.toldMs.set(name, clock.monotonicMs()) }
    this.log('%d peers keep that we hold %s', taken, name)
  }

  private async ask (key: CID, signal: AbortSignal): Promise<void> {
    if (this.missing() <= 0) { return }
    for await (const event of this.components.table.findProviders(key, { signal })) {
      if (event.name !== 'PROVIDER') { continue }
      for (const provider of event.providers.slice(0, this.missing())) { await this.meet(provider, signal) }
      if (this.missing() <= 0) { return }
    }
  }

  /** How many more holders are wanted. */
  private missing (): number {
    return HOLDERS_WANTED - this.components.holders()
  }

  /** Dials a holder; once it has passed hello it is remembered like any other peer. */
  private async meet ({ id, multiaddrs }: PeerInfo, signal: AbortSignal): Promise<void> {
    const { libp2p } = this.components
    const isKnown = id.equals(libp2p.peerId) || libp2p.getPeers().some(peer => peer.equals(id))
    if (isKnown || multiaddrs.length === 0) { return }
    try {
      await libp2p.peerStore.merge(id, { multiaddrs })
      await libp2p.dial(id, { signal })
    } catch (error) {
      this.log.trace('holder %s did not answer - %e', peerTextOf(id), error)
    }
  }
}
