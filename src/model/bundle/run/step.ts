import { HLC_COUNTER_MAX, HLC_WALL_MAX_MS } from '../../hlc/index.ts'
import { MalformedBundleError } from '../errors.ts'
import type { CborValue } from '../../bytes/index.ts'
import type { Hlc } from '../../hlc/index.ts'
import type { BundleHeader } from '../interface.ts'

/**
 * How far a stamp lies above the one before it: by so many milliseconds and with this counter, or, within the same
 * millisecond, so many counters above the next one.
 */
export type Step = readonly [wallMs: number, counter: number]

type Stamped = Pick<BundleHeader, 'hlc' | 'count'>

/** What counts as the bundle before the first: the next stamp after it is the lowest of all. */
const NOTHING: Stamped = { hlc: { wallMs: 0, counter: -1 }, count: 1 }

/**
 * The step from the last stamp of one bundle to the first of the next. A negative number in it says that the stamp does
 * not rise.
 */
export function stepBetween ({ hlc, count }: Stamped = NOTHING, next: Hlc): Step {
  const wallMs = next.wallMs - hlc.wallMs

  return [wallMs, wallMs === 0 ? next.counter - (hlc.counter + count) : next.counter]
}

/**
 * The stamp that lies a step above a bundle. Every stamp has one step, and no step leads to an equal or lower stamp. The
 * two items of the step may be anything.
 *
 * @throws {MalformedBundleError} when they are not a step
 */
export function stepFrom ({ hlc, count }: Stamped = NOTHING, [wallMs, counter]: readonly CborValue[]): Hlc {
  if (!isUpTo(wallMs, HLC_WALL_MAX_MS) || !isUpTo(counter, HLC_COUNTER_MAX)) {
    throw new MalformedBundleError('run', 'a stamp does not lie a step above the one before')
  }

  return { wallMs: hlc.wallMs + wallMs, counter: wallMs === 0 ? hlc.counter + count + counter : counter }
}

function isUpTo (value: CborValue, most: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most
}
