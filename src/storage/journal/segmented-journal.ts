import { BatchWindow } from './commit/batch-window.ts'
import { settingsOf } from './commit/settings.ts'
import { SyncTimer } from './commit/sync-timer.ts'
import { Compactor } from './compaction/compactor.ts'
import { Consumers } from './compaction/consumers.ts'
import { DamageList } from './damage/damage-list.ts'
import { Quarantine } from './damage/quarantine.ts'
import { JournalNotStartedError, JournalOffsetError, RecordTooLargeError, SegmentNotSealedError } from './errors.ts'
import { GroupCommit } from './group-commit.ts'
import { JournalReader } from './reader.ts'
import { heal, recover } from './recovery.ts'
import { surveySegments } from './survey.ts'
import { reportOf, verifySegments } from './verify.ts'
import { JournalWriter } from './writer.ts'
import type { Settings } from './commit/settings.ts'
import type {
  CompactionReport, CompactOptions, ConsumerHold, Journal, JournalComponents, JournalDamage, JournalInit, JournalRecord, JournalReport, JournalStat,
  RecoveryReport, RewriteRecord, SegmentInfo, VerifyOptions
} from './interface.ts'
import type { Recovered } from './recovery.ts'
import type { AbortOptions, Logger } from '@libp2p/interface'

/** What exists between start and stop. */
interface Running {
  readonly writer: JournalWriter
  readonly commits: GroupCommit
  /** Brings the sync of records that were answered before it. */
  readonly later: SyncTimer | undefined
  readonly reader: JournalReader
  readonly compactor: Compactor
  readonly quarantine: Quarantine | undefined
  readonly report: RecoveryReport
}

/** A journal in a folder of files, each named by the global offset at which it begins. */
export class SegmentedJournal implements Journal {
  private readonly components: JournalComponents
  private readonly settings: Settings
  private readonly log: Logger | undefined
  private readonly damage = new DamageList()
  private readonly consumers = new Consumers()
  private opening: Promise<Running> | undefined
  private closing: Promise<void> | undefined
  private healing: Promise<RecoveryReport> | undefined
  private running: Running | undefined
  /** Where the journal was durable when a failure ended its writing. */
  private failedAt: number | undefined

  constructor (components: JournalComponents, init: JournalInit = {}) {
    this.components = components
    this.settings = settingsOf(init, components)
    this.log = components.logger?.forComponent('factmesh:journal')
  }

  get end (): number {
    return this.running?.writer.end ?? 0
  }

