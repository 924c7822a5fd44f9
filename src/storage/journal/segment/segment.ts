import { READ_AHEAD_BYTES, RECORD_HEADER_BYTES } from '../constants.ts'
import { JournalCorruptError, JournalOffsetError } from '../errors.ts'
import { claimedLength, faultOf, placeTag } from './record.ts'
import type { Crc32c, FileHandle } from '../../../platform/interface.ts'
import type { PayloadPart } from '../interface.ts'

/** One file of records. It stays the same object as long as the file is the same. */
export interface Segment {
  /** Where the file is. */
  readonly path: string
  /** Global offset of its first byte. */
  readonly base: number
  /** The salt of its header, or undefined when that is lost. */
  readonly salt: number | undefined
  /** Undefined for a plain one. A `compacted` one has a map in its file; of a `lost` one nobody knows where its records stand. */
  readonly form?: 'compacted' | 'lost'
  /** Bytes of its file, when they were looked up; the file of a plain one may have grown since. */
  readonly size?: number
}

/** The place of a record in the file of a segment. */
export interface Place {
  readonly segment: Segment
  /** Global offset of the record. */
  readonly offset: number
  /** Its position in the file. */
  readonly position: number
  /** Position in the file behind the last byte that can be part of it. */
  readonly limit: number
}

/**
 * The payload of the record at a place, checked in every way.
 *
 * @throws {JournalCorruptError} when there is no valid record
 */
export async function readRecord (handle: FileHandle, place: Place, crc32c: Crc32c): Promise<Uint8Array> {
  const { segment: { salt }, offset, position, limit } = place
  const head = await readUpTo(handle, new Uint8Array(Math.min(READ_AHEAD_BYTES, limit - position)), position)
  const length = head.length < RECORD_HEADER_BYTES ? undefined : claimedLength(head, 0)

  if (head.length < Math.min(RECORD_HEADER_BYTES, limit - position)) {
    throw new JournalCorruptError(offset, 'missing')
  }
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
 * @throws {JournalOffsetError} when it lies outside of what can be part of the record
 */
export async function readSlice (handle: FileHandle, place: Place, part: PayloadPart): Promise<Uint8Array> {
  const position = startOf(place, part)

  return readWhole(handle, new Uint8Array(part.length), { offset: place.offset, position })
}

/** The same on this thread; undefined where the platform has no way to do that, or the file ends too early. */
export function readSliceSync (handle: FileHandle, place: Place, part: PayloadPart): Uint8Array | undefined {
  const start = startOf(place, part)
  const target = new Uint8Array(part.length)

  return handle.readSync?.(target, start) === target.length ? target : undefined
}

/** Where a slice of a payload begins in the file; the slice must lie in what can be part of the record. */
function startOf ({ limit, offset, position: record }: Place, { position, length }: PayloadPart): number {
  const start = record + RECORD_HEADER_BYTES + position
  const inside = position >= 0 && length >= 0 && start + length <= limit

  if (!inside || !Number.isInteger(position) || !Number.isInteger(length)) {
    throw new JournalOffsetError(offset)
  }

  return start
}

/** Fills a buffer from a position in the file, for the record at an offset. */
async function readWhole (handle: FileHandle, target: Uint8Array, { offset, position }: { offset: number, position: number }): Promise<Uint8Array> {
  if ((await readUpTo(handle, target, position)).length < target.length) {
    throw new JournalCorruptError(offset, 'missing')
  }

  return target
}

/**
 * Fills a buffer as far as the file goes; on this thread where that is possible, because the page cache answers faster
 * than another thread.
 */
async function readUpTo (handle: FileHandle, target: Uint8Array, position: number): Promise<Uint8Array> {
  const taken = handle.readSync?.(target, position) ?? await handle.read(target, position)

  return taken < target.length ? target.subarray(0, taken) : target
}
