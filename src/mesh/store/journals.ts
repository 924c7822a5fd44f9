import { InvalidConfigError, NoHomeError } from '../errors.ts'
import { checkFormat } from '../home/format-file.ts'
import { JOURNAL_NAMES, SEGMENT_FORM } from './constants.ts'
import type { JournalName, StoreProgress, StoreWork } from './interface.ts'
import type { Files, Platform } from '../../platform/index.ts'

/**
 * The files of a machine.
 *
 * @throws {InvalidConfigError} when it has none, as a browser.
 */
export function filesOf ({ files }: Platform): Files {
  if (files == null) { throw new InvalidConfigError('platform', 'this platform has no files') }
  return files
}

/** The journals that are there below a folder. */
export async function journalsIn (directory: string, files: Files): Promise<JournalName[]> {
  const found: JournalName[] = []
  for (const name of JOURNAL_NAMES) {
    if ((await files.list(files.join(directory, name))).some(file => SEGMENT_FORM.test(file))) { found.push(name) }
  }
  return found
}

/**
 * The journals of a home.
 *
 * @throws {NoHomeError} when there are none.
 * @throws {HomeTooNewError | HomeDamagedError} when this program cannot read the home.
 */
export async function journalsOf (home: string, files: Files): Promise<JournalName[]> {
  const names = await journalsIn(home, files)
  if (names.length === 0) { throw new NoHomeError(home) }
  await checkFormat(home, files)
  return names
}

/** Tells how far one step of some work is. */
export function progressOf ({ onProgress }: Pick<StoreWork, 'onProgress'>, step: StoreProgress['step'], total: number): (done: number) => void {
  return done => { onProgress?.({ step, done: Math.min(done, total), total }) }
}

/** Tells how far one step of some work is, by adding up what was done. */
export function counterOf (work: Pick<StoreWork, 'onProgress'>, step: StoreProgress['step'], total: number): (bytes: number) => void {
  const tell = progressOf(work, step, total)
  let done = 0
  tell(done)
  return bytes => {
    done += bytes
    tell(done)
  }
}
