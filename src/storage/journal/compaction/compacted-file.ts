import { writeAll } from '../commit/active-segment.ts'
import { COMPACTED_FORM, COPY_BYTES, GAP_BYTES, SEGMENT_HEADER_BYTES, TRAILER_BYTES } from '../constants.ts'
import { mapLength } from '../segment/gap-map.ts'
import { encodeSegmentHeader } from '../segment/header.ts'
import { writeUint32 } from '../segment/little-endian.ts'
import { encodeMap } from '../segment/map-codec.ts'
import { placeTag, recordLength, writeRecord } from '../segment/record.ts'
import type { Crc32c, FileHandle } from '../../../platform/interface.ts'

/** Which segment a file is written for. */
export interface CompactedFileInit {
  readonly base: number
  readonly salt: number
  readonly handle: FileHandle
  readonly crc32c: Crc32c
}

/** Where records are written first: behind a map of no gaps. */
const RECORDS_AT = SEGMENT_HEADER_BYTES + mapLength(0)

/**
 * Writes the file of a compacted segment, from its first record to its last. How long the map is that stands before
 * them is known only in the end: then they are moved to make room for it. Offsets are counted from the base.
 */
export class CompactedFile {
  private readonly init: CompactedFileInit
  private readonly starts: number[] = []
  private readonly lengths: number[] = []
  private readonly buffer = new Uint8Array(COPY_BYTES)
  /** Bytes in the buffer. */
  private held = 0
  /** Bytes of records in the file. */
  private written = 0
  /** Offset behind what was kept last. */
  private next = SEGMENT_HEADER_BYTES

  constructor (init: CompactedFileInit) {
    this.init = init
  }

  /** Keeps a record at its offset, with a payload that may be another than before. */
  async keepRecord (offset: number, payload: Uint8Array): Promise<void> {
    const { base, salt, crc32c } = this.init
    const length = recordLength(payload)

    await this.reserve(length)
    this.leaveOut(offset)
    writeRecord(this.buffer.subarray(this.held), { payload, tag: placeTag(salt, base + offset) }, crc32c)
    this.held += length
    this.next += length
  }

  /** Keeps bytes as they are, at most COPY_BYTES of them. */
  async keepBytes (offset: number, bytes: Uint8Array): Promise<void> {
    await this.reserve(bytes.length)
    this.leaveOut(offset)
    this.buffer.set(bytes, this.held)
    this.held += bytes.length
    this.next += bytes.length
  }

  /** Writes what is missing around the records of a segment that stands for so many bytes; answers the bytes of the file. */
  async finish (extent: number): Promise<number> {
    const { base, salt, handle, crc32c } = this.init
    const { starts, lengths } = this

    await this.flush()
    this.leaveOut(extent)
    const header = encodeSegmentHeader({ salt, base, form: COMPACTED_FORM }, crc32c)
    const map = encodeMap({ extent, starts, lengths }, placeTag(salt, base), crc32c)
    const trailer = new Uint8Array(TRAILER_BYTES)
    const end = SEGMENT_HEADER_BYTES + map.length + this.written

    writeUint32(trailer, 0, map.length)
    trailer.set(header, TRAILER_BYTES - header.length)
    await this.moveRecords(starts.length * GAP_BYTES)
    await writeAll(handle, header, 0)
    await writeAll(handle, map, SEGMENT_HEADER_BYTES)
    await writeAll(handle, map, end)
    await writeAll(handle, trailer, end + map.length)

    return end + map.length + trailer.length
  }

  /** Notes that nothing between what was kept last and an offset is kept. */
  private leaveOut (offset: number): void {
    if (offset > this.next) {
      this.starts.push(this.next)
      this.lengths.push(offset - this.next)
      this.next = offset
    }
  }

  private async reserve (length: number): Promise<void> {
    if (this.held + length > this.buffer.length) {
      await this.flush()
    }
  }

  private async flush (): Promise<void> {
    if (this.held > 0) {
      await writeAll(this.init.handle, this.buffer.subarray(0, this.held), RECORDS_AT + this.written)
      this.written += this.held
      this.held = 0
    }
  }

  /** Moves all records back in the file, the last ones first. */
  private async moveRecords (by: number): Promise<void> {
    const { handle } = this.init

    for (let left = by === 0 ? 0 : this.written; left > 0;) {
      const block = this.buffer.subarray(0, Math.min(left, this.buffer.length))

      left -= block.length
      await handle.read(block, RECORDS_AT + left) // What cannot be read is found missing when the file is checked.
      await writeAll(handle, block, RECORDS_AT + left + by)
    }
  }
}
