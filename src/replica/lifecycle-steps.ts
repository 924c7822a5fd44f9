import { equalBytes } from '../model/bytes/index.ts'
import { LIFECYCLES } from '../model/fact/index.ts'
import { claimantOf, textKey, uriInIndex } from './index/index.ts'
import { isRefused } from './pipeline/index.ts'
import { newestVersion } from './query/index.ts'
import type { FactIndex } from './index/index.ts'
import type { AppendRefused, PendingFact } from './pipeline/index.ts'
import type { Effect } from './query/index.ts'
import type { Fact } from '../model/fact/index.ts'

/** What became of a draft so far. */
type Outcome = PendingFact | AppendRefused

/** The state of a fact that is being written; undefined when it has none. */
interface Underway {
  readonly life: number | undefined
  readonly call: object
}

/** Facts that may be written, and whoever refused the others; `done` is called when their writing has ended. */
export interface CheckedSteps {
  readonly outcomes: readonly Outcome[]
  done (): void
}

/** Where a statement may go from each state, by places in `LIFECYCLES`. Staying is always allowed. */
const NEXT: ReadonlyArray<readonly number[]> = [[1], [2, 4], [3], [], []]

/**
 * Sees to it that what a source says about one entity and relation goes through its states step by step. Only our own
 * writes are checked: what others signed is a fact, whatever it says. Calls pass one after another, so that two that are
 * written side by side are judged like two in a row.
 */
export class LifecycleSteps {
  private readonly index: FactIndex
  private readonly effect: Pick<Effect, 'in'> | undefined
  private readonly author: Uint8Array
  private readonly scope: Uint8Array
  private readonly underway = new Map<string, Underway>()
  private turn: Promise<unknown> = Promise.resolve()

  constructor (components: { index: FactIndex, author: Uint8Array, effect?: Pick<Effect, 'in'> }, init: { scope: Uint8Array }) {
    this.index = components.index
    this.effect = components.effect
    this.author = components.author
    this.scope = init.scope
  }

  /** Whether any of the drafts has a state; the others need no check. */
  concerns (outcomes: readonly Outcome[]): boolean {
    return outcomes.some(outcome => !isRefused(outcome) && outcome.fact.extras.life != null)
  }

  /** Refuses drafts that leave their state for one that it does not lead to. */
  async check (outcomes: readonly Outcome[]): Promise<CheckedSteps> {
    const checked = this.turn.then(async () => this.checkInTurn(outcomes))
    this.turn = checked.catch(() => {})
    return checked
  }

  private async checkInTurn (outcomes: readonly Outcome[]): Promise<CheckedSteps> {
    const call = {}
    const facts = outcomes.flatMap(outcome => isRefused(outcome) ? [] : [outcome.fact])
    // What is under way now may be in the index, and no longer under way, when the lookup ends.
    const known = new Map(facts.flatMap(fact => this.entryOf(fact)))
    const stored = await this.storedStates(facts.filter(fact => fact.extras.life != null && !known.has(nameOf(fact))))
    const before = (name: string): number | undefined => {
      return (this.underway.get(name) ?? known.get(name) ?? { life: stored.get(name) }).life
    }

    return {
      outcomes: outcomes.map(outcome => isRefused(outcome) ? outcome : this.step(outcome, before, call)),
      done: () => { this.forget(facts, call) }
    }
  }

  private step (pending: PendingFact, before: (name: string) => number | undefined, call: object): Outcome {
    const name = nameOf(pending.fact)
    const { life } = pending.fact.extras
    const from = before(name)

    if (life != null && from != null && life !== from && !NEXT[from].includes(life)) {
      return refusal(from, life)
    }

    this.underway.set(name, { life, call })
    return pending
  }

  /** The states that the current statements of our sources are in, by name. */
  private async storedStates (facts: readonly Fact[]): Promise<Map<string, number | undefined>> {
    const scope = this.index.scopeNumber(this.scope)
    const states = new Map<string, number | undefined>()

    if (scope == null || facts.length === 0) {
      return states
    }

    const keys = facts.map(({ entity, relation }) => textKey('claim', scope, uriInIndex(entity), relation))
    const groups = await this.index.read.claims(keys)

    for (const [i, fact] of facts.entries()) {
      const { bytes } = claimantOf(this.author, uriInIndex(fact.source))
      const claim = groups[i].find(({ claimant }) => equalBytes(claimant, bytes))
      const version = claim == null ? undefined : await newestVersion(this.index.read, { scope, key: keys[i], claim }, this.effect)
      states.set(nameOf(fact), version?.life)
    }

    return states
  }

  /** What is being written under the same name, as an entry of a map. */
  private entryOf (fact: Fact): Array<readonly [string, Underway]> {
    const underway = this.underway.get(nameOf(fact))
    return underway == null ? [] : [[nameOf(fact), underway]]
  }

  private forget (facts: readonly Fact[], call: object): void {
    for (const fact of facts) {
      if (this.underway.get(nameOf(fact))?.call === call) {
        this.underway.delete(nameOf(fact))
      }
    }
  }
}

function nameOf ({ entity, relation, source }: Fact): string {
  return `${uriInIndex(entity)}\0${relation}\0${uriInIndex(source)}`
}

function refusal (from: number, to: number): AppendRefused {
  const next = NEXT[from].map(life => LIFECYCLES[life]).join(' or ')

  return {
    result: 'reject',
    code: 'illegal_transition',
    field: 'lifecycle',
    detail: `The statement is ${LIFECYCLES[from]} and cannot become ${LIFECYCLES[to]}. ${next === '' ? 'No state follows; write it under another source or relation.' : `It can become ${next}.`}`
  }
}