  get written (): number {
    return this.running?.writer.written ?? 0
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

  async heal (): Promise<RecoveryReport> {
    this.healing ??= this.healOnce().finally(() => { this.healing = undefined })

    return this.healing
  }

  async append (payload: Uint8Array): Promise<number> {
    const [offset] = await this.appendAll([payload])

    return offset
  }

  async appendAll (payloads: readonly Uint8Array[]): Promise<number[]> {
    const { commits } = this.started()

    for (const { length } of payloads) {
      if (length > this.settings.recordBytesMax) {
        throw new RecordTooLargeError(length, this.settings.recordBytesMax)
      }
    }

    return payloads.length === 0 ? [] : commits.append(payloads)
  }

  async durable (offset = this.written): Promise<void> {
    return this.started().writer.durable(offset)
  }

  async read (offset: number): Promise<Uint8Array> {
    return this.started().reader.read(offset)
  }

  async readPart (offset: number, position: number, length: number): Promise<Uint8Array> {
    return this.started().reader.readPart(offset, { position, length })
  }

  readPartSync (offset: number, position: number, length: number): Uint8Array | undefined {
    return this.started().reader.readPartSync(offset, { position, length })
  }

  records (from = 0, options?: AbortOptions): AsyncIterable<JournalRecord> {
    const { reader, writer } = this.started()

    if (!(from >= 0 && from <= writer.written)) {
      throw new JournalOffsetError(from)
    }

    return reader.records(from, options)
  }

  async seal (): Promise<void> {
    const { commits, writer } = this.started()

    await commits.between(async () => writer.seal())
  }

  async verify (options?: VerifyOptions): Promise<JournalReport> {
    const { writer, quarantine } = this.started()
    const end = writer.written
    const survey = await surveySegments(this.components)
    const counts = await verifySegments(this.components, { survey, end, options })
    const report = reportOf(counts, survey.segments.filter(({ base }) => base < end).length)

    report.damage.forEach(range => { this.noteDamage(range, quarantine) })

    return report
  }

  async compact (base: number, rewrite: RewriteRecord, options?: CompactOptions): Promise<CompactionReport> {
    const { compactor, reader, writer } = this.started()

    // A commit that is under way may have sealed a segment, and may fail.
    if (reader.sealed().some(({ base: begin, end }) => begin === base && end > writer.end)) {
      throw new SegmentNotSealedError(base)
    }

    return compactor.compact(base, rewrite, options)
  }

  consumer (name: string, position: () => number): ConsumerHold {
    return this.consumers.add(name, position)
  }

  segments (): readonly SegmentInfo[] {
    const { reader, writer } = this.started()

    return reader.sealed().filter(({ end }) => end <= writer.end)
  }

  stat (): JournalStat {
    const { reader, writer } = this.started()

    return {
      segments: reader.count,
      bytes: reader.bytes,
      start: reader.start,
      end: writer.end,
      appended: writer.appended,
      syncs: writer.syncs,
      damaged: this.damage.count,
      failed: writer.failed
    }
  }

  private async healOnce (): Promise<RecoveryReport> {
    const broken = this.running

    if (broken?.writer.failed !== true) {
      return this.start()
    }
    this.opening = this.replace(broken)
    try {
      this.running = await this.opening
    } catch (error) {
      await this.keep(broken)
      throw error
    }

    return this.running.report
  }

  private async close (): Promise<void> {
    const running = await this.opening?.catch(() => undefined) // Its start has told why it failed.

    this.opening = undefined
    this.running = undefined
    try {
      await this.endWriting(running)
    } finally {
      await running?.quarantine?.idle()
      await running?.reader.close()
    }
  }

  private async endWriting (running: Running | undefined): Promise<void> {
    try {
      await running?.compactor.close()
      await running?.commits.idle()
      running?.later?.cancel()
      await running?.writer.close()
    } finally {
      this.failedAt = running?.writer.failed === true ? running.writer.end : this.failedAt
    }
  }

  /** Opens the folder in place of what failed, which is read from until then. */
  private async replace (broken: Running): Promise<Running> {
    await this.endWriting(broken)
    const running = await this.open()

    await broken.quarantine?.idle()
    await broken.reader.close()

    return running
  }

  /** Goes on reading what could not be healed, unless a stop came meanwhile. */
  private async keep (broken: Running): Promise<void> {
    if (this.closing == null) {
      this.opening = Promise.resolve(broken)
    } else {
      await broken.quarantine?.idle()
      await broken.reader.close()
    }
  }

  private started (): Running {
    if (this.running == null) {
      throw new JournalNotStartedError()
    }

    return this.running
  }

  private async open (): Promise<Running> {
    const recovered = await (this.failedAt == null ? recover(this.components) : heal(this.failedAt, this.components))
    const { segments, active, position, damage } = recovered
    const writer: JournalWriter = new JournalWriter(this.components, {
      segmentBytesMax: this.settings.segmentBytesMax,
      synced: this.settings.durability !== 'eventual',
      onSegment: segment => { reader.add(segment) }
    }, { active, position })
    const reader = new JournalReader(this.components, {
      segments,
      end: () => writer.written,
      onDamage: range => { this.noteDamage(range, quarantine) }
    })
    const quarantine = this.quarantineOf(reader)
    const compactor = new Compactor(this.components, { reader, consumers: this.consumers, damage: this.damage })

    this.failedAt = undefined
    damage.forEach(range => { this.noteDamage(range, quarantine) })

    return { writer, reader, compactor, quarantine, ...this.committing(writer), report: this.reportOf(recovered, writer.end) }
  }

  /** Who brings appends to the writer, at the level of durability. */
  private committing (writer: JournalWriter): Pick<Running, 'commits' | 'later'> {
    const { durability, timers, batchMs, eventualMs } = this.settings

    if (timers == null || durability === 'immediate') {
      return { commits: new GroupCommit(async payloads => writer.commit(payloads)), later: undefined }
    }
    if (durability === 'batched') {
      return { commits: new GroupCommit(async payloads => writer.commit(payloads), new BatchWindow(timers, batchMs)), later: undefined }
    }
    const later = new SyncTimer(timers, eventualMs, async () => {
      await commits.between(async () => writer.flush()).catch(error => {
        this.log?.error('what was answered before its sync is not durable: %e', error)
      })
    })
    const commits = new GroupCommit(async payloads => {
      const offsets = await writer.commit(payloads)

      later.arm()

      return offsets
    })

    return { commits, later }
  }

  private reportOf ({ segments, records, truncated, damage, rewritten }: Recovered, end: number): RecoveryReport {
    const damagedBytes = damage.reduce((sum, { length }) => sum + length, 0)

    this.log?.('started with %d segments, %d records in the newest; %d bytes cut off, %d ranges of %d bytes damaged, %d bytes written again', segments.length, records, truncated?.length ?? 0, damage.length, damagedBytes, rewritten)

    return { segments: segments.length, records, end, truncated, damage: this.damage.ranges(), damaged: damage.length, damagedBytes, rewritten }
  }

  private quarantineOf (reader: JournalReader): Quarantine | undefined {
    const { files, quarantine: directory } = this.components

    return directory == null ? undefined : new Quarantine({ files, directory, log: this.log, read: async range => reader.readRaw(range) })
  }

  private noteDamage (damage: JournalDamage, quarantine: Quarantine | undefined): void {
    if (this.damage.add(damage)) {
      quarantine?.keep(damage)
      this.log?.error('%d bytes at offset %d are damaged (%s)', damage.length, damage.offset, damage.kind)
    }
  }
}
