import { ProblemError } from './errors.ts'

/**
 * The twin of the description for pages, which have nobody to describe their API to: it would be 8 kB of each of them.
 *
 * @throws {ProblemError} always: `not_found`.
 */
export function createOpenApi (): Record<string, unknown> {
  throw new ProblemError('not_found', 'A node in a page does not describe its API. A daemon of the same release does, at the same path.')
}
