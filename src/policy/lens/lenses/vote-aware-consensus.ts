import { decidingLens, fewNote } from '../ranking/deciding-lens.ts'
import { byWeight, rankBy } from '../ranking/decision.ts'
import { millionthsOf, sumOf } from '../ranking/fixed-point.ts'
import { note } from '../ranking/note.ts'
import { decideConsensus } from './consensus.ts'
import type { LensCandidate, LensNote } from '../interface.ts'
import type { Decision, Weighed } from '../ranking/decision.ts'

/**
 * The statement with the largest net weight of votes answers: the sum for it less the sum against it, and nothing below
 * zero. The latest one answers between equal ones. Votes are counted by statement and not by value, because a voter has
 * one vote for each statement: copies of a statement would multiply it. It is as sure as the part of all net weight that
 * the winner has.
 *
 * When no statement has a net weight above zero, `consensus` decides among those that are not voted down, or among all
 * when every one is.
 */
export const voteAwareConsensus = decidingLens('vote-aware-consensus', (candidates) => {
  const weights = candidates.map(weightOf)
  const total = sumOf(weights)

  if (total === 0n) {
    return withoutVotes(candidates)
  }

  const weighed = candidates.map((candidate, i) => ({ candidate, weight: weights[i], why: [voteNote(candidate)] }))
  const { ranked, notes } = rankBy(weighed, byWeight)
  const [{ weight }] = ranked
  const verdict = note('most-voted', { weight: Number(weight), of: Number(total) })

  return { ranked, answers: true, confidence: millionthsOf(weight, total), notes: [fewNote(ranked) ?? verdict, ...notes] }
})

function withoutVotes (candidates: readonly LensCandidate[]): Decision {
  const standing = candidates.filter(candidate => !isVotedDown(candidate))
  const isChoice = standing.length > 0
  const decision = decideConsensus(isChoice ? standing : candidates)
  const rest: Weighed[] = isChoice
    ? candidates.filter(isVotedDown).map(candidate => ({ candidate, weight: 0n, why: [voteNote(candidate)] }))
    : []

  return { ...decision, ranked: [...decision.ranked, ...rest], notes: [note('no-votes'), ...decision.notes] }
}

function weightOf ({ votes }: LensCandidate): bigint {
  return votes == null || votes.against >= votes.for ? 0n : BigInt(votes.for) - BigInt(votes.against)
}

function isVotedDown ({ votes }: LensCandidate): boolean {
  return votes != null && votes.against > votes.for
}

function voteNote ({ votes }: LensCandidate): LensNote {
  return note('votes', { for: votes?.for ?? 0, against: votes?.against ?? 0 })
}
