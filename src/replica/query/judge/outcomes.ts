import { compareBytes } from '../../../model/bytes/index.ts'
import { ANSWERS_KEPT_MAX } from '../constants.ts'
import { isExpired } from './liveness.ts'
import { Outcome } from './outcome.ts'
import type { Candidate, GroupName, Judgement, Moment } from './interface.ts'
import type { Answer } from './outcome.ts'
import type { Preference } from './preference.ts'
import type { CompiledQuery } from '../compiled-query.ts'
import type { GroupJudge, KnownGroup } from '../group-judge.ts'

/** What outcomes are worked out with. */
export interface OutcomesComponents {
  readonly judge: GroupJudge
  readonly preference: Preference
}

/** The part of a query that decides between versions and claimants. */
export type Showing = Pick<CompiledQuery, 'includeContradicted' | 'includeExpired' | 'includeRetracted'> & { readonly moment: Moment }

/** Which versions answer a query, group by group. One of these serves one query. */
export class Outcomes {
  private readonly components: OutcomesComponents
  private readonly showing: Showing
  /** Outcomes where several claimants speak, by group: each of their facts asks for it. The newest is the last. */
  private readonly kept = new Map<string, Outcome>()
  private answersKept = 0

  constructor (components: OutcomesComponents, showing: Showing) {
    this.components = components
    this.showing = showing
  }

  /** The outcome of each group, in the order of the groups. */
  async of (groups: readonly KnownGroup[]): Promise<Outcome[]> {
    const known = groups.map(group => this.kept.get(nameOf(group)))
    const asked = groups.filter((_, i) => known[i] == null)
    const judgements = await this.components.judge.judge(asked, this.showing.moment)
    const outcomes: Outcome[] = []
    let next = 0

    for (const [i, group] of groups.entries()) {
      outcomes.push(known[i] ?? await this.decide(group, judgements[next++]))
    }

    return outcomes
  }

  private async decide (group: GroupName, judgement: Judgement): Promise<Outcome> {
    const { ended, isContested, isOpen, live } = judgement
    const shown = isContested && !this.showing.includeContradicted ? await this.components.preference.of(judgement) : live
    const answers: Answer[] = shown.map(candidate => ({ ...candidate, contradicted: isOpen }))

    for (const candidate of ended) {
      if (this.showsEnded(candidate)) {
        answers.push({ ...candidate, contradicted: false })
      }
    }

    const outcome = new Outcome(answers.length > 1 ? answers.sort(byClaimant) : answers)

    if (live.length + ended.length > 1) {
      this.keep(nameOf(group), outcome)
    }

    return outcome
  }

  /** Whether the query asks for a version that is not live: a retraction, or an expired statement. */
  private showsEnded ({ version }: Candidate): boolean {
    const { includeExpired, includeRetracted, moment } = this.showing
    return (version.confidence > 0 || includeRetracted) && (!isExpired(version, moment.atMs) || includeExpired)
  }

  private keep (name: string, outcome: Outcome): void {
    this.kept.set(name, outcome)
    this.answersKept += outcome.answers.length + 1

    for (const [oldest, { answers }] of this.kept) {
      if (this.answersKept <= ANSWERS_KEPT_MAX || oldest === name) {
        break
      }

      this.kept.delete(oldest)
      this.answersKept -= answers.length + 1
    }
  }
}

function byClaimant (a: Answer, b: Answer): number {
  return compareBytes(a.claimant, b.claimant)
}

function nameOf ({ scope, entity, relation }: GroupName): string {
  return `${scope} ${entity}\0${relation}`
}
