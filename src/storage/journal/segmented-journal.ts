import { DEFAULT_RECORD_BYTES_MAX, DEFAULT_SEGMENT_BYTES_MAX, RECORD_BYTES_LIMIT, RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES } from './constants.ts'
import { DamageList } from './damage-list.ts'
import { InvalidJournalInitError, JournalNotStartedError, JournalOffsetError, RecordTooLargeError } from './errors.ts'
import { GroupCommit } from './group-commit.ts'
import { JournalReader } from './reader.ts'
import { recover } from './recovery.ts'
import { verifySegments } from './verify.ts'
import { JournalWriter } from './writer.ts'
import type { Journal, JournalComponents, JournalDamage, JournalInit, JournalRecord, JournalReport, JournalStat, RecoveryReport } from './interface.ts'
import type { AbortOptions, Logger } from '@libp2p/interface'

/** What exists between start and stop. */
interface Running {
  readonly writer: JournalWriter
  readonly commits: GroupCommit
  readonly reader: JournalReader
  readonly report: RecoveryReport
}

/** A journal in a folder of files, each named by the global offset at which it begins. */
export class SegmentedJournal implements Journal {
  private readonly components: JournalComponents
  private readonly segmentBytesMax: number
  private readonly recordBytesMax: number
  private readonly log: Logger | undefined
  private readonly damage = new DamageList()
  private opening: Promise<Running> | undefined
  private closing: Promise<void> | undefined
  private running: Running | undefined

  constructor (components: JournalComponents, init: JournalInit = {}) {
    this.components = components
    this.segmentBytesMax = init.segmentBytesMax ?? DEFAULT_SEGMENT_BYTES_MAX
    this.recordBytesMax = init.recordBytesMax ?? DEFAULT_RECORD_BYTES_MAX
    this.log = components.logger?.forComponent('factmesh:journal')

    if (!(this.segmentBytesMax > SEGMENT_HEADER_BYTES + RECORD_HEADER_BYTES)) {
      throw new InvalidJournalInitError('segmentBytesMax', this.segmentBytesMax)
    }
    if (!(this.recordBytesMax >= 0 && this.recordBytesMax <= RECORD_BYTES_LIMIT)) {
      throw new InvalidJournalInitError('recordBytesMax', this.recordBytesMax)
    }
  }

  get end (): number {
    return this.running?.writer.end ?? 0
  }

  async start (): Promise<RecoveryReport> {
    await this.closing
    this.opening ??= this.open()
    try {
      this.running = await this.opening
    } catch (error) {
      this.opening = undefined
      throw error
    }

    return this.running.report
  }

  async stop (): Promise<void> {
    this.closing ??= this.close()
    try {
      await this.closing
    } finally {
      this.closing = undefined
    }
  }

  async append (payload: Uint8Array): Promise<number> {
    const [offset] = await this.appendAll([payload])

    return offset
  }

  async appendAll (payloads: readonly Uint8Array[]): Promise<number[]> {
    const { commits } = this.started()

    for (const { length } of payloads) {
      if (length > this.recordBytesMax) {
        throw new RecordTooLargeError(length, this.recordBytesMax)
      }
    }

    return payloads.length === 0 ? [] : commits.append(payloads)
  }

  async read (offset: number): Promise<Uint8Array> {
    return this.started().reader.read(offset)
  }

  async readPart (offset: number, position: number, length: number): Promise<Uint8Array> {
    return this.started().reader.readPart(offset, { position, length })
  }

  records (from = 0, options?: AbortOptions): AsyncIterable<JournalRecord> {
    const { reader, writer } = this.started()

    if (!(from >= 0 && from <= writer.end)) {
      throw new JournalOffsetError(from)
    }

    return reader.records(from, options)
  }

  async verify (options?: AbortOptions): Promise<JournalReport> {
    const { writer } = this.started()

    return verifySegments(this.components, writer.end, options)
  }

  stat (): JournalStat {
    const { reader, writer } = this.started()

    return {
      segments: reader.count,
      bytes: writer.end - reader.start,
      start: reader.start,
      end: writer.end,
      appended: writer.appended,
      syncs: writer.syncs,
      damaged: this.damage.count,
      failed: writer.failed
    }
  }

  private async close (): Promise<void> {
    const running = await this.opening?.catch(() => undefined) // Its start has told why it failed.

    this.opening = undefined
    this.running = undefined
    await running?.commits.idle()
    await running?.writer.close()
    await running?.reader.close()
  }

  private started (): Running {
    if (this.running == null) {
      throw new JournalNotStartedError()
    }

    return this.running
  }

  private async open (): Promise<Running> {
    const { segments, active, position, records, truncated, damage } = await recover(this.components)
    const writer: JournalWriter = new JournalWriter(this.components, {
      segmentBytesMax: this.segmentBytesMax,
      onSegment: segment => { reader.add(segment) }
    }, { active, position })
    const reader = new JournalReader(this.components, {
      segments,
      end: () => writer.end,
      onDamage: range => { this.noteDamage(range) }
    })

    damage.forEach(range => { this.noteDamage(range) })
    if (truncated != null) {
      this.log?.('cut off %d unfinished bytes at offset %d', truncated.length, truncated.offset)
    }
    const report = { segments: segments.length, records, end: writer.end, truncated, damage: this.damage.ranges() }

    return { writer, commits: new GroupCommit(async payloads => writer.commit(payloads)), reader, report }
  }

  private noteDamage (damage: JournalDamage): void {
    if (this.damage.add(damage)) {
      this.log?.error('%d bytes at offset %d are damaged (%s)', damage.length, damage.offset, damage.kind)
    }
  }
}
