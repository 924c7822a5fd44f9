import { decodeCanonical, encodeCanonical, fromBase32, toBase32 } from '../../model/bytes/index.ts'
import { normaliseUri } from '../../model/fact/index.ts'
import { DEFAULT_PAGE_LIMIT, InvalidQueryError, PAGE_LIMIT_MAX } from '../query/index.ts'
import type { ConflictQuery, ConflictRecord } from './interface.ts'

/** Longest cursor in characters. */
const CURSOR_MAX = 128

/** Bytes of the id of a conflict, and of a claimant. */
export const CONFLICT_ID_BYTES = 16
export const CLAIMANT_BYTES = 8

const KINDS: ReadonlyArray<ConflictRecord['kind']> = ['contradiction', 'equivocation']

/** The id behind which a page begins, and the number of its scope. */
export interface ConflictPosition {
  readonly scope: number
  /** Of a conflict, or the claimant of a vote. */
  readonly id: Uint8Array
  /** There when the id is that of an equivocation. */
  readonly kind?: 'equivocation'
}

/** A query with every field checked. */
export interface CompiledConflictQuery {
  /** The kinds that the page may hold, in their order. */
  readonly kinds: ReadonlyArray<ConflictRecord['kind']>
  readonly status: ConflictQuery['status']
  readonly scope: string | undefined
  /** In normal form. */
  readonly entity: string | undefined
  readonly relation: string | undefined
  readonly from: ConflictPosition | undefined
  readonly limit: number
}

/**
 * Checks a query for conflicts.
 *
 * @throws {InvalidQueryError}
 */
export function compileConflictQuery (query: ConflictQuery): CompiledConflictQuery {
  const { cursor, entity, kind, limit, relation, status } = query

  if (status != null && status !== 'unresolved' && status !== 'resolved') {
    throw new InvalidQueryError('status', 'is neither unresolved nor resolved')
  }

  if (kind != null && !KINDS.includes(kind)) {
    throw new InvalidQueryError('kind', 'is neither contradiction nor equivocation')
  }

  const from = cursor == null ? undefined : decodePosition(cursor, CONFLICT_ID_BYTES)
  const isOfFacts = entity != null || relation != null || status === 'resolved'
  const kinds = isOfFacts ? KINDS.slice(0, 1) : KINDS.slice(from?.kind === 'equivocation' ? 1 : 0)

  return {
    kinds: kinds.filter(each => kind == null || each === kind),
    status,
    scope: textOf('scope', query.scope),
    entity: uriOf(entity),
    relation: textOf('relation', relation)?.trim().normalize('NFC'),
    from,
    limit: checkLimit(limit)
  }
}

/**
 * The size of a page.
 *
 * @throws {InvalidQueryError}
 */
export function checkLimit (limit: number | undefined): number {
  if (limit != null && !(Number.isInteger(limit) && limit >= 1 && limit <= PAGE_LIMIT_MAX)) {
    throw new InvalidQueryError('limit', `is not a whole number from 1 to ${PAGE_LIMIT_MAX}`)
  }

  return limit ?? DEFAULT_PAGE_LIMIT
}

/** Spells a place as text that says nothing to its bearer. */
export function encodePosition ({ scope, id, kind }: ConflictPosition): string {
  return toBase32(encodeCanonical(kind == null ? [scope, id] : [scope, id, kind]))
}

/**
 * Reads what {@link encodePosition} spelled; a place from elsewhere is one as good as any.
 *
 * @throws {InvalidQueryError} for anything else
 */
export function decodePosition (text: string, idBytes: number): ConflictPosition {
  const [scope, id, kind] = listIn(text)

  if ((kind != null && kind !== 'equivocation') || typeof scope !== 'number' || !Number.isInteger(scope) || scope < 0 || !(id instanceof Uint8Array) || id.length !== idBytes) {
    throw new InvalidQueryError('cursor', 'is not one that a page answered')
  }

  return kind == null ? { scope, id } : { scope, id, kind }
}

function listIn (text: string): unknown[] {
  try {
    const list = text.length > CURSOR_MAX ? undefined : decodeCanonical(fromBase32(text))
    return Array.isArray(list) && (list.length === 2 || list.length === 3) ? list : []
  } catch {
    return []
  }
}

function textOf (field: string, text: string | undefined): string | undefined {
  if (text != null && (typeof text !== 'string' || !text.isWellFormed() || text.includes('\0'))) {
    throw new InvalidQueryError(field, 'is not well-formed text')
  }

  return text
}

function uriOf (text: string | undefined): string | undefined {
  try {
    return text == null ? undefined : normaliseUri(text)
  } catch {
    throw new InvalidQueryError('entity', 'cannot be brought into normal form')
  }
}
