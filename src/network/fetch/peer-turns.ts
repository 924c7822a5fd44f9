import { BACKOFF_FIRST_MS, BACKOFF_MAX_MS } from './constants.ts'
import type { Clock } from '../../platform/interface.ts'
import type { PeerText } from '../wire/index.ts'

interface Turn {
  failures: number
  /** Monotonic time from which on the peer may be asked. */
  freeMs: number
  busy: boolean
}

/** Which peers may be asked now: one request at a time for each, and none for a while after one failed. */
export class PeerTurns {
  private readonly clock: Clock
  private readonly turns = new Map<PeerText, Turn>()

  constructor (clock: Clock) {
    this.clock = clock
  }

  /** Requests under way. */
  get busy (): number {
    return [...this.turns.values()].filter(({ busy }) => busy).length
  }

  /** Whether a request to the peer may begin. */
  isFree (peer: PeerText): boolean {
    const turn = this.turns.get(peer)

    return turn == null || (!turn.busy && turn.freeMs <= this.clock.monotonicMs())
  }

  /** A request begins. */
  begin (peer: PeerText): void {
    const turn = this.turns.get(peer) ?? { failures: 0, freeMs: 0, busy: false }
    turn.busy = true
    this.turns.set(peer, turn)
  }

  /** A request is over; answers for how many milliseconds the peer is left alone. */
  end (peer: PeerText, isGood: boolean): number {
    const turn = this.turns.get(peer)

    if (turn == null) {
      return 0
    }

    turn.busy = false
    turn.failures = isGood ? 0 : turn.failures + 1
    const waitMs = isGood ? 0 : Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (turn.failures - 1))
    turn.freeMs = this.clock.monotonicMs() + waitMs

    return waitMs
  }

  /** The peer has left, and with it what was held against it. */
  forget (peer: PeerText): void {
    this.turns.delete(peer)
  }
}
