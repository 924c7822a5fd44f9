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

  /** Whether the last request to the peer did not fail. */
  isWell (peer: PeerText): boolean {
    return (this.turns.get(peer)?.failures ?? 0) === 0
  }

  /** A request begins. */
  begin (peer: PeerText): void {
    const turn = this.turns.get(peer) ?? { failures: 0, freeMs: 0, busy: false }
    turn.busy = true
    this.turns.set(peer, turn)
  }

  /** A request is over; a peer is left alone for a while when it failed. */
  end (peer: PeerText, isGood: boolean): void {
    const turn = this.turns.get(peer)

    if (turn != null) {
      turn.busy = false
      turn.failures = isGood ? 0 : turn.failures + 1
      turn.freeMs = this.clock.monotonicMs() + (isGood ? 0 : Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (turn.failures - 1)))
    }
  }

  /** Milliseconds until the next peer that is left alone may be asked; undefined when there is none. */
  get waitMs (): number | undefined {
    const nowMs = this.clock.monotonicMs()
    const waits = [...this.turns.values()].flatMap(({ busy, freeMs }) => busy || freeMs <= nowMs ? [] : [freeMs - nowMs])

    return waits.length === 0 ? undefined : Math.min(...waits)
  }

  /** The peer has left, and with it what was held against it. */
  forget (peer: PeerText): void {
    this.turns.delete(peer)
  }
}
