import { FORMAT_VERSION, READ_AHEAD_BYTES, RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES } from '../constants.ts'
import { JournalCorruptError, JournalOffsetError, JournalTooNewError } from '../errors.ts'
import { decodeSegmentHeader } from './header.ts'
import { claimedLength, faultOf, placeTag } from './record.ts'
import type { Crc32c, FileHandle } from '../../../platform/interface.ts'
import type { PayloadPart } from '../interface.ts'

/** One file of records. */
export interface Segment {
  /** Where the file is. */
  readonly path: string
  /** Global offset of its first byte. */
  readonly base: number
  /** The salt of its header, or undefined when the header is damaged. */
  readonly salt: number | undefined
}

/** A place in a segment, and the bytes of the segment that may be read. */
export interface Place {
  readonly segment: Segment
  /** Global offset of a record. */
  readonly offset: number
  /** Position in the file behind the last readable byte. */
  readonly limit: number
}

/**
 * Reads the header of a segment. One that is damaged, or that belongs to another place, leaves the salt unknown.
 *
 * @throws {JournalTooNewError} when a newer release wrote it
 */
export async function readSegment (path: string, base: number, { handle, crc32c }: { handle: FileHandle, crc32c: Crc32c }): Promise<Segment> {
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES)
  const taken = await handle.read(bytes, 0)
  const header = decodeSegmentHeader(bytes.subarray(0, taken), crc32c)

  if (header != null && header.version > FORMAT_VERSION) {
    throw new JournalTooNewError(path, header.version, FORMAT_VERSION)
  }
  const trusted = header?.base === base && header.version === FORMAT_VERSION

  return { path, base, salt: trusted ? header.salt : undefined }
}

/**
 * The payload of the record at a place, checked in every way.
 *
 * @throws {JournalCorruptError} when there is no valid record
 */
export async function readRecord (handle: FileHandle, place: Place, crc32c: Crc32c): Promise<Uint8Array> {
  const { segment: { base, salt }, offset, limit } = place
  const position = offset - base
  const head = await readWhole(handle, new Uint8Array(Math.min(READ_AHEAD_BYTES, limit - position)), { offset, position })
  const length = head.length < RECORD_HEADER_BYTES ? undefined : claimedLength(head, 0)

  if (length == null || length > limit - position) {
    throw new JournalCorruptError(offset, 'length')
  }
  const record = length <= head.length ? head.subarray(0, length) : await readWhole(handle, new Uint8Array(length), { offset, position })
  const fault = faultOf(record, salt == null ? undefined : placeTag(salt, offset), crc32c)

  if (fault != null) {
    throw new JournalCorruptError(offset, fault)
  }

  return record.subarray(RECORD_HEADER_BYTES)
}

/**
 * A slice of the payload of the record at a place, unchecked.
 *
 * @throws {JournalOffsetError} when it lies outside the segment
 */
export async function readSlice (handle: FileHandle, place: Place, { position, length }: PayloadPart): Promise<Uint8Array> {
  const start = place.offset - place.segment.base + RECORD_HEADER_BYTES + position

  const inside = position >= 0 && length >= 0 && start + length <= place.limit

  if (!inside || !Number.isInteger(position) || !Number.isInteger(length)) {
    throw new JournalOffsetError(place.offset)
  }

  return readWhole(handle, new Uint8Array(length), { offset: place.offset, position: start })
}

/**
 * Fills a buffer from a position in the file, for the record at an offset; on this thread where that is possible, because
 * the page cache answers faster than another thread.
 */
async function readWhole (handle: FileHandle, target: Uint8Array, { offset, position }: { offset: number, position: number }): Promise<Uint8Array> {
  const taken = handle.readSync?.(target, position) ?? await handle.read(target, position)

  if (taken < target.length) {
    throw new JournalCorruptError(offset, 'missing')
  }

  return target
}
