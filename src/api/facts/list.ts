import { FACTS_PER_REQUEST_MAX } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import { parseJson, splitLines, textOf } from '../http/body.ts'
import { check } from '../http/shape.ts'
import { draftOf } from './json.ts'
import { factBodySchema } from './schema.ts'
import type { FactDraft } from '../../replica/interface.ts'
import type { FieldError } from '../interface.ts'

/** A fact of a body that may be handed to the mesh. */
export interface FactOrder {
  readonly result: 'order'
  readonly draft: FactDraft
  /** Absent: the scope that the mesh takes by default. */
  readonly scope: string | undefined
}

/** A fact of a body that is not even well formed. */
export interface FactFault {
  readonly result: 'fault'
  readonly code: 'invalid_json' | 'malformed'
  readonly errors: FieldError[]
}

/** One fact of a body. Reading it is put off until it is its turn. */
export type FactReader = () => FactOrder | FactFault

/** The facts of one body. */
export interface FactBodies {
  /** Whether the body was one fact by itself, so that the answer is one record. */
  readonly single: boolean
  readonly readers: readonly FactReader[]
}

/**
 * Reads a body of one JSON value: a fact, an array of facts, or `{ facts }`.
 *
 * @throws {ProblemError} `invalid_json`, `invalid_request` or `too_large`.
 */
export function readJsonFacts (bytes: Uint8Array): FactBodies {
  const value = parseJson(textOf(bytes))
  const list = listOf(value)
  if (list == null) { return { single: true, readers: [() => readFact(value)] } }
  checkCount(list.length)
  return { single: false, readers: list.map(item => () => readFact(item)) }
}

/**
 * Reads a body of JSON Lines. A bad line is a fault of its own and stops no other.
 *
 * @throws {ProblemError} `too_large`.
 */
export function readLineFacts (bytes: Uint8Array): FactBodies {
  const lines = splitLines(bytes)
  checkCount(lines.length)
  return { single: false, readers: lines.map(line => () => readLine(line)) }
}

/** The items of both list forms, or undefined when the value is a fact by itself. */
function listOf (value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) { return value }
  if (typeof value !== 'object' || value == null || !('facts' in value) || !Object.hasOwn(value, 'facts')) { return undefined }
  if (Array.isArray(value.facts) && Object.keys(value).length === 1) { return value.facts }
  throw new ProblemError('invalid_request', 'The field facts must be an array, and the only field.', {
    errors: [{ pointer: '/facts', detail: 'must be an array and the only field' }]
  })
}

function checkCount (count: number): void {
  if (count > FACTS_PER_REQUEST_MAX) {
    throw new ProblemError('too_large', `The body has ${count} facts; one request takes ${FACTS_PER_REQUEST_MAX}.`)
  }
}

function readLine (line: string | undefined): FactOrder | FactFault {
  if (line == null) { return fault('invalid_json', 'is not valid UTF-8') }
  try {
    return readFact(parseJson(line))
  } catch (error) {
    if (error instanceof ProblemError) { return fault('invalid_json', 'is not valid JSON, or is nested too deep') }
    throw error
  }
}

function readFact (value: unknown): FactOrder | FactFault {
  const checked = check(factBodySchema, value)
  return checked.ok
    ? { result: 'order', draft: draftOf(checked.value), scope: checked.value.scope }
    : { result: 'fault', code: 'malformed', errors: checked.errors }
}

function fault (code: FactFault['code'], detail: string): FactFault {
  return { result: 'fault', code, errors: [{ pointer: '', detail }] }
}
