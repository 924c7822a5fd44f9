/**
 * @packageDocumentation
 *
 * The door to the folder of a node, whether the node runs or not: what stands in it is checked, measured, copied away,
 * brought back, and its index built again. It stands beside the public door, for programs that look after homes; a
 * page has no folder and does not load it.
 *
 * Invariant: no function here starts a network, and those that only read change nothing.
 *
 * @example Copy a home away and read the copy back
 *
 * ```ts
 * import { createBackup, verifyBackup } from 'factmesh/home'
 *
 * await createBackup({ home: './my-node', folder: './my-backup' })
 * const { ok } = await verifyBackup({ folder: './my-backup' })
 * console.info(ok)
 * ```
 */

export { BackupDamagedError, BackupTooNewError, FolderTakenError, IdentityMissingError, NoBackupError, NoHomeError, ShortCopyError } from './mesh/index.ts'
export { createBackup, homeHolder, rebuildStore, restoreBackup, statHome, verifyBackup, verifyHome, verifyHomeAudit } from './mesh/index.ts'
export type * from './mesh/interface.ts'
