/**
 * @packageDocumentation
 *
 * The door to the client of the HTTP API alone: for pages and programs that ask a node and run none. It stands beside the
 * public door and loads neither libp2p nor the handler of the API.
 *
 * Invariant: what it leads to imports no room below the API but for types.
 *
 * @example Ask a node
 *
 * ```ts
 * import { createClient } from 'factmesh/client'
 *
 * const client = createClient({ url: 'http://127.0.0.1:7117', token: 'the token of api.json' })
 * const { peer_id: peer } = await client.identity()
 * console.info(peer)
 * ```
 */
export { createClient } from './api/client.ts'
export { ApiMismatchError, ApiProblemError, ApiUnreachableError } from './api/errors.ts'
export type { ApiClient, FactFilter, WriteFilter } from './api/client.ts'
export type { ClientInit } from './api/client-caller.ts'
