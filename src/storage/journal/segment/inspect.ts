import { COMPACTED_FORM, FORMAT_VERSION, SEGMENT_HEADER_BYTES } from '../constants.ts'
import { JournalTooNewError } from '../errors.ts'
import { decodeSegmentHeader } from './header.ts'
import { LOST_LAYOUT, PLAIN_LAYOUT } from './layout.ts'
import { readMapCopies } from './map-copies.ts'
import type { SegmentHeader } from './header.ts'
import type { Layout } from './layout.ts'
import type { MapCopies } from './map-copies.ts'
import type { Segment } from './segment.ts'
import type { Crc32c, FileHandle } from '../../../platform/interface.ts'

/** A segment and how long its file is. */
export interface SizedSegment extends Segment {
  readonly size: number
}

/** What a segment is, by its first and last bytes. */
export interface Inspected {
  readonly segment: SizedSegment
  readonly layout: Layout
  /** Bytes that it stands for, by offsets; undefined when its map is lost. */
  readonly extent: number | undefined
  /** Whether its header is damaged. */
  readonly headerDamaged: boolean
  /** Whether one of the two maps of a compacted segment is damaged, or what stands behind the second. */
  readonly mapDamaged: boolean
}

/** What an inspection needs. */
export interface Inspection {
  readonly path: string
  /** The offset in the name of the file. */
  readonly base: number
  readonly handle: FileHandle
}

/**
 * Reads header, maps and trailer of a segment. A header that is damaged, or that belongs to another place, leaves the
 * salt of a plain segment unknown; a compacted segment has it again in its last bytes.
 *
 * @throws {JournalTooNewError} when a newer release wrote it
 */
export async function inspectSegment ({ path, base, handle }: Inspection, crc32c: Crc32c): Promise<Inspected> {
  const size = await handle.size()
  const header = await readHeader(handle, 0, crc32c)

  if (header != null && header.version > FORMAT_VERSION) {
    throw new JournalTooNewError(path, header.version, FORMAT_VERSION)
  }
  const front = isTrusted(header, base) ? header : undefined

  if (front != null && front.form !== COMPACTED_FORM) {
    return plain({ path, base, salt: front.salt, size })
  }
  const last = await readHeader(handle, size - SEGMENT_HEADER_BYTES, crc32c)
  const back = isTrusted(last, base) && last.form === COMPACTED_FORM ? last : undefined
  const salt = (front ?? back)?.salt

  if (salt == null) {
    return plain({ path, base, salt, size })
  }
  const copies = await readMapCopies({ handle, size, base, salt }, crc32c)

  // Without its header, only a file that is as long as its map says is taken for a compacted one.
  if (front == null && (copies.front ?? copies.back)?.fileBytes !== size) {
    return plain({ path, base, salt: undefined, size })
  }

  return compacted({ path, base, salt, size }, copies, { headerDamaged: front == null, trailerDamaged: back?.salt !== salt })
}

function plain (segment: SizedSegment): Inspected {
  return { segment, layout: PLAIN_LAYOUT, extent: segment.size, headerDamaged: segment.salt == null, mapDamaged: false }
}

function compacted (segment: SizedSegment, { front, back }: MapCopies, { headerDamaged, trailerDamaged }: { headerDamaged: boolean, trailerDamaged: boolean }): Inspected {
  const map = front ?? back

  return {
    segment: { ...segment, form: map == null ? 'lost' : 'compacted' },
    layout: map ?? LOST_LAYOUT,
    extent: map?.extent,
    headerDamaged,
    mapDamaged: map != null && (front == null || back == null || trailerDamaged || map.fileBytes !== segment.size)
  }
}

async function readHeader (handle: FileHandle, position: number, crc32c: Crc32c): Promise<SegmentHeader | undefined> {
  if (position < 0) {
    return undefined
  }
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES)
  const taken = await handle.read(bytes, position)

  return decodeSegmentHeader(bytes.subarray(0, taken), crc32c)
}

function isTrusted (header: SegmentHeader | undefined, base: number): header is SegmentHeader {
  return header?.base === base && header.version === FORMAT_VERSION && header.form <= COMPACTED_FORM
}
