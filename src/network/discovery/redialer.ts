import { multiaddr } from '@multiformats/multiaddr'
import { peerIdOf, peerTextOf } from '../wire/index.ts'
import { parsePeerAddress } from './address.ts'
import {
  DIAL_TIMEOUT_MS, RECENT_PEERS_MAX, RECENT_PEER_TAG, REDIAL_FIRST_WAIT_MS, REDIAL_NAMED_WAIT_MAX_MS, REDIAL_RECENT_WAIT_MAX_MS,
  REDIAL_REFUSED_WAIT_MS, REDIAL_TARGET_SHARE_MS, REDIAL_UNREACHABLE_WAIT_MAX_MS, TARGETS_MAX, TARGET_ADDRESSES_MAX
} from './constants.ts'
import { InvalidAddressError } from './errors.ts'
import { addressesOf, isRecent } from './stored-peer.ts'
import type { DialTarget, Redialer, RedialerComponents } from './interface.ts'
import type { TimerHandle } from '../../platform/interface.ts'
import type { Logger, Peer, PeerId } from '@libp2p/interface'

/** Doublings after which every wait is at its bound. */
const DOUBLINGS_MAX = 16

/**
 * Dials every target that is not connected, one timer for all of them, with a
 * wait per target that doubles up to a bound and is spread by chance so that
 * nodes that lost one peer together do not come back together.
 */
export class BackoffRedialer implements Redialer {
  private readonly components: RedialerComponents
  private readonly log: Logger
  private readonly byPeer = new Map<string, DialTarget>()
  /** Dials under way; aborting one ends it. */
  private readonly dials = new Map<string, AbortController>()
  /** Peers that passed hello on a connection that we opened: it is for us to open the next one. */
  private readonly ours = new Set<string>()
  private timer: TimerHandle | undefined
  private stopped = true

  constructor (components: RedialerComponents) {
    this.components = components
    this.log = components.logger.forComponent('factmesh:discovery')
  }

  async start (): Promise<void> {
    if (!this.stopped) { return }
    this.stopped = false
    this.components.libp2p.addEventListener('peer:disconnect', this.onDisconnect)
    await this.addRecentPeers()
    this.dialDue()
  }

  async stop (): Promise<void> {
    this.stopped = true
    this.components.libp2p.removeEventListener('peer:disconnect', this.onDisconnect)
    this.timer?.cancel()
    for (const dial of this.dials.values()) { dial.abort() }
  }

  add (text: string): string {
    const { peer, address } = parsePeerAddress(text)
    if (peer === peerTextOf(this.components.libp2p.peerId)) {
      throw new InvalidAddressError(text, 'it is our own')
    }
    const known = this.byPeer.get(peer)
    if (known == null && this.byPeer.size >= TARGETS_MAX) {
      throw new InvalidAddressError(text, `${TARGETS_MAX} peers are remembered already; remove one first`)
    }
    const addresses = [...new Set([address.toString(), ...known?.addresses ?? []])].slice(0, TARGET_ADDRESSES_MAX)
    const target: DialTarget = Object.assign(known ?? newTarget(peer), { origin: 'named', addresses })
    this.byPeer.set(peer, target)
    this.reset(target)
    this.dialDue()
    return peer
  }

  async remove (peer: string): Promise<boolean> {
    const { peerStore } = this.components.libp2p
    const known = this.byPeer.delete(peer)
    this.ours.delete(peer)
    this.dials.get(peer)?.abort()
    const peerId = peerIdOf(peer)
    const stored = await peerStore.has(peerId)
    await this.components.libp2p.hangUp(peerId)
    await peerStore.delete(peerId) // last, because what a connection tells about a peer goes into the store
    return known || stored
  }

  async remember (peer: string, direction: 'inbound' | 'outbound'): Promise<void> {
    const target = this.byPeer.get(peer)
    if (target != null) { this.reset(target) }
    if (direction === 'outbound') { this.ours.add(peer) }
    try {
      await this.components.libp2p.peerStore.merge(peerIdOf(peer), { tags: { [RECENT_PEER_TAG]: { value: 1 } } })
    } catch (error) {
      this.log.error('could not remember %s - %e', peer, error)
    }
  }

  postpone (peer: string): void {
    const target = this.byPeer.get(peer)
    if (target != null) { target.nextDialMs = this.now() + this.spread(REDIAL_REFUSED_WAIT_MS) }
  }

  targets (): readonly DialTarget[] {
    return [...this.byPeer.values()]
  }

  private readonly onDisconnect = (event: CustomEvent<PeerId>): void => {
    const peer = peerTextOf(event.detail)
    const target = this.byPeer.get(peer)
    const wasOurs = this.ours.delete(peer)
    if (target != null) {
      target.nextDialMs = Math.max(target.nextDialMs, this.now() + this.waitFor(target))
      this.dialDue()
    } else if (wasOurs) {
      void this.addIfRecent(event.detail)
    }
  }

