import { isNetName } from '../../policy/scope/index.ts'
import { BackupDamagedError, BackupTooNewError } from '../errors.ts'
import { JOURNAL_NAMES } from '../store/constants.ts'
import { BACKUP_FORMAT_VERSION, MANIFEST_BYTES_MAX, MANIFEST_FORMAT, MANIFEST_NAME } from './constants.ts'
import { isStoredPath } from './stored-name.ts'
import type { BackupFile, BackupJournal, BackupManifest } from './interface.ts'
import type { Files } from '../../platform/index.ts'
import type { StoredScope } from '../store/interface.ts'

type Fields = Readonly<Record<string, unknown>>

const HEX_32 = /^[0-9a-f]{64}$/

/** Writes the manifest, which makes the folder a backup: whole or not at all. */
export async function writeManifest (folder: string, files: Files, { createdAtMs, homeVersion, peerId, ...rest }: BackupManifest): Promise<void> {
  const { version, program, net, journals, scopes, files: stored } = rest
  const content = {
    format: MANIFEST_FORMAT,
    version,
    home_version: homeVersion,
    program,
    net,
    peer_id: peerId,
    created_at: new Date(createdAtMs).toISOString(),
    journals,
    scopes,
    files: stored
  }
  await files.writeFileAtomic(files.join(folder, MANIFEST_NAME), new TextEncoder().encode(`${JSON.stringify(content, null, 1)}\n`))
}

/**
 * Reads the manifest of a folder; undefined when there is none.
 *
 * @throws {BackupTooNewError} when a newer program wrote it.
 * @throws {BackupDamagedError} when it is not what `writeManifest` wrote.
 */
export async function readManifest (folder: string, files: Files): Promise<BackupManifest | undefined> {
  const bytes = await files.readFile(files.join(folder, MANIFEST_NAME))
  if (bytes == null) { return undefined }
  const fields = parse(bytes)
  if (fields?.format !== MANIFEST_FORMAT || !isCount(fields.version)) { throw damaged(folder) }
  if (fields.version > BACKUP_FORMAT_VERSION) { throw new BackupTooNewError(folder, fields.version, BACKUP_FORMAT_VERSION) }
  const manifest = manifestOf(fields)
  if (manifest == null) { throw damaged(folder) }
  return manifest
}

function damaged (folder: string): BackupDamagedError {
  return new BackupDamagedError(folder, `${MANIFEST_NAME} is not a manifest`)
}

function parse (bytes: Uint8Array): Fields | undefined {
  if (bytes.length > MANIFEST_BYTES_MAX) { return undefined }
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

function manifestOf (fields: Fields): BackupManifest | undefined {
  const { version, home_version: homeVersion, program, net, peer_id: peerId, created_at: createdAt, journals, scopes, files } = fields
  const createdAtMs = typeof createdAt === 'string' ? Date.parse(createdAt) : NaN
  const isSound = isCount(version) && isCount(homeVersion) && typeof program === 'string' && typeof peerId === 'string' && !Number.isNaN(createdAtMs) &&
    (net === null || (typeof net === 'string' && isNetName(net))) &&
    isList<BackupJournal>(journals, isJournal) && isList<StoredScope>(scopes, isScope) && isList<BackupFile>(files, isFile) && hasEachOnce(files)
  return isSound ? { version, homeVersion, program, net, peerId, createdAtMs, journals, scopes, files } : undefined
}

function hasEachOnce (files: readonly BackupFile[]): boolean {
  return new Set(files.map(({ path }) => path)).size === files.length
}

function isList<T> (value: unknown, isItem: (item: Fields) => boolean): value is T[] {
  return Array.isArray(value) && value.every(item => isFields(item) && isItem(item))
}

function isJournal ({ journal, records, damaged }: Fields): boolean {
  return JOURNAL_NAMES.some(name => name === journal) && isCount(records) && isCount(damaged)
}

function isScope ({ id, scope, facts, bundles, root }: Fields): boolean {
  return isHash(id) && (scope === null || typeof scope === 'string') && isCount(facts) && isCount(bundles) && (root === null || isHash(root))
}

function isFile ({ path, bytes, blake3 }: Fields): boolean {
  return typeof path === 'string' && isStoredPath(path) && isCount(bytes) && isHash(blake3)
}

function isHash (value: unknown): boolean {
  return typeof value === 'string' && HEX_32.test(value)
}

function isCount (value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isFields (value: unknown): value is Fields {
  return typeof value === 'object' && value != null && !Array.isArray(value)
}
