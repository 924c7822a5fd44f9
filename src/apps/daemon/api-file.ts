import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ApiFileError, NoDaemonError } from './errors.ts'
import type { ApiFile } from './interface.ts'

const NAME = 'api.json'
const OWNER_ONLY = 0o600

/** Tells programs on this machine where the daemon is; readable by its user alone, whole or not at all. */
export async function writeApiFile (home: string, content: ApiFile): Promise<void> {
  const path = join(home, NAME)
  const draft = `${path}.${content.pid}.tmp`
  await rm(draft, { force: true })
  await writeFile(draft, JSON.stringify(content, null, 2) + '\n', { mode: OWNER_ONLY, flag: 'wx' })
  await rename(draft, path)
}

/** Removes the file at a clean stop. */
export async function removeApiFile (home: string): Promise<void> {
  await rm(join(home, NAME), { force: true })
}

/**
 * Reads where the daemon of a home is.
 *
 * @throws {NoDaemonError} when there is no file.
 * @throws {ApiFileError} when it does not hold what a daemon writes.
 */
export async function readApiFile (home: string): Promise<ApiFile> {
  const path = join(home, NAME)
  const content = parse(path, await readText(path, home))
  if (!isApiFile(content)) { throw new ApiFileError(path) }
  return content
}

async function readText (path: string, home: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      throw new NoDaemonError(home)
    }
    throw new ApiFileError(path, error)
  }
}

function parse (path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ApiFileError(path, error)
  }
}

function isApiFile (value: unknown): value is ApiFile {
  return typeof value === 'object' && value != null &&
    'url' in value && typeof value.url === 'string' && URL.canParse(value.url) &&
    (!('token' in value) || typeof value.token === 'string') &&
    'peerId' in value && typeof value.peerId === 'string' &&
    'pid' in value && typeof value.pid === 'number' &&
    'version' in value && typeof value.version === 'string' &&
    'multiaddrs' in value && Array.isArray(value.multiaddrs)
}
