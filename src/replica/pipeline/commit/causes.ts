import { JournalFailedError } from '../../../storage/journal/index.ts'
import { KVCorruptError } from '../../../storage/kv/index.ts'
import { IndexCorruptError } from '../../index/index.ts'

/** How deep the causes of an error are followed. */
const CAUSES_MAX = 8

/** Codes of a file system without room: the disk, the quota of the user, the longest file of the process. */
const FULL_CODES: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** LevelDB tells the failure of a file in words only (strerror). */
const FULL_WORDS = /no space left|disk quota exceeded|quota exceeded|file too large/i

/** An error and its causes, outermost first. */
export function causesOf (error: unknown): Error[] {
  const causes: Error[] = []
  let next = error

  while (next instanceof Error && causes.length < CAUSES_MAX) {
    causes.push(next)
    next = next.cause
  }

  return causes
}

/** The codes that an error and its causes name, outermost first. */
export function codesOf (error: unknown): string[] {
  return causesOf(error).flatMap(one => 'code' in one && typeof one.code === 'string' ? [one.code] : [])
}

/** Whether an error comes from a lack of room. */
export function isFull (error: unknown): boolean {
  return causesOf(error).some(one => (one instanceof JournalFailedError && one.full) || one.name === 'QuotaExceededError' || FULL_WORDS.test(one.message)) ||
    codesOf(error).some(code => FULL_CODES.includes(code))
}

/** Whether an error tells that the index or its store is damaged, so that only building it again helps. */
export function isDamage (error: unknown): boolean {
  return causesOf(error).some(one => one instanceof IndexCorruptError || one instanceof KVCorruptError)
}
