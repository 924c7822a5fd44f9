import { GAP_BYTES, MAP_HEAD_BYTES, RECORD_BYTES_LIMIT, RECORD_HEADER_BYTES, SEGMENT_BYTES_LIMIT, SEGMENT_HEADER_BYTES, TRAILER_BYTES } from '../constants.ts'
import { mapLength } from './gap-map.ts'
import { readUint32 } from './little-endian.ts'
import { decodeMap } from './map-codec.ts'
import { placeTag } from './record.ts'
import type { GapMap } from './gap-map.ts'
import type { Crc32c, FileHandle } from '../../../platform/interface.ts'

/** The longest segment that can be: one record more than the largest size. Between two gaps stands a record. */
const GAPS_MAX = Math.ceil((SEGMENT_BYTES_LIMIT + RECORD_BYTES_LIMIT) / RECORD_HEADER_BYTES)

/** The file of a compacted segment. */
export interface MappedFile {
  readonly handle: FileHandle
  readonly size: number
  readonly base: number
  readonly salt: number
}

/** The maps that were found in a file, each undefined when it is damaged. */
export interface MapCopies {
  readonly front: GapMap | undefined
  readonly back: GapMap | undefined
}

/** Reads both copies of the map. A length that the file has no room for costs nothing. */
export async function readMapCopies (file: MappedFile, crc32c: Crc32c): Promise<MapCopies> {
  const { handle, size } = file
  const head = await readAt(handle, SEGMENT_HEADER_BYTES, 4)
  const front = head == null ? undefined : await readMap(file, { payloadBytes: readUint32(head, 0), ends: undefined }, crc32c)
  const end = (front?.fileBytes ?? size) - TRAILER_BYTES
  const trailer = end < 0 ? undefined : await readAt(handle, end, 4)
  const back = trailer == null ? undefined : await readMap(file, { payloadBytes: readUint32(trailer, 0) - RECORD_HEADER_BYTES, ends: end }, crc32c)

  return { front, back: back?.fileBytes === end + TRAILER_BYTES ? back : undefined }
}

/** The layout that a file has by its maps, the first one that holds. */
export async function readLayout (file: MappedFile, crc32c: Crc32c): Promise<GapMap | undefined> {
  const { front, back } = await readMapCopies(file, crc32c)

  return front ?? back
}

/** Reads a map behind the header, or the one that ends at a position. */
async function readMap ({ handle, size, base, salt }: MappedFile, { payloadBytes, ends }: { payloadBytes: number, ends: number | undefined }, crc32c: Crc32c): Promise<GapMap | undefined> {
  const gaps = (payloadBytes - MAP_HEAD_BYTES) / GAP_BYTES

  if (!Number.isInteger(gaps) || gaps < 0 || gaps > GAPS_MAX) {
    return undefined
  }
  const length = mapLength(gaps)
  const position = ends == null ? SEGMENT_HEADER_BYTES : ends - length
  const record = position < SEGMENT_HEADER_BYTES || position + length > size ? undefined : await readAt(handle, position, length)

  if (record == null || readUint32(record, 0) !== payloadBytes) {
    return undefined
  }

  return decodeMap(record, placeTag(salt, base), crc32c)
}

/** Some bytes of a file, or undefined where it ends before them. */
async function readAt (handle: FileHandle, position: number, length: number): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(length)

  return await handle.read(bytes, position) === length ? bytes : undefined
}
