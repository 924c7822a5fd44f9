import { blake3, encodeCanonical } from '../../model/bytes/index.ts'
import { CONFIDENCE_ONE, LIFECYCLES, SOURCE_CLASSES } from '../../model/fact/index.ts'
import { LENSES } from '../../policy/lens/index.ts'
import { DEFAULT_PAGE_LIMIT, PAGE_LIMIT_MAX, RELATIONS_MAX } from './constants.ts'
import { InvalidQueryError } from './errors.ts'
import { authorField, choiceField, flagField, givenField, lensNamed, pastField, prefixField, shareField } from './filters.ts'
import { relationField, textField, timeField, uriField, wholeField } from './resolve/fields.ts'
import type { FactQuery } from './interface.ts'
import type { Hlc } from '../../model/hlc/index.ts'
import type { LensRegistry, ResolvingLens } from '../../policy/lens/index.ts'

const FINGERPRINT_BYTES = 8

/** A query with every filter checked and in the form that the index knows. */
export interface CompiledQuery {
  readonly entity: string | undefined
  readonly entityPrefix: string | undefined
  /** Whether entities answer under all their names. */
  readonly aliases: boolean
  /** Sorted, each once. */
  readonly relations: readonly string[] | undefined
  readonly target: string | undefined
  readonly source: string | undefined
  readonly scope: string | undefined
  /** Ed25519 public key. */
  readonly author: Uint8Array | undefined
  /** Millionths. */
  readonly confidenceMin: number
  readonly includeContradicted: boolean
  readonly includeExpired: boolean
  readonly includeRetracted: boolean
  readonly contradicted: boolean | undefined
  /** Place in `LIFECYCLES`. */
  readonly life: number | undefined
  /** Place in `SOURCE_CLASSES`. */
  readonly sourceClass: number | undefined
  readonly edition: string | undefined
  readonly after: Hlc | undefined
  readonly asOf: Hlc | undefined
  readonly lens: ResolvingLens
  readonly limit: number
  /** Eight bytes that stand for all filters, so that a cursor cannot be taken to another query. Most queries need none. */
  fingerprint (): Uint8Array
}

/** What a query is checked with. */
export interface QueryRules {
  readonly lenses: LensRegistry
  /** Milliseconds since 1970. */
  readonly nowMs: number
}

/**
 * Checks a query.
 *
 * @throws {InvalidQueryError}
 */
export function compileQuery (query: FactQuery, { lenses, nowMs }: QueryRules): CompiledQuery {
  const filters = {
    entity: givenField('entity', query.entity, uriField),
    entityPrefix: givenField('entityPrefix', query.entityPrefix, prefixField),
    aliases: givenField('aliases', query.aliases, flagField) ?? true,
    relations: relationsIn(query),
    target: givenField('target', query.target, uriField),
    source: givenField('source', query.source, uriField),
    scope: givenField('scope', query.scope, textField),
    author: givenField('author', query.author, authorField),
    confidenceMin: Math.round((givenField('minConfidence', query.minConfidence, shareField) ?? 0) * CONFIDENCE_ONE),
    includeContradicted: givenField('includeContradicted', query.includeContradicted, flagField) ?? false,
    includeExpired: givenField('includeExpired', query.includeExpired, flagField) ?? false,
    includeRetracted: givenField('includeRetracted', query.includeRetracted, flagField) ?? false,
    contradicted: givenField('contradicted', query.contradicted, flagField),
    life: query.lifecycle == null || query.lifecycle === 'any' ? undefined : choiceField('lifecycle', query.lifecycle, LIFECYCLES),
    sourceClass: query.sourceClass == null ? undefined : choiceField('sourceClass', query.sourceClass, SOURCE_CLASSES),
    edition: givenField('edition', query.edition, textField),
    after: timeField('after', query.after),
    asOf: pastField('asOf', query.asOf, nowMs)
  }
  const lens = query.lens == null ? LENSES[0] : lensNamed(lenses, query.lens)
  const limit = wholeField('limit', query.limit ?? DEFAULT_PAGE_LIMIT, { min: 1, max: PAGE_LIMIT_MAX })

  return { ...filters, lens, limit, fingerprint: () => fingerprintOf(Object.values(filters), lens) }
}

/** Bytes that stand for the values of all filters, in the order in which they are compiled. */
function fingerprintOf (filters: ReadonlyArray<string | number | boolean | Uint8Array | readonly string[] | Hlc | undefined>, lens: ResolvingLens): Uint8Array {
  const values = filters.map(value => {
    if (typeof value !== 'object' || value instanceof Uint8Array) {
      return value ?? null
    }

    return 'wallMs' in value ? [value.wallMs, value.counter] : [...value]
  })

  return blake3(encodeCanonical([...values, lens.name])).slice(0, FINGERPRINT_BYTES)
}

function relationsIn ({ relation, relations }: FactQuery): string[] | undefined {
  if (relations == null) {
    return relation == null ? undefined : [relationField('relation', relation)]
  }

  if (relation != null) {
    throw new InvalidQueryError('relations', 'excludes relation; name one of the two')
  }

  if (!Array.isArray(relations) || relations.length === 0 || relations.length > RELATIONS_MAX) {
    throw new InvalidQueryError('relations', `is not a list of 1 to ${RELATIONS_MAX} relations`)
  }

  return [...new Set(relations.map(one => relationField('relations', one)))].sort()
}
