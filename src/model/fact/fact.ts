import { checkFact } from './check.ts'
import { CONFIDENCE_ONE, KIND_ASSERTION } from './constants.ts'
import { InvalidFactError } from './errors.ts'
import { NO_EXTRAS } from './extras.ts'
import { normalUri } from './uri.ts'
import type { Fact, FactExtras, FactInput, FactValue } from './interface.ts'
import type { CborMap } from '../bytes/index.ts'

/**
 * Makes a fact of what a caller says: normalises its URIs, rounds its confidence to millionths, and checks every limit.
 * The entity and the source as they were written stay in the extras when normalisation changed them.
 *
 * @throws {InvalidFactError} with the field, a code, and a sentence that says what is wrong and how it is put right
 */
export function createFact (input: FactInput): Fact {
  const entity = normalUri('entity', input.entity)
  const source = normalUri('source', input.source)
  const fact: Fact = {
    kind: input.kind ?? KIND_ASSERTION,
    entity,
    relation: normalRelation(input.relation),
    value: normalValue(input.value),
    source,
    confidence: millionths(input.confidence ?? 1),
    extras: writtenExtras(input, entity, source)
  }

  checkFact(fact)

  return fact
}

function normalRelation (relation: unknown): string {
  if (typeof relation !== 'string') {
    throw new InvalidFactError('relation', 'is not text. Send it as a string, such as `memory:role`.')
  }

  return relation.trim().normalize('NFC')
}

function normalValue (value: FactValue | null | undefined): FactValue {
  if (value === null || typeof value !== 'object') {
    throw new InvalidFactError('value', 'is not an object { type, v }.')
  }

  switch (value.type) {
    case 'ref': return { type: 'ref', v: normalUri('value', value.v) }
    // Minus zero has no canonical form; it becomes zero.
    case 'number': return value.v === 0 ? { type: 'number', v: 0 } : value
    case 'datetime': return value.v === 0 ? { type: 'datetime', v: 0 } : value
    default: return value
  }
}

function millionths (confidence: unknown): number {
  if (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1)) {
    throw new InvalidFactError('confidence', 'is not a number from 0 to 1. Use 1 for certain and 0 to retract.')
  }

  // A tiny confidence stays a confidence: only an exact zero retracts.
  return confidence === 0 ? 0 : Math.max(1, Math.round(confidence * CONFIDENCE_ONE))
}

function writtenExtras (input: FactInput, entity: string, source: string): FactExtras {
  // Without a prototype every key is an ordinary one, and the encoder refuses those that must not be.
  const extras: CborMap = Object.create(null)

  for (const [key, value] of Object.entries(input.extras ?? NO_EXTRAS)) {
    if (value !== undefined) {
      extras[key] = value
    }
  }

  if (entity !== input.entity) {
    extras.rawEntity = input.entity
  }

  if (source !== input.source) {
    extras.rawSource = input.source
  }

  return Object.keys(extras).length === 0 ? NO_EXTRAS : extras
}
