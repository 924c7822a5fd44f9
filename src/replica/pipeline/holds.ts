import { toHex } from '../../model/bytes/index.ts'
import type { Origin } from './interface.ts'
import type { Clock, TimerHandle, Timers } from '../../platform/interface.ts'

interface Held {
  readonly bytes: Uint8Array
  readonly origin: Origin
  readonly dueMs: number
}

/** What the holds stand on. */
export interface HoldsComponents {
  readonly clock: Clock
  readonly timers: Timers
  /** Takes a bundle whose time has come. */
  release (bytes: Uint8Array, origin: Origin): void
}

/**
 * Bundles from the near future, kept in memory until their time comes. They are offered again like any other: holding
 * one vouches for nothing.
 */
export class Holds {
  private readonly components: HoldsComponents
  private readonly max: number
  private readonly held = new Map<string, Held>()
  private timer: TimerHandle | undefined

  constructor (components: HoldsComponents, init: { max: number }) {
    this.components = components
    this.max = init.max
  }

  /** Holds a bundle; false when there is no room. A bundle that is held already is kept as it is. */
  hold (hash: Uint8Array, held: Held): boolean {
    const name = toHex(hash)

    if (!this.held.has(name)) {
      if (this.held.size >= this.max) {
        return false
      }

      this.held.set(name, held)
      this.arm()
    }

    return true
  }

  /** Forgets what a peer brought. */
  forget (peer: string): void {
    for (const [name, { origin }] of this.held) {
      if (origin.peer === peer) {
        this.held.delete(name)
      }
    }
  }

  /** Forgets everything that is held; peers have it still. */
  clear (): void {
    this.held.clear()
    this.timer?.cancel()
    this.timer = undefined
  }

  private arm (): void {
    this.timer?.cancel()
    this.timer = undefined

    if (this.held.size > 0) {
      const nextMs = Math.min(...[...this.held.values()].map(held => held.dueMs))
      this.timer = this.components.timers.after(nextMs - this.components.clock.nowMs(), () => { this.releaseDue() })
    }
  }

  private releaseDue (): void {
    const nowMs = this.components.clock.nowMs()

    for (const [name, { bytes, origin, dueMs }] of this.held) {
      if (dueMs <= nowMs) {
        this.held.delete(name)
        this.components.release(bytes, origin)
      }
    }

    this.arm()
  }
}
