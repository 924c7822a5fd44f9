import { statJournal, verifyJournal } from '../../storage/journal/index.ts'
import { progressOf } from './journals.ts'
import type { JournalCheck, JournalName, StoreWork } from './interface.ts'
import type { Crc32c, Files } from '../../platform/index.ts'
import type { JournalRecord, JournalReport } from '../../storage/journal/index.ts'

/** Where journals are, and how they are read. */
export interface JournalPlace {
  readonly files: Files
  readonly crc32c: Crc32c
  /** The folder above the journals. */
  readonly directory: string
}

/** Which journals are read, and who wants to know. */
export interface CheckWork extends Pick<StoreWork, 'signal' | 'onProgress'> {
  readonly names: readonly JournalName[]
  /** Told of every valid record of the bundle journal. */
  onBundle? (record: JournalRecord): void
}

/** Reads every record of some journals at rest, and changes nothing. */
export async function checkJournals ({ files, crc32c, directory }: JournalPlace, work: CheckWork): Promise<JournalCheck[]> {
  const components = work.names.map(name => ({ files, crc32c, directory: files.join(directory, name) }))
  const sizes = await Promise.all(components.map(async each => (await statJournal(each)).bytes))
  const tell = progressOf(work, 'check', sizes.reduce((sum, bytes) => sum + bytes, 0))
  const checks: JournalCheck[] = []
  let before = 0
  const from = (start: number) => (done: number): void => { tell(start + done) }

  for (const [i, journal] of work.names.entries()) {
    tell(before)
    const report = await verifyJournal(components[i], {
      signal: work.signal,
      onProgress: from(before),
      onRecord: journal === 'journal' ? work.onBundle : undefined
    })
    checks.push(checkOf(journal, report))
    before += sizes[i]
  }
  tell(before)
  return checks
}

/** What a report says of one journal. A tail is told by its length. */
export function checkOf (journal: JournalName, { segments, records, payloadBytes, damage, damaged }: JournalReport): JournalCheck {
  return {
    journal,
    ok: damaged === 0,
    segments,
    records,
    payloadBytes,
    damaged,
    damage: damage.filter(({ kind }) => kind !== 'tail'),
    tailBytes: damage.filter(({ kind }) => kind === 'tail').reduce((sum, { length }) => sum + length, 0)
  }
}
