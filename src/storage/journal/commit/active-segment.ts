import { WRITE_SYNC_BYTES_MAX } from '../constants.ts'
import { ShortWriteError } from '../errors.ts'
import { encodeSegmentHeader, saltOf, segmentName } from '../segment/header.ts'
import type { FileHandle } from '../../../platform/interface.ts'
import type { JournalComponents } from '../interface.ts'
import type { Segment } from '../segment/segment.ts'

/** The newest segment, open for writing. */
export interface ActiveSegment extends Segment {
  readonly salt: number
  readonly handle: FileHandle
}

/**
 * Creates the segment that begins at an offset, or writes over one that was left unfinished. It must not be used before
 * `keepSegment`.
 */
export async function createSegment (base: number, { files, crc32c, directory }: JournalComponents): Promise<ActiveSegment> {
  const path = files.join(directory, segmentName(base))
  const handle = await files.open(path, 'write')

  try {
    await handle.truncate(0)
    const salt = saltOf(`${path} ${await files.stampOf(path)}`)

    await writeAll(handle, encodeSegmentHeader({ salt, base }, crc32c), 0)

    return { path, base, salt, handle }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/**
 * Makes a new segment durable: its header and its name. When that fails the segment is emptied, if possible, because
 * after a failed sync the system takes a header for written that may not be.
 */
export async function keepSegment ({ handle }: ActiveSegment, { files, directory }: JournalComponents): Promise<void> {
  try {
    await handle.sync()
    // fault-point journal.skip-folder-sync: return
    await files.syncDirectory(directory)
  } catch (error) {
    await handle.truncate(0).catch(() => undefined)
    await handle.close()
    throw error
  }
}

/**
 * Writes all of the bytes: few of them on this thread, because to wake another one takes longer.
 *
 * @throws {ShortWriteError} when the file system took fewer
 */
export async function writeAll (handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  const few = bytes.length <= WRITE_SYNC_BYTES_MAX
  const written = (few ? handle.writeSync?.(bytes, position) : undefined) ?? await handle.write([bytes], position)

  if (written !== bytes.length) {
    throw new ShortWriteError(bytes.length, written)
  }
}
