import { toHex } from '../../model/bytes/index.ts'
import { GAP_INTERVAL_MS, GAP_TIMEOUT_MS } from './constants.ts'
import { Inquiry } from './inquiry.ts'
import { SoughtParents } from './sought/parents.ts'
import type { SeekerComponents, SeekStoreEvents } from './interface.ts'
import type { PeerText } from '../wire/index.ts'
import type { Logger, Startable } from '@libp2p/interface'

/**
 * Looks for parents and predecessors that bundles name and that are not here, and has sync run where a chain has a gap. Nothing is asked
 * twice of a peer that did not have it, and nothing is asked at once: what only came out of order is here a moment later.
 */
export class ParentSeeker implements Startable {
  private readonly components: SeekerComponents
  private readonly log: Logger
  private readonly sought = new SoughtParents()
  private readonly inquiry: Inquiry
  /** Monotonic time of the last run that a gap asked for, by peer and scope. */
  private readonly gaps = new Map<string, number>()

  constructor (components: SeekerComponents) {
    this.components = components
    this.inquiry = new Inquiry(components, this.sought)
    this.log = components.logger.forComponent('factmesh:fetch')
  }

  start (): void {
    const { store } = this.components
    store.absentParents().forEach(parent => { this.sought.add(parent) })
    store.addEventListener('bundle:await', this.onAwait)
    store.addEventListener('bundle:receive', this.onReceive)
    this.inquiry.start()
  }

  async stop (): Promise<void> {
    const { store } = this.components
    store.removeEventListener('bundle:await', this.onAwait)
    store.removeEventListener('bundle:receive', this.onReceive)
    await this.inquiry.stop()
    this.sought.clear()
    this.gaps.clear()
  }

  private readonly onAwait = ({ detail }: SeekStoreEvents['bundle:await']): void => {
    const { gap, parents, peer, previous, scope } = detail
    const named = previous == null ? parents : [...parents, previous]
    named.forEach(hash => { this.sought.add({ scope: scope.id, hash }, peer) })
    this.inquiry.wake()

    if (gap) {
      this.closeGap(peer, scope.id)
    }
  }

  private readonly onReceive = ({ detail }: SeekStoreEvents['bundle:receive']): void => {
    this.sought.delete(detail.bundle.hash)
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
