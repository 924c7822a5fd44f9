import { blake3Stream, toHex } from '../../model/bytes/index.ts'
import { SECRET_MODE } from '../constants.ts'
import { ShortCopyError } from '../errors.ts'
import { COPY_BYTES } from './constants.ts'
import type { FileHandle, Files } from '../../platform/index.ts'
import type { AbortOptions } from '@libp2p/interface'

/** How many bytes there were, and their digest. */
export interface Digest {
  readonly bytes: number
  /** BLAKE3-256 in hexadecimal. */
  readonly blake3: string
}

/** What reading a file is bounded by, and who wants to know. */
export interface ReadingOptions extends AbortOptions {
  /** Bytes at most; what comes behind is left. */
  readonly bytesMax?: number
  /** Told of every piece. */
  onBytes? (count: number): void
}

/** Copies a file, durably but for its name, and answers what was copied. A file that grows meanwhile is copied as far as it reached before. */
export async function copyFile (files: Files, { from, to }: { from: string, to: string }, options: ReadingOptions = {}): Promise<Digest> {
  await files.remove(to)
  await files.createExclusive(to, new Uint8Array(), { mode: SECRET_MODE })
  const target = await files.open(to, 'write')
  try {
    let position = 0
    const digest = await readFile(files, from, { ...options, onPiece: async piece => { position += await writeWhole(target, piece, position) } })
    await target.sync()
    return digest
  } finally {
    await target.close()
  }
}

/** The digest of a file. */
export async function digestFile (files: Files, path: string, options: ReadingOptions = {}): Promise<Digest> {
  return readFile(files, path, { ...options, onPiece: async () => {} })
}

async function readFile (files: Files, path: string, { bytesMax, onBytes, onPiece, signal }: ReadingOptions & { onPiece (piece: Uint8Array): Promise<void> }): Promise<Digest> {
  const source = await files.open(path, 'read')
  try {
    const size = Math.min(await source.size(), bytesMax ?? Infinity)
    const buffer = new Uint8Array(Math.min(COPY_BYTES, size))
    const hash = blake3Stream()
    let bytes = 0
    while (bytes < size) {
      signal?.throwIfAborted()
      const taken = await source.read(buffer.subarray(0, Math.min(buffer.length, size - bytes)), bytes)
      if (taken === 0) { break }
      hash.update(buffer.subarray(0, taken))
      await onPiece(buffer.subarray(0, taken))
      bytes += taken
      onBytes?.(taken)
    }
    return { bytes, blake3: toHex(hash.digest()) }
  } finally {
    await source.close()
  }
}

/** @throws {ShortCopyError} when the disk took less. */
async function writeWhole (target: FileHandle, piece: Uint8Array, position: number): Promise<number> {
  const written = await target.write([piece], position)
  if (written !== piece.length) { throw new ShortCopyError(piece.length, written) }
  return written
}
