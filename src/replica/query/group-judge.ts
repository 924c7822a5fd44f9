import { compareBytes, toHex } from '../../model/bytes/index.ts'
import { contested } from '../../policy/conflict/index.ts'
import { textKey, uriInIndex } from '../index/index.ts'
import { JUDGED_TOGETHER } from './constants.ts'
import { GroupJudgement } from './judge/group-judgement.ts'
import { isLive, isNewer } from './judge/liveness.ts'
import { PLAIN_VIEW } from './judge/plain-view.ts'
import { isSystemRelation } from './judge/system-relation.ts'
import { WhatCounts } from './judge/what-counts.ts'
import type { Effect } from './effect/effect.ts'
import type { FactReader } from './fact-reader.ts'
import type { Candidate, EffectiveResolution, GroupName, Judgement, Moment } from './judge/interface.ts'
import type { Hlc } from '../../model/hlc/index.ts'
import type { CurationView } from '../curation/interface.ts'
import type { Claim, FactIndex, Version } from '../index/index.ts'

export type { Candidate, EffectiveResolution, GroupName, Judgement, Moment } from './judge/interface.ts'

/** What the judge stands on. */
export interface GroupJudgeComponents {
  readonly index: FactIndex
  readonly reader: FactReader
  /** Which facts have effect; without it all have. */
  readonly effect?: Pick<Effect, 'in'>
  /** What curating statements say; without it every entity has one name, and every relation one value. */
  readonly curation?: { view (scope: number, asOf?: Hlc): CurationView }
  /** Finds the resolutions that rule; without it there are none. */
  readonly rulings?: { effective (names: readonly GroupName[], moment: Moment): Promise<EffectiveResolution | undefined> }
}

/** What is looked for beside the live statements. */
export interface JudgeOptions {
  /** Whether the resolution of a group is looked for when nothing is contested any more; absent: it is not. */
  readonly settled?: boolean
}

/** A group, and what the index says of it when somebody has read that already. */
export interface KnownGroup extends GroupName {
  readonly claims?: readonly Claim[]
}

/** A group under all its names. */
interface Joined {
  /** The canonical name. */
  readonly name: GroupName
  /** Names of the entity, the canonical one first, and the key of the claims under each. */
  readonly entities: readonly string[]
  readonly keys: readonly Uint8Array[]
  /** Whether the relation may have several values. */
  readonly isMany: boolean
  /** What the index says under the only name there is. */
  readonly claims: readonly Claim[] | undefined
}

/**
 * Decides about groups: which version of each claimant counts at a moment, which of them are live, whether they
 * contradict each other, and which resolution settles it. Pages, scans, single facts, conflicts and lenses all ask here.
 */
export class GroupJudge {
  private readonly components: GroupJudgeComponents

  constructor (components: GroupJudgeComponents) {
    this.components = components
  }

  /**
   * The outcome of each group, in the order of the groups. All names of one entity make one group: it is judged once, and
   * the outcome stands for each of the names.
   */
  async judge (groups: readonly KnownGroup[], moment: Moment, options: JudgeOptions = {}): Promise<readonly Judgement[]> {
    const plain = groups.length > JUDGED_TOGETHER ? [] : groups.map(group => this.judgePlain(group, moment, options))
    const rest = groups.filter((_, i) => plain[i] == null)

    if (rest.length === 0) {
      return plain.filter(judgement => judgement != null)
    }

    const others = (await this.judgeAny(rest, moment, options)).values()
    return groups.map((_, i) => plain[i] ?? others.next().value).filter(judgement => judgement != null)
  }

  /** The outcome of a group that one claimant speaks of under one name: most are such, and one lookup tells it. Undefined for any other. */
  private judgePlain ({ scope, entity, relation, claims }: KnownGroup, moment: Moment, { settled }: JudgeOptions): Judgement | undefined {
    const { index } = this.components
    const view = this.view(scope, moment)
    const canonical = view.canonical(uriInIndex(entity))
    const counts = new WhatCounts(this.components, moment)
    const isNow = settled !== true && moment.asOf == null && counts.isAll

    if (!isNow || view.names(canonical).length !== 1) {
      return undefined
    }

    const said = claims ?? index.read.claimsNow(textKey('claim', scope, canonical, relation))

    if (said == null || said.length > 1 || !counts.haveEffectNow(scope, said.map(({ version }) => version))) {
      return undefined
    }

    const candidates = said.map(claim => ({ ...claim, current: true, entity: canonical }))
    const isOver = said.length === 0 || !isLive(said[0].version, moment.atMs)

    return new GroupJudgement({
      name: { scope, entity: canonical, relation },
      live: isOver ? [] : candidates,
      ended: isOver ? candidates : [],
      isContested: false,
      resolution: undefined,
      scope: index.scopeIds()[scope]
    })
  }

  private async judgeAny (groups: readonly KnownGroup[], moment: Moment, options: JudgeOptions): Promise<readonly Judgement[]> {
    const joined = new Map<string, Joined>()
    const names = groups.map(group => this.join(group, moment, joined))
    const all = [...joined.values()]
    const claims = await this.claimsOf(all)
    const counts = new WhatCounts(this.components, moment)
    await counts.prepare(() => all.flatMap(({ name: { scope } }, i) => {
      return claims[i].flat().map(({ version: { bundle, index } }) => ({ scope, bundle, index }))
    }), new Set(all.map(({ name: { scope } }) => scope)))

    const judgements = new Map<string, Judgement>()
    const places = [...joined.keys()].map((name, place) => ({ name, place }))
    const work = async ({ name, place }: { name: string, place: number }): Promise<void> => {
      const candidates = await this.candidates(all[place], claims[place], counts)
      judgements.set(name, await this.decide(all[place], candidates, { moment, ...options }))
    }

    // Groups that are contested wait for the index one by one, so some of them wait together.
    for (const some of slicesOf(places, JUDGED_TOGETHER)) {
      await Promise.all(some.map(work))
    }

    return names.map(name => judgements.get(name)).filter(judgement => judgement != null)
  }

