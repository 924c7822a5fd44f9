import { createSegment, keepSegment, writeAll } from './commit/active-segment.ts'
import { DurableWaiters } from './commit/durable-waiters.ts'
import { SEGMENT_HEADER_BYTES, UNSYNCED_BYTES_MAX, WRITE_BYTES_MAX } from './constants.ts'
import { JournalFailedError, JournalOffsetError } from './errors.ts'
import { placeTag, recordLength, writeRecord } from './segment/record.ts'
import type { ActiveSegment } from './commit/active-segment.ts'
import type { FailedStep } from './errors.ts'
import type { JournalComponents } from './interface.ts'
import type { Segment } from './segment/segment.ts'

/** What a writer is told and whom it tells. */
export interface WriterInit {
  /** A segment takes no further record that would make it longer. */
  readonly segmentBytesMax: number
  /** Whether a commit ends with its sync; otherwise `flush` does it later. */
  readonly synced: boolean
  /** Told of every segment that is begun. */
  onSegment (segment: Segment): void
}

/**
 * Writes records behind each other, and goes on to a new segment when one is full. `commit` and `flush` are called one
 * after another, never side by side.
 */
export class JournalWriter {
  private readonly components: JournalComponents
  private readonly init: WriterInit
  private readonly waiters = new DurableWaiters()
  private active: ActiveSegment
  /** Position in the active segment behind the last byte that the file system took. */
  private position: number
  /** Position in the active segment behind the last synced record. */
  private synced: number
  /** Global offset behind the last finished commit. */
  private finished: number
  /** Whether a new segment was begun and is not in use yet. */
  private rolling = false
  private buffer = new Uint8Array(0)
  private poison: JournalFailedError | undefined
  /** Records of finished commits. */
  public appended = 0
  /** Syncs that made records durable. */
  public syncs = 0

  constructor (components: JournalComponents, init: WriterInit, start: { active: ActiveSegment, position: number }) {
    this.components = components
    this.init = init
    this.active = start.active
    this.position = start.position
    this.synced = start.position
    this.finished = start.active.base + start.position
  }

  /** Global offset behind the last record of a finished commit. */
  get written (): number {
    return this.finished
  }

  /** Global offset behind the last durable record of a finished commit. */
  get end (): number {
    return Math.min(this.active.base + this.synced, this.finished)
  }

  /** Whether nothing is taken any more. */
  get failed (): boolean {
    return this.poison != null
  }

  /**
   * Writes records, and syncs them if commits of this writer do; answers their global offsets.
   *
   * @throws {JournalFailedError} when a step failed
   */
  async commit (payloads: readonly Uint8Array[]): Promise<number[]> {
    if (this.poison != null) {
      throw this.poison
    }
    const offsets: number[] = []

    while (offsets.length < payloads.length) {
      if (this.isFull(payloads[offsets.length])) {
        await this.sync()
        await this.roll()
      } else if (this.position - this.synced > UNSYNCED_BYTES_MAX - WRITE_BYTES_MAX) {
        await this.sync()
      }
      await this.writeSome(payloads, offsets)
    }
    if (this.init.synced) {
      await this.sync()
    }
    this.finished = this.active.base + this.position
    this.appended += payloads.length
    this.waiters.reach(this.end)

    return offsets
  }

  /**
   * Makes durable what commits have left to the operating system.
   *
   * @throws {JournalFailedError} when that failed
   */
  async flush (): Promise<void> {
    if (this.poison == null) {
      await this.sync()
    }
  }

  /**
   * Makes durable what was written and goes on in a new segment, unless the present one is empty.
   *
   * @throws {JournalFailedError} when that failed
   */
  async seal (): Promise<void> {
    if (this.poison != null) {
      throw this.poison
    }
    if (this.position > SEGMENT_HEADER_BYTES) {
      await this.sync()
      await this.roll()
    }
    this.finished = this.active.base + this.position
  }

  /**
   * Resolves once everything before an offset is durable.
   *
   * @throws {JournalFailedError} when it will not be
   * @throws {JournalOffsetError} when nothing is written there yet
   */
  async durable (offset: number): Promise<void> {
    if (offset <= this.end) {
      return
    }
    if (this.poison != null) {
      throw this.poison
    }
    if (!(offset <= this.finished)) {
      throw new JournalOffsetError(offset)
    }

    return this.waiters.wait(offset)
  }

