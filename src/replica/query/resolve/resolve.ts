import { UnknownScopeError } from '../errors.ts'
import { MissingBundles } from '../search/missing-bundles.ts'
import { answerOf, conflictOf } from './answer.ts'
import { compileResolve } from './compiled-resolve.ts'
import { cutOf, floorOf, momentsOf } from './cut.ts'
import { relationsOf } from './lens-field.ts'
import { NewestStamps } from './newest-stamps.ts'
import { settledOf } from './settled.ts'
import { isCandidate, SideReader } from './side-reader.ts'
import { curationTag, groupTag, tagsOf, votesTag } from './view-tags.ts'
import { ResolveViews } from './views.ts'
import type { CompiledResolve } from './compiled-resolve.ts'
import type { Moments } from './cut.ts'
import type { MadeAnswer, Side } from './interface.ts'
import type { ViewsInit } from './views.ts'
import type { Bundle } from '../../../model/bundle/index.ts'
import type { Clock } from '../../../platform/interface.ts'
import type { LensRegistry } from '../../../policy/lens/index.ts'
import type { FactIndex } from '../../index/index.ts'
import type { Effect } from '../effect/effect.ts'
import type { FactReader } from '../fact-reader.ts'
import type { Candidate, GroupJudge, Judgement } from '../group-judge.ts'
import type { ResolveAnswer, ResolveQuery } from '../interface.ts'
import type { ScopeNames } from '../query-engine.ts'

/** What resolving stands on. */
export interface ResolveComponents {
  readonly index: Pick<FactIndex, 'read' | 'scopeNumber'>
  readonly reader: FactReader
  /** Which facts have effect; without it all have. */
  readonly effect?: Pick<Effect, 'in' | 'version'>
  readonly judge: GroupJudge
  readonly lenses: LensRegistry
  readonly scopes: ScopeNames
  readonly clock: Clock
  /** Runs for each kept answer that bears a time after now, because the clock was set back. */
  onFutureView? (aheadMs: number): void
}

/** Where a question leads. */
interface Target {
  readonly compiled: CompiledResolve
  /** Number of the scope. */
  readonly scope: number
}

/**
 * Resolves what is said about one entity and relation by a lens, and keeps answers for those who ask again. Equal sets
 * and an equal cut give equal answers on every node: nothing that only this node knows goes into one.
 */
export class Resolve {
  private readonly components: ResolveComponents
  private readonly sides: SideReader
  private readonly stamps: NewestStamps
  private readonly views: ResolveViews

  constructor (components: ResolveComponents, init: ViewsInit = {}) {
    const { clock, effect, index: { read }, onFutureView, reader } = components
    this.components = components
    this.sides = new SideReader({ effect, index: read, reader })
    this.stamps = new NewestStamps({ index: read })
    this.views = new ResolveViews({ clock, onFutureView }, init)
  }

  /**
   * What a lens makes of everything that is said about one entity and relation.
   *
   * @throws {InvalidQueryError}
   * @throws {UnknownScopeError}
   * @throws {UnknownLensError}
   */
  async resolve (query: ResolveQuery): Promise<ResolveAnswer> {
    const { clock, effect, index, lenses, scopes } = this.components
    const compiled = compileResolve(query, { lenses, nowMs: clock.nowMs() })
    const id = scopes.idOf(compiled.scope)

    if (id == null) {
      throw new UnknownScopeError(compiled.scope)
    }

    const scope = index.scopeNumber(id)

    if (scope == null) {
      return this.nothing(compiled)
    }

    if (compiled.asOf != null || compiled.cut != null || compiled.trust != null) {
      return (await this.make({ compiled, scope })).answer
    }

    return this.views.answer({
      // What was made of other acts is asked for no more, however old an answer may be.
      key: keyOf(compiled, [scope, effect?.version(scope)]),
      maxStaleMs: compiled.maxStaleMs,
      baseMs: floorOf(await this.stamps.of(scope)),
      make: async () => this.make({ compiled, scope })
    })
  }

  /** Takes note of a bundle that journal and index hold: kept answers that it may change are made anew. */
  committed (bundle: Pick<Bundle, 'header' | 'decoded'>): void {
    const scope = this.components.index.scopeNumber(bundle.header.scope)

    if (scope != null) {
      this.stamps.saw(scope, bundle.header.hlc)

      if (!this.views.isIdle) {
        this.views.touch(tagsOf(bundle, scope))
      }
    }
  }

