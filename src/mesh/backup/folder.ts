import { HOME_MODE } from '../constants.ts'
import { FolderTakenError, HomeLockedError } from '../errors.ts'
import { LockFile } from '../home/lock-file.ts'
import { JOURNAL_NAMES } from '../store/constants.ts'
import { IDENTITY_PATH, MANIFEST_NAME, UNFINISHED_SUFFIX } from './constants.ts'
import { storedName } from './stored-name.ts'
import type { BackupManifest } from './interface.ts'
import type { Files } from '../../platform/index.ts'
import type { LockFileComponents } from '../home/lock-file.ts'

/** Segments that a backup stores, and what a cut off copy leaves. */
const STORED_FORM = /^\d{20}(?:-[0-9a-f]{16}\.seg|\.seg\.part)$/

/**
 * Makes the folder of a backup, or takes the one that is there, for this process alone.
 *
 * @throws {FolderTakenError} when it holds anything that no backup leaves, or another process writes a backup there.
 */
export async function openBackupFolder (folder: string, components: LockFileComponents): Promise<LockFile> {
  const { files } = components
  const foreign = (await files.list(folder)).find(name => !isOurs(name))
  if (foreign != null) { throw new FolderTakenError(folder, `it holds "${foreign}", which is no part of a backup`) }
  await files.makeDirectory(folder, { mode: HOME_MODE })
  return lockFolder(folder, components)
}

/**
 * Takes a folder for this process alone.
 *
 * @throws {FolderTakenError} when another process has it.
 */
export async function lockFolder (folder: string, components: LockFileComponents): Promise<LockFile> {
  const lock = new LockFile(components, folder)
  try {
    await lock.acquire()
  } catch (error) {
    if (!(error instanceof HomeLockedError)) { throw error }
    throw new FolderTakenError(folder, error.pid == null ? 'another process works there' : `process ${error.pid} works there`, { cause: error })
  }
  return lock
}

function isOurs (name: string): boolean {
  return [...JOURNAL_NAMES, IDENTITY_PATH, IDENTITY_PATH + UNFINISHED_SUFFIX, 'lock'].includes(name) || name.startsWith(`${MANIFEST_NAME}`) || name.startsWith('lock.')
}

/** Removes what the manifest does not name: files of earlier backups, and what cut off ones left. */
export async function tidyBackupFolder (folder: string, files: Files, manifest: BackupManifest): Promise<void> {
  const named = new Set(manifest.files.map(file => storedName(file)))
  for (const journal of JOURNAL_NAMES) {
    for (const name of await files.list(files.join(folder, journal))) {
      if (STORED_FORM.test(name) && !named.has(`${journal}/${name}`)) { await files.remove(files.join(folder, journal, name)) }
    }
  }
}
