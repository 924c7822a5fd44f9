import { NotCanonicalError, decodeCanonical, encodeCanonical } from '../bytes/index.ts'
import { checkFact } from './check.ts'
import { FACT_BYTES_MAX } from './constants.ts'
import { InvalidFactError, MalformedFactError } from './errors.ts'
import { NO_EXTRAS } from './extras.ts'
import { valueFromList, valueToList } from './value.ts'
import type { Fact, FactExtras } from './interface.ts'
import type { CborMap, CborValue } from '../bytes/index.ts'

const LIMITS = { bytesMax: FACT_BYTES_MAX }

/**
 * Encodes a fact as the canonical dag-cbor list
 *
 * ```
 * [kind, entity, relation, value, source, confidence]             without extras
 * [kind, entity, relation, value, source, confidence, extras]     with at least one
 * ```
 *
 * @throws {InvalidFactError} when the extras hold something that has no canonical form, or the whole is too large
 */
export function encodeFact (fact: Fact): Uint8Array {
  const list: CborValue[] = [fact.kind, fact.entity, fact.relation, valueToList(fact.value), fact.source, fact.confidence]

  if (fact.extras !== NO_EXTRAS) {
    list.push(fact.extras as CborMap)
  }

  return encodeWithin(list)
}

/**
 * Reads the bytes that {@link encodeFact} makes, and only those: any other spelling of the same fact is refused, so a
 * fact has one digest.
 *
 * @throws {MalformedFactError} with the field that is wrong; `fact` stands for the bytes as a whole
 */
export function decodeFact (bytes: Uint8Array): Fact {
  try {
    const fact = factFromList(decodeCanonical(bytes, LIMITS))

    checkFact(fact)

    return fact
  } catch (err) {
    throw asMalformed(err)
  }
}

function asMalformed (err: unknown): unknown {
  if (err instanceof InvalidFactError) {
    return new MalformedFactError(err, { cause: err })
  }

  if (err instanceof NotCanonicalError) {
    const code = err.reason === 'size' ? 'too_large' : 'malformed'

    return new MalformedFactError({ field: 'fact', detail: `The encoding is not canonical (${err.reason}).`, code }, { cause: err })
  }

  return err
}

function encodeWithin (list: CborValue[]): Uint8Array {
  try {
    return encodeCanonical(list, LIMITS)
  } catch (err) {
    if (err instanceof NotCanonicalError && err.reason === 'size') {
      throw new InvalidFactError('fact', `takes more than ${FACT_BYTES_MAX} bytes. Say less in its extras.`, 'too_large')
    }

    if (err instanceof NotCanonicalError) {
      throw new InvalidFactError('extras', `hold something that has no canonical form (${err.reason}). Leave it out.`)
    }

    throw err
  }
}

/**
 * Puts the items of the list into their places. What each of them is, the check of the fact says.
 */
function factFromList (list: CborValue): Fact {
  if (!Array.isArray(list) || list.length < 6 || list.length > 7) {
    throw new InvalidFactError('fact', 'is not a list of six or seven items.')
  }

  const [kind, entity, relation, value, source, confidence] = list

  return {
    kind, entity, relation, value: valueFromList(value), source, confidence, extras: list.length === 7 ? extrasFromMap(list[6]) : NO_EXTRAS
  } as Fact
}

/**
 * Extras of a fact without any are left out, so an empty map would be a second spelling.
 */
function extrasFromMap (map: CborValue): FactExtras {
  const isMap = typeof map === 'object' && map !== null && !Array.isArray(map) && !(map instanceof Uint8Array)

  if (!isMap || Object.keys(map).length === 0) {
    throw new InvalidFactError('extras', 'are not a map with at least one key.')
  }

  return map as FactExtras
}
