import { LOCK_MS_MAX } from '../constants.ts'
import { KVFailedError, KVLockedError } from '../errors.ts'
import type { Timers } from '../../../platform/interface.ts'

/** Gives a lock back; it is harmless to call it twice. */
export type Release = () => void

/**
 * Takes the one lock on a store among all tabs and workers of a site, because IndexedDB lets any number of them open one
 * database. The browser gives it back when the page ends. A page without Web Locks, which are kept from insecure origins,
 * goes without.
 *
 * @throws {KVLockedError} when another has it for longer than a page takes to end.
 * @throws {KVFailedError} when the browser gives this page no locks.
 */
export async function takeLock (components: { timers: Pick<Timers, 'after'> }, location: string): Promise<Release> {
  const locks: LockManager | undefined = navigator.locks
  const { promise: end, resolve: release } = Promise.withResolvers<void>()
  if (locks == null) {
    return release
  }
  const late = new AbortController()
  const timer = components.timers.after(LOCK_MS_MAX, () => { late.abort() })
  return new Promise<Release>((resolve, reject) => {
    const hold = async (): Promise<void> => {
      timer.cancel()
      resolve(release)
      await end
    }
    locks.request(`factmesh-kv ${location}`, { signal: late.signal }, hold).catch(cause => {
      timer.cancel()
      reject(late.signal.aborted ? new KVLockedError(location, { cause }) : new KVFailedError(location, { cause }))
    })
  })
}
