import { UnknownScopeError } from '../errors.ts'
import { Outcomes } from '../judge/outcomes.ts'
import { Preference } from '../judge/preference.ts'
import { WhatCounts } from '../judge/what-counts.ts'
import { searchBundles } from './bundle-search.ts'
import { FactFilter } from './fact-filter.ts'
import { readAnswers, searchGroups } from './group-search.ts'
import { MissingBundles } from './missing-bundles.ts'
import { Names } from './names.ts'
import type { Match, SearchComponents } from './search.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { FactIndex } from '../../index/index.ts'
import type { CompiledQuery } from '../compiled-query.ts'
import type { Position, Snapshot } from '../cursor.ts'
import type { Effect } from '../effect/effect.ts'
import type { FactReader, StoredFact } from '../fact-reader.ts'
import type { GroupJudge } from '../group-judge.ts'
import type { Moment } from '../judge/interface.ts'

/** What a run stands on. */
export interface QueryRunComponents {
  readonly index: FactIndex
  readonly reader: FactReader
  readonly effect: Effect
  readonly judge: GroupJudge
  readonly scopes: { idOf (name: string): Uint8Array | undefined }
}

/** Where a run begins, and what it looks at. */
export interface QueryRunInit {
  readonly snapshot: Snapshot
  /** The last answer of the page before. */
  readonly from?: Position
  /** The moment that ages are measured from in the scope of that answer. */
  readonly cut?: Hlc
  /** How many facts are looked at together. */
  readonly chunk: number
}

/** One answering of a query: its matches in a fixed order, over what stood in the journal at one moment. */
export class QueryRun {
  private readonly components: QueryRunComponents
  private readonly query: CompiledQuery
  private readonly init: QueryRunInit
  private readonly moment: Moment
  private readonly search: SearchComponents
  /** By number of the scope. */
  private readonly cuts = new Map<number, Hlc>()

  constructor (components: QueryRunComponents, query: CompiledQuery, init: QueryRunInit) {
    const { effect, index, judge, reader } = components
    const { asOf } = query
    const missing = new MissingBundles({ index: index.read })
    const moment = { asOf, atMs: asOf?.wallMs ?? init.snapshot.atMs, before: init.snapshot.before }
    const preference = new Preference({
      index,
      reader,
      effect,
      editions: scope => judge.view(scope, moment).editions,
      onMissing: (scope, { version: { bundle, hlc } }) => { missing.add(bundle, scope, hlc) }
    }, { lens: query.lens, moment, cuts: this.cuts })

    this.components = components
    this.query = query
    this.init = init
    this.moment = moment
    this.search = {
      index: index.read,
      reader,
      missing,
      outcomes: new Outcomes({ judge, preference }, { ...query, moment }),
      counts: new WhatCounts(components, moment)
    }

    if (init.from != null && init.cut != null) {
      this.cuts.set(init.from.scope, init.cut)
    }
  }

  /** Bundles that were met without their content. */
  get missing (): MissingBundles {
    return this.search.missing
  }

  /** The moment that ages were measured from in a scope, when a lens asked for it. */
  cutOf (scope: number): Hlc | undefined {
    return this.cuts.get(scope)
  }

  /**
   * Everything that matches, in lists that may be empty.
   *
   * @throws {InvalidQueryError} for a position that no answer of this query has.
   * @throws {UnknownScopeError}
   */
  async * matches (): AsyncGenerator<Match[]> {
    const { entity, entityPrefix } = this.query
    const { chunk, from } = this.init

    for (const scope of this.scopes()) {
      const view = this.components.judge.view(scope, this.moment)
      const names = new Names(view, this.query)
      const filter = new FactFilter(this.query, { names, editions: view.editions })
      const search = { scope, names, filter, chunk, from: from?.scope === scope ? from : undefined }

      yield * entity == null && entityPrefix == null
        ? searchBundles(this.search, this.query, search)
        : searchGroups(this.search, this.query, search)
    }
  }

  /** The facts of matches, in their order; undefined where the content is not here. */
  async facts (matches: readonly Match[]): Promise<Array<StoredFact | undefined>> {
    const unread = new Map<number, Match[]>()

    for (const match of matches) {
      if (match.stored == null) {
        const { scope } = match.position
        unread.set(scope, [...unread.get(scope) ?? [], match])
      }
    }

    const read = new Map<Match, StoredFact | undefined>()

    for (const [scope, of] of unread) {
      const facts = await readAnswers(this.search, of.map(({ answer }) => answer), scope)
      of.forEach((match, i) => { read.set(match, facts[i]) })
    }

    return matches.map(match => match.stored ?? read.get(match))
  }

  /** Numbers of the scopes to search, ascending, from that of the position on. */
  private scopes (): number[] {
    const { index, scopes } = this.components
    const { scope } = this.query
    const first = this.init.from?.scope ?? 0

    if (scope == null) {
      return [...index.scopeIds().keys()].slice(first)
    }

    const id = scopes.idOf(scope)

    if (id == null) {
      throw new UnknownScopeError(scope)
    }

    const number = index.scopeNumber(id)
    return number == null || number < first ? [] : [number]
  }
}
