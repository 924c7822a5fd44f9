import type { Timers } from '../../platform/interface.ts'
import type { AbortOptions } from '@libp2p/interface'

/** How long to wait, and what it means when that was in vain. */
export interface WaitOptions extends AbortOptions {
  timeoutMs: number
  /** Makes the error of a missed deadline. */
  late (): Error
}

/**
 * Waits for a condition that others change. Whoever changes something beats the pulse; whoever waits looks again. One
 * timer serves a whole wait, however often it is woken, so bytes that trickle in do not move a deadline.
 */
export class Pulse {
  private readonly timers: Timers
  private next = Promise.withResolvers<void>()

  constructor (timers: Timers) {
    this.timers = timers
  }

  /** Wakes everybody who waits. */
  beat (): void {
    const { resolve } = this.next
    this.next = Promise.withResolvers<void>()
    resolve()
  }

  /**
   * Resolves once `ready` answers true, at once if it does already. It rejects with what `ready` throws, with the error
   * of `late` after the deadline, and with the reason of the signal once that is aborted.
   */
  async until (ready: () => boolean, options: WaitOptions): Promise<void> {
    if (ready()) {
      return
    }

    let late = false
    const wake = (): void => { this.beat() }
    const timer = this.timers.after(options.timeoutMs, () => {
      late = true
      this.beat()
    })
    options.signal?.addEventListener('abort', wake)

    try {
      while (!ready()) {
        options.signal?.throwIfAborted()

        if (late) {
          throw options.late()
        }

        await this.next.promise
      }
    } finally {
      timer.cancel()
      options.signal?.removeEventListener('abort', wake)
    }
  }
}
