import { compareHlc } from '../../../model/hlc/index.ts'
import type { Moment } from './interface.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { FactIndex } from '../../index/index.ts'
import type { Effect } from '../effect/effect.ts'
import type { FactReader, FactRef, StoredFact } from '../fact-reader.ts'

/** What a moment is checked with. */
export interface WhatCountsComponents {
  readonly index: FactIndex
  readonly reader: FactReader
  /** Which facts have effect; without it all have. */
  readonly effect?: Pick<Effect, 'in'>
}

/** A fact by its place and its time. */
export interface PlacedFact extends FactRef {
  readonly hlc: Hlc
}

/**
 * What a moment makes of a fact: it counts; or it is hidden, as if nobody had said it; or it was said, or came, later.
 */
export type WhatItIs = 'counts' | 'hidden' | 'later'

/** Tells which facts a moment looks at: those stamped and taken in by then that have effect, and are not held back for want of a parent. */
export class WhatCounts {
  private readonly components: WhatCountsComponents
  private readonly moment: Moment

  constructor (components: WhatCountsComponents, moment: Moment) {
    this.components = components
    this.moment = moment
  }

  /** Whether every bundle that is here was here by then and is shown; nothing has to be looked up while that is so. */
  get isAll (): boolean {
    return this.isLate && this.components.index.absent.showsAll
  }

  /** Whether facts have effect, as far as it is known without a look at the journal. */
  haveEffectNow (scope: number, facts: readonly FactRef[]): boolean {
    const effect = this.components.effect?.in(scope)
    return effect == null || facts.every(fact => effect.now(fact))
  }

  /** Looks up facts that will be asked about, by the number of their scope. */
  async prepare (facts: () => ReadonlyArray<FactRef & { readonly scope: number }>, scopes: ReadonlySet<number>): Promise<void> {
    const { effect, reader } = this.components

    if (!this.isLate) {
      await reader.prepare(facts().map(({ bundle }) => bundle))
    }

    for (const scope of scopes) {
      await effect?.in(scope)?.prepare(facts().filter(fact => fact.scope === scope))
    }
  }

  /** Whether a fact has effect that is at hand. */
  hasEffect (scope: number, stored: StoredFact): boolean {
    return this.components.effect?.in(scope)?.of(stored) !== false
  }

  /** Whether a bundle was here by then, and is shown; one whose place is lost was here. */
  async isHere (bundle: Uint8Array): Promise<boolean> {
    const { before } = this.moment
    return !this.isHeldBack(bundle) && (before == null || this.isLate || (await this.components.reader.offset(bundle) ?? 0) < before)
  }

  async has (scope: number, fact: PlacedFact): Promise<boolean> {
    return await this.judge(scope, fact) === 'counts'
  }

  async judge (scope: number, fact: PlacedFact): Promise<WhatItIs> {
    const effect = this.components.effect?.in(scope)

    if (this.isHeldBack(fact.bundle) || (effect != null && !(effect.now(fact) ?? await effect.has(fact)))) {
      return 'hidden'
    }

    return this.isStamped(fact.hlc) && (this.isAll || await this.isHere(fact.bundle)) ? 'counts' : 'later'
  }

  private isStamped (hlc: Hlc): boolean {
    const { asOf } = this.moment
    return asOf == null || compareHlc(hlc, asOf) <= 0
  }

  private isHeldBack (bundle: Uint8Array): boolean {
    return this.components.index.absent.hides(bundle)
  }

  private get isLate (): boolean {
    const { before } = this.moment
    return before == null || this.components.index.watermark <= before
  }
}