  /** A peer that discovery found is dialled like a recent one once it is gone. */
  private async addIfRecent (peerId: PeerId): Promise<void> {
    try {
      const peer = await this.components.libp2p.peerStore.get(peerId)
      if (!this.stopped && isRecent(peer)) { this.addStored(peer, REDIAL_FIRST_WAIT_MS) }
    } catch (error) {
      this.log.trace('%p is not dialled again - %e', peerId, error)
    }
  }

  private async addRecentPeers (): Promise<void> {
    try {
      const recent = await this.components.libp2p.peerStore.all({ filters: [isRecent] })
      for (const peer of recent) { this.addStored(peer, 0) }
    } catch (error) {
      this.log.error('could not read which peers were met before - %e', error)
    }
  }

  /** Makes a target of a peer of the peer store, unless there are many of them already. */
  private addStored (stored: Peer, waitMs: number): void {
    const peer = peerTextOf(stored.id)
    const recent = this.targets().filter(({ origin }) => origin === 'recent')
    if (this.byPeer.has(peer) || recent.length >= RECENT_PEERS_MAX || this.byPeer.size >= TARGETS_MAX) { return }
    const addresses = addressesOf(stored)
    if (addresses.length === 0) { return }
    this.byPeer.set(peer, { ...newTarget(peer), addresses, nextDialMs: this.now() + this.spread(waitMs) })
    this.dialDue()
  }

  /** Dials what is due and sets the timer for what comes next. */
  private dialDue (): void {
    if (this.stopped) { return }
    this.timer?.cancel()
    const now = this.now()
    const connected = new Set(this.components.libp2p.getPeers().map(peerTextOf))
    let next = Infinity
    for (const target of this.byPeer.values()) {
      if (this.dials.has(target.peer) || connected.has(target.peer)) { continue }
      if (target.nextDialMs <= now) {
        void this.dial(target)
      } else {
        next = Math.min(next, target.nextDialMs)
      }
    }
    if (next !== Infinity) {
      this.timer = this.components.timers.after(Math.max(1, next - now), () => { this.dialDue() })
    }
  }

  /** Counts the dial as a failure until the peer has passed hello; `remember` takes that back. */
  private async dial (target: DialTarget): Promise<void> {
    const { libp2p, timers } = this.components
    const abort = new AbortController()
    const limit = timers.after(DIAL_TIMEOUT_MS, () => { abort.abort() })
    this.dials.set(target.peer, abort)
    target.failures++
    try {
      await libp2p.dial(target.addresses.map(address => multiaddr(address)), { signal: abort.signal })
      target.lastError = undefined
      if (abort.signal.aborted) { await libp2p.hangUp(peerIdOf(target.peer)) }
    } catch (error) {
      target.lastError = error instanceof Error ? error.message : String(error)
    } finally {
      limit.cancel()
      this.dials.delete(target.peer)
      this.planNext(target)
      this.dialDue()
    }
  }

  private planNext (target: DialTarget): void {
    const waitMs = this.waitFor(target)
    target.nextDialMs = Math.max(target.nextDialMs, this.now() + waitMs)
    if (target.lastError != null) {
      this.log('dial of %s failed (%d in a row), next in %d ms: %s', target.peer, target.failures, Math.round(waitMs), target.lastError)
    }
  }

  /** Milliseconds until the next dial: doubled with each dial that came to nothing, up to a bound. */
  private waitFor (target: DialTarget): number {
    const doublings = Math.min(Math.max(0, target.failures - 1), DOUBLINGS_MAX)
    return this.spread(Math.min(REDIAL_FIRST_WAIT_MS * 2 ** doublings, this.longestWaitFor(target)))
  }

  /** A named peer behind a cut may be back at any moment; one that answers and never passes hello can wait. */
  private longestWaitFor ({ origin, lastError }: DialTarget): number {
    if (origin === 'recent') { return REDIAL_RECENT_WAIT_MAX_MS }
    if (lastError == null) { return REDIAL_NAMED_WAIT_MAX_MS }
    return Math.max(REDIAL_UNREACHABLE_WAIT_MAX_MS, this.byPeer.size * REDIAL_TARGET_SHARE_MS)
  }

  /** Between one half of the given wait and the whole. */
  private spread (waitMs: number): number {
    return waitMs * (1 + this.components.random.fraction()) / 2
  }

  /** Lets the next dial of a target be the first again. */
  private reset (target: DialTarget): void {
    target.failures = 0
    target.nextDialMs = this.now()
    target.lastError = undefined
  }

  private now (): number {
    return this.components.clock.monotonicMs()
  }
}

function newTarget (peer: string): DialTarget {
  return { peer, origin: 'recent', addresses: [], failures: 0, nextDialMs: 0 }
}
