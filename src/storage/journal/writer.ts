import { SEGMENT_HEADER_BYTES, WRITE_BYTES_MAX } from './constants.ts'
import { JournalFailedError, ShortWriteError } from './errors.ts'
import { encodeSegmentHeader, saltOf, segmentName } from './segment/header.ts'
import { placeTag, recordLength, writeRecord } from './segment/record.ts'
import type { FailedStep } from './errors.ts'
import type { JournalComponents } from './interface.ts'
import type { Segment } from './segment/segment.ts'
import type { FileHandle } from '../../platform/interface.ts'

/** The newest segment, open for writing. */
export interface ActiveSegment extends Segment {
  readonly salt: number
  readonly handle: FileHandle
}

/** What a writer is told and whom it tells. */
export interface WriterInit {
  /** A segment takes no further record that would make it longer. */
  readonly segmentBytesMax: number
  /** Told of every segment that is begun. */
  onSegment (segment: Segment): void
}

/** What has become of the payloads of one commit. */
interface Progress {
  /** Offsets of those that are written. */
  readonly offsets: number[]
  /** How many of them are durable. */
  durable: number
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
    await files.syncDirectory(directory)
  } catch (error) {
    await handle.truncate(0).catch(() => undefined)
    await handle.close()
    throw error
  }
}

/** Writes records behind each other, and goes on to a new segment when one is full. */
export class JournalWriter {
  private readonly components: JournalComponents
  private readonly init: WriterInit
  private active: ActiveSegment
  /** Position in the active segment behind the last written record. */
  private written: number
  /** Position in the active segment behind the last synced record. */
  private synced: number
  /** Whether a new segment was begun and is not in use yet. */
  private rolling = false
  private buffer = new Uint8Array(0)
  private poison: JournalFailedError | undefined
  /** Records made durable. */
  public appended = 0
  /** Syncs that made them durable. */
  public syncs = 0

  constructor (components: JournalComponents, init: WriterInit, start: { active: ActiveSegment, position: number }) {
    this.components = components
    this.init = init
    this.active = start.active
    this.written = start.position
    this.synced = start.position
  }

  /** Global offset behind the last durable record. */
  get end (): number {
    return this.active.base + this.synced
  }

  /** Whether nothing is taken any more. */
  get failed (): boolean {
    return this.poison != null
  }

  /**
   * Writes records and syncs; answers their global offsets.
   *
   * @throws {JournalFailedError} when a step failed
   */
  async commit (payloads: readonly Uint8Array[]): Promise<number[]> {
    if (this.poison != null) {
      throw this.poison
    }
    const progress: Progress = { offsets: [], durable: 0 }

    while (progress.offsets.length < payloads.length) {
      if (this.isFull(payloads[progress.offsets.length])) {
        await this.sync(progress)
        await this.roll(progress)
      }
      await this.writeSome(payloads, progress)
    }
    await this.sync(progress)

    return progress.offsets
  }

  /** Gives the file back. */
  async close (): Promise<void> {
    await this.active.handle.close()
  }

  /** Writes the next records in one piece, as many as one write and this segment take. */
  private async writeSome (payloads: readonly Uint8Array[], progress: Progress): Promise<void> {
    const { offsets } = progress
    let length = 0

    do {
      const payload = payloads[offsets.length]
      const offset = this.active.base + this.written + length

      this.reserve(length, recordLength(payload))
      writeRecord(this.buffer.subarray(length), { payload, tag: placeTag(this.active.salt, offset) }, this.components.crc32c)
      offsets.push(offset)
      length += recordLength(payload)
    } while (offsets.length < payloads.length && this.fits(payloads[offsets.length], length))

    await this.step('write', progress, async () => writeAll(this.active.handle, this.buffer.subarray(0, length), this.written))
    this.written += length
  }

  private isFull (payload: Uint8Array): boolean {
    const outgrown = this.written > SEGMENT_HEADER_BYTES && this.written + recordLength(payload) > this.init.segmentBytesMax

    return this.rolling || outgrown
  }

  private fits (payload: Uint8Array, length: number): boolean {
    const after = length + recordLength(payload)

    return after <= WRITE_BYTES_MAX && this.written + after <= this.init.segmentBytesMax
  }

  /** Makes room in the buffer behind what it holds. It stays below one write and one record, so it is kept. */
  private reserve (held: number, more: number): void {
    if (held + more > this.buffer.length) {
      const buffer = new Uint8Array(Math.max(held + more, Math.min(2 * this.buffer.length, WRITE_BYTES_MAX)))

      buffer.set(this.buffer.subarray(0, held))
      this.buffer = buffer
    }
  }

  private async sync (progress: Progress): Promise<void> {
    if (this.written > this.synced) {
      await this.step('sync', progress, async () => this.active.handle.sync())
      this.synced = this.written
      this.syncs++
      this.appended += progress.offsets.length - progress.durable
      progress.durable = progress.offsets.length
    }
  }

  /** Goes on to a new segment. Once this was tried, the old one stays as it is, because a crash may leave the new name. */
  private async roll (progress: Progress): Promise<void> {
    this.rolling = true
    const next = await this.step('write', progress, async () => createSegment(this.end, this.components))

    await this.step('sync', progress, async () => {
      await keepSegment(next, this.components)
      await this.active.handle.close()
    })
    this.active = next
    this.written = SEGMENT_HEADER_BYTES
    this.synced = SEGMENT_HEADER_BYTES
    this.rolling = false
    this.init.onSegment(next)
  }

  /**
   * Does one step of a commit. When it fails, what the commit has written is cut off again, so that nothing comes back
   * later that its writer was told has failed. Only after a failed write may the journal go on, and only if nothing of
   * the commit is durable.
   */
  private async step<Result> (name: FailedStep, progress: Progress, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (cause) {
      const takenBack = await this.takeBack()
      const error = new JournalFailedError(name, name === 'sync' || progress.durable > 0 || !takenBack, cause)

      this.poison = error.poisoned ? error : undefined
      throw error
    }
  }

  private async takeBack (): Promise<boolean> {
    try {
      await this.active.handle.truncate(this.synced)
      this.written = this.synced

      return true
    } catch {
      return false
    }
  }
}

async function writeAll (handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  const written = await handle.write([bytes], position)

  if (written !== bytes.length) {
    throw new ShortWriteError(bytes.length, written)
  }
}
