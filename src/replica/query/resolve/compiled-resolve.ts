import { CONFIDENCE_ONE } from '../../../model/fact/index.ts'
import { peerIdText, publicKeyOf } from '../../../model/identity/index.ts'
import { TRILLION } from '../../../policy/lens/index.ts'
import { DEFAULT_SCOPE } from '../constants.ts'
import { DEFAULT_PAGE_LIMIT, PAGE_LIMIT_MAX } from '../constants.ts'
import { InvalidQueryError } from '../errors.ts'
import { flagField, pastField } from '../filters.ts'
import { DEFAULT_RESOLVE_LENS, TRUST_ENTRIES_MAX } from './constants.ts'
import { relationField, textField, timeField, uriField, wholeField } from './fields.ts'
import { lensField } from './lens-field.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { LensRegistry, ResolvingLens } from '../../../policy/lens/index.ts'
import type { ResolveQuery } from '../interface.ts'

/** Longest time that an answer may be old, a day: beyond it nobody means what they say. */
const STALE_MAX_MS = 86_400_000

/** What is handed in about authors, in the integers that lenses count with, by peer id (base36 text). */
export interface TrustVectors {
  /** Millionths. */
  readonly trust?: ReadonlyMap<string, number>
  /** Trillionths. */
  readonly eigentrust?: ReadonlyMap<string, number>
  /** Millionths. */
  readonly domainTrust?: ReadonlyMap<string, number>
}

/** A question with every field checked. */
export interface CompiledResolve {
  readonly entity: string
  readonly relation: string
  /** Name of the scope. */
  readonly scope: string
  readonly lens: ResolvingLens
  readonly asOf: Hlc | undefined
  readonly cut: Hlc | undefined
  readonly includeExpired: boolean
  readonly edition: string | undefined
  readonly limit: number
  readonly maxStaleMs: number | undefined
  /** What was handed in about authors; undefined when nothing was. */
  readonly trust: TrustVectors | undefined
}

/**
 * Checks a question.
 *
 * @throws {InvalidQueryError}
 * @throws {UnknownLensError}
 */
export function compileResolve (query: ResolveQuery, { lenses, nowMs }: { lenses: LensRegistry, nowMs: number }): CompiledResolve {
  return {
    entity: uriField('entity', query.entity),
    relation: relationField('relation', query.relation),
    scope: textField('scope', query.scope ?? DEFAULT_SCOPE),
    lens: lensField(lenses, query.lens ?? DEFAULT_RESOLVE_LENS),
    asOf: pastField('asOf', query.asOf, nowMs),
    cut: timeField('cut', query.cut),
    includeExpired: flagField('includeExpired', query.includeExpired ?? false),
    edition: query.edition == null ? undefined : textField('edition', query.edition),
    limit: wholeField('limit', query.limit ?? DEFAULT_PAGE_LIMIT, { min: 1, max: PAGE_LIMIT_MAX }),
    maxStaleMs: query.maxStaleMs == null ? undefined : wholeField('maxStaleMs', query.maxStaleMs, { min: 0, max: STALE_MAX_MS }),
    trust: trustOf(query)
  }
}

/** Reads the vectors of a question; undefined when it has none. */
function trustOf (query: Pick<ResolveQuery, 'trust' | 'eigentrust' | 'domainTrust'>): TrustVectors | undefined {
  const { trust, eigentrust, domainTrust } = query

  if (trust == null && eigentrust == null && domainTrust == null) {
    return undefined
  }

  return {
    ...trust == null ? {} : { trust: vectorOf('trust', trust, CONFIDENCE_ONE) },
    ...eigentrust == null ? {} : { eigentrust: vectorOf('eigentrust', eigentrust, TRILLION) },
    ...domainTrust == null ? {} : { domainTrust: vectorOf('domainTrust', domainTrust, CONFIDENCE_ONE) }
  }
}

function vectorOf (field: string, entries: Readonly<Record<string, number>>, one: number): Map<string, number> {
  const vector = new Map<string, number>()
  const list = Object.entries(entries)

  if (list.length > TRUST_ENTRIES_MAX) {
    throw new InvalidQueryError(field, `names more than ${TRUST_ENTRIES_MAX} peers`)
  }

  for (const [peer, share] of list) {
    const key = publicKeyOf(peer)

    if (key == null) {
      throw new InvalidQueryError(field, 'names something that is not the peer id of an Ed25519 key')
    }

    if (typeof share !== 'number' || !(share >= 0 && share <= 1)) {
      throw new InvalidQueryError(field, 'holds something other than a number from 0 to 1')
    }

    vector.set(peerIdText(key), Math.round(share * one))
  }

  return vector
}
