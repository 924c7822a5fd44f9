import type { Crc32c, Files, Timers } from '../../platform/interface.ts'
import type { AbortOptions, ComponentLogger } from '@libp2p/interface'

/** A stretch of the journal. */
export interface JournalRange {
  /** Global offset of its first byte. */
  readonly offset: number
  /** Its length in bytes. */
  readonly length: number
}

/**
 * What is wrong with a stretch of the journal.
 *
 * - `header`: the header of a segment is damaged; its records are still found.
 * - `map`: one of the two maps of a compacted segment is damaged; its records are still found.
 * - `record`: no valid record starts here; the bytes are kept.
 * - `missing`: bytes that were there are gone: a segment was cut or lost.
 * - `overlap`: a segment reaches into the next one; what is too much is not read.
 * - `tail`: bytes behind the last valid record of a journal at rest, as a crash leaves them; the next start cuts them off.
 */
export type DamageKind = 'header' | 'map' | 'record' | 'missing' | 'overlap' | 'tail'

/** A damaged stretch of the journal. */
export interface JournalDamage extends JournalRange {
  readonly kind: DamageKind
}

/** What the start of a journal found and did. */
export interface RecoveryReport {
  /** Number of segments. */
  readonly segments: number
  /** Whole records in the newest segment, the only one that a crash can leave unfinished. */
  readonly records: number
  /** Where the next record will go. */
  readonly end: number
  /** The unfinished tail that was cut off, if there was one: no valid record stood behind its start. */
  readonly truncated: JournalRange | undefined
  /** Damage that was met, the first 1,000 ranges. */
  readonly damage: readonly JournalDamage[]
  /** How many damaged ranges were met in all. */
  readonly damaged: number
  /** Bytes in all of them. */
  readonly damagedBytes: number
  /** Bytes at the end of the newest segment that were written again, because an earlier sync of them may have failed. */
  readonly rewritten: number
}

/** What a reading of every record found. */
export interface JournalReport {
  /** Number of segments. */
  readonly segments: number
  /** Valid records. */
  readonly records: number
  /** Bytes in their payloads. */
  readonly payloadBytes: number
  /** The damage, the first 1,000 ranges. */
  readonly damage: readonly JournalDamage[]
  /** How many damaged ranges there are in all. A tail is listed and not counted: as far as anybody can tell nobody was answered for it. */
  readonly damaged: number
}

/** How a journal is verified. */
export interface VerifyOptions extends AbortOptions {
  /** Told how many bytes of how many were read. */
  onProgress? (done: number, total: number): void
  /** Told of every valid record, in order. */
  onRecord? (record: JournalRecord): void
}

/** A segment that is not written to any more. */
export interface SegmentInfo {
  /** Where it begins. */
  readonly base: number
  /** Where the next one begins. */
  readonly end: number
  /** Bytes of its file. */
  readonly bytes: number
}

/**
 * Says what becomes of a record in a compaction: the same payload stays, a shorter or equally long one takes its place,
 * undefined drops it.
 */
export type RewriteRecord = (record: JournalRecord) => Uint8Array | undefined

/** How a segment is compacted. */
export interface CompactOptions extends AbortOptions {
  /**
   * Whether a damaged or missing range is needed no more, because everything it held is elsewhere again. Such a range
   * is left out and reported no more; all other damage stays in the segment, byte for byte, and is reported as before.
   */
  settled? (range: JournalRange): boolean
}

/** What a compaction did. */
export interface CompactionReport {
  /** Where the segment begins. */
  readonly base: number
  /** Where the next one begins. */
  readonly end: number
  /** Whether a new file took the place of the old one. It is false when nothing was to be changed. */
  readonly rewritten: boolean
  /** Records that stay, those included that were replaced. */
  readonly records: number
  /** Records whose payload was replaced. */
  readonly replaced: number
  /** Records that were dropped. */
  readonly dropped: number
  /** Damaged and missing ranges that stay so. */
  readonly damaged: number
  /** Bytes of the file before. */
  readonly bytesBefore: number
  /** Bytes of the file after. */
  readonly bytesAfter: number
}

/** The right of a consumer to find what it has not read yet. */
export interface ConsumerHold {
  /** Gives the right up. */
  release (): void
}

/** Figures of a journal, without reading it. */
export interface JournalStat {
  /** Number of segments. */
  readonly segments: number
  /** Bytes of all segment files. */
  readonly bytes: number
  /** Where the oldest segment begins. */
  readonly start: number
  /** Behind the last durable record. */
  readonly end: number
  /** Records appended since the start of this journal. */
  readonly appended: number
  /** Syncs that made them durable. */
  readonly syncs: number
  /** Damaged ranges met since the start. */
  readonly damaged: number
  /** Whether a failure ended writing until it is healed. */
  readonly failed: boolean
}

/** A record as a reader meets it. */
export interface JournalRecord {
  /** Its global offset, which names it for ever. */
  readonly offset: number
  /** Its payload. */
  readonly payload: Uint8Array
  /** Where the next record begins: what `records` takes to go on. */
  readonly next: number
}

/** A slice of a payload. */
export interface PayloadPart {
  /** First byte of the slice, counted from the start of the payload. */
  readonly position: number
  /** Its length in bytes. */
  readonly length: number
}

/**
 * When an append is answered.
 *
 * - `immediate`: after the sync (fdatasync) that covers it. On an idle journal it waits for nobody.
 * - `batched`: after that sync, too; a group waits a little for company, which spares syncs.
 * - `eventual`: once the operating system has the bytes; the sync follows.
 *
 * Between an `eventual` answer and its sync a power cut, or the failure of that sync, loses the record; a process that is
 * killed loses nothing.
 */
