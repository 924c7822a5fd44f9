import { equalBytes, toHex } from '../../../model/bytes/index.ts'
import { compareHlc } from '../../../model/hlc/index.ts'
import type { VotedFact, VoteIndex } from './interface.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { VoteRow, VoteTally4 } from '../../index/index.ts'
import type { Effect } from '../effect/effect.ts'
import type { ScopeVerdicts } from '../effect/scope-verdicts.ts'

const NO_VOTES: VoteTally4 = { forCount: 0, forWeight: 0, againstCount: 0, againstWeight: 0 }

/** What votes are counted with. */
export interface VoteCountsComponents {
  readonly index: VoteIndex
  /** Which votes have effect; without it all have. */
  readonly effect?: Pick<Effect, 'in'>
}

/** Counts votes, those left out that a claimant casts on its own statement. */
export class VoteCounts {
  private readonly index: VoteIndex
  private readonly effect: VoteCountsComponents['effect']

  constructor (components: VoteCountsComponents) {
    this.index = components.index
    this.effect = components.effect
  }

  /**
   * The sums of the votes on each fact: those of now, which the index keeps, or those that stood at a time. The index counts
   * every vote, so in a closed scope those that have effect are counted one by one.
   */
  async of (scope: number, facts: readonly VotedFact[], at?: Hlc): Promise<Array<VoteTally4 | undefined>> {
    if (at == null && facts.length === 1 && this.index.tallyNow(scope, facts[0]) === null) {
      return [undefined] // Most questions have one side that nobody voted on, and one lookup tells it.
    }

    const kept = await this.index.tallies(scope, facts)
    const effect = this.effect?.in(scope)

    return Promise.all(facts.map(async (fact, i) => {
      const tally = kept[i]

      if (tally == null && at == null) {
        return undefined
      }

      return at == null && effect == null ? this.withoutOwn(scope, fact, tally ?? NO_VOTES) : this.count(scope, fact, { at, effect })
    }))
  }

  private async withoutOwn (scope: number, fact: VotedFact, tally: VoteTally4): Promise<VoteTally4 | undefined> {
    const own = fact.claimant == null ? undefined : await this.index.liveVote(scope, fact, fact.claimant)

    return someVotes(own == null || own.takenBack ? tally : plus(tally, own, -1))
  }

  /** Walks every version of every vote, and takes the newest of each voter that has effect and is not later. */
  private async count (scope: number, fact: VotedFact, { at, effect }: { at?: Hlc, effect?: ScopeVerdicts }): Promise<VoteTally4 | undefined> {
    let tally = NO_VOTES
    let counted = ''

    for await (const vote of this.index.votes(scope, fact)) {
      const voter = toHex(vote.claimant)

      if (voter !== counted && (at == null || compareHlc(vote.hlc, at) <= 0) && (effect == null || await effect.has(vote))) {
        counted = voter
        tally = vote.takenBack || (fact.claimant != null && equalBytes(vote.claimant, fact.claimant)) ? tally : plus(tally, vote, 1)
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
