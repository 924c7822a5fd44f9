import { equalBytes, toHex } from '../../../model/bytes/index.ts'
import { compareHlc } from '../../../model/hlc/index.ts'
import type { VotedFact, VoteIndex } from './interface.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { VoteRow, VoteTally4 } from '../../index/index.ts'

const NO_VOTES: VoteTally4 = { forCount: 0, forWeight: 0, againstCount: 0, againstWeight: 0 }

/** Counts votes, those left out that a claimant casts on its own statement. */
export class VoteCounts {
  private readonly index: VoteIndex

  constructor (components: { index: VoteIndex }) {
    this.index = components.index
  }

  /** The sums of the votes on each fact: those of now, which the index keeps, or those that stood at a time. */
  async of (scope: number, facts: readonly VotedFact[], at?: Hlc): Promise<Array<VoteTally4 | undefined>> {
    if (at == null && facts.length === 1 && this.index.tallyNow(scope, facts[0]) === null) {
      return [undefined] // Most questions have one side that nobody voted on, and one lookup tells it.
    }

    const kept = await this.index.tallies(scope, facts)

    return Promise.all(facts.map(async (fact, i) => {
      const tally = kept[i]

      if (tally == null && at == null) {
        return undefined
      }

      return at == null ? this.withoutOwn(scope, fact, tally ?? NO_VOTES) : this.countAt(scope, fact, at)
    }))
  }

  private async withoutOwn (scope: number, fact: VotedFact, tally: VoteTally4): Promise<VoteTally4 | undefined> {
    const own = await this.index.liveVote(scope, fact, fact.claimant)

    return someVotes(own == null || own.takenBack ? tally : plus(tally, own, -1))
  }

  /** Walks every version of every vote, and takes the newest of each voter that is not later. */
  private async countAt (scope: number, fact: VotedFact, at: Hlc): Promise<VoteTally4 | undefined> {
    let tally = NO_VOTES
    let counted = ''

    for await (const vote of this.index.votes(scope, fact)) {
      const voter = toHex(vote.claimant)

      if (voter !== counted && compareHlc(vote.hlc, at) <= 0) {
        counted = voter
        tally = vote.takenBack || equalBytes(vote.claimant, fact.claimant) ? tally : plus(tally, vote, 1)
      }
    }

    return someVotes(tally)
  }
}

function plus (tally: VoteTally4, { stance, weight }: VoteRow, sign: 1 | -1): VoteTally4 {
  return stance === 'for'
    ? { ...tally, forCount: tally.forCount + sign, forWeight: sumOf(tally.forWeight, sign * weight) }
    : { ...tally, againstCount: tally.againstCount + sign, againstWeight: sumOf(tally.againstWeight, sign * weight) }
}

/** Sums stay where integers end, as those of the index do. */
function sumOf (sum: number, weight: number): number {
  return Math.min(sum + weight, Number.MAX_SAFE_INTEGER)
}

function someVotes (tally: VoteTally4): VoteTally4 | undefined {
  return tally.forCount + tally.againstCount === 0 ? undefined : tally
}