export type Durability = 'immediate' | 'batched' | 'eventual'

/** An append-only log of byte strings. What it has answered for is durable, unless its level is `eventual`. */
export interface Journal {
  /** Opens the folder and cuts off what a crash left unfinished. Throws JournalTooNewError before it changes anything. */
  start (): Promise<RecoveryReport>
  /** Finishes what was appended and closes all files. */
  stop (): Promise<void>
  /**
   * After a failure that ended writing: reads the folder anew and goes on in a new segment, behind the last durable
   * record. Reading goes on meanwhile, and after an attempt that failed. A journal that did not fail is left alone.
   * Throws like `start`.
   */
  heal (): Promise<RecoveryReport>
  /**
   * Appends one record and answers its global offset, when its level of durability says so. The payload must not change
   * until then.
   * Throws RecordTooLargeError, JournalNotStartedError, or JournalFailedError.
   */
  append (payload: Uint8Array): Promise<number>
  /** Appends records in one group, in their order. A crash keeps each of them whole or not at all; an answer means all. Throws like `append`. */
  appendAll (payloads: readonly Uint8Array[]): Promise<number[]>
  /**
   * The payload of the record at an offset, checked against its checksum and hash. Throws JournalOffsetError where no
   * record can be, or where a compaction left it out, and JournalCorruptError where none is.
   */
  read (offset: number): Promise<Uint8Array>
  /**
   * A slice of the payload of the record at an offset, unchecked: for callers that hold a digest of it. Throws
   * JournalOffsetError when the slice lies outside the journal.
   */
  readPart (offset: number, position: number, length: number): Promise<Uint8Array>
  /** Like `readPart`, on the caller's thread; undefined where that cannot be done at once, or not at all. */
  readPartSync (offset: number, position: number, length: number): Uint8Array | undefined
  /**
   * The valid records from an offset (by default all) to `written`, through all segments and those that come
   * while it reads. Damage is passed over and counted. Throws JournalOffsetError for an offset behind the end.
   */
  records (from?: number, options?: AbortOptions): AsyncIterable<JournalRecord>
  /** Behind the last durable record; 0 before the first start. */
  readonly end: number
  /** Behind the last record that can be read; more than `end` only while `eventual` records wait for their sync. */
  readonly written: number
  /**
   * Resolves once everything before an offset (by default all that is written) is durable; it does not hasten the sync.
   * Rejects with JournalFailedError when that sync failed, and with JournalOffsetError for an offset behind `written`.
   */
  durable (offset?: number): Promise<void>
  /** Goes on in a new segment, if anything stands in the present one, so that all records up to now can be compacted. Throws like `append`. */
  seal (): Promise<void>
  /** Reads every record and reports each damaged range. */
  verify (options?: VerifyOptions): Promise<JournalReport>
  /**
   * Rewrites the file of a sealed segment and leaves out what `rewrite` says; it is asked once for each valid record, in
   * order. Offsets of what stays are the same as before, and who reads the old file goes on. Nothing is written when
   * nothing is to be changed and header and maps are whole. One compaction runs after another.
   * Throws JournalOffsetError where no segment begins, SegmentNotSealedError, ConsumerBehindError, RecordTooLargeError for
   * a payload that became longer, and CompactionFailedError when the new file is not what it should be.
   */
  compact (base: number, rewrite: RewriteRecord, options?: CompactOptions): Promise<CompactionReport>
  /**
   * Names somebody who reads the journal and answers from which offset on it still needs every record: no segment that
   * ends behind it is compacted. A stop ends nothing of this.
   */
  consumer (name: string, position: () => number): ConsumerHold
  /** The segments that are not written to any more, in order. */
  segments (): readonly SegmentInfo[]
  /** The present figures. */
  stat (): JournalStat
}

/** Sizes of a journal. */
export interface JournalInit {
  /**
   * A segment takes no further record that would make it longer than this many bytes; at most 268,435,456.
   *
   * @default DEFAULT_SEGMENT_BYTES_MAX
   */
  segmentBytesMax?: number
  /**
   * Longest payload that may be appended, in bytes; at most RECORD_BYTES_LIMIT, which bounds reading.
   *
   * @default DEFAULT_RECORD_BYTES_MAX
   */
  recordBytesMax?: number
  /**
   * When an append is answered.
   *
   * @default DEFAULT_DURABILITY
   */
  durability?: Durability
  /**
   * How long a group waits for company at the level `batched`, in milliseconds, from its first append on; at most 1,000.
   *
   * @default DEFAULT_BATCH_MS
   */
  batchMs?: number
  /**
   * How long an answered record may wait for its sync at the level `eventual`, in milliseconds; at most 60,000.
   *
   * @default DEFAULT_EVENTUAL_MS
   */
  eventualMs?: number
}

/** What a journal stands on. */
export interface JournalComponents {
  /** Where the bytes go. */
  files: Files
  /** The checksum of records. */
  crc32c: Crc32c
  /** The folder of the segments. Nothing else may write there. */
  directory: string
  /** A folder for copies of damaged bytes, a file for each range; without it none are made. */
  quarantine?: string
  /** Needed at the levels `batched` and `eventual`. */
  timers?: Pick<Timers, 'after'>
  /** Where damage and failures are told. */
  logger?: ComponentLogger
}
