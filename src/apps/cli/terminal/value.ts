import { UsageError } from '../errors.ts'
import type { FactBody } from '../../../api/index.ts'

/** Types that a value may be read as. */
export const VALUE_TYPES = ['string', 'text', 'number', 'boolean', 'datetime', 'ref', 'null'] as const

/** The name of a value's type. */
export type ValueType = typeof VALUE_TYPES[number]

/** Numbers as JSON writes them, so that 007 and 1e stay what they look like. */
const NUMBER_FORM = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Longest value that is a `string` and not a `text`. */
const STRING_BYTES_MAX = 1024

/**
 * Reads a value that was typed on a command line.
 *
 * @throws {UsageError} when the text is not of the type.
 */
export function valueOf (text: string, type: ValueType = typeOf(text)): FactBody['value'] {
  switch (type) {
    case 'number':
      if (!NUMBER_FORM.test(text)) { throw new UsageError(`The value "${text.slice(0, 40)}" is not a number.`) }
      return { type, v: Number(text) }
    case 'boolean':
      if (text !== 'true' && text !== 'false') { throw new UsageError('A boolean is "true" or "false".') }
      return { type, v: text === 'true' }
    case 'null':
      return { type, v: null }
    default:
      return { type, v: text }
  }
}

function typeOf (text: string): ValueType {
  if (NUMBER_FORM.test(text) && Number.isFinite(Number(text))) { return 'number' }
  if (text === 'true' || text === 'false') { return 'boolean' }
  if (text === 'null') { return 'null' }
  return new TextEncoder().encode(text).byteLength > STRING_BYTES_MAX ? 'text' : 'string'
}

/** Writes a value for people. */
export function valueText (value: FactBody['value']): string {
  return value.type === 'null' ? 'null' : String(value.v)
}
