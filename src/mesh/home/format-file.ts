import { HOME_FORMAT_VERSION } from '../constants.ts'
import { HomeDamagedError, HomeTooNewError } from '../errors.ts'
import { jsonFileBytes, readJsonFile } from './json-file.ts'
import type { Files } from '../../platform/index.ts'

/**
 * Refuses a home that this program cannot read, and changes nothing. A home without the file is new.
 *
 * @throws {HomeTooNewError}
 * @throws {HomeDamagedError}
 */
export async function checkFormat (directory: string, files: Files): Promise<void> {
  const path = pathIn(directory, files)
  const stored = await readJsonFile(path, files)
  if (stored == null) { return }
  const { version } = stored
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new HomeDamagedError(path, 'it does not hold a version number')
  }
  if (version > HOME_FORMAT_VERSION) {
    throw new HomeTooNewError(directory, version, HOME_FORMAT_VERSION)
  }
}

/** Writes the version of the format into a home that has none. */
export async function keepFormat (directory: string, files: Files): Promise<void> {
  await files.createExclusive(pathIn(directory, files), jsonFileBytes({ version: HOME_FORMAT_VERSION }))
}

function pathIn (directory: string, files: Files): string {
  return files.join(directory, 'format.json')
}
