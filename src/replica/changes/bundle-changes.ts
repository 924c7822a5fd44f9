import { factId } from '../../model/bundle/index.ts'
import { equalBytes } from '../../model/bytes/index.ts'
import { conflictText } from '../../policy/conflict/index.ts'
import { BUNDLE_KEY_BYTES } from '../index/index.ts'
import { headOf } from '../query/index.ts'
import { subjectsOf } from './filter/subject.ts'
import { endOfBundle, placeText } from './place.ts'
import type { Picks } from './filter/picks.ts'
import type { Subject } from './filter/subject.ts'
import type { Change } from './interface.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Clock } from '../../platform/interface.ts'
import type { FactIndex } from '../index/index.ts'
import type { Effect, FactRecord, FactRef, ScopeNames, StoredFact } from '../query/index.ts'
import type { Arrival } from '../record/index.ts'

/** What changes are told with. */
export interface TellingComponents {
  readonly index: Pick<FactIndex, 'scopeNumber'>
  readonly scopes: ScopeNames
  readonly clock: Pick<Clock, 'nowMs'>
  /** Which facts have effect; without it all have. */
  readonly effect?: Pick<Effect, 'of'>
  /** Numbers of the facts of a bundle that were taken out since it was written; without it none ever are. */
  takenOut? (hash: Uint8Array): Promise<ReadonlySet<number>>
  /** Makes records of facts, with what the set says about them now. */
  readonly records: { recordsNow (facts: readonly StoredFact[]): Promise<readonly FactRecord[]> }
  /** Decides about groups. */
  readonly judge: { judge (groups: readonly TouchedGroup[], moment: { readonly atMs: number }): Promise<readonly GroupOutcome[]> }
}

/** Everything that is said about one entity and relation. */
export interface TouchedGroup {
  /** Number of the scope. */
  readonly scope: number
  readonly entity: string
  readonly relation: string
}

/** What a group comes to. */
export interface GroupOutcome {
  /** Under the canonical name of the entity. */
  readonly name: TouchedGroup
  /** Whether it is contested, and no resolution settles it. */
  readonly isOpen: boolean
  readonly resolution?: { readonly ref: FactRef }
  /** Id of the conflict, 16 bytes. */
  readonly id: Uint8Array
}

/** A bundle in the journal. */
export interface TellableBundle {
  readonly bundle: Pick<Bundle, 'decoded' | 'hash' | 'header'>
  readonly arrival: Arrival
  /** Global offset of its record. */
  readonly offset: number
}

/** A conflict without its number in the bundle. */
type Touch = Omit<Extract<Change, { type: 'conflict' }>, 'id' | 'type'>

/** What a bundle changes. */
interface Told {
  readonly facts: ReadonlyMap<number, Change>
  /** By the place of a fact that touches the conflict. */
  readonly conflicts: ReadonlyMap<number, Touch>
}

/** The changes that one bundle makes, worked out once for all who want some of them, when the first one asks. */
export class BundleChanges {
  private readonly components: TellingComponents
  private readonly source: TellableBundle
  private readonly facts = new Set<number>()
  private readonly groups = new Set<number>()
  private told: Promise<Told> | undefined

  constructor (components: TellingComponents, source: TellableBundle) {
    this.components = components
    this.source = source
  }

  /** Takes note of what a reader will ask for; nobody has asked yet. */
  want ({ facts, groups }: Picks): void {
    facts.forEach(index => { this.facts.add(index) })
    groups.forEach(index => { this.groups.add(index) })
  }

  /** The changes that were picked, in order: facts by their places, then conflicts, each once, then what acts change or what was taken out, once. */
  async tell ({ acts, erases, facts, groups }: Picks): Promise<Change[]> {
    this.told ??= this.work()
    const told = await this.told

    return [...facts.flatMap(index => told.facts.get(index) ?? []), ...this.conflictsAmong(told, groups), ...acts && this.isClosed() ? [this.scopeChange()] : [], ...erases ? [this.erasure()] : []]
  }

