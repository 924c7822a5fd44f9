import type { Timers } from '../../platform/index.ts'

/** How long to wait, and what to throw when that was too short. */
export interface Deadline {
  readonly limitMs: number
  late (): Error
}

/**
 * Waits for work that has a time limit, and throws what `late` makes when it
 * takes longer. The work itself goes on: what it does cannot be called back.
 */
export async function within<T> (timers: Timers, work: Promise<T>, { limitMs, late }: Deadline): Promise<T> {
  const limit = Promise.withResolvers<never>()
  const timer = timers.after(limitMs, () => { limit.reject(late()) })
  try {
    return await Promise.race([work, limit.promise])
  } finally {
    timer.cancel()
  }
}
