import { ProblemError } from './errors.ts'
import type { Route } from './http/route.ts'

/** The twin for pages, which have nobody to describe their API to: there is no such route. It would be 7 kB of each page. */
export function descriptionRoutes (): Route[] {
  return []
}

/**
 * A page does not describe its API.
 *
 * @throws {ProblemError} always: `not_found`.
 */
export function createOpenApi (): Record<string, unknown> {
  throw new ProblemError('not_found', 'A node in a page does not describe its API. A daemon of the same release does, at /openapi.json.')
}
