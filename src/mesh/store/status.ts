import { storesFigures } from './running.ts'
import type { MeshComponents } from '../components.ts'
import type { MeshConfig } from '../config.ts'
import type { StorageStatus } from '../interface.ts'

/** How the disk of a running node is. */
export function storageStatus ({ replica, stores }: MeshComponents, { durability }: MeshConfig): StorageStatus {
  return {
    ...replica.storage(),
    durability,
    damaged: storesFigures(stores).reduce((sum, { damaged }) => sum + damaged, 0),
    wanted: replica.scopes().reduce((sum, { wanted }) => sum + wanted, 0)
  }
}
