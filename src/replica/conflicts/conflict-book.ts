import { CONFLICT_ENTITY_START, parseConflictText } from '../../policy/conflict/index.ts'
import { Turns } from '../pipeline/index.ts'
import { UnknownScopeError } from '../query/index.ts'
import { compileConflictQuery, encodePosition } from './conflict-query.ts'
import { GROUPS_LOOKED_AT_MAX, JUDGED_TOGETHER } from './constants.ts'
import { ConflictNotFoundError, ConflictResolvedError, EquivocationError } from './errors.ts'
import { ConflictGroups } from './records/conflict-groups.ts'
import { ConflictRecords, isConflict } from './records/conflict-records.ts'
import { derivedFacts } from './records/derived-facts.ts'
import { Equivocations } from './records/equivocations.ts'
import { resolutionOf, winnerIn } from './records/resolution.ts'
import { StatementWriter } from './statement-writer.ts'
import type { CompiledConflictQuery } from './conflict-query.ts'
import type {
  ConflictPage, ConflictQuery, ConflictRecord, Conflicts, ContradictionRecord, EquivocationRecord, ResolutionDraft, ResolutionOutcome
} from './interface.ts'
import type { ConflictGroupsComponents, GroupAt } from './records/conflict-groups.ts'
import type { StatementWriterComponents } from './statement-writer.ts'
import type { BodyRef } from '../../model/body/interface.ts'
import type { Clock } from '../../platform/interface.ts'
import type { FactIndex } from '../index/index.ts'
import type { FactReader, FactRecord, GroupJudge, GroupName, Judgement, ScopeNames } from '../query/index.ts'

/** What the book of conflicts stands on. */
export interface ConflictBookComponents extends ConflictGroupsComponents, StatementWriterComponents {
  readonly index: FactIndex
  readonly reader: Pick<FactReader, 'head' | 'readEach'>
  readonly judge: Pick<GroupJudge, 'judge'>
  readonly scopes: ScopeNames
  readonly clock: Pick<Clock, 'nowMs'>
}

/** The conflicts of a replica, and how contradictions are settled. It keeps nothing: conflicts follow from the bundles. */
export class ConflictBook implements Conflicts {
  private readonly components: ConflictBookComponents
  private readonly groups: ConflictGroups
  private readonly records: ConflictRecords
  private readonly equivocations: Equivocations
  private readonly writer: StatementWriter
  private readonly turns = new Turns()

  constructor (components: ConflictBookComponents) {
    const { index, scopes } = components
    this.components = components
    this.groups = new ConflictGroups(components)
    const scopeName = (scope: number): string => scopes.nameOf(index.scopeIds()[scope])
    this.records = new ConflictRecords({ reader: components.reader, scopeName })
    this.equivocations = new Equivocations({ index, scopeName })
    this.writer = new StatementWriter(components)
  }

  async list (query: ConflictQuery = {}): Promise<ConflictPage> {
    const compiled = compileConflictQuery(query)
    const { kinds, from, limit, scope } = compiled
    const page = kinds.includes('contradiction') ? await this.contradictions(compiled) : { conflicts: [], cursor: null }

    if (page.cursor != null || !kinds.includes('equivocation')) {
      return page
    }

    const { records, next } = await this.equivocations.page(this.scopesOf(scope), { from: from?.kind == null ? undefined : from, limit: limit - page.conflicts.length })

    return { conflicts: [...page.conflicts, ...records], cursor: next == null ? null : encodePosition(next) }
  }

  private async contradictions (compiled: CompiledConflictQuery): Promise<ConflictPage> {
    const conflicts: ConflictRecord[] = []
    let last: GroupAt | undefined
    let lookedAt = 0

    for await (const groups of inBatches(this.search(compiled), () => Math.min(JUDGED_TOGETHER, compiled.limit + 1 - conflicts.length))) {
      const judgements = await this.judge(groups.map(({ name }) => name))

      for (const [i, judgement] of judgements.entries()) {
        if (fits(judgement, compiled)) {
          if (conflicts.length === compiled.limit) {
            return { conflicts, cursor: cursorAt(last) }
          }

          conflicts.push(await this.records.recordOf(judgement))
        }

        last = groups[i]
      }

      lookedAt += groups.length

      if (lookedAt >= GROUPS_LOOKED_AT_MAX) {
        return { conflicts, cursor: cursorAt(last) }
      }
    }

    return { conflicts, cursor: null }
  }

  async get (id: string): Promise<ConflictRecord | undefined> {
    return await this.contradiction(id) ?? this.equivocation(id)
  }

