import { blake3, encodeCanonical } from '../../model/bytes/index.ts'
import { CONFIDENCE_ONE, InvalidFactError, LIFECYCLES, normaliseUri } from '../../model/fact/index.ts'
import { HLC_COUNTER_MAX, isHlc, parseHlc } from '../../model/hlc/index.ts'
import { publicKeyOf } from '../../model/identity/index.ts'
import { LENSES } from '../../policy/lens/index.ts'
import { DEFAULT_PAGE_LIMIT, PAGE_LIMIT_MAX } from './constants.ts'
import { InvalidQueryError } from './errors.ts'
import type { FactQuery } from './interface.ts'
import type { Hlc } from '../../model/hlc/index.ts'
import type { Lens } from '../../policy/lens/index.ts'

const FINGERPRINT_BYTES = 8

/** A query with every filter checked and in the form that the index knows. */
export interface CompiledQuery {
  readonly entity: string | undefined
  readonly relation: string | undefined
  readonly source: string | undefined
  readonly scope: string | undefined
  /** Ed25519 public key. */
  readonly author: Uint8Array | undefined
  /** Millionths. */
  readonly confidenceMin: number
  readonly includeContradicted: boolean
  readonly includeExpired: boolean
  readonly includeRetracted: boolean
  /** Place in `LIFECYCLES`. */
  readonly life: number | undefined
  readonly after: Hlc | undefined
  readonly asOf: Hlc | undefined
  readonly lens: Lens
  readonly limit: number
  /** Eight bytes that stand for all filters, so that a cursor cannot be taken to another query. */
  readonly fingerprint: Uint8Array
}

/**
 * Checks a query.
 *
 * @throws {InvalidQueryError}
 */
export function compileQuery (query: FactQuery): CompiledQuery {
  const filters = {
    entity: uriFilter('entity', query.entity),
    relation: textFilter('relation', query.relation)?.trim().normalize('NFC'),
    source: uriFilter('source', query.source),
    scope: textFilter('scope', query.scope),
    author: authorFilter(query.author),
    confidenceMin: confidenceFilter(query.minConfidence),
    includeContradicted: query.includeContradicted === true,
    includeExpired: query.includeExpired === true,
    includeRetracted: query.includeRetracted === true,
    life: lifecycleFilter(query.lifecycle),
    after: timeFilter('after', query.after),
    asOf: timeFilter('asOf', query.asOf)
  }
  const lens = lensFilter(query.lens)

  return { ...filters, lens, limit: limitFilter(query.limit), fingerprint: fingerprintOf(filters, lens) }
}

function fingerprintOf (filters: Omit<CompiledQuery, 'lens' | 'limit' | 'fingerprint'>, lens: Lens): Uint8Array {
  const { after, asOf } = filters
  const values = [
    filters.entity, filters.relation, filters.source, filters.scope, filters.author, filters.confidenceMin,
    filters.includeContradicted, filters.includeExpired, filters.includeRetracted, filters.life,
    after?.wallMs, after?.counter, asOf?.wallMs, asOf?.counter, lens.name
  ]

  return blake3(encodeCanonical(values.map(value => value ?? null))).slice(0, FINGERPRINT_BYTES)
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

function authorFilter (text: string | undefined): Uint8Array | undefined {
  const key = text == null ? undefined : publicKeyOf(text)

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

function lifecycleFilter (name: string | undefined): number | undefined {
  const life = name == null ? undefined : LIFECYCLES.indexOf(name)

  if (life === -1) {
    throw new InvalidQueryError('lifecycle', `is not one of ${LIFECYCLES.join(', ')}`)
  }

  return life
}

/** Milliseconds mean the end of that millisecond, so facts stamped within it count as not later. */
function timeFilter (field: string, time: string | number | undefined): Hlc | undefined {
  if (time == null) {
    return undefined
  }

  const hlc = typeof time === 'string' ? parseHlc(time) : { wallMs: time, counter: HLC_COUNTER_MAX }

  if (hlc == null || !isHlc(hlc)) {
    throw new InvalidQueryError(field, 'is neither a hybrid logical time nor whole milliseconds since 1970')
  }

  return hlc
}

function lensFilter (name: string | undefined): Lens {
  const lens = name == null ? LENSES[0] : LENSES.find(one => one.name === name)

  if (lens == null) {
    throw new InvalidQueryError('lens', `is not one of ${LENSES.map(one => one.name).join(', ')}`)
  }

  return lens
}

function limitFilter (limit: number | undefined): number {
  if (limit != null && !(Number.isInteger(limit) && limit >= 1 && limit <= PAGE_LIMIT_MAX)) {
    throw new InvalidQueryError('limit', `is not a whole number from 1 to ${PAGE_LIMIT_MAX}`)
  }

  return limit ?? DEFAULT_PAGE_LIMIT
}
