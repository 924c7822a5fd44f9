import { platform } from '../../platform/index.ts'
import { NoBackupError } from '../errors.ts'
import { checkJournals } from '../store/check.ts'
import { counterOf, filesOf, journalsIn } from '../store/journals.ts'
import { digestFile } from './copy.ts'
import { readManifest } from './manifest.ts'
import { StoredFiles } from './stored-files.ts'
import { storedName } from './stored-name.ts'
import type { BackupCheck, BackupCheckWork, BackupFault, BackupFile, BackupManifest } from './interface.ts'
import type { Files } from '../../platform/index.ts'
import type { StoreWork } from '../store/interface.ts'

/**
 * Reads a whole backup: the digest of each file, and every record. It changes nothing.
 *
 * @throws {NoBackupError} when the folder has no manifest.
 * @throws {BackupTooNewError | BackupDamagedError} when the manifest cannot be read.
 */
export async function verifyBackup (work: BackupCheckWork): Promise<BackupCheck> {
  const machine = work.platform ?? platform()
  const files = filesOf(machine)
  const manifest = await demandManifest(work.folder, files)
  const faults = await faultsOf(manifest, { ...work, files })
  const broken = new Set(faults.filter(({ fault }) => fault === 'missing').map(({ path }) => path))
  const shown = new StoredFiles(files, work.folder, manifest.files.filter(({ path }) => !broken.has(path)))
  const journals = await checkJournals({ files: shown, crc32c: machine.crc32c, directory: work.folder }, {
    names: await journalsIn(work.folder, shown),
    signal: work.signal,
    onProgress: work.onProgress
  })
  return { ok: faults.length === 0 && journals.every(({ ok }) => ok), manifest, faults, journals }
}

/**
 * The manifest of a backup.
 *
 * @throws {NoBackupError} when there is none.
 */
export async function demandManifest (folder: string, files: Files): Promise<BackupManifest> {
  const manifest = await readManifest(folder, files)
  if (manifest == null) { throw new NoBackupError(folder) }
  return manifest
}

/** The files of a backup that are not what the manifest says. */
async function faultsOf (manifest: BackupManifest, work: StoreWork & { folder: string, files: Files }): Promise<BackupFault[]> {
  const { folder, files, signal } = work
  const onBytes = counterOf(work, 'check', manifest.files.reduce((sum, { bytes }) => sum + bytes, 0))
  const faults: BackupFault[] = []
  for (const file of manifest.files) {
    const found = await foundAt(files.join(folder, storedName(file)), files, { signal, onBytes })
    const fault = faultOf(file, found)
    if (fault != null) { faults.push({ path: file.path, fault }) }
  }
  return faults
}

async function foundAt (path: string, files: Files, options: Parameters<typeof digestFile>[2]): Promise<Omit<BackupFile, 'path'> | undefined> {
  return await files.identityOf(path) == null ? undefined : digestFile(files, path, options)
}

function faultOf (file: BackupFile, found: Omit<BackupFile, 'path'> | undefined): BackupFault['fault'] | undefined {
  if (found == null) { return 'missing' }
  if (found.bytes !== file.bytes) { return 'length' }
  return found.blake3 === file.blake3 ? undefined : 'content'
}
