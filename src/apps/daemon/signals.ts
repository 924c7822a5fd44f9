import { constants } from 'node:os'
import { STOP_TIMEOUT_MS } from './constants.ts'
import type { DaemonLog } from './log.ts'
import type { Timers } from '../../platform/index.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

type Signal = typeof SIGNALS[number]

/** What the end of a daemon needs. */
export interface SignalComponents {
  readonly timers: Timers
  readonly log: DaemonLog
}

/**
 * Waits for SIGINT or SIGTERM, then stops in order and resolves with 0. A
 * second signal ends the process at once, and so does a stop that takes too
 * long: what was acknowledged is durable either way.
 */
export async function untilSignal ({ timers, log }: SignalComponents, stop: () => Promise<void>): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<Signal>()
  for (const signal of SIGNALS) { process.once(signal, () => { resolve(signal) }) }
  const signal = await promise
  for (const next of SIGNALS) {
    process.removeAllListeners(next)
    process.once(next, () => { process.exit(128 + constants.signals[next]) })
  }
  log.write('info', 'factmesh:daemon', `stopping because of ${signal}`)
  const limit = timers.after(STOP_TIMEOUT_MS, () => {
    log.write('error', 'factmesh:daemon', 'a part of the node did not stop in time and was cut off')
    process.exit(1)
  })
  await stop()
  limit.cancel()
  log.write('info', 'factmesh:daemon', 'stopped')
  return 0
}
