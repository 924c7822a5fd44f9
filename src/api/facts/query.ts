import { toHex } from '../../model/bytes/index.ts'
import { PAGE_FACTS_DEFAULT } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import type { factQuerySchema } from './request-schema.ts'
import type { factProofSchema } from './schema.ts'
import type { FactProof } from '../../model/bundle/index.ts'
import type { FactQuery } from '../../replica/interface.ts'
import type * as z from 'zod/mini'

/** Parameters of a list of facts, as a caller writes them. */
export type FactParameters = z.infer<typeof factQuerySchema>

const CALENDAR_TIME = /^\d{4}-\d{2}-\d{2}/

/**
 * Makes the query that the parameters ask for.
 *
 * @throws {ProblemError} `invalid_request` for a time that is none.
 */
export function factQueryOf (parameters: FactParameters): FactQuery {
  return {
    entity: parameters.entity,
    relation: parameters.relation,
    source: parameters.source,
    scope: parameters.scope,
    author: parameters.author,
    minConfidence: parameters.min_confidence,
    includeContradicted: parameters.include_contradicted,
    includeExpired: parameters.include_expired,
    includeRetracted: parameters.include_retracted,
    lifecycle: parameters.lifecycle,
    after: momentOf('after', parameters.after),
    asOf: momentOf('as_of', parameters.as_of),
    lens: parameters.lens,
    cursor: parameters.cursor,
    limit: parameters.limit
  }
}

/** The same query for one page of the usual size. */
export function pageQueryOf (query: FactQuery): FactQuery {
  return { ...query, limit: query.limit ?? PAGE_FACTS_DEFAULT }
}

/** Calendar times and counts of milliseconds become numbers; anything else is left for the clock to read. */
function momentOf (name: string, text: string | undefined): string | number | undefined {
  if (text == null) { return undefined }
  if (/^\d{1,16}$/.test(text)) { return Number(text) }
  if (!CALENDAR_TIME.test(text)) { return text }
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) {
    throw new ProblemError('invalid_request', `${name} is not a time.`, { errors: [{ pointer: `/${name}`, detail: 'is not a time' }] })
  }
  return ms
}

/** Tells a proof in the words of the API: all bytes in hexadecimal. */
export function proofJson (id: string, proof: FactProof): z.infer<typeof factProofSchema> {
  return {
    id,
    index: proof.index,
    header: toHex(proof.headerBytes),
    signature: toHex(proof.signature),
    fact: toHex(proof.fact),
    salt: toHex(proof.salt),
    digests: proof.digests.map(digest => toHex(digest))
  }
}
