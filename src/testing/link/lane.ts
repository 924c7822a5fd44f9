import { PERFECT, RETRANSMITS_MAX, RETRANSMIT_WAIT_MAX_MS, RETRANSMIT_WAIT_MS, SEGMENT_BYTES_MAX } from './constants.ts'
import type { LinkConditions, LinkState } from './interface.ts'
import type { LinkTally, Side } from './meter/tally.ts'
import type { Clock, Random, TimerHandle, Timers } from '../../platform/index.ts'

/** Time and chance of a test network. */
export interface LaneComponents {
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly timers: Pick<Timers, 'after'>
  readonly random: Random
  readonly tally: LinkTally
}

/** What a lane tells the pipes on it. */
export interface LanePipe {
  /** The conditions changed. */
  wake (): void
  /** What is under way is lost and has to be sent again. */
  rewind (): void
  /** Everything is dropped and no timer is left. */
  discard (): void
}

/** One direction of a link: all connections between two nodes share its bandwidth and its cuts. */
export class Lane {
  /** The side that sends. */
  readonly side: Side
  private readonly components: LaneComponents
  private readonly pipes = new Set<LanePipe>()
  private current: LinkState = PERFECT
  private freeMs = 0

  constructor (side: Side, components: LaneComponents) {
    this.side = side
    this.components = components
  }

  get state (): LinkState {
    return this.current
  }

  /** When the last segment that was taken has left; the next one may leave then. */
  get freeAtMs (): number {
    return this.freeMs
  }

  /** Bytes that leave at once: all of a write, or segments where it matters when and whether each arrives. */
  get segmentBytesMax (): number {
    return this.current.bytesPerSecond === Infinity && this.current.loss === 0 ? Infinity : SEGMENT_BYTES_MAX
  }

  /** Pipes that are not at their end. */
  get pipesOpen (): number {
    return this.pipes.size
  }

  nowMs (): number {
    return this.components.clock.monotonicMs()
  }

  after (ms: number, fn: () => void): TimerHandle {
    return this.components.timers.after(ms, fn)
  }

  join (pipe: LanePipe): void {
    this.pipes.add(pipe)
  }

  leave (pipe: LanePipe): void {
    this.pipes.delete(pipe)
  }

  /** Takes a segment that has waited since the given time, and answers when it arrives, in milliseconds of the clock. */
  carry (bytes: number, sinceMs: number): number {
    const { latencyMs, jitterMs, bytesPerSecond } = this.current
    this.freeMs = Math.max(sinceMs, this.freeMs) + bytes * 1_000 / bytesPerSecond
    const lateMs = jitterMs === 0 ? 0 : jitterMs * this.components.random.fraction()
    return this.freeMs + latencyMs + lateMs + this.lostMs()
  }

  /** Counts what has arrived. */
  arrived (bytes: number, frames: number): void {
    this.components.tally.arrived(this.side, bytes, frames)
  }

  set (conditions: LinkConditions): void {
    this.current = { ...this.current, ...conditions }
    this.freeMs = Math.min(this.freeMs, this.nowMs())
    for (const pipe of [...this.pipes]) { pipe.wake() }
  }

  cut (): void {
    this.current = { ...this.current, isCut: true }
    this.freeMs = Math.min(this.freeMs, this.nowMs())
    for (const pipe of [...this.pipes]) { pipe.rewind() }
  }

  mend (): void {
    if (!this.current.isCut) { return }
    this.freeMs = this.nowMs()
    this.current = { ...this.current, isCut: false }
    for (const pipe of [...this.pipes]) { pipe.wake() }
  }

  /** Drops everything that is under way. */
  discard (): void {
    for (const pipe of [...this.pipes]) { pipe.discard() }
  }

  /** Milliseconds that a segment loses by being lost and sent again. */
  private lostMs (): number {
    let waitMs = RETRANSMIT_WAIT_MS + 2 * this.current.latencyMs
    let lostMs = 0
    for (let sent = 0; sent < RETRANSMITS_MAX && this.isLost(); sent++) {
      lostMs += waitMs
      waitMs = Math.min(2 * waitMs, RETRANSMIT_WAIT_MAX_MS)
    }
    return lostMs
  }

  private isLost (): boolean {
    return this.current.loss > 0 && this.components.random.fraction() < this.current.loss
  }
}
