import { encodeFact } from '../model/fact/index.ts'
import { LifecycleSteps } from './lifecycle-steps.ts'
import { DRAFTS_TOGETHER, factOf, isRefused, ownedFact, ScopeWriter } from './pipeline/index.ts'
import { headOf } from './query/index.ts'
import { RepeatFilter } from './repeat-filter.ts'
import type { AppendRefused, AppendResult, DraftRules, FactDraft, PendingFact, ScopeRef, ScopeWriterComponents, KnownFact, WrittenFact } from './pipeline/index.ts'
import type { BundleHead, FactRecord, QueryEngine } from './query/index.ts'
import type { KeptFact } from './repeat-filter.ts'
import type { Bundle } from '../model/bundle/index.ts'
import type { Fact } from '../model/fact/index.ts'

/** What the appender stands on. */
export interface ScopeAppenderComponents extends ScopeWriterComponents {
  readonly engine: QueryEngine
  readonly rules: DraftRules
}

/** Settings of an appender. */
export interface ScopeAppenderInit {
  readonly scope: ScopeRef
  readonly net: string
  readonly pendingFactsMax: number
}

/** Turns drafts for one scope into durable facts and answers with their records. */
export class ScopeAppender {
  private readonly engine: QueryEngine
  private readonly rules: DraftRules
  private readonly writer: ScopeWriter
  private readonly filter: RepeatFilter
  private readonly steps: LifecycleSteps

  constructor (components: ScopeAppenderComponents, init: ScopeAppenderInit) {
    const { engine, index, reader, signer } = components
    const { effect } = engine
    this.engine = engine
    this.rules = components.rules
    this.writer = new ScopeWriter(components, init)
    this.steps = new LifecycleSteps({ index, effect, author: signer.publicKey }, { scope: init.scope.id })
    this.filter = new RepeatFilter({
      index,
      reader,
      effect,
      author: signer.publicKey,
      write: async facts => this.write(facts),
      recall: async facts => this.recall(facts)
    }, { scope: init.scope.id })
  }

  /**
   * Answers for each draft, in order. Long lists are taken piece by piece, so that others get their turn.
   *
   * @throws {ClockBehindError}
   * @throws {StorageFailedError}
   * @throws {ReplicaStoppedError}
   */
  async append (drafts: readonly FactDraft[], skipUnchanged: boolean): Promise<AppendResult[]> {
    const pieces: Array<Promise<AppendResult[]>> = []

    for (let at = 0; at < drafts.length; at += DRAFTS_TOGETHER) {
      const piece = drafts.slice(at, at + DRAFTS_TOGETHER)
      const outcomes = piece.map(draft => factOf(draft, this.rules))
      const steps = this.steps.concerns(outcomes) ? await this.steps.check(outcomes) : undefined
      await this.writer.enter(piece.length)
      const answered = this.appendPiece(steps?.outcomes ?? outcomes, skipUnchanged).finally(() => {
        steps?.done()
        this.writer.leave(piece.length)
      })
      // A failure is met below, after the pieces that still wait for room.
      answered.catch(() => {})
      pieces.push(answered)
    }

    return (await Promise.all(pieces)).flat()
  }

  /**
   * Writes one checked fact of any kind.
   *
   * @throws {ClockBehindError}
   * @throws {StorageFailedError}
   * @throws {ReplicaStoppedError}
   */
  async appendFact (fact: Fact): Promise<AppendResult> {
    const outcome = ownedFact(fact, this.rules)

    if (isRefused(outcome)) {
      return outcome
    }

    await this.writer.enter(1)

    try {
      const [record] = await this.write([outcome])
      return { result: 'accept', record, unchanged: false }
    } finally {
      this.writer.leave(1)
    }
  }

  /**
   * Writes acts of this node, whatever its grants allow, and answers where they stand. What governs a scope travels in bundles of its own.
   *
   * @throws {ClockBehindError}
   * @throws {StorageFailedError}
   * @throws {ReplicaStoppedError}
   */
  async appendActs (facts: readonly Fact[]): Promise<WrittenFact[]> {
    await this.writer.enter(facts.length)

    try {
      return await this.writer.write(facts.map(fact => ({ fact, bytes: encodeFact(fact) })))
    } finally {
      this.writer.leave(facts.length)
    }
  }

  private async appendPiece (outcomes: ReadonlyArray<PendingFact | AppendRefused>, skipUnchanged: boolean): Promise<AppendResult[]> {
    const facts = outcomes.filter((outcome): outcome is PendingFact => !isRefused(outcome))
    const kept = skipUnchanged ? await this.filter.append(facts) : (await this.write(facts)).map(asNew)
    let next = 0

    return outcomes.map((outcome): AppendResult => isRefused(outcome) ? outcome : { result: 'accept', ...kept[next++] })
  }

  private async write (facts: readonly PendingFact[]): Promise<FactRecord[]> {
    const written = await this.writer.write(facts)
    const heads = new Map<Bundle, BundleHead>()
    return this.recall(written.map(one => storedOf(one, heads)))
  }

  /** Records of facts; only those that others speak about too need a look at the index. */
  private async recall (facts: readonly KnownFact[]): Promise<FactRecord[]> {
    const rivalled = facts.filter(({ alone }) => !alone)
    const judged = rivalled.length > 0 ? await this.engine.recordsNow(rivalled) : []
    let next = 0

    return facts.map(fact => fact.alone ? this.engine.lone(fact) : judged[next++])
  }
}

function asNew (record: FactRecord): KeptFact {
  return { record, unchanged: false }
}

function storedOf ({ fact, bundle, index, arrival, rivalled }: WrittenFact, heads: Map<Bundle, BundleHead>): KnownFact {
  const head = heads.get(bundle) ?? headOf(bundle, arrival)
  heads.set(bundle, head)

  return { fact, index, head, alone: !rivalled }
}
