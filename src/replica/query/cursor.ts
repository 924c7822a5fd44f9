import { decodeCanonical, encodeCanonical, equalBytes, fromBase32, toBase32 } from '../../model/bytes/index.ts'
import { isHlc } from '../../model/hlc/index.ts'
import { TOTAL_MAX } from './constants.ts'
import { InvalidQueryError } from './errors.ts'
import type { CborValue } from '../../model/bytes/index.ts'
import type { Hlc } from '../../model/hlc/index.ts'

const TEXT_MAX = 8_192
const FIELDS = 10

/** A place in the order of a query's answers. It may come from anybody, so a search takes it for a wish. */
export interface Position {
  /** Number of the scope. */
  readonly scope: number
  /** What led to the answer: the key of an entry that leads to a bundle, or of the claims about an entity and relation. */
  readonly key: Uint8Array
  /** Which of the answers that this entry leads to. */
  readonly within: Uint8Array
}

/** What a query was first answered over: later pages look at the same. */
export interface Snapshot {
  /** Milliseconds since 1970 by our clock. */
  readonly atMs: number
  /** Offset in the journal behind the last record. */
  readonly before: number
}

/** Where a page ended, and what the first page looked at and counted. */
export interface Cursor {
  readonly position: Position
  readonly total: number
  readonly totalCapped: boolean
  readonly snapshot: Snapshot
  /** The moment that ages are measured from in the scope of the position, when a lens asked for it. */
  readonly cut?: Hlc
}

/** Spells a cursor as text that says nothing to its bearer. */
export function encodeCursor (cursor: Cursor, fingerprint: Uint8Array): string {
  const { cut, position, snapshot, total, totalCapped } = cursor

  return toBase32(encodeCanonical([
    fingerprint, position.scope, position.key, position.within, total, totalCapped,
    snapshot.atMs, snapshot.before, cut?.wallMs ?? null, cut?.counter ?? null
  ]))
}

/**
 * Reads what {@link encodeCursor} spelled.
 *
 * @throws {InvalidQueryError} for anything else, and for a cursor of another query
 */
export function decodeCursor (text: string, fingerprint: Uint8Array): Cursor {
  const [print, scope, key, within, total, totalCapped, atMs, before, wallMs, counter] = decodeList(text) ?? []
  const cut = wallMs === null && counter === null ? undefined : cutOf(wallMs, counter)

  if (!(print instanceof Uint8Array && key instanceof Uint8Array && within instanceof Uint8Array) ||
    !isCount(scope, 0xFFFF) || !isCount(total, TOTAL_MAX) || typeof totalCapped !== 'boolean' ||
    !isCount(atMs, Number.MAX_SAFE_INTEGER) || !isCount(before, Number.MAX_SAFE_INTEGER) || cut === null) {
    throw new InvalidQueryError('cursor', 'is not one that a page answered')
  }

  if (!equalBytes(print, fingerprint)) {
    throw new InvalidQueryError('cursor', 'belongs to a query with other filters; ask its first page again')
  }

  return { position: { scope, key, within }, total, totalCapped, snapshot: { atMs, before }, cut }
}

function decodeList (text: string): CborValue[] | undefined {
  try {
    const list = text.length > TEXT_MAX ? undefined : decodeCanonical(fromBase32(text))
    return Array.isArray(list) && list.length === FIELDS ? list : undefined
  } catch {
    return undefined
  }
}

/** The time that two numbers make; null when they make none. */
function cutOf (wallMs: unknown, counter: unknown): Hlc | null {
  const hlc = typeof wallMs === 'number' && typeof counter === 'number' ? { wallMs, counter } : undefined
  return hlc != null && isHlc(hlc) ? hlc : null
}

function isCount (value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most
}