  /** Gives the file back, after a last sync of what waits for one. */
  async close (): Promise<void> {
    try {
      await this.flush()
    } finally {
      await this.active.handle.close()
    }
  }

  /** Writes the next records in one piece, as many as one write and this segment take. */
  private async writeSome (payloads: readonly Uint8Array[], offsets: number[]): Promise<void> {
    let length = 0

    do {
      const payload = payloads[offsets.length]
      const offset = this.active.base + this.position + length

      this.reserve(length, recordLength(payload))
      writeRecord(this.buffer.subarray(length), { payload, tag: placeTag(this.active.salt, offset) }, this.components.crc32c)
      offsets.push(offset)
      length += recordLength(payload)
    } while (offsets.length < payloads.length && this.fits(payloads[offsets.length], length))

    await this.step('write', async () => writeAll(this.active.handle, this.buffer.subarray(0, length), this.position))
    this.position += length
  }

  private isFull (payload: Uint8Array): boolean {
    const outgrown = this.position > SEGMENT_HEADER_BYTES && this.position + recordLength(payload) > this.init.segmentBytesMax

    return this.rolling || outgrown
  }

  private fits (payload: Uint8Array, length: number): boolean {
    const after = length + recordLength(payload)

    return after <= WRITE_BYTES_MAX && this.position + after <= this.init.segmentBytesMax
  }

  /** Makes room in the buffer behind what it holds. It stays below one write and one record, so it is kept. */
  private reserve (held: number, more: number): void {
    if (held + more > this.buffer.length) {
      const buffer = new Uint8Array(Math.max(held + more, Math.min(2 * this.buffer.length, WRITE_BYTES_MAX)))

      buffer.set(this.buffer.subarray(0, held))
      this.buffer = buffer
    }
  }

  private async sync (): Promise<void> {
    if (this.position > this.synced) {
      // fault-point journal.acknowledge-unsynced: this.synced = this.position; this.waiters.reach(this.end); return
      // fault-point journal.retry-sync: await this.active.handle.sync().catch(async () => this.active.handle.sync()); this.synced = this.position; return
      await this.step('sync', async () => this.active.handle.sync())
      this.synced = this.position
      this.syncs++
      this.waiters.reach(this.end)
    }
  }

  /** Goes on to a new segment. Once this was tried, the old one stays as it is, because a crash may leave the new name. */
  private async roll (): Promise<void> {
    this.rolling = true
    const next = await this.step('write', async () => createSegment(this.active.base + this.synced, this.components))

    await this.step('sync', async () => keepSegment(next, this.components))
    await this.active.handle.close().catch(() => undefined) // All of it is synced: nothing can be lost by that.
    this.active = next
    this.position = SEGMENT_HEADER_BYTES
    this.synced = SEGMENT_HEADER_BYTES
    this.rolling = false
    this.init.onSegment(next)
  }

  /** Does one step of a commit or a flush. */
  private async step<Result> (name: FailedStep, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (cause) {
      throw await this.failure(name, cause)
    }
  }

  /**
   * What a failed step means. What the commit has written is cut off again, so that nothing comes back later that its
   * writer was told has failed. Only after a failed write may the journal go on, and only if nothing of the commit stays:
   * that is not so where it has begun in an older segment, or has filled one.
   */
  private async failure (step: FailedStep, cause: unknown): Promise<JournalFailedError> {
    const kept = this.finished - this.active.base
    const alone = kept >= 0 && !(this.rolling && kept < this.position)
    const goesOn = step === 'write' && alone && await this.cutBack(kept)
    const error = new JournalFailedError(step, !goesOn, cause)

    if (!goesOn) {
      this.finished = this.end
      this.poison = error
      await this.cutBack(alone ? this.end - this.active.base : this.synced)
      this.waiters.fail(error)
    }

    return error
  }

  /** Cuts the active segment at a position, and answers whether nothing stands behind it then. Where the next one was begun it stays. */
  private async cutBack (position: number): Promise<boolean> {
    if (this.rolling) {
      return true
    }

    try {
      await this.active.handle.truncate(Math.max(position, SEGMENT_HEADER_BYTES))
      this.position = Math.max(position, SEGMENT_HEADER_BYTES)
      this.synced = Math.min(this.synced, this.position)

      return true
    } catch {
      return false
    }
  }
}
