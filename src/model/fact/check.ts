import { CONFIDENCE_ONE, ENTITY_BYTES_MAX, KIND_ASSERTION, KIND_MAX, RELATION_BYTES_MAX, RESERVED_RELATIONS, SOURCE_BYTES_MAX } from './constants.ts'
import { InvalidFactError } from './errors.ts'
import { NO_EXTRAS, checkExtras } from './extras.ts'
import { checkIdentifier } from './text.ts'
import { isNormalUri } from './uri.ts'
import { checkValue } from './value.ts'
import type { Fact } from './interface.ts'
import type { TextBound } from './text.ts'

const ENTITY_BOUND: TextBound = { bytesMax: ENTITY_BYTES_MAX }
const RELATION_BOUND: TextBound = { bytesMax: RELATION_BYTES_MAX }
const SOURCE_BOUND: TextBound = { bytesMax: SOURCE_BYTES_MAX }

/**
 * Requires every rule that a fact keeps on all nodes: form, limits, and the part of URI normalisation on which all
 * runtimes agree. Writer and receiver share it, so nothing that was written is refused elsewhere.
 *
 * @throws {InvalidFactError}
 */
export function checkFact (fact: Fact): void {
  if (!Number.isInteger(fact.kind) || fact.kind < 0 || fact.kind > KIND_MAX) {
    throw new InvalidFactError('kind', `is not an integer from 0 to ${KIND_MAX}.`)
  }

  checkUri('entity', fact.entity, ENTITY_BOUND)
  checkRelation(fact)
  checkValue(fact.value)
  checkUri('source', fact.source, SOURCE_BOUND)

  if (!Number.isInteger(fact.confidence) || fact.confidence < 0 || fact.confidence > CONFIDENCE_ONE) {
    throw new InvalidFactError('confidence', `is not an integer number of millionths from 0 to ${CONFIDENCE_ONE}.`)
  }

  if (fact.extras !== NO_EXTRAS) {
    checkExtras(fact.extras)
  }
}

function checkUri (field: string, uri: unknown, bound: TextBound): void {
  checkIdentifier(field, uri, bound)

  if (!isNormalUri(uri)) {
    throw new InvalidFactError(field, 'is not a URI in normal form.')
  }
}

function checkRelation ({ kind, relation }: Fact): void {
  checkIdentifier('relation', relation, RELATION_BOUND)

  if (relation.startsWith(' ') || relation.endsWith(' ')) {
    throw new InvalidFactError('relation', 'begins or ends with a blank. Remove it.')
  }

  if (kind === KIND_ASSERTION && isReserved(relation)) {
    throw new InvalidFactError('relation', `lies in a namespace that only the system writes (${RESERVED_RELATIONS.join(' ')}). Use another prefix, such as memory:.`)
  }
}

function isReserved (relation: string): boolean {
  const unit = relation.charCodeAt(0) | 0x20

  // Both reserved namespaces begin with s or f; most relations are told apart by that letter.
  return (unit === 0x73 || unit === 0x66) && RESERVED_RELATIONS.some(start => relation.slice(0, start.length).toLowerCase() === start)
}
