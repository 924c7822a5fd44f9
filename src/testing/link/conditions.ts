import { BYTES_PER_SECOND_MIN, LATENCY_MAX_MS } from './constants.ts'
import { InvalidLinkError } from './errors.ts'
import type { LinkConditions, LinkWay } from './interface.ts'

/** A range of numbers and how it is told. */
interface Range {
  readonly says: string
  includes (value: number): boolean
}

const MILLISECONDS: Range = { says: `from 0 to ${LATENCY_MAX_MS}`, includes: value => value >= 0 && value <= LATENCY_MAX_MS }

const RANGES: Readonly<Record<keyof LinkConditions, Range>> = {
  latencyMs: MILLISECONDS,
  jitterMs: MILLISECONDS,
  bytesPerSecond: { says: `of ${BYTES_PER_SECOND_MIN} or more`, includes: value => value >= BYTES_PER_SECOND_MIN },
  loss: { says: 'from 0 to below 1 (a link that loses everything is cut)', includes: value => value >= 0 && value < 1 }
}

/**
 * The conditions that are named and not undefined.
 *
 * @throws {InvalidLinkError} when a name is not known or a value is out of its range.
 */
export function checkedConditions (conditions: LinkConditions): LinkConditions {
  const named = Object.entries(conditions).filter(([, value]) => value !== undefined)
  for (const [field, value] of named) {
    const range = Object.hasOwn(RANGES, field) ? RANGES[field as keyof LinkConditions] : undefined
    if (range == null) { throw new InvalidLinkError(field, `a link has only ${Object.keys(RANGES).join(', ')}`) }
    if (typeof value !== 'number' || !range.includes(value)) { throw new InvalidLinkError(field, `${String(value)} is not a number ${range.says}`) }
  }
  return Object.fromEntries(named)
}

/**
 * The ways that are meant.
 *
 * @throws {InvalidLinkError} when it is none of `there`, `back` and `both`.
 */
export function checkedWays (way: LinkWay | 'both'): LinkWay[] {
  if (way === 'both') { return ['there', 'back'] }
  if (way !== 'there' && way !== 'back') { throw new InvalidLinkError('way', `${String(way)} is none of there, back, both`) }
  return [way]
}
