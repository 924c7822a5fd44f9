import { RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES } from './constants.ts'
import { JournalOffsetError } from './errors.ts'
import { OpenFiles } from './open-files.ts'
import { Scan } from './segment/scan.ts'
import { readRecord, readSlice } from './segment/segment.ts'
import type { JournalComponents, JournalDamage, JournalRecord, PayloadPart } from './interface.ts'
import type { Found, ScanRange } from './segment/scan.ts'
import type { Place, Segment } from './segment/segment.ts'
import type { AbortOptions } from '@libp2p/interface'

/** What a reader asks and tells. */
export interface ReaderInit {
  /** All segments in order; at least one. */
  readonly segments: readonly Segment[]
  /** Global offset behind the last durable record: nothing behind it is read. */
  end (): number
  /** Told of damage, possibly more than once. */
  onDamage (damage: JournalDamage): void
}

/** Reads records of all segments, those included that are begun later. */
export class JournalReader {
  private readonly components: JournalComponents
  private readonly init: ReaderInit
  private readonly segments: Segment[]
  private readonly files: OpenFiles

  constructor (components: JournalComponents, init: ReaderInit) {
    this.components = components
    this.init = init
    this.segments = [...init.segments]
    this.files = new OpenFiles(components.files)
  }

  /** How many segments there are. */
  get count (): number {
    return this.segments.length
  }

  /** Where the oldest one begins. */
  get start (): number {
    return this.segments[0].base
  }

  /** Takes note of a new segment. */
  add (segment: Segment): void {
    this.segments.push(segment)
  }

  /** The checked payload at an offset. Throws JournalOffsetError or JournalCorruptError. */
  async read (offset: number): Promise<Uint8Array> {
    const place = this.placeOf(offset)

    return this.files.use(place.segment.path, async handle => readRecord(handle, place, this.components.crc32c))
  }

  /** An unchecked slice of the payload at an offset. Throws JournalOffsetError. */
  async readPart (offset: number, part: PayloadPart): Promise<Uint8Array> {
    const place = this.placeOf(offset)

    return this.files.use(place.segment.path, async handle => readSlice(handle, place, part))
  }

  /** The valid records from an offset to the end, which may move meanwhile. */
  async * records (from: number, options?: AbortOptions): AsyncGenerator<JournalRecord> {
    for await (const batch of this.batches(from)) {
      options?.signal?.throwIfAborted()
      yield * batch
    }
  }

  /** Closes all files. */
  async close (): Promise<void> {
    await this.files.close()
  }

  /** The records of one window of a segment after another: to hand them on one by one is left to one generator, the dearest part of it. */
  private async * batches (from: number): AsyncGenerator<JournalRecord[]> {
    for (let offset = from; offset < this.init.end();) {
      const { segment, limit } = this.segmentAt(offset)
      const position = Math.max(offset - segment.base, SEGMENT_HEADER_BYTES)

      for await (const found of this.scan(segment, { from: position, to: limit, hashed: true }).found()) {
        yield this.recordsAmong(found, segment.base)
      }
      offset = segment.base + limit
    }
  }

  private scan (segment: Segment, range: ScanRange): Scan {
    const read = async (target: Uint8Array, position: number): Promise<number> => {
      return this.files.use(segment.path, async handle => handle.read(target, position))
    }

    return new Scan({ ...segment, read }, range, this.components.crc32c)
  }

  private recordsAmong (found: readonly Found[], base: number): JournalRecord[] {
    const records: JournalRecord[] = []

    for (const { kind, position, length, payload } of found) {
      const offset = base + position

      if (kind === 'record') {
        records.push({ offset, payload, next: offset + length })
      } else {
        this.init.onDamage({ kind: 'record', offset, length })
      }
    }

    return records
  }

  /** The place of a record that may stand at an offset. */
  private placeOf (offset: number): Place {
    const { segment, limit } = this.segmentAt(offset)
    const position = offset - segment.base

    if (!Number.isSafeInteger(offset) || position < SEGMENT_HEADER_BYTES || position + RECORD_HEADER_BYTES > limit) {
      throw new JournalOffsetError(offset)
    }

    return { segment, offset, limit }
  }

  /** The last segment that begins at or before an offset, or the first one; and how many bytes of it may be read. */
  private segmentAt (offset: number): { segment: Segment, limit: number } {
    let low = 0
    let high = this.segments.length - 1

    while (low < high) {
      const middle = (low + high + 1) >>> 1

      if (this.segments[middle].base <= offset) {
        low = middle
      } else {
        high = middle - 1
      }
    }
    const segment = this.segments[low]
    const end = this.segments.at(low + 1)?.base ?? this.init.end()

    return { segment, limit: end - segment.base }
  }
}
