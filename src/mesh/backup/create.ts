import { peerIdText } from '../../model/identity/index.ts'
import { platform } from '../../platform/index.ts'
import { HOME_FORMAT_VERSION, VERSION } from '../constants.ts'
import { FolderTakenError, HomeDamagedError } from '../errors.ts'
import { keyFilePath, readOrMakeSeed } from '../home/key-file.ts'
import { checkJournals } from '../store/check.ts'
import { BundleContents } from '../store/contents.ts'
import { counterOf, filesOf, journalsIn } from '../store/journals.ts'
import { BACKUP_FORMAT_VERSION, IDENTITY_PATH, UNFINISHED_SUFFIX } from './constants.ts'
import { copyFile } from './copy.ts'
import { openBackupFolder, tidyBackupFolder } from './folder.ts'
import { readManifest, writeManifest } from './manifest.ts'
import { sourceSegments } from './sources.ts'
import { StoredFiles } from './stored-files.ts'
import { storedName } from './stored-name.ts'
import type { BackupFile, BackupManifest, BackupReport, BackupWork } from './interface.ts'
import type { BackupPlace, SourceFile } from './sources.ts'
import type { Platform } from '../../platform/index.ts'
import type { JournalCheck } from '../store/interface.ts'

/**
 * Copies the journals of a home into a folder: of a node that runs, or of one that is stopped. Full segments never change
 * and the newest only grows, so what is read is what the node had at that moment. Into the folder of an earlier backup only
 * what is new is copied. All of it is then read again, record by record, and the manifest that makes the folder a backup is
 * written last; until then an earlier backup in the folder stays as it was.
 *
 * @throws {NoHomeError | HomeTooNewError | HomeDamagedError} when the home cannot be read.
 * @throws {FolderTakenError} when the folder holds something else, or another process writes a backup there.
 */
export async function createBackup (work: BackupWork): Promise<BackupReport> {
  const machine = work.platform ?? platform()
  const files = filesOf(machine)
  const place = { files, home: work.home, folder: work.folder }
  await sourceSegments(place, undefined) // no folder is made for a home that is none
  const peerId = await peerIdOf(place, machine)
  const lock = await openBackupFolder(place.folder, { files, platform: machine })
  try {
    const previous = await previousOf(place, peerId)
    const sources = await sourceSegments(place, previous)
    const stored = await storeSegments(place, sources, work)
    const withIdentity = work.withIdentity === true || previous?.files.some(({ path }) => path === IDENTITY_PATH) === true
    const all = [...stored, ...withIdentity ? [await storeIdentity(place)] : []]
    const { journals, contents } = await readBack(place, machine, { work, stored: all })
    const manifest = manifestOf({ peerId, createdAtMs: machine.clock.nowMs(), files: all, journals, contents })
    await writeManifest(place.folder, files, manifest)
    await tidyBackupFolder(place.folder, files, manifest)
    const copied = sources.filter(({ kept }) => kept == null)
    const copiedBytes = copied.reduce((sum, { bytes }) => sum + bytes, 0)
    return { manifest, copiedFiles: copied.length, copiedBytes, keptFiles: sources.length - copied.length, journals }
  } finally {
    await lock.release()
  }
}

async function peerIdOf ({ files, home }: BackupPlace, { ed25519 }: Platform): Promise<string> {
  const seed = await readOrMakeSeed(home, files, () => { throw new HomeDamagedError(keyFilePath(home, files), 'it is missing') })
  return peerIdText(ed25519.signer(seed).publicKey)
}

/** @throws {FolderTakenError} when the folder holds the backup of another node. */
async function previousOf ({ folder, files }: BackupPlace, peerId: string): Promise<BackupManifest | undefined> {
  const previous = await readManifest(folder, files)
  if (previous != null && previous.peerId !== peerId) {
    throw new FolderTakenError(folder, `it holds a backup of the node ${previous.peerId}`)
  }
  return previous
}

async function storeSegments (place: BackupPlace, sources: readonly SourceFile[], work: BackupWork): Promise<BackupFile[]> {
  const onBytes = counterOf(work, 'copy', sources.reduce((sum, { bytes, kept }) => sum + (kept == null ? bytes : 0), 0))
  const stored: BackupFile[] = []
  for (const { path, kept, bytes } of sources) {
    stored.push(kept ?? await store(place, path, { signal: work.signal, bytesMax: bytes, onBytes }))
  }
  return stored
}

async function storeIdentity (place: BackupPlace): Promise<BackupFile> {
  return store(place, IDENTITY_PATH, {})
}

/** Copies a file under the name that its content gives it. */
async function store ({ files, home, folder }: BackupPlace, path: string, options: Parameters<typeof copyFile>[2]): Promise<BackupFile> {
  const unfinished = files.join(folder, path + UNFINISHED_SUFFIX)
  const parent = files.join(unfinished, '..')
  await files.makeDirectory(parent)
  const file = { path, ...await copyFile(files, { from: files.join(home, path), to: unfinished }, options) }
  await files.rename(unfinished, files.join(folder, storedName(file)))
  await files.syncDirectory(parent)
  return file
}

/** Reads all records of what was stored. */
async function readBack ({ files, folder }: BackupPlace, { crc32c }: Platform, { work, stored }: { work: BackupWork, stored: readonly BackupFile[] }): Promise<{ journals: JournalCheck[], contents: BundleContents }> {
  const shown = new StoredFiles(files, folder, stored)
  const contents = new BundleContents()
  const journals = await checkJournals({ files: shown, crc32c, directory: folder }, {
    names: await journalsIn(folder, shown),
    onBundle: record => { contents.add(record) },
    signal: work.signal,
    onProgress: work.onProgress
  })
  return { journals, contents }
}

function manifestOf ({ peerId, createdAtMs, files, journals, contents }: Pick<BackupManifest, 'peerId' | 'createdAtMs' | 'files'> & { journals: readonly JournalCheck[], contents: BundleContents }): BackupManifest {
  return {
    version: BACKUP_FORMAT_VERSION,
    homeVersion: HOME_FORMAT_VERSION,
    program: VERSION,
    net: contents.net,
    peerId,
    createdAtMs,
    journals: journals.map(({ journal, records, damaged }) => ({ journal, records, damaged })),
    scopes: contents.scopes(),
    files
  }
}
