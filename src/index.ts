/**
 * @packageDocumentation
 *
 * The public door: `createFactMesh` runs one node of a fact mesh, in Node and
 * in a browser. It stands above every room and brings nothing of its own.
 *
 * Invariant: what is not exported here is free to change.
 *
 * @example Write a fact and read it back
 *
 * ```ts
 * import { createFactMesh } from 'factmesh'
 *
 * const mesh = await createFactMesh({ home: './my-node' })
 * await mesh.assert({ entity: 'city:paris', relation: 'geo:population', value: { type: 'number', v: 2102650 } })
 * for await (const fact of mesh.query({ entity: 'city:paris' })) {
 *   console.info(fact.relation, fact.value.v, fact.author)
 * }
 * await mesh.stop()
 * ```
 */

import { createMesh } from './mesh/index.ts'
import type { FactMesh, FactMeshInit, RequestHandler } from './mesh/index.ts'

export {
  FactRefusedError, HomeDamagedError, HomeLockedError, HomeTooNewError, InvalidConfigError, ListenError, MeshStoppedError
} from './mesh/index.ts'
export { InvalidAddressError, InvalidTicketError } from './network/discovery/index.ts'
export type * from './mesh/interface.ts'
export type { AppendOptions, AppendResult, FactDraft, FactPage, FactQuery, FactRecord, Origin, ScopeStatus } from './replica/index.ts'
export type { FactValue } from './model/fact/index.ts'
export type { FactProof, Verdict } from './model/bundle/index.ts'

/**
 * Makes and starts one node; `mesh.fetch` answers the HTTP API without a socket.
 *
 * @throws {InvalidConfigError | InvalidAddressError | InvalidTicketError} when a setting is wrong.
 * @throws {HomeLockedError | HomeTooNewError | HomeDamagedError} when the home cannot be used.
 * @throws {ListenError} when no address can be listened on.
 */
export async function createFactMesh (init: FactMeshInit = {}): Promise<FactMesh> {
  return createMesh(init, apiOnDemand)
}

/** The API is loaded with the first request: a page that never asks does not load it. */
function apiOnDemand (mesh: FactMesh): RequestHandler {
  let handler: Promise<RequestHandler> | undefined
  return async request => {
    handler ??= import('./api/index.ts').then(({ createHandler }) => createHandler(mesh, { auth: 'none' }))
    return (await handler)(request)
  }
}
