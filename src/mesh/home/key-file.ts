import { fromHex, toHex } from '../../model/bytes/index.ts'
import { JOURNAL_FOLDER, SECRET_MODE } from '../constants.ts'
import { HomeDamagedError } from '../errors.ts'
import type { Files } from '../../platform/index.ts'

/** First line of the file; the second is the seed in hexadecimal. */
const HEADER = 'factmesh ed25519 seed 1'

/** Permission bits that let others than the owner in. */
const OTHERS = 0o077

/** Where the secret key of a home stands. */
export function keyFilePath (directory: string, files: Files): string {
  return files.join(directory, 'identity.key')
}

/**
 * Reads the Ed25519 seed of a home, 32 bytes, or puts the given one into a home that is new.
 *
 * @throws {HomeDamagedError} when it cannot be read, others may read it, or it is missing in a home that is in use.
 */
export async function readOrMakeSeed (directory: string, files: Files, makeSeed: () => Uint8Array): Promise<Uint8Array> {
  return await readKeyFile(keyFilePath(directory, files), files) ?? makeKey(directory, files, makeSeed())
}

async function makeKey (directory: string, files: Files, seed: Uint8Array): Promise<Uint8Array> {
  const path = keyFilePath(directory, files)
  if ((await files.list(files.join(directory, JOURNAL_FOLDER))).length > 0) {
    throw new HomeDamagedError(path, 'it is missing, and the facts in this home were signed with it')
  }
  await writeKeyFile(directory, files, seed)
  return seed
}

/** Puts a seed into a folder that has none. */
export async function writeKeyFile (directory: string, files: Files, seed: Uint8Array): Promise<void> {
  await files.createExclusive(keyFilePath(directory, files), new TextEncoder().encode(`${HEADER}\n${toHex(seed)}\n`), { mode: SECRET_MODE })
}

/**
 * Reads a key file; undefined when there is none.
 *
 * @throws {HomeDamagedError} when it cannot be read, or others may read it.
 */
export async function readKeyFile (path: string, files: Files): Promise<Uint8Array | undefined> {
  const stored = await files.readFile(path)
  return stored == null ? undefined : readKey(path, files, stored)
}

async function readKey (path: string, files: Files, stored: Uint8Array): Promise<Uint8Array> {
  const mode = await files.modeOf(path) ?? SECRET_MODE
  if ((mode & OTHERS) !== 0) {
    throw new HomeDamagedError(path, `others may read it (mode ${mode.toString(8)}); if it is still secret, run "chmod 600 ${path}"`)
  }
  return parseKeyFile(path, stored)
}

/**
 * The seed in the content of a key file.
 *
 * @throws {HomeDamagedError} when it holds none.
 */
export function parseKeyFile (path: string, stored: Uint8Array): Uint8Array {
  const [header, hex, ...rest] = new TextDecoder().decode(stored).trimEnd().split('\n')
  if (header !== HEADER || rest.length > 0 || !/^[0-9a-f]{64}$/.test(hex ?? '')) {
    throw new HomeDamagedError(path, `it does not hold "${HEADER}" and 64 hexadecimal digits`)
  }
  return fromHex(hex)
}
