import { equalBytes } from '../../../model/bytes/index.ts'
import { CONFIDENCE_ONE } from '../../../model/fact/index.ts'
import {
  authorField, givenField, InvalidQueryError, isBelow, prefixField, relationField, shareField, textField, UnknownScopeError, uriField
} from '../../query/index.ts'
import { CHANGE_TYPES } from '../constants.ts'
import type { ChangeQuery, ChangeType } from '../interface.ts'
import type { Subject } from './subject.ts'
import type { BundleHeader } from '../../../model/bundle/index.ts'
import type { ScopeNames } from '../../query/index.ts'

/** A query with every filter checked and in the form in which it is compared. */
export interface ChangeFilter {
  readonly types: ReadonlySet<ChangeType>
  readonly entity: string | undefined
  readonly prefix: string | undefined
  readonly relation: string | undefined
  readonly source: string | undefined
  /** Id, 32 bytes. */
  readonly scope: Uint8Array | undefined
  /** Ed25519 public key. */
  readonly author: Uint8Array | undefined
  /** Millionths. */
  readonly confidenceMin: number
}

/**
 * Checks a query, once for all changes that it will be compared with.
 *
 * @throws {InvalidQueryError}
 * @throws {UnknownScopeError}
 */
export function compileFilter (query: ChangeQuery, scopes: Pick<ScopeNames, 'idOf'>): ChangeFilter {
  return {
    types: typesFilter(query.types),
    entity: givenField('entity', query.entity, uriField),
    prefix: givenField('entityPrefix', query.entityPrefix, prefixField),
    relation: givenField('relation', query.relation, relationField),
    source: givenField('source', query.source, uriField),
    scope: query.scope == null ? undefined : scopeFilter(query.scope, scopes),
    author: givenField('author', query.author, authorField),
    confidenceMin: Math.round((givenField('minConfidence', query.minConfidence, shareField) ?? 0) * CONFIDENCE_ONE)
  }
}

/** Whether a bundle may hold what a filter asks for. */
export function takesBundle ({ scope, author }: ChangeFilter, header: Pick<BundleHeader, 'scope' | 'author'>): boolean {
  return (scope == null || equalBytes(scope, header.scope)) && (author == null || equalBytes(author, header.author))
}

/**
 * Whether a filter asks for what is said about the subject, apart from its type and relation. What takes an earlier
 * statement back passes every bound on confidence, because whoever saw that statement wants to know.
 */
export function takesSubject (filter: ChangeFilter, { entity, source, fact }: Subject): boolean {
  return (filter.entity == null || filter.entity === entity) &&
    (filter.prefix == null || isBelow(filter.prefix, entity)) &&
    (filter.source == null || filter.source === source) &&
    (fact.confidence >= filter.confidenceMin || fact.confidence === 0)
}

/** Whether a filter asks for a fact itself. */
export function takesFact (filter: ChangeFilter, { type, fact }: Subject): boolean {
  return filter.types.has(type) && (filter.relation == null || filter.relation === fact.relation)
}

/** Whether a filter asks for the conflict that a fact may touch. */
export function takesConflict (filter: ChangeFilter, { contestable }: Subject): boolean {
  return contestable != null && filter.types.has('conflict') && (filter.relation == null || filter.relation === contestable)
}

/** Whether a filter asks for what acts change in the scope of a bundle. They change answers about everything, so no other filter applies. */
export function takesActs ({ scope, types }: ChangeFilter, header: Pick<BundleHeader, 'scope'>): boolean {
  return types.has('scope') && (scope == null || equalBytes(scope, header.scope))
}

/** Whether a filter asks for what was taken out of a bundle. Nobody may know any more what that said, so no filter of it applies. */
export function takesErasure (filter: ChangeFilter, header: Pick<BundleHeader, 'author' | 'scope'>): boolean {
  return filter.types.has('erase') && takesBundle(filter, header)
}

function typesFilter (types: ChangeQuery['types']): ReadonlySet<ChangeType> {
  if (types != null && (!Array.isArray(types) || types.length === 0 || !types.every(type => CHANGE_TYPES.includes(type)))) {
    throw new InvalidQueryError('types', `is not a list of ${CHANGE_TYPES.join(', ')}`)
  }

  return new Set(types ?? CHANGE_TYPES)
}

function scopeFilter (scope: string, scopes: Pick<ScopeNames, 'idOf'>): Uint8Array {
  const id = scopes.idOf(textField('scope', scope))

  if (id == null) {
    throw new UnknownScopeError(scope)
  }

  return id
}
