import * as z from 'zod/mini'
import { CONFIDENCE_ONE } from '../../model/fact/index.ts'
import { JSON_MEDIA, PAGE_FACTS_DEFAULT, PAGE_FACTS_MAX } from '../constants.ts'
import type { RouteAnswer } from '../http/route.ts'
import type { Schema } from '../http/shape.ts'

const note = z.describe

/** Parameters of every list that comes by pages of the usual size. */
export const pageParameters = {
  cursor: z.optional(z.string()).check(note('Of the page before; null marks the end.')),
  limit: z.optional(z.int().check(z.gte(1), z.lte(PAGE_FACTS_MAX))).check(note(`Default ${PAGE_FACTS_DEFAULT}.`))
}

/** The parameter that names one scope, or leaves it to be the public one. */
export const scopeOrPublic = z.optional(z.string()).check(note('Name of a scope, default "public".'))

/** Problems that a node answers when it cannot write a statement. */
export const WRITE_PROBLEMS = ['invalid_json', 'malformed', 'too_large', 'unknown_scope', 'source_not_owned', 'clock_behind', 'storage_full', 'storage_failed', 'index_rebuilding'] as const

/** An answer of one JSON value. */
export function answer (description: string, schema: Schema): RouteAnswer {
  return { description, content: { [JSON_MEDIA]: schema } }
}

/** Turns a sum of millionths into the number that callers write weights as. */
export function weightOf (millionths: number): number {
  return millionths / CONFIDENCE_ONE
}

/** The wall part of a hybrid logical time as RFC 3339 text in UTC. */
export function timestampOf (hlc: string): string {
  return new Date(Number(hlc.slice(0, hlc.indexOf('.')))).toISOString()
}
