import * as z from 'zod/mini'
import type { FieldError } from '../interface.ts'

/** What a shape is called in the OpenAPI document. */
export interface ShapeNote {
  id: string
  [key: string]: unknown
}

/** Every named shape of the API. */
export const shapes = z.registry<ShapeNote>()

/** Any schema of this API. */
export type Schema = z.ZodMiniType

/** Gives a schema its name and description. */
export function shape<T extends Schema> (id: string, description: string, schema: T): T {
  const described = schema.check(z.describe(description))
  shapes.add(described, { id })
  return described
}

/** A text that a node can keep: without lone surrogates, and not beginning with a byte order mark. */
export function keptText (charactersMax: number): z.ZodMiniString {
  return z.string().check(z.maxLength(charactersMax), z.refine(text => text.isWellFormed() && !text.startsWith('\ufeff')))
}

/** A value that fits its schema, or the places where it does not. */
export type Checked<T> = { readonly ok: true, readonly value: T } | { readonly ok: false, readonly errors: FieldError[] }

const ERRORS_MAX = 16
const NAME_CHARACTERS_MAX = 64

/**
 * Checks a value against a schema and says in words what is wrong. Values
 * themselves are never repeated: they may be huge, secret or hostile.
 */
export function check<T extends Schema> (schema: T, value: unknown): Checked<z.output<T>> {
  const result = z.safeParse(schema, value)
  return result.success
    ? { ok: true, value: result.data }
    : { ok: false, errors: result.error.issues.flatMap(issue => explain(issue, value)).slice(0, ERRORS_MAX) }
}

function explain (issue: z.core.$ZodIssue, value: unknown): FieldError[] {
  const pointer = issue.path.map(part => '/' + String(part).slice(0, NAME_CHARACTERS_MAX)).join('')
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => ({ pointer: `${pointer}/${key.slice(0, NAME_CHARACTERS_MAX)}`, detail: 'is not a field of this request' }))
    case 'invalid_type':
      return [{ pointer, detail: `${isMissing(value, issue.path) ? 'is missing; it ' : ''}must be ${nounOf(issue.expected)}` }]
    case 'invalid_value':
      return [{ pointer, detail: `must be ${issue.values.map(value => JSON.stringify(value)).join(' or ')}` }]
    case 'too_small':
      return [{ pointer, detail: `must ${verbOf(issue.origin)} at least ${issue.minimum}${unitOf(issue.origin)}` }]
    case 'too_big':
      return [{ pointer, detail: `must ${verbOf(issue.origin)} at most ${issue.maximum}${unitOf(issue.origin)}` }]
    case 'invalid_union':
      return [{ pointer, detail: 'has none of the forms that are allowed here' }]
    case 'invalid_format':
      return [{ pointer, detail: FORMATS[issue.format] ?? 'does not have the right form' }]
    default:
      return [{ pointer, detail: 'is not allowed here' }]
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'must be a date and time with a zone, such as 2030-01-31T12:00:00Z',
  regex: 'does not have the right form'
}

/** Whether nothing stands at the path. */
function isMissing (value: unknown, path: readonly PropertyKey[]): boolean {
  let place = value
  for (const part of path) {
    if (typeof place !== 'object' || place == null || !Object.hasOwn(place, part)) { return true }
    place = Reflect.get(place, part)
  }
  return false
}

function nounOf (expected: string): string {
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`
}

function verbOf (origin: string): string {
  return origin === 'number' || origin === 'int' ? 'be' : 'have'
}

function unitOf (origin: string): string {
  if (origin === 'string') { return ' characters' }
  return origin === 'array' ? ' items' : ''
}