  /** Facts are shown that were not, or the other way round: all kept answers are made anew. */
  shown (): void {
    this.views.touchAll()
  }

  /** What became of kept answers: `kept` and `bytes` now, the others since the start. */
  counters (): Record<string, number> {
    return this.views.counters()
  }

  private async make ({ compiled, scope }: Target): Promise<MadeAnswer> {
    const { clock, index, judge } = this.components
    const { entity, lens, relation } = compiled
    const moments = momentsOf(compiled, { baseMs: floorOf(await this.stamps.of(scope)), nowMs: clock.nowMs() })
    const judgements = await judge.judge(relationsOf(lens, relation).map(one => ({ scope, entity, relation: one })), moments.moment)
    const [asked] = judgements
    const missing = new MissingBundles({ index: index.read })
    const weighed = await this.weighed({ compiled, scope }, judgements, missing)
    const cut = cutOf(compiled, moments, judgements.flatMap(({ ended }) => ended))
    const { edition, trust } = compiled
    const resolution = lens.resolve(weighed.map(({ row }) => row), {
      cut,
      editions: judge.view(scope, moments.moment).editions,
      ...edition == null ? {} : { edition },
      ...trust?.eigentrust == null ? {} : { eigentrust: trust.eigentrust },
      ...trust?.domainTrust == null ? {} : { domainTrust: trust.domainTrust }
    })

    return {
      answer: answerOf({
        name: asked.name,
        scope: compiled.scope,
        cut,
        resolution,
        sides: weighed,
        settled: await this.settled(asked, weighed),
        conflict: conflictOf(asked),
        limit: compiled.limit,
        missing: missing.isEmpty ? [] : await missing.ids()
      }),
      tags: this.tags(judgements, moments),
      baseMs: moments.baseMs,
      lastsUntilMs: Math.min(...judgements.flatMap(({ live }) => live.map(({ version: { until } }) => until ?? Infinity)), Infinity)
    }
  }

  /** The sides that the lens is handed. */
  private async weighed ({ compiled, scope }: Target, judgements: readonly Judgement[], missing: MissingBundles): Promise<Side[]> {
    const { edition, includeExpired, trust } = compiled
    const candidates = judgements.flatMap(({ ended, live }) => includeExpired ? [...live, ...ended.filter(isStated)] : live)
    const sides = await this.sides.read(scope, candidates, {
      ...compiled.asOf == null ? {} : { votesAt: compiled.asOf },
      ...trust?.trust == null ? {} : { trust: trust.trust },
      onMissing: ({ version: { bundle, hlc } }) => { missing.add(bundle, scope, hlc) }
    })

    return edition == null ? sides : sides.filter(({ row }) => row.edition === edition)
  }

  private async settled (judgement: Judgement, sides: readonly Side[]): Promise<ReadonlySet<string> | undefined> {
    const left = await settledOf(judgement, this.components.reader)

    return left == null ? undefined : new Set(sides.flatMap(({ candidate, row }) => left.some(({ version }) => isCandidate(candidate, version)) ? row.id : []))
  }

  private tags (judgements: readonly Judgement[], { moment }: Moments): string[] {
    return judgements.flatMap(({ ended, live, name }) => [
      curationTag(name.scope),
      ...this.components.judge.view(name.scope, moment).names(name.entity).map(entity => groupTag({ ...name, entity })),
      ...[...live, ...ended].map(({ version }) => votesTag(version))
    ])
  }

  /** The answer about a scope that holds nothing yet. */
  private nothing (compiled: CompiledResolve): ResolveAnswer {
    const cut = compiled.cut ?? compiled.asOf ?? { wallMs: 0, counter: 0 }

    return answerOf({
      name: { scope: 0, entity: compiled.entity, relation: compiled.relation },
      scope: compiled.scope,
      cut,
      resolution: compiled.lens.resolve([], { cut }),
      sides: [],
      settled: undefined,
      conflict: null,
      limit: compiled.limit,
      missing: []
    })
  }
}

/** Whether a candidate that ended said something once, and did not take it back. */
function isStated ({ version: { confidence } }: Candidate): boolean {
  return confidence > 0
}

/** Equal questions have equal keys. */
function keyOf ({ edition, entity, includeExpired, lens, limit, relation }: CompiledResolve, place: readonly unknown[]): string {
  return JSON.stringify([...place, entity, relation, lens.name, limit, includeExpired, edition])
}
