import { platform } from '../../platform/index.ts'
import { statJournal } from '../../storage/journal/index.ts'
import { holderOf } from '../home/lock-file.ts'
import { checkJournals } from './check.ts'
import { filesOf, journalsOf } from './journals.ts'
import type { HomeWork, JournalCheck, JournalFigures } from './interface.ts'

/**
 * Reads and checks every record of all journals of a home, from the files themselves, and changes nothing. When a node
 * runs in the home, what it is writing may read as an unfinished tail.
 *
 * @throws {NoHomeError} when there is no journal.
 * @throws {HomeTooNewError | HomeDamagedError | JournalTooNewError} when this program cannot read the home.
 */
export async function verifyHome (work: HomeWork): Promise<JournalCheck[]> {
  const machine = work.platform ?? platform()
  const files = filesOf(machine)
  const names = await journalsOf(work.home, files)
  return checkJournals({ files, crc32c: machine.crc32c, directory: work.home }, { ...work, names })
}

/**
 * The figures of all journals of a home, without reading their records.
 *
 * @throws {NoHomeError} when there is no journal.
 * @throws {HomeTooNewError | HomeDamagedError | JournalTooNewError} when this program cannot read the home.
 */
export async function statHome (work: HomeWork): Promise<JournalFigures[]> {
  const machine = work.platform ?? platform()
  const files = filesOf(machine)
  const figures: JournalFigures[] = []
  for (const journal of await journalsOf(work.home, files)) {
    figures.push({ journal, ...await statJournal({ files, crc32c: machine.crc32c, directory: files.join(work.home, journal) }) })
  }
  return figures
}

/** The number of the process that a home is in use by, or undefined when it is at rest. */
export async function homeHolder (work: Pick<HomeWork, 'home' | 'platform'>): Promise<number | undefined> {
  const machine = work.platform ?? platform()
  const files = filesOf(machine)
  return holderOf(files.join(work.home, 'lock'), { files, processes: machine.processes })
}
