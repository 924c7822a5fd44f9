import { toHex } from '../../model/bytes/index.ts'
import { PAGE_FACTS_DEFAULT } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import { momentOf } from './moment.ts'
import type { factQuerySchema } from './request-schema.ts'
import type { factProofSchema } from './schema.ts'
import type { FactProof } from '../../model/bundle/index.ts'
import type { FactQuery } from '../../replica/interface.ts'
import type * as z from 'zod/mini'

/** Parameters of a list of facts, as a caller writes them. */
export type FactParameters = z.infer<typeof factQuerySchema>

/** Relations that one list may name. */
const RELATIONS_MAX = 32

/**
 * Makes the query that the parameters ask for.
 *
 * @throws {ProblemError} `invalid_request` for a time that is none, or a list that is none.
 */
export function factQueryOf (parameters: FactParameters): FactQuery {
  return {
    entity: parameters.entity,
    entityPrefix: parameters.entity_prefix,
    aliases: parameters.aliases,
    relation: parameters.relation,
    relations: listOf('relations', parameters.relations),
    target: parameters.target,
    source: parameters.source,
    scope: parameters.scope,
    author: parameters.author,
    minConfidence: parameters.min_confidence,
    includeContradicted: parameters.include_contradicted,
    includeExpired: parameters.include_expired,
    includeRetracted: parameters.include_retracted,
    contradicted: parameters.contradicted,
    lifecycle: parameters.lifecycle,
    sourceClass: parameters.source_class,
    edition: parameters.edition,
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

/**
 * Reads a list whose items stand between commas; blanks around them are dropped.
 *
 * @throws {ProblemError} `invalid_request` for an item that is empty, and for more than 32 of them.
 */
export function listOf (name: string, text: string | undefined): string[] | undefined {
  if (text == null) { return undefined }
  const items = text.split(',', RELATIONS_MAX + 1).map(item => item.trim())
  if (items.length > RELATIONS_MAX || items.includes('')) {
    const detail = `must be 1 to ${RELATIONS_MAX} items with commas between them`
    throw new ProblemError('invalid_request', `${name} ${detail}.`, { errors: [{ pointer: `/${name}`, detail }] })
  }
  return items
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
