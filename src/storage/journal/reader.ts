import { RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES } from './constants.ts'
import { JournalCorruptError, JournalOffsetError } from './errors.ts'
import { OpenFiles } from './open-files.ts'
import { LOST_LAYOUT } from './segment/layout.ts'
import { Scan } from './segment/scan.ts'
import { readRecord, readSlice, readSliceSync } from './segment/segment.ts'
import type { JournalComponents, JournalDamage, JournalRecord, PayloadPart, SegmentInfo } from './interface.ts'
import type { Lease, OpenFile } from './open-files.ts'
import type { Found } from './segment/scan.ts'
import type { Place, Segment } from './segment/segment.ts'
import type { AbortOptions } from '@libp2p/interface'

/** What a reader asks and tells. */
export interface ReaderInit {
  /** All segments in order; at least one. */
  readonly segments: readonly Segment[]
  /** Global offset behind the last record that may be read. */
  end (): number
  /** Told of damage, possibly more than once. */
  onDamage (damage: JournalDamage): void
}

/** A segment, and how many bytes of it may be read, by their offsets. */
export interface Stretch {
  readonly segment: Segment
  readonly limit: number
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
    this.files = new OpenFiles(components.files, components.crc32c)
  }

  /** How many segments there are. */
  get count (): number {
    return this.segments.length
  }

  /** Where the oldest one begins. */
  get start (): number {
    return this.segments[0].base
  }

  /** Bytes of all files. */
  get bytes (): number {
    const { segment, limit } = this.segmentAt(this.init.end())

    return this.sealed().reduce((sum, { bytes }) => sum + bytes, sizeOf(segment, limit))
  }

  /** Every segment that is not written to any more. */
  sealed (): SegmentInfo[] {
    return this.segments.slice(0, -1).map((segment, index) => {
      const end = this.segments[index + 1].base

      return { base: segment.base, end, bytes: sizeOf(segment, end - segment.base) }
    })
  }

  /** The sealed segment that begins at an offset. */
  sealedAt (base: number): Stretch | undefined {
    const { segment, limit } = this.segmentAt(base)

    return segment.base === base && segment !== this.segments.at(-1) ? { segment, limit } : undefined
  }

  /** Whether the segment that is written to begins at an offset. */
  isActive (base: number): boolean {
    return this.segments.at(-1)?.base === base
  }

  /** Takes note of a new segment. */
  add (segment: Segment): void {
    this.segments.push(segment)
  }

  /** Takes note that the file of a segment was replaced. Who is reading the old one goes on. */
  async replace (old: Segment, fresh: Segment): Promise<void> {
    this.segments[this.segments.indexOf(old)] = fresh
    await this.files.retire(old)
  }

  /** Opens the file of a segment for a longer reading. */
  async lease (segment: Segment): Promise<Lease> {
    return this.files.lease(segment)
  }

  /** The checked payload at an offset. Throws JournalOffsetError or JournalCorruptError. */
  async read (offset: number): Promise<Uint8Array> {
    const stretch = this.stretchOf(offset)

    return this.files.use(stretch.segment, async file => readRecord(file.handle, placeIn(file, stretch, offset), this.components.crc32c))
  }

  /** An unchecked slice of the payload at an offset. Throws JournalOffsetError. */
  async readPart (offset: number, part: PayloadPart): Promise<Uint8Array> {
    const stretch = this.stretchOf(offset)

    return this.files.use(stretch.segment, async file => readSlice(file.handle, placeIn(file, stretch, offset), part))
  }

  /** The same at once, when the file is open and this thread may read it. Throws JournalOffsetError. */
  readPartSync (offset: number, part: PayloadPart): Uint8Array | undefined {
    const stretch = this.stretchOf(offset)
    const file = this.files.ready(stretch.segment)

    return file == null ? undefined : readSliceSync(file.handle, placeIn(file, stretch, offset), part)
  }

  /** The bytes of a range, as they stand in its file; fewer where it was left out or the file ends. */
  async readRaw ({ offset, length }: { offset: number, length: number }): Promise<Uint8Array> {
    const { segment } = this.segmentAt(offset)

    return this.files.use(segment, async ({ handle, layout }) => {
      const within = offset - segment.base
      const run = layout.runFrom(within)
      const whole = run == null || run.position + run.shift > within ? 0 : Math.min(length, run.end - run.position)
      const bytes = new Uint8Array(whole)

      return bytes.subarray(0, run == null ? 0 : await handle.read(bytes, run.position))
    })
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
      const { file, release } = await this.files.lease(segment)

      try {
        for await (const found of this.scan(segment, file, { from: Math.max(offset - segment.base, SEGMENT_HEADER_BYTES), to: limit }).found()) {
          yield this.recordsAmong(found, segment.base)
        }
      } finally {
        await release()
      }
      offset = segment.base + limit
    }
  }

  private scan (segment: Segment, { handle, layout }: OpenFile, { from, to }: { from: number, to: number }): Scan {
    if (layout === LOST_LAYOUT) {
      this.init.onDamage({ kind: 'record', offset: segment.base + SEGMENT_HEADER_BYTES, length: to - SEGMENT_HEADER_BYTES })
    }
    const { base, salt } = segment
    const read = async (target: Uint8Array, position: number): Promise<number> => handle.read(target, position)

    return new Scan({ base, salt, layout, read }, { from, to, hashed: true }, this.components.crc32c)
  }

  private recordsAmong (found: readonly Found[], base: number): JournalRecord[] {
    const records: JournalRecord[] = []

    for (const { kind, offset: within, length, payload } of found) {
      const offset = base + within

      if (kind === 'record') {
        records.push({ offset, payload, next: offset + length })
      } else {
        this.init.onDamage({ kind: 'record', offset, length })
      }
    }

    return records
  }

  /** The segment of a record that may stand at an offset. */
  private stretchOf (offset: number): Stretch {
    const stretch = this.segmentAt(offset)
    const within = offset - stretch.segment.base

    if (!Number.isSafeInteger(offset) || within < SEGMENT_HEADER_BYTES || within + RECORD_HEADER_BYTES > stretch.limit) {
      throw new JournalOffsetError(offset)
    }

    return stretch
  }

  /** The last segment that begins at or before an offset, or the first one. */
  private segmentAt (offset: number): Stretch {
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

/** Where the record of an offset stands in a file. Throws where it was left out, or where nobody knows. */
function placeIn ({ layout }: OpenFile, { segment, limit }: Stretch, offset: number): Place {
  const within = offset - segment.base
  const run = layout.runFrom(within)

  if (layout === LOST_LAYOUT) {
    throw new JournalCorruptError(offset, 'missing')
  }
  if (run == null || run.position + run.shift !== within) {
    throw new JournalOffsetError(offset)
  }

  return { segment, offset, position: run.position, limit: Math.min(run.end, limit - run.shift) }
}

/** Bytes of a file: a plain one holds what its offsets say. */
function sizeOf ({ form, size }: Segment, limit: number): number {
  return form == null || size == null ? limit : size
}
