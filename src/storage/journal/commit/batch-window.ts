import type { TimerHandle, Timers } from '../../../platform/interface.ts'

/** The time in which the first waiter of a group waits for others. */
export class BatchWindow {
  private readonly timers: Pick<Timers, 'after'>
  private readonly waitMs: number
  private timer: TimerHandle | undefined
  private opened: Promise<void> | undefined
  private release: (() => void) | undefined

  constructor (timers: Pick<Timers, 'after'>, waitMs: number) {
    this.timers = timers
    this.waitMs = waitMs
  }

  /** Begins to wait, unless it does already. */
  open (): void {
    if (this.opened == null) {
      this.opened = new Promise(resolve => { this.release = resolve })
      this.timer = this.timers.after(this.waitMs, () => { this.close() })
    }
  }

  /** Ends the waiting before its time. */
  close (): void {
    this.timer?.cancel()
    this.release?.()
    this.opened = undefined
  }

  /** Resolves once the waiting is over; at once when nobody waits. */
  async over (): Promise<void> {
    await this.opened
  }
}
