import { BACKOFF_FIRST_MS, BACKOFF_MAX_MS, FAULT_MEMORY_MS, FAULTY_PEERS_MAX } from './constants.ts'
import type { Clock } from '../../platform/interface.ts'
import type { PeerText } from '../wire/index.ts'

/** What is remembered of a peer that was at fault. */
interface Offender {
  /** Runs that broke off by its fault. */
  readonly faults: number
  /** Monotonic time of the last one in milliseconds. */
  readonly atMs: number
}

/**
 * Peers by whose fault runs broke off. Each fault lets the peer rest for longer, also one that left and came back; who
 * does nothing wrong for a while after the last one is forgotten. A bounded number is remembered, the latest.
 */
export class PeerFaults {
  private readonly clock: Pick<Clock, 'monotonicMs'>
  private readonly offenders = new Map<PeerText, Offender>()

  constructor (clock: Pick<Clock, 'monotonicMs'>) {
    this.clock = clock
  }

  /** Notes a fault of a peer, and answers how many there are. */
  add (peer: PeerText): number {
    const faults = this.of(peer) + 1
    this.offenders.delete(peer)
    this.offenders.set(peer, { faults, atMs: this.clock.monotonicMs() })
    const [oldest] = this.offenders.keys()

    if (this.offenders.size > FAULTY_PEERS_MAX) {
      this.offenders.delete(oldest)
    }

    return faults
  }

  /** Faults of a peer that are remembered. */
  of (peer: PeerText): number {
    const offender = this.offenders.get(peer)

    if (offender === undefined || this.clock.monotonicMs() - offender.atMs < FAULT_MEMORY_MS) {
      return offender?.faults ?? 0
    }

    this.offenders.delete(peer)

    return 0
  }

  /** Milliseconds for which a peer is still to be left alone. */
  restMs (peer: PeerText): number {
    const offender = this.offenders.get(peer)

    return offender === undefined ? 0 : Math.max(0, offender.atMs + backOffMs(offender.faults) - this.clock.monotonicMs())
  }

  /** The peers of whom a fault is remembered. */
  peers (): PeerText[] {
    return [...this.offenders.keys()].filter(peer => this.of(peer) > 0)
  }
}

/** Milliseconds of the wait after so many failures, at least one: doubled with each further one. */
export function backOffMs (failures: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (failures - 1))
}