  async resolve (id: string, draft: ResolutionDraft = {}): Promise<ResolutionOutcome> {
    return this.turns.take(id, async () => this.settle(id, draft))
  }

  /** The facts about an entity `stigmem:conflict:<id>`, or none when it is no such entity or there is no such conflict. */
  async factsAbout (entity: string): Promise<FactRecord[]> {
    const conflict = entity.startsWith(CONFLICT_ENTITY_START) ? await this.contradiction(entity.slice(CONFLICT_ENTITY_START.length)) : undefined
    return conflict == null ? [] : derivedFacts(conflict)
  }

  private async contradiction (id: string): Promise<ContradictionRecord | undefined> {
    const judgement = await this.find(id)
    return judgement == null ? undefined : this.records.recordOf(judgement)
  }

  private async equivocation (text: string): Promise<EquivocationRecord | undefined> {
    const id = parseConflictText(text)
    return id == null ? undefined : this.equivocations.find(this.components.index.scopeIds().keys(), id)
  }

  private async settle (id: string, draft: ResolutionDraft): Promise<ResolutionOutcome> {
    const { scopes, index } = this.components
    const judgement = await this.find(id)

    if (judgement == null) {
      throw await this.equivocation(id) == null ? new ConflictNotFoundError(id) : new EquivocationError(id)
    }

    if (!judgement.isOpen) {
      throw new ConflictResolvedError(id)
    }

    const { name } = judgement
    const scope = scopes.nameOf(index.scopeIds()[name.scope])
    const named = winnerIn(judgement, draft)
    const { entity, relation } = name
    const { newValue, source } = draft
    const written = newValue == null ? undefined : await this.writer.assert({ entity, relation, value: newValue, source }, scope)
    const [sides] = written == null ? [judgement] : await this.judge([name])
    const winner: BodyRef | null = written == null ? named : winnerIn(sides, { winner: written.id })
    const { id: resolution } = await this.writer.state('resolution', { entity, source, body: resolutionOf(sides, winner, draft.note) }, scope)
    const [after] = await this.judge([name])

    return { resolution, conflict: await this.records.recordOf(after) }
  }

  /** What the judge says about a conflict, if there is one of that id. */
  private async find (text: string): Promise<Judgement | undefined> {
    const id = parseConflictText(text)

    for (const scope of id == null ? [] : this.components.index.scopeIds().keys()) {
      const name = id == null ? undefined : await this.groups.find(scope, id)

      if (name != null) {
        const [judgement] = await this.judge([name])
        return isConflict(judgement) ? judgement : undefined
      }
    }

    return undefined
  }

  /** The groups that a query has to look at, in the order of its answer. */
  private async * search ({ entity, from, relation, scope }: CompiledConflictQuery): AsyncGenerator<GroupAt> {
    for (const number of this.scopesOf(scope)) {
      if (from != null && number < from.scope) {
        continue
      }

      const start = from?.scope === number ? from.id : undefined
      const groups = entity == null ? this.groups.all(number, start) : await this.groups.ofEntity(number, entity, start)

      for await (const group of groups) {
        if (relation == null || group.name.relation === relation) {
          yield group
        }
      }
    }
  }

  /** Numbers of the scopes to search, ascending. */
  private scopesOf (name: string | undefined): number[] {
    const { index, scopes } = this.components

    if (name == null) {
      return [...index.scopeIds().keys()]
    }

    const id = scopes.idOf(name)

    if (id == null) {
      throw new UnknownScopeError(name)
    }

    const number = index.scopeNumber(id)
    return number == null ? [] : [number]
  }

  private async judge (names: readonly GroupName[]): Promise<readonly Judgement[]> {
    return this.components.judge.judge(names, { atMs: this.components.clock.nowMs() }, { settled: true })
  }
}

function fits (judgement: Judgement, { status }: CompiledConflictQuery): boolean {
  return isConflict(judgement) && (status == null || judgement.isOpen === (status === 'unresolved'))
}

function cursorAt (last: GroupAt | undefined): string | null {
  return last == null ? null : encodePosition({ scope: last.name.scope, id: last.id })
}

/** Gathers items into lists; each may have its own length. */
async function * inBatches<Item> (items: AsyncIterable<Item>, length: () => number): AsyncGenerator<Item[]> {
  let batch: Item[] = []

  for await (const item of items) {
    batch.push(item)

    if (batch.length >= length()) {
      yield batch
      batch = []
    }
  }

  if (batch.length > 0) {
    yield batch
  }
}