  /** The view of a scope at a moment. */
  view (scope: number, { asOf }: Pick<Moment, 'asOf'>): CurationView {
    return this.components.curation?.view(scope, asOf) ?? PLAIN_VIEW
  }

  /** Notes a group under its canonical name, once for all its names; answers that name as text. */
  private join ({ scope, entity, relation, claims }: KnownGroup, moment: Moment, joined: Map<string, Joined>): string {
    const view = this.view(scope, moment)
    const canonical = view.canonical(uriInIndex(entity))
    const text = `${scope} ${canonical}\0${relation}`

    if (!joined.has(text)) {
      const entities = view.names(canonical)

      joined.set(text, {
        name: { scope, entity: canonical, relation },
        entities,
        keys: entities.map(name => textKey('claim', scope, name, relation)),
        isMany: isSystemRelation(relation) || view.isMany(relation),
        claims: entities.length === 1 ? claims : undefined
      })
    }

    return text
  }

  /** What the index says of each group, name by name. */
  private async claimsOf (groups: readonly Joined[]): Promise<ReadonlyArray<ReadonlyArray<readonly Claim[]>>> {
    const read = await this.readClaims(groups.flatMap(({ claims, keys }) => claims == null ? keys : []))
    const all: Array<ReadonlyArray<readonly Claim[]>> = []
    let next = 0

    for (const { claims, keys } of groups) {
      all.push(claims == null ? read.slice(next, next + keys.length) : [claims])
      next += claims == null ? keys.length : 0
    }

    return all
  }

  /** The claims behind keys. Each key with rivals costs a scan, so many keys are read in some parts side by side. */
  private async readClaims (keys: readonly Uint8Array[]): Promise<Claim[][]> {
    const { index: { read } } = this.components

    if (keys.length <= JUDGED_TOGETHER) {
      return keys.length === 0 ? [] : read.claims(keys)
    }

    const parts = slicesOf(keys, Math.ceil(keys.length / JUDGED_TOGETHER))
    return (await Promise.all(parts.map(async part => read.claims(part)))).flat()
  }

  /** What each claimant says, whichever name it says it of. */
  private async candidates ({ entities, keys, name: { scope } }: Joined, claims: ReadonlyArray<readonly Claim[]>, counts: WhatCounts): Promise<Candidate[]> {
    const lists: Candidate[][] = []

    for (const [i, entity] of entities.entries()) {
      const found: Candidate[] = []

      for (const claim of claims[i]) {
        const candidate = await this.candidate(claim, { scope, key: keys[i], entity, counts })
        found.push(...candidate == null ? [] : [candidate])
      }

      lists.push(found)
    }

    return lists.length === 1 ? lists[0] : newestOf(lists.flat())
  }

  /** The newest version of a claimant that counts, if one does. */
  private async candidate ({ claimant, version }: Claim, { scope, key, entity, counts }: { scope: number, key: Uint8Array, entity: string, counts: WhatCounts }): Promise<Candidate | undefined> {
    const newest = await counts.judge(scope, version)

    if (newest === 'counts') {
      return { claimant, version, current: true, entity }
    }

    // What is hidden has replaced nothing.
    let current = newest === 'hidden'

    for await (const earlier of this.components.index.read.history(key, claimant)) {
      const judged = await counts.judge(scope, earlier)

      if (judged === 'counts') {
        return { claimant, version: earlier, current, entity }
      }

      current &&= judged === 'hidden'
    }

    return undefined
  }

  private async decide ({ name, entities, isMany }: Joined, candidates: readonly Candidate[], { moment, settled }: JudgeOptions & { moment: Moment }): Promise<Judgement> {
    const live = candidates.filter(({ version }) => isLive(version, moment.atMs))
    const isContested = !isMany && live.length > 1 && contested(live.map(rowOf))
    const resolution = isContested || settled === true
      ? await this.components.rulings?.effective(entities.map(entity => ({ ...name, entity })), moment)
      : undefined

    return new GroupJudgement({
      name,
      live,
      ended: live.length === candidates.length ? [] : candidates.filter(({ version }) => !isLive(version, moment.atMs)),
      isContested,
      resolution,
      scope: this.components.index.scopeIds()[name.scope]
    })
  }
}

function rowOf ({ claimant, version }: Candidate): { claimant: Uint8Array, value: Version['value'] } {
  return { claimant, value: version.value }
}

/** One candidate per claimant, the newest, in the order of claimants. */
function newestOf (candidates: readonly Candidate[]): Candidate[] {
  const newest = new Map<string, Candidate>()

  for (const candidate of candidates) {
    const name = toHex(candidate.claimant)
    const other = newest.get(name)

    if (other == null || isNewer(candidate.version, other.version)) {
      // A claimant that says something newer under another name has moved on under this one.
      newest.set(name, other?.current === false ? { ...candidate, current: false } : candidate)
    } else if (!candidate.current) {
      newest.set(name, { ...other, current: false })
    }
  }

  return [...newest.values()].sort((a, b) => compareBytes(a.claimant, b.claimant))
}

function slicesOf<Item> (items: readonly Item[], length: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, i) => items.slice(i * length, (i + 1) * length))
}
