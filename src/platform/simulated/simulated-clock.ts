import { nextTurn, sleepBy } from '../system-time.ts'
import type { Clock, TimerHandle, Timers } from '../interface.ts'
import type { AbortOptions } from '@libp2p/interface'

/** Wall time at which a simulation begins, in milliseconds: 2026-01-01T00:00:00Z. */
export const DEFAULT_START_MS = 1_767_225_600_000

/** A call that is due at a point of monotonic time. */
interface Due {
  readonly atMs: number
  readonly order: number
  fn (): void
}

/** How a simulated clock starts. */
export interface SimulatedClockInit {
  /**
   * Wall time at the beginning, in milliseconds since 1970.
   *
   * @default DEFAULT_START_MS
   */
  startMs?: number
}

/**
 * A clock that stands still until it is advanced, with timers on the same time. Calls come in the order in which they are
 * due, equals in the order in which they were armed.
 */
export class SimulatedClock implements Clock, Timers {
  private wallMs: number
  private elapsedMs = 0
  private armed = 0
  /** Latest first, so that the next one is taken from the end. */
  private readonly queue: Due[] = []

  constructor (init: SimulatedClockInit = {}) {
    this.wallMs = init.startMs ?? DEFAULT_START_MS
  }

  /** How many calls wait. */
  get pending (): number {
    return this.queue.length
  }

  nowMs (): number {
    return this.wallMs + this.elapsedMs
  }

  monotonicMs (): number {
    return this.elapsedMs
  }

  after (ms: number, fn: () => void): TimerHandle {
    const due = { atMs: this.elapsedMs + Math.max(0, ms), order: this.armed++, fn }
    this.queue.splice(this.placeOf(due), 0, due)
    return {
      cancel: () => {
        const place = this.placeOf(due)
        if (this.queue[place] === due) {
          this.queue.splice(place, 1)
        }
      }
    }
  }

  every (ms: number, fn: () => void): TimerHandle {
    const arm = (): TimerHandle => this.after(Math.max(1, ms), () => {
      timer = arm()
      fn()
    })
    let timer = arm()
    return { cancel: () => { timer.cancel() } }
  }

  async sleep (ms: number, options?: AbortOptions): Promise<void> {
    return sleepBy((delay, fn) => this.after(delay, fn), ms, options)
  }

  /** Lets the wall clock jump, forward or back, as a corrected one does; no timer notices. */
  jump (ms: number): void {
    this.wallMs += ms
  }

  /** Lets time pass and makes the calls that fall due, within this turn of the event loop. */
  advance (ms: number): void {
    const endMs = this.elapsedMs + ms
    for (let due = this.take(endMs); due != null; due = this.take(endMs)) {
      due.fn()
    }
    this.elapsedMs = endMs
  }

  /** Like `advance`, and before and after each call every promise settles that can: code that waits goes on in between. */
  async advanceAsync (ms: number): Promise<void> {
    const endMs = this.elapsedMs + ms
    await nextTurn()
    for (let due = this.take(endMs); due != null; due = this.take(endMs)) {
      due.fn()
      await nextTurn()
    }
    this.elapsedMs = endMs
  }

  /** Takes the next call that is due by `endMs`, and moves to its time. */
  private take (endMs: number): Due | undefined {
    const due = this.queue.at(-1)
    if (due != null && due.atMs <= endMs) {
      this.elapsedMs = due.atMs
      return this.queue.pop()
    }
  }

  /** Where a call stands, or would stand, in the queue. */
  private placeOf (due: Due): number {
    let low = 0
    let high = this.queue.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.queue[middle]
      const later = other.atMs > due.atMs || (other.atMs === due.atMs && other.order > due.order)
      low = later ? middle + 1 : low
      high = later ? high : middle
    }
    return low
  }
}
