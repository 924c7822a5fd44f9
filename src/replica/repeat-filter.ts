import { findUnchanged, saysTheSame } from './pipeline/index.ts'
import type { PendingFact, UnchangedComponents, KnownFact } from './pipeline/index.ts'
import type { FactRecord } from './query/index.ts'
import type { Fact } from '../model/fact/index.ts'

/** The outcome for one fact. */
export interface KeptFact {
  readonly record: FactRecord
  /** True when the fact stood there before. */
  readonly unchanged: boolean
}

/** What the filter stands on. */
export interface RepeatFilterComponents extends UnchangedComponents {
  /** Writes facts; it takes them in the turn in which it is called and answers once they are durable. */
  write (facts: readonly PendingFact[]): Promise<FactRecord[]>
  /** Records of facts that stand in the journal. */
  recall (facts: readonly KnownFact[]): Promise<FactRecord[]>
}

/** A fact that is being written. */
interface Underway {
  readonly fact: Fact
  readonly batch: Batch
  readonly place: number
}

/** Facts that are written together, and their records once they are. */
interface Batch {
  readonly facts: PendingFact[]
  records: Promise<FactRecord[]>
}

type Plan = { readonly stored: KnownFact } | { readonly underway: Underway, readonly unchanged: boolean }

/**
 * Leaves out facts that say what their source says already, in the index, in the same call, or in a call that is still
 * being written. One filter serves one scope; calls pass it one after another, so that two imports of one file side by
 * side write it once.
 */
export class RepeatFilter {
  private readonly components: RepeatFilterComponents
  private readonly scope: Uint8Array
  private readonly underway = new Map<string, Underway>()
  private turn: Promise<unknown> = Promise.resolve()

  constructor (components: RepeatFilterComponents, init: { scope: Uint8Array }) {
    this.components = components
    this.scope = init.scope
  }

  /** Writes those facts that say something new, and answers for all, in order. */
  async append (facts: readonly PendingFact[]): Promise<KeptFact[]> {
    const planned = this.turn.then(async () => this.plan(facts))
    this.turn = planned.catch(() => {})
    const { plans, batch } = await planned

    try {
      return await this.fulfil(plans)
    } finally {
      this.forget(batch)
    }
  }

  private async plan (facts: readonly PendingFact[]): Promise<{ plans: Plan[], batch: Batch }> {
    // Whatever is not under way now, the lookup that begins now finds; what is, may be finished when the lookup ends.
    const before = new Map(facts.flatMap(pending => this.entryOf(pending)))
    const unknown = facts.filter(pending => !before.has(pending))
    const found = await findUnchanged(this.components, this.scope, unknown.map(({ fact }) => fact))
    const stored = new Map(unknown.map((pending, i) => [pending, found[i]]))
    const batch: Batch = { facts: [], records: Promise.resolve([]) }
    const plans = facts.map(pending => this.planOne(pending, { before: before.get(pending), stored: stored.get(pending) }, batch))
    batch.records = this.components.write(batch.facts)
    // Whoever waits for a record meets the failure; until then it is nobody's.
    batch.records.catch(() => {})

    return { plans, batch }
  }

  private planOne (pending: PendingFact, { before, stored }: { before?: Underway, stored?: KnownFact }, batch: Batch): Plan {
    const name = nameOf(pending.fact)
    const latest = this.underway.get(name) ?? before

    if (latest != null && saysTheSame(latest.fact, pending.fact)) {
      return { underway: latest, unchanged: true }
    }

    if (latest == null && stored != null) {
      return { stored }
    }

    const underway = { fact: pending.fact, batch, place: batch.facts.length }
    batch.facts.push(pending)
    this.underway.set(name, underway)
    return { underway, unchanged: false }
  }

  /** What is being written under the same name, as an entry of a map. */
  private entryOf (pending: PendingFact): Array<readonly [PendingFact, Underway]> {
    const underway = this.underway.get(nameOf(pending.fact))
    return underway == null ? [] : [[pending, underway]]
  }

  private async fulfil (plans: readonly Plan[]): Promise<KeptFact[]> {
    const recalled = await this.components.recall(plans.flatMap(plan => 'stored' in plan ? [plan.stored] : []))
    const kept: KeptFact[] = []
    let next = 0

    for (const plan of plans) {
      if ('stored' in plan) {
        kept.push({ record: recalled[next++], unchanged: true })
      } else {
        const { underway: { batch, place }, unchanged } = plan
        kept.push({ record: (await batch.records)[place], unchanged })
      }
    }

    return kept
  }

  private forget (batch: Batch): void {
    for (const { fact } of batch.facts) {
      if (this.underway.get(nameOf(fact))?.batch === batch) {
        this.underway.delete(nameOf(fact))
      }
    }
  }
}

function nameOf ({ entity, relation, source }: Fact): string {
  return `${entity}\0${relation}\0${source}`
}