  private erasure (): Change {
    const { bundle: { decoded, hash, header }, offset } = this.source
    const facts = [...decoded.keys()].filter(index => decoded[index] == null).map(index => factId(hash, index))

    return { type: 'erase', id: placeText(endOfBundle(offset, header.count)), facts, scope: this.components.scopes.nameOf(header.scope) }
  }

  private scopeChange (): Change {
    const { bundle: { header }, offset } = this.source

    return { type: 'scope', id: placeText(endOfBundle(offset, header.count)), scope: this.components.scopes.nameOf(header.scope) }
  }

  private conflictsAmong ({ conflicts }: Told, groups: readonly number[]): Change[] {
    const { bundle: { header }, offset } = this.source
    const seen = new Map<string, Change>()

    for (const index of groups) {
      const touch = conflicts.get(index)

      if (touch != null && !seen.has(touch.conflict)) {
        seen.set(touch.conflict, { type: 'conflict', id: placeText({ offset, index: header.count + index }), ...touch })
      }
    }

    return [...seen.values()]
  }

  private async work (): Promise<Told> {
    const { bundle, arrival, offset } = this.source
    const head = headOf(bundle, arrival)
    const gone = await this.components.takenOut?.(bundle.hash)
    const subjects = subjectsOf(bundle).filter(({ index }) => gone?.has(index) !== true && (this.facts.has(index) || this.groups.has(index)))
    const records = await this.components.records.recordsNow(subjects.map(({ fact, index }) => ({ fact, index, head })))
    const facts = new Map<number, Change>()
    const touching: Subject[] = []

    for (const [i, subject] of subjects.entries()) {
      const { index, type } = subject

      if (records[i].outlawed === true) {
        continue
      }

      facts.set(index, { type, id: placeText({ offset, index }), record: records[i] })

      if (this.groups.has(index) && this.mayTouch(records[i], subject)) {
        touching.push(subject)
      }
    }

    return { facts, conflicts: touching.length === 0 ? new Map() : await this.conflicts(touching) }
  }

  /** Whether acts say which facts of the scope have effect. */
  private isClosed (): boolean {
    return this.components.effect?.of(this.source.bundle.header.scope) != null
  }

  /**
   * Whether a look at the group may tell of an open conflict, or of one that is settled. The record of a live statement
   * says itself whether it is contradicted, and if it is not, then nothing in its group is.
   */
  private mayTouch (record: FactRecord, { type }: Subject): boolean {
    const isLive = record.current && (record.validUntilMs == null || record.validUntilMs >= this.components.clock.nowMs())

    return type !== 'fact' || record.contradicted || !isLive
  }

  private async conflicts (touching: readonly Subject[]): Promise<Map<number, Touch>> {
    const { clock, index, judge, scopes } = this.components
    const { header } = this.source.bundle
    const scope = index.scopeNumber(header.scope)
    const found = new Map<number, Touch>()

    if (scope == null) {
      return found
    }

    const groups = touching.map(({ entity, contestable = '' }) => ({ scope, entity, relation: contestable }))
    const outcomes = await judge.judge(groups, { atMs: clock.nowMs() })

    for (const [i, outcome] of outcomes.entries()) {
      const status = this.statusOf(outcome, touching[i])

      if (status != null) {
        const { name: { entity, relation }, id } = outcome
        found.set(touching[i].index, { conflict: conflictText(id), entity, relation, scope: scopes.nameOf(header.scope), status })
      }
    }

    return found
  }

  /** What is to be told about a group; nothing when it is at peace, or was settled by something else than this fact. */
  private statusOf ({ isOpen, resolution }: GroupOutcome, { index }: Subject): Touch['status'] | undefined {
    if (isOpen) {
      return 'unresolved'
    }

    const start = this.source.bundle.hash.subarray(0, BUNDLE_KEY_BYTES)
    const settles = resolution?.ref.index === index && equalBytes(resolution.ref.bundle.subarray(0, BUNDLE_KEY_BYTES), start)

    return settles ? 'resolved' : undefined
  }
}
