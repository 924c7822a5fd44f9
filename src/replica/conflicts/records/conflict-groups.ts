import { compareBytes, equalBytes } from '../../../model/bytes/index.ts'
import { conflictId } from '../../../policy/conflict/index.ts'
import type { CurationView } from '../../curation/interface.ts'
import type { FactIndex } from '../../index/index.ts'
import type { GroupName } from '../../query/index.ts'

/** What the groups are found with. */
export interface ConflictGroupsComponents {
  readonly index: Pick<FactIndex, 'read' | 'scopeIds' | 'watermark'>
  readonly curation: { view (scope: number): CurationView, version (scope: number): number }
}

/** A group in which there may be a conflict. */
export interface GroupAt {
  /** Id of the conflict, 16 bytes. */
  readonly id: Uint8Array
  /** Under the canonical name of its entity. */
  readonly name: GroupName
}

/** Groups that aliases join, as of a state of index and aliases. */
interface AliasGroups {
  readonly watermark: number
  readonly version: number
  /** Ascending by id. */
  readonly groups: readonly GroupAt[]
}

/**
 * Finds the groups of a scope in which there may be a conflict: those that ever held two values, which the index lists,
 * and those that aliases join, which are worked out again when something was written since. Whoever judges them tells
 * which of them are conflicts.
 */
export class ConflictGroups {
  private readonly components: ConflictGroupsComponents
  private readonly aliased = new Map<number, AliasGroups>()

  constructor (components: ConflictGroupsComponents) {
    this.components = components
  }

  /** All groups of a scope, ascending by id, strictly behind an id. */
  async * all (scope: number, from?: Uint8Array): AsyncGenerator<GroupAt> {
    const view = this.components.curation.view(scope)
    const joined = inOrder(await this.joined(scope), from)
    let next = 0

    for await (const { id, entity, relation } of this.components.index.read.contests(scope, from)) {
      while (next < joined.length && compareBytes(joined[next].id, id) < 0) {
        yield joined[next++]
      }

      // An entity with several names is among the joined ones.
      if (view.names(entity).length === 1) {
        yield { id, name: { scope, entity, relation } }
      }
    }

    yield * joined.slice(next)
  }

  /** The groups of one entity, under all its names, ascending by id, strictly behind an id. */
  async ofEntity (scope: number, entity: string, from?: Uint8Array): Promise<GroupAt[]> {
    return inOrder(await this.groupsOf(scope, this.components.curation.view(scope).names(entity)), from)
  }

  /** The group with an id. The id of a group that an alias has joined to another one since leads there. */
  async find (scope: number, id: Uint8Array): Promise<GroupName | undefined> {
    const contest = await this.components.index.read.contest(scope, id)

    if (contest != null) {
      return { scope, entity: this.components.curation.view(scope).canonical(contest.entity), relation: contest.relation }
    }

    return (await this.joined(scope)).find(group => equalBytes(group.id, id))?.name
  }

  /** The groups of all entities with several names, ascending by id. */
  private async joined (scope: number): Promise<readonly GroupAt[]> {
    const { curation, index: { watermark } } = this.components
    const version = curation.version(scope)
    const known = this.aliased.get(scope)

    if (known != null && known.version === version && known.watermark === watermark) {
      return known.groups
    }

    const found: GroupAt[] = []

    for (const names of curation.view(scope).classes()) {
      found.push(...await this.groupsOf(scope, names))
    }

    const groups = inOrder(found)
    this.aliased.set(scope, { version, watermark, groups })
    return groups
  }

  /** One group for each relation that at least two claims are made about. */
  private async groupsOf (scope: number, names: readonly string[]): Promise<GroupAt[]> {
    const claims = new Map<string, number>()

    for (const name of names) {
      for await (const { relation, claims: { length } } of this.components.index.read.claimGroups(scope, name)) {
        claims.set(relation, (claims.get(relation) ?? 0) + length)
      }
    }

    const scopeId = this.components.index.scopeIds()[scope]
    const [entity] = names

    return [...claims].filter(([, count]) => count > 1).map(([relation]) => {
      return { id: conflictId(scopeId, entity, relation), name: { scope, entity, relation } }
    })
  }
}

/** Groups ascending by id, strictly behind an id. */
function inOrder (groups: readonly GroupAt[], from?: Uint8Array): GroupAt[] {
  return groups.filter(({ id }) => from == null || compareBytes(id, from) > 0).sort((a, b) => compareBytes(a.id, b.id))
}
