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
  const path = keyFilePath(directory, files)
  const stored = await files.readFile(path)
  return stored == null ? makeKey(directory, files, makeSeed()) : readKey(path, files, stored)
}

async function makeKey (directory: string, files: Files, seed: Uint8Array): Promise<Uint8Array> {
  const path = keyFilePath(directory, files)
  if ((await files.list(files.join(directory, JOURNAL_FOLDER))).length > 0) {
    throw new HomeDamagedError(path, 'it is missing, and the facts in this home were signed with it')
  }
  await files.createExclusive(path, new TextEncoder().encode(`${HEADER}\n${toHex(seed)}\n`), { mode: SECRET_MODE })
  return seed
}

async function readKey (path: string, files: Files, stored: Uint8Array): Promise<Uint8Array> {
  const mode = await files.modeOf(path) ?? SECRET_MODE
  if ((mode & OTHERS) !== 0) {
    throw new HomeDamagedError(path, `others may read it (mode ${mode.toString(8)}); if it is still secret, run "chmod 600 ${path}"`)
  }
  const [header, hex, ...rest] = new TextDecoder().decode(stored).trimEnd().split('\n')
  if (header !== HEADER || rest.length > 0 || !/^[0-9a-f]{64}$/.test(hex ?? '')) {
    throw new HomeDamagedError(path, `it does not hold "${HEADER}" and 64 hexadecimal digits`)
  }
  return fromHex(hex)
}
