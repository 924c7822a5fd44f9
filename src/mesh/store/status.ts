import type { MeshComponents } from '../components.ts'
import type { MeshConfig } from '../config.ts'
import type { StorageStatus } from '../interface.ts'

/** How the disk of a running node is. */
export function storageStatus ({ replica }: MeshComponents, { durability }: MeshConfig): StorageStatus {
  const { damaged } = replica.journalStat()
  return {
    ...replica.storage(),
    durability,
    damaged,
    wanted: replica.scopes().reduce((sum, { wanted }) => sum + wanted, 0)
  }
}
