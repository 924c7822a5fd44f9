import { LOCK_MS_MAX } from './constants.ts'
import type { Timers } from '../interface.ts'

/**
 * Takes the one lock on a folder among all tabs and workers of a site; undefined when another has it for longer than a page
 * takes to end. The browser gives it back when the page ends. A page without Web Locks, which are kept from insecure origins,
 * goes without: it has no signatures either.
 */
export async function lockFolder (timers: Pick<Timers, 'after'>, name: string): Promise<(() => void) | undefined> {
  const locks: LockManager | undefined = navigator.locks
  const { promise: end, resolve: release } = Promise.withResolvers<void>()
  if (locks == null) {
    return release
  }
  const late = new AbortController()
  const timer = timers.after(LOCK_MS_MAX, () => { late.abort() })
  return new Promise(resolve => {
    const hold = async (): Promise<void> => {
      timer.cancel()
      resolve(release)
      await end
    }
    locks.request(`factmesh ${name}`, { signal: late.signal }, hold).catch(() => {
      timer.cancel()
      resolve(undefined)
    })
  })
}
