import { decodeCanonical, encodeCanonical, equalBytes, fromBase32, toBase32 } from '../../model/bytes/index.ts'
import { TOTAL_MAX } from './constants.ts'
import { InvalidQueryError } from './errors.ts'
import type { CborValue } from '../../model/bytes/index.ts'

const TEXT_MAX = 8_192

/** A place in the order of a query's answers. It may come from anybody, so a search takes it for a wish. */
export interface Position {
  /** Number of the scope. */
  readonly scope: number
  /** What led to the answer: the key of an entry that leads to a bundle, or the relation as UTF-8. */
  readonly key: Uint8Array
  /** Which of the answers that this entry leads to. */
  readonly within: Uint8Array
}

/** Where a page ended and what the first page counted. */
export interface Cursor {
  readonly position: Position
  readonly total: number
  readonly totalCapped: boolean
}

/** Spells a cursor as text that says nothing to its bearer. */
export function encodeCursor (cursor: Cursor, fingerprint: Uint8Array): string {
  const { position, total, totalCapped } = cursor

  return toBase32(encodeCanonical([fingerprint, position.scope, position.key, position.within, total, totalCapped]))
}

/**
 * Reads what {@link encodeCursor} spelled.
 *
 * @throws {InvalidQueryError} for anything else, and for a cursor of another query
 */
export function decodeCursor (text: string, fingerprint: Uint8Array): Cursor {
  const list = decodeList(text)
  const [print, scope, key, within, total, totalCapped] = list ?? []

  if (!(print instanceof Uint8Array && key instanceof Uint8Array && within instanceof Uint8Array) ||
    !isCount(scope, 0xFFFF) || !isCount(total, TOTAL_MAX) || typeof totalCapped !== 'boolean') {
    throw new InvalidQueryError('cursor', 'is not one that a page answered')
  }

  if (!equalBytes(print, fingerprint)) {
    throw new InvalidQueryError('cursor', 'belongs to a query with other filters; ask its first page again')
  }

  return { position: { scope, key, within }, total, totalCapped }
}

function decodeList (text: string): CborValue[] | undefined {
  try {
    const list = text.length > TEXT_MAX ? undefined : decodeCanonical(fromBase32(text))
    return Array.isArray(list) && list.length === 6 ? list : undefined
  } catch {
    return undefined
  }
}

function isCount (value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most
}
