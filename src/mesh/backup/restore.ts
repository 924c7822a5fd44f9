import { peerIdText } from '../../model/identity/index.ts'
import { platform } from '../../platform/index.ts'
import { HOME_FORMAT_VERSION, HOME_MODE } from '../constants.ts'
import { BackupDamagedError, FolderTakenError, HomeTooNewError, IdentityMissingError } from '../errors.ts'
import { keepFormat } from '../home/format-file.ts'
import { parseKeyFile, readKeyFile, writeKeyFile } from '../home/key-file.ts'
import { counterOf, filesOf } from '../store/journals.ts'
import { IDENTITY_PATH, RESTORING_SUFFIX } from './constants.ts'
import { copyFile, digestFile } from './copy.ts'
import { endTokens } from './end-tokens.ts'
import { lockFolder } from './folder.ts'
import { storedName } from './stored-name.ts'
import { verifyBackup } from './verify.ts'
import type { BackupCheck, BackupFile, BackupManifest, RestoreReport, RestoreWork } from './interface.ts'
import type { Files, Platform } from '../../platform/index.ts'

/** What a restore works with. */
interface Restoring extends RestoreWork {
  readonly files: Files
  readonly machine: Platform
  readonly manifest: BackupManifest
}

/**
 * Makes a home out of a backup. The whole backup is checked first; the home is put together in a folder beside the place
 * where it goes, read again, and moved there in one step, so there is never half a home. It holds no lane, so the node
 * begins a new one and cannot contradict what it wrote after the backup; the index is built when the node starts. Tokens of
 * the API are revoked, because one that was revoked after the backup would be good again.
 *
 * @throws {FolderTakenError} when the home is not empty.
 * @throws {NoBackupError | BackupTooNewError | BackupDamagedError} when the backup is not whole. Damage that was there when
 * it was made is restored as it was.
 * @throws {IdentityMissingError} when neither the backup nor the caller has the key of the node.
 */
export async function restoreBackup (work: RestoreWork): Promise<RestoreReport> {
  const machine = work.platform ?? platform()
  const files = filesOf(machine)
  await demandEmpty(work.home, files)
  const check = await verifyBackup(work)
  demandWhole(check, work.folder)
  const restoring: Restoring = { ...work, files, machine, manifest: check.manifest }
  const seed = await seedFor(restoring)
  const draft = work.home + RESTORING_SUFFIX
  await fill(draft, restoring, seed)
  await demandEmpty(work.home, files)
  await files.remove(work.home) // an empty folder, if anything
  await files.rename(draft, work.home)
  await files.syncDirectory(files.join(work.home, '..'))
  const segments = segmentsOf(check.manifest)
  return {
    manifest: check.manifest,
    peerId: peerIdText(machine.ed25519.signer(seed).publicKey),
    files: segments.length,
    bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0)
  }
}

async function demandEmpty (home: string, files: Files): Promise<void> {
  if ((await files.list(home)).length > 0) { throw new FolderTakenError(home, 'it is not empty') }
}

function demandWhole ({ manifest, faults, journals }: BackupCheck, folder: string): void {
  if (manifest.homeVersion > HOME_FORMAT_VERSION) { throw new HomeTooNewError(folder, manifest.homeVersion, HOME_FORMAT_VERSION) }
  const [first] = faults
  if (first != null) { throw new BackupDamagedError(folder, `${faults.length} files are not what they were, the first is ${first.path} (${first.fault})`) }
  for (const { journal, records } of manifest.journals) {
    const found = journals.find(each => each.journal === journal)?.records ?? 0
    if (found !== records) { throw new BackupDamagedError(folder, `"${journal}" has ${found} records and should have ${records}`) }
  }
}

/** The key of the restored node. */
async function seedFor (restoring: Restoring): Promise<Uint8Array> {
  const { manifest, machine, files, folder, identityFile, newIdentity } = restoring
  if (newIdentity === true) { return machine.random.bytes(32) }
  const seed = await storedSeed(restoring)
  const path = identityFile ?? files.join(folder, IDENTITY_PATH)
  if (seed == null) {
    throw new IdentityMissingError(folder, identityFile == null ? 'it was made without one' : `there is no file ${identityFile}`)
  }
  const peerId = peerIdText(machine.ed25519.signer(seed).publicKey)
  if (peerId !== manifest.peerId) { throw new IdentityMissingError(folder, `${path} is the key of ${peerId}, and the backup is of ${manifest.peerId}`) }
  return seed
}

async function storedSeed ({ manifest, files, folder, identityFile }: Restoring): Promise<Uint8Array | undefined> {
  if (identityFile != null) { return readKeyFile(identityFile, files) }
  const isStored = manifest.files.some(({ path }) => path === IDENTITY_PATH)
  const bytes = isStored ? await files.readFile(files.join(folder, IDENTITY_PATH)) : undefined
  return bytes == null ? undefined : parseKeyFile(files.join(folder, IDENTITY_PATH), bytes)
}

/** Puts the home together in its draft folder. What a restore that was cut off left there goes first. */
async function fill (draft: string, { files, machine, ...work }: Restoring, seed: Uint8Array): Promise<void> {
  await files.makeDirectory(draft, { mode: HOME_MODE })
  const lock = await lockFolder(draft, { files, platform: machine })
  try {
    for (const name of await files.list(draft)) {
      if (name !== 'lock') { await files.remove(files.join(draft, name)) }
    }
    await copySegments(draft, { files, machine, ...work })
    await endTokens(draft, { files, machine })
    await writeKeyFile(draft, files, seed)
    await keepFormat(draft, files)
  } finally {
    await lock.release()
  }
}

async function copySegments (draft: string, { files, folder, manifest, signal, onProgress }: Restoring): Promise<void> {
  const segments = segmentsOf(manifest)
  const onBytes = counterOf({ onProgress }, 'copy', 2 * segments.reduce((sum, { bytes }) => sum + bytes, 0)) // written, and read again
  const folders = new Set<string>()
  for (const file of segments) {
    const target = files.join(draft, file.path)
    const parent = files.join(target, '..')
    if (!folders.has(parent)) { await files.makeDirectory(parent) }
    folders.add(parent)
    await copyFile(files, { from: files.join(folder, storedName(file)), to: target }, { signal, onBytes })
    const { blake3 } = await digestFile(files, target, { signal, onBytes })
    if (blake3 !== file.blake3) { throw new BackupDamagedError(folder, `${file.path} reads differently after it was copied`) }
  }
  for (const parent of folders) { await files.syncDirectory(parent) }
}

function segmentsOf ({ files }: BackupManifest): BackupFile[] {
  return files.filter(({ path }) => path !== IDENTITY_PATH)
}
