import { JOURNAL_NAMES, SEGMENT_FORM } from '../store/constants.ts'
import { DIGEST_DIGITS, IDENTITY_PATH } from './constants.ts'
import type { BackupFile } from './interface.ts'

/** Whether a path is one that a backup may hold. Nothing else is ever read or written, whatever a manifest says. */
export function isStoredPath (path: string): boolean {
  const [folder, name, ...rest] = path.split('/')
  return path === IDENTITY_PATH || (rest.length === 0 && name != null && SEGMENT_FORM.test(name) && JOURNAL_NAMES.some(journal => journal === folder))
}

/**
 * Where the content of a file stands below the folder of a backup: the digest is part of the name of a segment, so a later
 * backup into the same folder never touches what an earlier manifest names.
 */
export function storedName ({ path, blake3 }: Pick<BackupFile, 'path' | 'blake3'>): string {
  return path === IDENTITY_PATH ? path : path.replace(/\.seg$/, `-${blake3.slice(0, DIGEST_DIGITS)}.seg`)
}
