import { equalBytes } from '../../model/bytes/index.ts'
import { SEGMENT_FORM } from '../store/constants.ts'
import { journalsOf } from '../store/journals.ts'
import { IDENTITY_PATH } from './constants.ts'
import { storedName } from './stored-name.ts'
import type { BackupFile, BackupManifest } from './interface.ts'
import type { Files } from '../../platform/index.ts'

/** Bytes at the beginning of a segment that tell it from every other one, and where they say that it was compacted; see docs/formats/journal.md. */
const HEADER_BYTES = 32
const FORM_AT = 24
const FORM_END = 28

/** A file of a home that goes into a backup. */
export interface SourceFile {
  /** Below the home. */
  readonly path: string
  readonly bytes: number
  /** Set when an earlier backup into the same folder has the very same file. */
  readonly kept: BackupFile | undefined
}

/** Where the files come from and go to. */
export interface BackupPlace {
  readonly files: Files
  readonly home: string
  readonly folder: string
}

/**
 * The segments of all journals of a home. The journal of bundles comes last: what the others say of it is then in it.
 *
 * @throws {NoHomeError} when there are none.
 */
export async function sourceSegments (place: BackupPlace, previous: BackupManifest | undefined): Promise<SourceFile[]> {
  const { files, home } = place
  const sources: SourceFile[] = []
  for (const journal of (await journalsOf(home, files)).reverse()) {
    const names = (await files.list(files.join(home, journal))).filter(name => SEGMENT_FORM.test(name))
    const sealed = sealedFiles(previous, journal)
    for (const name of names) { sources.push(await sourceOf(place, `${journal}/${name}`, sealed)) }
  }
  return sources
}

/** Segments of an earlier backup that were full when it was made. Only compaction changes such a file, and makes it another one. */
function sealedFiles (previous: BackupManifest | undefined, journal: string): ReadonlyMap<string, BackupFile> {
  const files = (previous?.files ?? []).filter(({ path }) => path !== IDENTITY_PATH && path.startsWith(`${journal}/`))
  const sorted = files.sort((a, b) => a.path < b.path ? -1 : 1)
  return new Map(sorted.slice(0, -1).map(file => [file.path, file]))
}

async function sourceOf ({ files, home, folder }: BackupPlace, path: string, sealed: ReadonlyMap<string, BackupFile>): Promise<SourceFile> {
  const source = await headOf(files, files.join(home, path))
  const candidate = sealed.get(path)
  if (candidate?.bytes !== source.bytes) { return { path, bytes: source.bytes, kept: undefined } }
  const stored = await headOf(files, files.join(folder, storedName(candidate))).catch(() => undefined)
  const isSame = stored?.bytes === source.bytes && equalBytes(stored.header, source.header) && isPlain(source.header)
  return { path, bytes: source.bytes, kept: isSame ? candidate : undefined }
}

/** Whether a segment is as it was written. A compacted one may be compacted again to the same length, so it is always read. */
function isPlain (header: Uint8Array): boolean {
  return header.subarray(FORM_AT, FORM_END).every(byte => byte === 0)
}

async function headOf (files: Files, path: string): Promise<{ bytes: number, header: Uint8Array }> {
  const handle = await files.open(path, 'read')
  try {
    const header = new Uint8Array(HEADER_BYTES)
    const taken = await handle.read(header, 0)
    return { bytes: await handle.size(), header: header.subarray(0, taken) }
  } finally {
    await handle.close()
  }
}
