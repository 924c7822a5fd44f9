import { equalBytes } from '../../../model/bytes/index.ts'
import { CONFIDENCE_ONE, InvalidFactError, normaliseUri } from '../../../model/fact/index.ts'
import { publicKeyOf } from '../../../model/identity/index.ts'
import { InvalidQueryError, UnknownScopeError } from '../../query/index.ts'
import { CHANGE_TYPES } from '../constants.ts'
import type { ChangeQuery, ChangeType } from '../interface.ts'
import type { Subject } from './subject.ts'
import type { BundleHeader } from '../../../model/bundle/index.ts'
import type { ScopeNames } from '../../query/index.ts'

/** Separators behind which names go on: a prefix that ends in one takes whatever follows. */
const SEPARATORS = '/:'

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
    entity: uriFilter('entity', query.entity),
    prefix: prefixFilter(query.entityPrefix),
    relation: textFilter('relation', query.relation)?.trim().normalize('NFC'),
    source: uriFilter('source', query.source),
    scope: scopeFilter(query.scope, scopes),
    author: authorFilter(query.author),
    confidenceMin: confidenceFilter(query.minConfidence)
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
    (filter.prefix == null || isBelow(entity, filter.prefix)) &&
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

/** Whether an entity is the one that a prefix names, or stands below it. */
export function isBelow (entity: string, prefix: string): boolean {
  return entity.startsWith(prefix) && (entity.length === prefix.length || entity[prefix.length] === '/' || isOpen(prefix))
}

function isOpen (prefix: string): boolean {
  return SEPARATORS.includes(prefix[prefix.length - 1])
}

function typesFilter (types: ChangeQuery['types']): ReadonlySet<ChangeType> {
  if (types != null && (!Array.isArray(types) || types.length === 0 || !types.every(type => CHANGE_TYPES.includes(type)))) {
    throw new InvalidQueryError('types', `is not a list of ${CHANGE_TYPES.join(', ')}`)
  }

  return new Set(types ?? CHANGE_TYPES)
}

function textFilter (field: string, text: string | undefined): string | undefined {
  if (text != null && (typeof text !== 'string' || !text.isWellFormed() || text.includes('\0'))) {
    throw new InvalidQueryError(field, 'is not well-formed text')
  }

  return text
}

function uriFilter (field: string, text: string | undefined): string | undefined {
  try {
    return text == null ? undefined : normaliseUri(text)
  } catch (err) {
    throw new InvalidQueryError(field, `cannot be brought into normal form: ${err instanceof InvalidFactError ? err.detail : 'it is not a URI'}`)
  }
}

/** A prefix that ends in a separator is the beginning of a URI; with one character more it is brought into normal form. */
function prefixFilter (text: string | undefined): string | undefined {
  const prefix = textFilter('entityPrefix', text)?.trim()

  return prefix != null && prefix !== '' && isOpen(prefix)
    ? uriFilter('entityPrefix', `${prefix}x`)?.slice(0, -1)
    : uriFilter('entityPrefix', prefix)
}

function scopeFilter (name: string | undefined, scopes: Pick<ScopeNames, 'idOf'>): Uint8Array | undefined {
  const scope = textFilter('scope', name)
  const id = scope == null ? undefined : scopes.idOf(scope)

  if (scope != null && id == null) {
    throw new UnknownScopeError(scope)
  }

  return id
}

function authorFilter (text: string | undefined): Uint8Array | undefined {
  const key = typeof text === 'string' ? publicKeyOf(text) : undefined

  if (text != null && key == null) {
    throw new InvalidQueryError('author', 'is not the peer id of an Ed25519 key')
  }

  return key
}

function confidenceFilter (confidence: number | undefined): number {
  if (confidence != null && !(confidence >= 0 && confidence <= 1)) {
    throw new InvalidQueryError('minConfidence', 'is not a number from 0 to 1')
  }

  return Math.round((confidence ?? 0) * CONFIDENCE_ONE)
}
