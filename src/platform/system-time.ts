import type { Clock, TimerHandle, Timers } from './interface.ts'
import type { AbortOptions } from '@libp2p/interface'

/** The longest delay that runtimes take, in milliseconds: a longer one would fire at once. */
export const DELAY_MAX_MS = 2 ** 31 - 1

/** The clocks of the machine, which Node and browsers name alike. */
export function systemClock (): Clock {
  return {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now()
  }
}

/** The timers of the machine; delays above {@link DELAY_MAX_MS} are waited in several legs. */
export function systemTimers (): Timers {
  return { after, every, sleep: async (ms, options) => sleepBy(after, ms, options) }
}

function after (ms: number, fn: () => void): TimerHandle {
  let rest = ms
  let timer: ReturnType<typeof setTimeout>
  const arm = (): void => {
    const leg = Math.min(rest, DELAY_MAX_MS)
    rest -= leg
    timer = setTimeout(rest > 0 ? arm : fn, leg)
  }
  arm()
  return { cancel: () => { clearTimeout(timer) } }
}

function every (ms: number, fn: () => void): TimerHandle {
  const timer: unknown = setInterval(fn, Math.min(Math.max(ms, 1), DELAY_MAX_MS))
  release(timer)
  return { cancel: () => { clearInterval(timer as number) } }
}

/** Lets a Node process end although the timer is armed; timers of a browser are plain numbers. */
function release (timer: unknown): void {
  if (typeof timer === 'object' && timer != null && 'unref' in timer && typeof timer.unref === 'function') {
    timer.unref()
  }
}

/** Waits by a timer until it fires or the signal is aborted, and leaves neither timer nor listener behind. */
export async function sleepBy (arm: Timers['after'], ms: number, options: AbortOptions = {}): Promise<void> {
  const { signal } = options
  signal?.throwIfAborted()
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      timer.cancel()
      reject(signal?.reason)
    }
    const timer = arm(ms, () => {
      signal?.removeEventListener('abort', stop)
      resolve()
    })
    signal?.addEventListener('abort', stop, { once: true })
  })
}

/** Resolves in a later turn of the event loop: every promise that can settle without the machine has settled by then. */
export async function nextTurn (): Promise<void> {
  await new Promise<void>((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve)
      return
    }
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}
