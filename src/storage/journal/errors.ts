import type { JournalInit } from './interface.ts'

/** Reading or appending needs a started journal. */
export class JournalNotStartedError extends Error {
  static name = 'JournalNotStartedError'

  constructor () {
    super('The journal is not started')
    this.name = 'JournalNotStartedError'
  }
}

/** A segment was written by a newer release: nothing was changed, and only that release can read it. */
export class JournalTooNewError extends Error {
  static name = 'JournalTooNewError'
  /** The file. */
  public readonly path: string
  /** The version that it names. */
  public readonly version: number
  /** The version that this release reads. */
  public readonly supported: number

  constructor (path: string, version: number, supported: number) {
    super(`The journal segment ${path} has format version ${version}; this release reads version ${supported}`)
    this.name = 'JournalTooNewError'
    this.path = path
    this.version = version
    this.supported = supported
  }
}

/** A payload is longer than a record may be. Nothing was written. */
export class RecordTooLargeError extends Error {
  static name = 'RecordTooLargeError'
  /** Its length in bytes. */
  public readonly length: number
  /** The longest allowed. */
  public readonly lengthMax: number

  constructor (length: number, lengthMax: number) {
    super(`A record of ${length} bytes is longer than ${lengthMax} bytes`)
    this.name = 'RecordTooLargeError'
    this.length = length
    this.lengthMax = lengthMax
  }
}

/** An offset names no place in the journal where a record, or the asked part of one, can be. */
export class JournalOffsetError extends Error {
  static name = 'JournalOffsetError'
  public readonly offset: number

  constructor (offset: number) {
    super(`The journal has nothing at offset ${offset}`)
    this.name = 'JournalOffsetError'
    this.offset = offset
  }
}

/** Why a record cannot be read: its length is impossible, a check failed, or its bytes are gone. */
export type CorruptReason = 'length' | 'checksum' | 'hash' | 'missing'

/** There is no valid record at an offset: the disk changed it, or none ever began there. */
export class JournalCorruptError extends Error {
  static name = 'JournalCorruptError'
  public readonly offset: number
  public readonly reason: CorruptReason

  constructor (offset: number, reason: CorruptReason) {
    super(`The journal record at offset ${offset} is damaged (${reason})`)
    this.name = 'JournalCorruptError'
    this.offset = offset
    this.reason = reason
  }
}

/** The step at which appending failed. */
export type FailedStep = 'write' | 'sync'

/** Codes of a file system that has no room: the disk, the quota of the user, or the longest file of the process. */
const FULL_CODES: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG']

/**
 * A group of records could not be made durable, and none of its waiters was answered. After a failed write that could
 * be taken back (a full disk) the journal goes on. Otherwise it is poisoned: it refuses every append until it is stopped
 * and started again, because after a failed sync nobody knows what the disk holds, and a second sync that succeeds
 * proves nothing.
 */
export class JournalFailedError extends Error {
  static name = 'JournalFailedError'
  public readonly step: FailedStep
  /** Whether the journal refuses to append until it is started again. */
  public readonly poisoned: boolean
  /** Whether the cause is a lack of room: ENOSPC, EDQUOT, EFBIG, or a write that took too few bytes. */
  public readonly full: boolean

  constructor (step: FailedStep, poisoned: boolean, cause: unknown) {
    super(`The journal failed to ${step}${poisoned ? ' and takes nothing more until it is started again' : ''}`, { cause })
    this.name = 'JournalFailedError'
    this.step = step
    this.poisoned = poisoned
    this.full = cause instanceof ShortWriteError || FULL_CODES.includes(codeOf(cause))
  }
}

/** The folder of a journal could not be read. Its start failed and changed nothing: what cannot be read is not its end. */
export class JournalUnreadableError extends Error {
  static name = 'JournalUnreadableError'
  /** The folder. */
  public readonly directory: string
  /** The POSIX name of the failure, for example EIO, where the machine gave one. */
  public readonly code: string | undefined

  constructor (directory: string, cause: unknown) {
    const code = codeOf(cause)

    super(`The journal in ${directory} cannot be read${code == null ? '' : ` (${code})`}; nothing was changed`, { cause })
    this.name = 'JournalUnreadableError'
    this.directory = directory
    this.code = code
  }
}

/** The POSIX name that a file system gave to a failure. */
function codeOf (cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
}

/** The file system took fewer bytes than it was given, which is how a full disk or quota first shows. */
export class ShortWriteError extends Error {
  static name = 'ShortWriteError'
  /** Bytes that were to be written. */
  public readonly length: number
  /** Bytes that were. */
  public readonly written: number

  constructor (length: number, written: number) {
    super(`Only ${written} of ${length} bytes were written`)
    this.name = 'ShortWriteError'
    this.length = length
    this.written = written
  }
}

/** A setting of the journal is outside its bounds, or needs a component that is not there. */
export class InvalidJournalInitError extends Error {
  static name = 'InvalidJournalInitError'
  public readonly field: keyof JournalInit
  public readonly value: number | string

  constructor (field: keyof JournalInit, value: number | string, reason?: string) {
    super(`The journal cannot work with ${field} = ${value}${reason == null ? '' : `: ${reason}`}`)
    this.name = 'InvalidJournalInitError'
    this.field = field
    this.value = value
  }
}

/** A segment is still written to: only sealed ones are compacted. */
export class SegmentNotSealedError extends Error {
  static name = 'SegmentNotSealedError'
  /** Where the segment begins. */
  public readonly base: number

  constructor (base: number) {
    super(`The journal segment at offset ${base} is still written to`)
    this.name = 'SegmentNotSealedError'
    this.base = base
  }
}

/** A consumer of the journal still needs records of a segment. Nothing was changed. */
export class ConsumerBehindError extends Error {
  static name = 'ConsumerBehindError'
  /** The name of the consumer. */
  public readonly consumer: string
  /** The offset from which on it needs every record. */
  public readonly position: number
  /** Where the segment begins. */
  public readonly base: number
  /** Where the segment ends. */
  public readonly end: number

  constructor (consumer: string, position: number, { base, end }: { base: number, end: number }) {
    super(`The consumer ${consumer} stands at ${position} and needs the journal segment from ${base} to ${end}`)
    this.name = 'ConsumerBehindError'
    this.consumer = consumer
    this.position = position
    this.base = base
    this.end = end
  }
}

/** The new file of a segment, read again, does not hold what was written to it. The old one stays. */
export class CompactionFailedError extends Error {
  static name = 'CompactionFailedError'
  /** Where the segment begins. */
  public readonly base: number

  constructor (base: number) {
    super(`The compacted journal segment at offset ${base} was not written as it should be; the old one stays`)
    this.name = 'CompactionFailedError'
    this.base = base
  }
}
