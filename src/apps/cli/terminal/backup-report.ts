import { bytesText } from './bar.ts'
import { checkJson, checkPage } from './journal-check.ts'
import { list, table } from './table.ts'
import type { BackupCheck, BackupManifest, BackupReport, JournalCheck, RestoreReport } from '../../../home.ts'

const IDENTITY_PATH = 'identity.key'

/** What making a backup brought, for people. */
export function backupPage ({ manifest, copiedFiles, copiedBytes, keptFiles }: BackupReport): string {
  return manifestPage(manifest, [['copied', `${copiedFiles} files, ${bytesText(copiedBytes)}; ${keptFiles} were there`]])
}

/** The same for programs. */
export function backupJson ({ manifest, copiedFiles, copiedBytes, keptFiles, journals }: BackupReport): Record<string, unknown> {
  return { ...manifestJson(manifest), copied_files: copiedFiles, copied_bytes: copiedBytes, kept_files: keptFiles, journals: journals.map(checkJson) }
}

/** What checking a backup found, for people. */
export function checkedPage ({ ok, manifest, faults, journals }: BackupCheck): string {
  return [
    manifestPage(manifest, [
      ['result', ok ? 'every file and record is sound' : 'DAMAGED'],
      ...faults.map(({ path, fault }): [string, string] => ['damage', `${path}: ${FAULTS[fault]}`])
    ]),
    ...journals.map(check => `\n${checkPage(check)}`)
  ].join('')
}

const FAULTS: Readonly<Record<BackupCheck['faults'][number]['fault'], string>> = {
  missing: 'is missing',
  length: 'has another length',
  content: 'has another content'
}

/** The same for programs. */
export function checkedJson ({ ok, manifest, faults, journals }: BackupCheck): Record<string, unknown> {
  return { ok, ...manifestJson(manifest), faults, journals: journals.map(checkJson) }
}

/** What restoring brought, for people. */
export function restoredPage ({ manifest, peerId, files, bytes }: RestoreReport, home: string): string {
  return manifestPage({ ...manifest, peerId }, [['restored', `${files} files, ${bytesText(bytes)}`], ['home', home]])
}

/** The same for programs. */
export function restoredJson ({ manifest, peerId, files, bytes }: RestoreReport, home: string): Record<string, unknown> {
  return { ...manifestJson(manifest), peer_id: peerId, home, restored_files: files, restored_bytes: bytes }
}

/** Says that records were damaged before they were copied. */
export function damageNote (journals: readonly JournalCheck[]): string {
  const damaged = journals.reduce((sum, check) => sum + check.damaged, 0)
  return `The backup is whole, and ${damaged} ranges were damaged in the home already; "factmesh journal verify" lists them. Peers that have the facts bring them again.\n`
}

function manifestJson ({ version, net, peerId, createdAtMs, files, scopes }: BackupManifest): Record<string, unknown> {
  return {
    version,
    net,
    peer_id: peerId,
    created_at: new Date(createdAtMs).toISOString(),
    identity: files.some(({ path }) => path === IDENTITY_PATH),
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    scopes
  }
}

function manifestPage ({ net, peerId, createdAtMs, files, scopes }: BackupManifest, rows: ReadonlyArray<readonly [string, string]>): string {
  return [
    list([
      ['peer id', peerId],
      ['network', net ?? '-'],
      ['made', new Date(createdAtMs).toISOString()],
      ['files', `${files.length}, ${bytesText(files.reduce((sum, { bytes }) => sum + bytes, 0))}`],
      ['identity', files.some(({ path }) => path === IDENTITY_PATH) ? 'in the backup: keep it secret' : 'not in the backup'],
      ...rows
    ]),
    ...scopes.length === 0
      ? []
      : ['\n', table([
          ['SCOPE', 'FACTS', 'BUNDLES', 'ROOT'],
          ...scopes.map(({ id, scope, facts, bundles, root }) => [scope ?? id.slice(0, 16), String(facts), String(bundles), root?.slice(0, 16) ?? '-'])
        ])]
  ].join('')
}
