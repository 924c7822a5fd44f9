import { decidingLens, fewNote } from './deciding-lens.ts'
import { rankBy } from './decision.ts'
import { tieBreak } from './tie-break.ts'
import type { Decision, Weighed } from './decision.ts'
import type { Lens, LensCandidate, LensClaim, LensNote } from '../interface.ts'

/** A rule that orders statements by their time and confidence alone. */
export interface OrderedLensInit {
  readonly name: string
  /** Negative when the first claim is the better one. */
  compare (a: LensClaim, b: LensClaim): number
  /** How sure the answer is, in millionths. `second` is the next in rank. */
  confidence (first: LensCandidate, second: LensCandidate | undefined): number
  /** The sentence about the first of several. */
  explain (first: LensCandidate, second: LensCandidate): LensNote
  /** The sentence about each candidate. */
  why (candidate: LensCandidate): LensNote
}

/** A lens of a rule that needs nothing but rows of the index, so it can make a shortlist before anything is read. */
export function orderedLens (init: OrderedLensInit): Lens {
  const { name, compare } = init

  return {
    ...decidingLens(name, candidates => decide(candidates, init)),

    shortlist: (claims) => {
      const best = claims.reduce((one, other) => compare(other, one) < 0 ? other : one, claims[0])

      return claims.filter(claim => compare(claim, best) === 0)
    },

    pick: (rows) => rows.reduce((winner, row) => (compare(row, winner) || tieBreak(row, winner)) < 0 ? row : winner, rows[0])
  }
}

function decide (candidates: readonly LensCandidate[], { compare, confidence, explain, why }: OrderedLensInit): Decision {
  const weighed: Weighed[] = candidates.map(candidate => {
    return { candidate, weight: BigInt(candidate.confidence), why: [why(candidate)] }
  })
  const { ranked, notes } = rankBy(weighed, (a, b) => compare(a.candidate, b.candidate))
  const [first, second] = ranked

  return {
    ranked,
    answers: true,
    confidence: ranked.length === 0 ? 0 : confidence(first.candidate, second?.candidate),
    notes: [fewNote(ranked) ?? explain(first.candidate, second.candidate), ...notes]
  }
}
