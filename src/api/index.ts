/**
 * @packageDocumentation
 *
 * The HTTP API of a node: one table of routes, a handler from `Request` to
 * `Response` in front of a mesh, the OpenAPI document made from the same table,
 * and a typed client.
 *
 * It stands above `mesh` and opens no socket: the daemon puts it behind a
 * listener, and `mesh.fetch` calls it without one.
 *
 * Invariant: every answer outside the 2xx range, whatever the request was, is
 * a problem document (RFC 9457) with a code of the table in `docs/ERRORS.md`.
 *
 * @example Asking a running node
 *
 * ```typescript
 * import { createClient } from 'factmesh/api'
 *
 * const client = createClient({ url: 'http://127.0.0.1:7117', token: 'the token of api.json' })
 * const { facts } = await client.facts({ entity: 'user:alice' })
 * console.info(facts.length)
 * ```
 */
export { createClient } from './client.ts'
export { ApiMismatchError, ApiProblemError, ApiUnreachableError, MissingTokenError, ProblemError } from './errors.ts'
export { createHandler } from './handler.ts'
export { createGuard } from './http/guard.ts'
export { problemDocument, problemResponse, PROBLEMS } from './http/problem.ts'
export { createOpenApi } from './openapi.ts'
export { ROUTES } from './routes.ts'
export type * from './interface.ts'
export type { ApiClient, FactFilter, WriteFilter } from './client.ts'
export type { ClientInit, OperationId, OperationInput } from './client-caller.ts'
export type { FactLine } from './generated/interface.ts'
export type { Operations } from './generated/operations.ts'
export type { FactBody, FactJson } from './facts/json.ts'
export type { ProblemDocument } from './http/problem.ts'
export type { Route } from './http/route.ts'
export type { QuestionsClient } from './questions/client.ts'
export type { ConflictJson } from './questions/conflicts/json.ts'
export type { ChangeJson } from './questions/events/json.ts'
export type { ResolveJson } from './questions/resolve/json.ts'
