import type { Crc32c, Files } from '../../platform/interface.ts'
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
 * - `record`: no valid record starts here; the bytes are kept.
 * - `missing`: bytes that were there are gone: a segment was cut or lost.
 * - `overlap`: a segment reaches into the next one; what is too much is not read.
 */
export type DamageKind = 'header' | 'record' | 'missing' | 'overlap'

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
  /** How many damaged ranges there are in all. */
  readonly damaged: number
}

/** Figures of a journal, without reading it. */
export interface JournalStat {
  /** Number of segments. */
  readonly segments: number
  /** Bytes on disk, segment headers included. */
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
  /** Whether a failure ended writing until the next start. */
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

/** An append-only log of byte strings. What it has answered for is durable. */
export interface Journal {
  /** Opens the folder and cuts off what a crash left unfinished. Throws JournalTooNewError before it changes anything. */
  start (): Promise<RecoveryReport>
  /** Finishes what was appended and closes all files. */
  stop (): Promise<void>
  /**
   * Appends one record and answers its global offset once it is durable. The payload must not change until then.
   * Throws RecordTooLargeError, JournalNotStartedError, or JournalFailedError.
   */
  append (payload: Uint8Array): Promise<number>
  /** Appends records in one group, in their order. A crash keeps any beginning of it; an answer means all. Throws like `append`. */
  appendAll (payloads: readonly Uint8Array[]): Promise<number[]>
  /**
   * The payload of the record at an offset, checked against its checksum and hash. Throws JournalOffsetError where no
   * record can be and JournalCorruptError where none is.
   */
  read (offset: number): Promise<Uint8Array>
  /**
   * A slice of the payload of the record at an offset, unchecked: for callers that hold a digest of it. Throws
   * JournalOffsetError when the slice lies outside the journal.
   */
  readPart (offset: number, position: number, length: number): Promise<Uint8Array>
  /**
   * The valid records from an offset (by default all) to the durable end, through all segments and those that come
   * while it reads. Damage is passed over and counted. Throws JournalOffsetError for an offset behind the end.
   */
  records (from?: number, options?: AbortOptions): AsyncIterable<JournalRecord>
  /** Behind the last durable record; 0 before the first start. */
  readonly end: number
  /** Reads every record and reports each damaged range. */
  verify (options?: AbortOptions): Promise<JournalReport>
  /** The present figures. */
  stat (): JournalStat
}

/** Sizes of a journal. */
export interface JournalInit {
  /**
   * A segment takes no further record that would make it longer than this many bytes.
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
}

/** What a journal stands on. */
export interface JournalComponents {
  /** Where the bytes go. */
  files: Files
  /** The checksum of records. */
  crc32c: Crc32c
  /** The folder of the segments. Nothing else may write there. */
  directory: string
  /** Where damage and failures are told. */
  logger?: ComponentLogger
}
