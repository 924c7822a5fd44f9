import { conflictScore } from './entropy.ts'
import { millionthsOf, unitOf } from './fixed-point.ts'
import type { FactValue } from '../../../model/fact/index.ts'
import type { LensCandidate, ValueShare } from '../interface.ts'

/** The candidates that state one value. */
export interface ValueGroup {
  readonly key: string
  /** One candidate for each pair of author and source, in the order of the tie-break. */
  readonly members: readonly LensCandidate[]
  /** Sum of the stated confidence of the members, millionths. */
  readonly confidence: number
}

/** Text that two values share exactly when they are the same value of the same type. */
export function valueKey ({ type, v }: FactValue): string {
  return `${type} ${String(v)}`
}

/**
 * Groups candidates by value, in the order in which the values first appear. Whoever states a value twice counts once,
 * with the first statement.
 *
 * @param candidates - in the order of the tie-break
 */
export function groupByValue (candidates: readonly LensCandidate[]): Map<string, ValueGroup> {
  const groups = new Map<string, { key: string, members: LensCandidate[], claimants: Set<string>, confidence: number }>()

  for (const candidate of candidates) {
    const key = valueKey(candidate.value)
    const group = groups.get(key) ?? { key, members: [], claimants: new Set(), confidence: 0 }
    const claimant = `${candidate.author} ${candidate.source}`
    groups.set(key, group)

    if (!group.claimants.has(claimant)) {
      group.claimants.add(claimant)
      group.members.push(candidate)
      group.confidence += candidate.confidence
    }
  }

  return groups
}

/** The conflict score of groups, millionths. */
export function conflictAmong (groups: Iterable<ValueGroup>): number {
  return conflictScore(Array.from(groups, ({ confidence }) => confidence))
}

/** The distinct values with their shares of the stated confidence, the largest first. */
export function valueShares (groups: ReadonlyMap<string, ValueGroup>): ValueShare[] {
  const sorted = [...groups.values()].sort((a, b) => b.confidence - a.confidence)
  const total = BigInt(sorted.reduce((sum, { confidence }) => sum + confidence, 0))

  return sorted.map(({ members, confidence }) => {
    return { id: members[0].id, claimants: members.length, share: unitOf(millionthsOf(BigInt(confidence), total)) }
  })
}
