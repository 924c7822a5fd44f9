import { decodeCanonical, encodeCanonical, equalBytes, fromBase32, toBase32 } from '../../../model/bytes/index.ts'
import { InvalidQueryError } from '../errors.ts'
import { FACTS_WALKED_MAX } from './constants.ts'
import type { CborValue } from '../../../model/bytes/index.ts'

const TEXT_MAX = 256

/** Where a page of edges ended, and what the first page was walked over: later pages walk over the same. */
export interface WalkCursor {
  /** Edges of the pages before. */
  readonly passed: number
  /** Milliseconds since 1970 by our clock. */
  readonly atMs: number
  /** Offset in the journal behind the last record. */
  readonly before: number
}

/** Spells a cursor as text that says nothing to its bearer. */
export function encodeWalkCursor ({ atMs, before, passed }: WalkCursor, fingerprint: Uint8Array): string {
  return toBase32(encodeCanonical([fingerprint, passed, atMs, before]))
}

/**
 * Reads what {@link encodeWalkCursor} spelled.
 *
 * @throws {InvalidQueryError} for anything else, and for a cursor of another walk
 */
export function decodeWalkCursor (text: string, fingerprint: Uint8Array): WalkCursor {
  const [print, passed, atMs, before] = listIn(text)

  if (!(print instanceof Uint8Array) || !isCount(passed, FACTS_WALKED_MAX) || !isCount(atMs) || !isCount(before)) {
    throw new InvalidQueryError('cursor', 'is not one that a page answered')
  }

  if (!equalBytes(print, fingerprint)) {
    throw new InvalidQueryError('cursor', 'belongs to a walk with other fields; ask its first page again')
  }

  return { passed, atMs, before }
}

function listIn (text: string): CborValue[] {
  try {
    const list = typeof text !== 'string' || text.length > TEXT_MAX ? [] : decodeCanonical(fromBase32(text))
    return Array.isArray(list) && list.length === 4 ? list : []
  } catch {
    return []
  }
}

function isCount (value: unknown, most = Number.MAX_SAFE_INTEGER): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most
}
