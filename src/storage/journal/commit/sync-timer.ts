import type { TimerHandle, Timers } from '../../../platform/interface.ts'

/** Syncs some time after something was written, once for all that is written meanwhile. */
export class SyncTimer {
  private readonly timers: Pick<Timers, 'after'>
  private readonly waitMs: number
  private readonly sync: () => Promise<void>
  private timer: TimerHandle | undefined

  constructor (timers: Pick<Timers, 'after'>, waitMs: number, sync: () => Promise<void>) {
    this.timers = timers
    this.waitMs = waitMs
    this.sync = sync
  }

  /** Something was written. */
  arm (): void {
    this.timer ??= this.timers.after(this.waitMs, () => {
      this.timer = undefined
      void this.sync()
    })
  }

  /** Syncs no more. */
  cancel (): void {
    this.timer?.cancel()
    this.timer = undefined
  }
}
