import { MILLION } from '../constants.ts'
import { decidingLens, fewNote } from '../ranking/deciding-lens.ts'
import { rankBy } from '../ranking/decision.ts'
import { millionthsOf } from '../ranking/fixed-point.ts'
import { note } from '../ranking/note.ts'
import { groupByValue, valueKey } from '../ranking/values.ts'
import type { LensCandidate } from '../interface.ts'
import type { Decision } from '../ranking/decision.ts'

/**
 * The most common value answers. What counts is how many claimants, pairs of author and source, state it; whoever
 * states it twice counts once. Of its statements the first by the tie-break stands for it, and equally common values
 * are told apart by the same tie-break. It is as sure as the part of the claimants that it has.
 */
export const consensus = decidingLens('consensus', decideConsensus)

/** The decision of `consensus`, for lenses that fall back to it. */
export function decideConsensus (candidates: readonly LensCandidate[]): Decision {
  const groups = groupByValue(candidates)
  const counting = new Set([...groups.values()].flatMap(({ members }) => members))
  const weighed = candidates.map(candidate => {
    const claimants = groups.get(valueKey(candidate.value))?.members.length ?? 0
    const weight = counting.has(candidate) ? BigInt(MILLION) : 0n

    return { candidate, claimants, weight, why: [note('claimants', { claimants })] }
  })
  const { ranked, notes } = rankBy(weighed, (a, b) => b.claimants - a.claimants)
  const claimants = ranked[0]?.claimants ?? 0

  return {
    ranked,
    answers: true,
    confidence: millionthsOf(BigInt(claimants), BigInt(counting.size)),
    notes: [fewNote(ranked) ?? note('most-claimants', { claimants, of: counting.size }), ...notes]
  }
}
