import { multiaddr } from '@multiformats/multiaddr'
import { peerTextOf } from '../../network/wire/index.ts'
import { DIRECT_DIAL_TIMEOUT_MS, DIRECT_WAIT_FIRST_MS, DIRECT_WAIT_MAX_MS, SIGNALING_PROTOCOL } from '../constants.ts'
import { directAddress } from './addresses.ts'
import type { Clock, TimerHandle, Timers } from '../../platform/index.ts'
import type { ComponentLogger, Connection, IdentifyResult, Libp2p, Logger, PeerId } from '@libp2p/interface'

/** How far the attempts are to reach a peer directly that a relay connects. */
export interface UpgradeState {
  /** Attempts that failed, since the peer connected. */
  readonly attempts: number
  /** Monotonic time of the next attempt; absent while one is under way. */
  readonly nextAtMs?: number
  /** Why the last one failed. */
  readonly error?: string
}

/** What the upgrades stand on. */
export interface DirectUpgradesComponents {
  readonly libp2p: Libp2p
  /** Asks the other end of a connection once more what it speaks. */
  identify (connection: Connection): Promise<unknown>
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: ComponentLogger
}

/**
 * Replaces connections through a relay by WebRTC ones between their ends. The end that dialled tries, at once and then after
 * 1, 2, 4, … minutes; the relayed connection stays until a direct one is there, and is gone back to when that ends. When the
 * relayed connection goes, the ends ask each other anew what they speak, because gossip opens its streams at that moment.
 */
export class DirectUpgrades {
  private readonly components: DirectUpgradesComponents
  private readonly log: Logger
  private readonly states = new Map<string, UpgradeState>()
  private readonly pending = new Map<string, TimerHandle>()
  private stopping = new AbortController()

  constructor (components: DirectUpgradesComponents) {
    this.components = components
    this.log = components.logger.forComponent('factmesh:mesh')
  }

  start (): void {
    const { libp2p } = this.components
    this.stopping = new AbortController()
    libp2p.addEventListener('peer:identify', this.onIdentify)
    libp2p.addEventListener('connection:close', this.onClose)
    libp2p.addEventListener('peer:disconnect', this.onDisconnect)
  }

  stop (): void {
    const { libp2p } = this.components
    this.stopping.abort()
    libp2p.removeEventListener('peer:identify', this.onIdentify)
    libp2p.removeEventListener('connection:close', this.onClose)
    libp2p.removeEventListener('peer:disconnect', this.onDisconnect)
    for (const peer of this.pending.keys()) { this.cancel(peer) }
  }

  /** The attempts towards a peer, by the text of its id; undefined when there was no need of any. */
  stateOf (peer: string): UpgradeState | undefined {
    return this.states.get(peer)
  }

  private readonly onIdentify = ({ detail: { connection, protocols } }: CustomEvent<IdentifyResult>): void => {
    if (connection.limits == null) {
      this.settle(connection.remotePeer)
    } else if (connection.direction === 'outbound' && protocols.includes(SIGNALING_PROTOCOL) && this.stateOf(peerTextOf(connection.remotePeer)) == null) {
      void this.attempt(connection.remotePeer)
    }
  }

  private readonly onClose = ({ detail: { limits, remotePeer } }: CustomEvent<Connection>): void => {
    const direct = this.directTo(remotePeer)
    if (limits != null && direct != null) {
      this.components.identify(direct).catch(error => { this.log.trace('%p did not say what it speaks - %e', remotePeer, error) })
    } else if (limits == null && direct == null && this.relayedTo(remotePeer) != null) {
      this.plan(remotePeer)
    }
  }

  private readonly onDisconnect = ({ detail }: CustomEvent<PeerId>): void => {
    this.forget(detail)
  }

  /** A direct connection is there: the relayed ones of ours are not needed any more. */
  private settle (peer: PeerId): void {
    this.forget(peer)
    for (const connection of this.components.libp2p.getConnections(peer)) {
      if (connection.limits != null && connection.direction === 'outbound') {
        connection.close().catch(error => { connection.abort(error) })
      }
    }
  }

  private async attempt (peer: PeerId): Promise<void> {
    const { libp2p, timers } = this.components
    const relayed = this.relayedTo(peer)
    if (relayed == null || this.directTo(peer) != null || !libp2p.getProtocols().includes(SIGNALING_PROTOCOL)) { return }
    const limit = new AbortController()
    const timer = timers.after(DIRECT_DIAL_TIMEOUT_MS, () => { limit.abort() })
    this.note(peer, {})
    try {
      await libp2p.dial(multiaddr(directAddress(relayed.remoteAddr)), { signal: AbortSignal.any([limit.signal, this.stopping.signal]), force: true })
    } catch (error) {
      this.log('%p could not be reached directly - %e', peer, error)
      const attempts = (this.stateOf(peerTextOf(peer))?.attempts ?? 0) + 1
      this.note(peer, { attempts, error: error instanceof Error ? error.message : String(error) })
      this.plan(peer)
    } finally {
      timer.cancel()
    }
  }

  /** Sets the time of the next attempt. */
  private plan (peer: PeerId): void {
    const { clock, timers } = this.components
    if (this.stopping.signal.aborted || this.relayedTo(peer) == null) { return }
    const name = peerTextOf(peer)
    const attempts = this.states.get(name)?.attempts ?? 0
    const waitMs = Math.min(DIRECT_WAIT_FIRST_MS * 2 ** Math.max(0, attempts - 1), DIRECT_WAIT_MAX_MS)
    this.note(peer, { nextAtMs: clock.monotonicMs() + waitMs })
    this.cancel(name)
    this.pending.set(name, timers.after(waitMs, () => { void this.attempt(peer) }))
  }

  private note (peer: PeerId, change: Partial<UpgradeState>): void {
    const name = peerTextOf(peer)
    this.states.set(name, { attempts: 0, ...this.states.get(name), nextAtMs: undefined, ...change })
  }

  private forget (peer: PeerId): void {
    const name = peerTextOf(peer)
    this.cancel(name)
    this.states.delete(name)
  }

  private cancel (name: string): void {
    this.pending.get(name)?.cancel()
    this.pending.delete(name)
  }

  private directTo (peer: PeerId): Connection | undefined {
    return this.components.libp2p.getConnections(peer).find(({ limits, status }) => limits == null && status === 'open')
  }

  private relayedTo (peer: PeerId): Connection | undefined {
    return this.components.libp2p.getConnections(peer).find(({ direction, limits, status }) => limits != null && direction === 'outbound' && status === 'open')
  }
}
