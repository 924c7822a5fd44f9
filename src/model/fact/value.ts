import { DATETIME_MS_MAX, SOURCE_BYTES_MAX, STRING_BYTES_MAX, TEXT_BYTES_MAX } from './constants.ts'
import { InvalidFactError } from './errors.ts'
import { checkIdentifier, checkText } from './text.ts'
import { isNormalUri } from './uri.ts'
import type { FactValue, FactValueType } from './interface.ts'
import type { TextBound } from './text.ts'
import type { CborValue } from '../bytes/index.ts'

/** Types of values, at the place of the number that stands for them on the wire. */
const TYPES: readonly FactValueType[] = ['string', 'text', 'number', 'boolean', 'datetime', 'ref', 'null']

const STRING_BOUND: TextBound = { bytesMax: STRING_BYTES_MAX, advice: 'Send it as a value of type text.' }
const TEXT_BOUND: TextBound = { bytesMax: TEXT_BYTES_MAX, code: 'too_large', advice: 'Split it, or keep it elsewhere and say its digest.' }
const REF_BOUND: TextBound = { bytesMax: SOURCE_BYTES_MAX }

/**
 * Requires a value of one of the seven types, within the limits of its type. URIs are to be in normal form.
 *
 * @throws {InvalidFactError}
 */
export function checkValue (value: FactValue): void {
  switch (value.type) {
    case 'string': checkText('value', value.v, STRING_BOUND); break
    case 'text': checkText('value', value.v, TEXT_BOUND); break
    case 'number': require(Number.isFinite(value.v), 'is not a finite number. NaN and infinities have no place in a fact.'); break
    case 'boolean': require(typeof value.v === 'boolean', 'is not true or false, as its type boolean says.'); break
    case 'datetime': require(isTime(value.v), 'is not a moment in whole milliseconds since 1970, between the years −271821 and 275760.'); break
    case 'ref': checkRef(value.v); break
    case 'null': require(value.v === null, 'is not null, as its type says.'); break
    default: require(false, `has no known type. The types are ${TYPES.join(', ')}.`)
  }
}

/**
 * The list that stands for a value in the encoded fact: the number of its type, then what it says; null is the type alone.
 */
export function valueToList (value: FactValue): CborValue[] {
  const type = TYPES.indexOf(value.type)

  return value.type === 'null' ? [type] : [type, value.v]
}

/**
 * Reads the list that {@link valueToList} makes. The value is to be checked afterwards.
 *
 * @throws {InvalidFactError} when it is no such list
 */
export function valueFromList (list: CborValue): FactValue {
  if (!Array.isArray(list) || typeof list[0] !== 'number') {
    throw new InvalidFactError('value', 'is not a list that begins with the number of a type.')
  }

  const type = TYPES[list[0]]

  require(list.length === (type === 'null' ? 1 : 2), 'is a list of the wrong length.')

  // The pair is checked as foreign input by checkValue, which every reader calls next.
  return { type, v: type === 'null' ? null : list[1] } as FactValue
}

function checkRef (uri: unknown): void {
  checkIdentifier('value', uri, REF_BOUND)
  require(isNormalUri(uri), 'is a ref whose URI is not in normal form.')
}

function isTime (v: unknown): boolean {
  return Number.isInteger(v) && Math.abs(Number(v)) <= DATETIME_MS_MAX
}

function require (holds: boolean, complaint: string): asserts holds {
  if (!holds) {
    throw new InvalidFactError('value', complaint)
  }
}
