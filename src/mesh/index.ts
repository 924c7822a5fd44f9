/**
 * @packageDocumentation
 *
 * One running node: configuration, home folder, libp2p, and every room below
 * it, started bottom-up and stopped top-down. It is the only place that makes
 * everything, and the highest one that knows libp2p.
 *
 * Invariant: a node that failed to start has released its home, and a node
 * that was told of nobody contacts nobody.
 *
 * @example A node that keeps everything in memory
 *
 * ```ts
 * import { createMesh } from './index.ts'
 *
 * const mesh = await createMesh({ net: 'example' })
 * await mesh.assert({ entity: 'city:paris', relation: 'geo:population', value: { type: 'number', v: 2102650 } })
 * await mesh.stop()
 * ```
 */

import { makeComponents } from './components.ts'
import { resolveConfig } from './config.ts'
import { PORT_ATTEMPTS_MAX } from './constants.ts'
import { ListenError } from './errors.ts'
import { forgetPorts } from './home/port-file.ts'
import { closeStores } from './home/stores.ts'
import { Libp2pMesh } from './libp2p-mesh.ts'
import type { MeshConfig } from './config.ts'
import type { FactMesh, FactMeshInit, HandlerFactory } from './interface.ts'

export * from './constants.ts'
export * from './errors.ts'
export { TokenBook, type TokenBookComponents } from './access/token-book.ts'
export { agreementOf, type AgreementInput } from './health/agreement.ts'
export { silenceWarnings, type SilenceInput } from './health/silence.ts'
export { createBackup } from './backup/create.ts'
export { restoreBackup } from './backup/restore.ts'
export { verifyBackup } from './backup/verify.ts'
export { ScopeBook, type ScopeBookComponents } from './scopes/scope-book.ts'
export { openHome, type Home } from './home/home.ts'
export { verifyHomeAudit } from './store/audit-at-rest.ts'
export { homeHolder, statHome, verifyHome } from './store/home-at-rest.ts'
export { rebuildStore } from './store/rebuild.ts'
export type * from './interface.ts'

/**
 * Makes and starts one node.
 *
 * @throws {InvalidConfigError | InvalidAddressError | InvalidTicketError} when a setting is wrong.
 * @throws {HomeLockedError | HomeTooNewError | HomeDamagedError} when the home cannot be used.
 * @throws {JournalTooNewError} when a newer release wrote the journal.
 * @throws {ListenError} when an address cannot be listened on.
 */
export async function createMesh (init: FactMeshInit = {}, handlerOf?: HandlerFactory): Promise<FactMesh> {
  const config = resolveConfig(init)
  for (let attempt = 1; ; attempt++) {
    const mesh = await makeMesh(config, handlerOf)
    try {
      await mesh.start()
      return mesh
    } catch (error) {
      if (attempt === PORT_ATTEMPTS_MAX || !await dropTakenPorts(config, error)) { throw error }
    }
  }
}

/** Forgets ports that the node had chosen and that are taken; false when there are none, and trying again is of no use. */
async function dropTakenPorts ({ home, platform: { files } }: MeshConfig, error: unknown): Promise<boolean> {
  return error instanceof ListenError && home != null && files != null && forgetPorts(files, home, error.addresses)
}

async function makeMesh (config: MeshConfig, handlerOf?: HandlerFactory): Promise<FactMesh> {
  const parts = await makeComponents(config)
  try {
    return new Libp2pMesh(config, parts, handlerOf)
  } catch (error) {
    await closeStores(parts.stores)
    throw error
  }
}
