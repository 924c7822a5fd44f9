import { compareBytes, equalBytes } from '../../../model/bytes/index.ts'
import { textKey } from '../../index/index.ts'
import { InvalidQueryError } from '../errors.ts'
import type { FactFilter } from './fact-filter.ts'
import type { Search } from './search.ts'
import type { IndexReader } from '../../index/index.ts'
import type { CompiledQuery } from '../compiled-query.ts'
import type { GroupName, KnownGroup } from '../group-judge.ts'

type GroupSearch = Search & { readonly filter: FactFilter }

/** Bytes of bucket and scope in front of the texts of a key. */
const TEXTS_AT = 3

const text = new TextDecoder()

/** The groups that a query asks for, in a fixed order, from the group of a position on. */
export function groupsOf (index: IndexReader, query: CompiledQuery, search: GroupSearch): AsyncIterable<KnownGroup> {
  const { from, names, scope } = search
  const start = from == null ? undefined : groupAt(from.key, scope)

  if (start != null && !names.matches(start.entity)) {
    throw new InvalidQueryError('cursor', 'is not one that a page answered')
  }

  if (names.entities != null || query.entityPrefix == null) {
    return groupsAbout(index, query, { ...search, entities: names.entities ?? [], start })
  }

  const elsewhere = names.elsewhere()
  const isElsewhere = start != null && elsewhere.includes(start.entity)
  const below = groupsBelow(index, query.entityPrefix, { ...search, start })

  // What stands below by another name comes behind everything that stands there by its own.
  return elsewhere.length === 0
    ? below
    : joined(isElsewhere ? [] : [below], groupsAbout(index, query, { ...search, entities: elsewhere, start: isElsewhere ? start : undefined }))
}

async function * joined (first: ReadonlyArray<AsyncIterable<KnownGroup>>, last: AsyncIterable<KnownGroup>): AsyncGenerator<KnownGroup> {
  for (const groups of [...first, last]) {
    yield * groups
  }
}

async function * groupsBelow (index: IndexReader, prefix: string, { filter, from, scope, start }: GroupSearch & { start?: GroupName }): AsyncGenerator<KnownGroup> {
  if (start != null && filter.passesGroup(start.entity, start.relation)) {
    yield start
  }

  for await (const { claims, entity, relation } of index.groupsBelow(scope, prefix, from?.key)) {
    if (filter.passesGroup(entity, relation)) {
      yield { scope, entity, relation, claims }
    }
  }
}

async function * groupsAbout (index: IndexReader, { relations }: CompiledQuery, search: GroupSearch & { entities: readonly string[], start?: GroupName }): AsyncGenerator<KnownGroup> {
  const { entities, filter, scope, start } = search

  for (const entity of entities.slice(start == null ? 0 : entities.indexOf(start.entity))) {
    const first = entity === start?.entity ? start.relation : undefined

    if (relations != null) {
      yield * inKeyOrder({ scope, entity }, relations, first).filter(group => filter.passesGroup(entity, group.relation))
      continue
    }

    for await (const { claims, relation } of index.claimGroups(scope, entity, first)) {
      if (filter.passesGroup(entity, relation)) {
        yield { scope, entity, relation, claims }
      }
    }
  }
}

/** Groups of one entity in the order of their keys, from a relation on. */
function inKeyOrder (about: Omit<GroupName, 'relation'>, relations: readonly string[], first: string | undefined): GroupName[] {
  const { scope, entity } = about

  if (relations.length === 1 && first == null) {
    return [{ scope, entity, relation: relations[0] }]
  }

  const start = first == null ? undefined : textKey('claim', scope, entity, first)

  return relations
    .map(relation => ({ relation, key: textKey('claim', scope, entity, relation) }))
    .filter(({ key }) => start == null || compareBytes(key, start) >= 0)
    .sort((a, b) => compareBytes(a.key, b.key))
    .map(({ relation }) => ({ scope, entity, relation }))
}

/** The group that a key stands for. It may come from anybody, inside a cursor. */
function groupAt (key: Uint8Array, scope: number): GroupName {
  const [entity, relation] = text.decode(key.subarray(TEXTS_AT)).split('\0')

  if (relation == null || !equalBytes(textKey('claim', scope, entity, relation), key)) {
    throw new InvalidQueryError('cursor', 'is not one that a page answered')
  }

  return { scope, entity, relation }
}
