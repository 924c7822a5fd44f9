import { CUT_STEP_MS } from './constants.ts'
import type { CompiledResolve } from './compiled-resolve.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { Candidate, Moment } from '../group-judge.ts'

/** The moments of one question. */
export interface Moments {
  /** The default cut before expiry: the newest stamp of the scope, floored to a step. */
  readonly baseMs: number
  /** What is looked at, and at which time statements have expired. */
  readonly moment: Moment
}

/** The newest stamp of a scope, floored, so that what is written within a minute leaves the bytes of other answers alone. */
export function floorOf ({ wallMs }: Hlc): number {
  return wallMs - wallMs % CUT_STEP_MS
}

/**
 * Which moments a question is about. Without a cut, expiry is looked at by this node's clock, and {@link cutOf} turns
 * what it did into a time that is the same on every node.
 */
export function momentsOf ({ asOf, cut }: Pick<CompiledResolve, 'asOf' | 'cut'>, { baseMs, nowMs }: { baseMs: number, nowMs: number }): Moments {
  const atMs = cut?.wallMs ?? asOf?.wallMs ?? Math.max(baseMs, nowMs)

  return { baseMs, moment: asOf == null ? { atMs } : { asOf, atMs } }
}

/**
 * The cut that an answer was made at. By default it is the newest stamp of the scope, floored to a step, or the first
 * millisecond after the last expiry that has passed, whichever is later: at that time exactly the same statements have
 * expired as now.
 */
export function cutOf ({ asOf, cut }: Pick<CompiledResolve, 'asOf' | 'cut'>, { baseMs, moment }: Moments, ended: readonly Candidate[]): Hlc {
  const given = cut ?? asOf

  if (given != null) {
    return given
  }

  const expiries = ended.flatMap(({ version: { until } }) => until != null && until < moment.atMs ? until + 1 : [])

  return { wallMs: expiries.reduce((last, expiry) => Math.max(last, expiry), baseMs), counter: 0 }
}
