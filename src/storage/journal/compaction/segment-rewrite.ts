import { COPY_BYTES, SEGMENT_HEADER_BYTES } from '../constants.ts'
import { DamageList } from '../damage/damage-list.ts'
import { RecordTooLargeError } from '../errors.ts'
import { LOST_LAYOUT } from '../segment/layout.ts'
import { Scan } from '../segment/scan.ts'
import { CompactedFile } from './compacted-file.ts'
import type { Crc32c, FileHandle } from '../../../platform/interface.ts'
import type { CompactOptions, JournalRange, RewriteRecord } from '../interface.ts'
import type { Layout } from '../segment/layout.ts'
import type { Found } from '../segment/scan.ts'

/** A segment that is rewritten, and into what. */
export interface RewriteInit {
  readonly base: number
  /** The salt of its header, if that is not lost. */
  readonly salt: number | undefined
  /** The old file. */
  readonly handle: FileHandle
  readonly layout: Layout
  /** Bytes that the segment stands for. */
  readonly extent: number
  /** Bytes up to the next segment. */
  readonly limit: number
  readonly crc32c: Crc32c
  readonly rewrite: RewriteRecord
  readonly settled: NonNullable<CompactOptions['settled']>
  readonly signal: AbortSignal
  /** Creates the new file, which is asked for once, and only when something is to be changed. */
  create (): Promise<{ handle: FileHandle, salt: number }>
}

/** What a new file holds, or would hold. */
export interface Content {
  records: number
  replaced: number
  dropped: number
  /** What is damaged or missing and stays so. */
  readonly damage: DamageList
  /** Damaged bytes that are in the file. */
  damagedBytes: number
  /** CRC-32C of all payloads one after another. */
  checksum: number
}

/** Passes over the records of a segment and copies what stays, from the first change on; what stands before it is copied as it is. */
export class SegmentRewrite {
  private readonly init: RewriteInit
  private target: CompactedFile | undefined
  readonly content: Content = { records: 0, replaced: 0, dropped: 0, damage: new DamageList(), damagedBytes: 0, checksum: 0 }

  constructor (init: RewriteInit) {
    this.init = init
  }

  /** Rewrites the segment; answers what the new file stands for and how long it is, or undefined when nothing was to be changed. */
  async run (): Promise<{ extent: number, bytes: number } | undefined> {
    const { base, salt, handle, layout, limit, crc32c, signal } = this.init
    const to = Math.min(this.init.extent, limit)
    const read = async (target: Uint8Array, position: number): Promise<number> => handle.read(target, position)

    if (layout === LOST_LAYOUT) {
      return this.finish(SEGMENT_HEADER_BYTES) // All of it is missing, as far as a reader can tell.
    }
    for await (const batch of new Scan({ base, salt, layout, read }, { from: SEGMENT_HEADER_BYTES, to, hashed: true }, crc32c).found()) {
      signal.throwIfAborted()
      for (const found of batch) {
        await (found.kind === 'record' ? this.passRecord(found) : this.passDamage(found))
      }
    }

    return this.finish(to)
  }

  /** Begins the new file, with all that stands before an offset. */
  async begin (offset: number): Promise<CompactedFile> {
    if (this.target == null) {
      const { handle, salt } = await this.init.create()

      this.target = new CompactedFile({ base: this.init.base, salt, handle, crc32c: this.init.crc32c })
      await this.copyBefore(offset, this.target)
    }

    return this.target
  }

  private async passRecord ({ offset: within, length, payload }: Found): Promise<void> {
    const { base, rewrite, crc32c } = this.init
    const kept = rewrite({ offset: base + within, payload, next: base + within + length })

    if (kept == null) {
      this.content.dropped++
      await this.begin(within)

      return
    }
    if (kept.length > payload.length) {
      throw new RecordTooLargeError(kept.length, payload.length)
    }
    if (kept !== payload) {
      this.content.replaced++
      await this.begin(within)
    }
    this.content.records++
    this.content.checksum = crc32c(kept, this.content.checksum)
    await this.target?.keepRecord(within, kept)
  }

  private async passDamage ({ offset: within, position, length }: Found): Promise<void> {
    const range: JournalRange = { offset: this.init.base + within, length }

    if (this.init.settled(range)) {
      await this.begin(within)

      return
    }
    this.content.damage.add({ kind: 'record', ...range })
    this.content.damagedBytes += length
    for (let done = 0; this.target != null && done < length; done += COPY_BYTES) {
      const bytes = new Uint8Array(Math.min(COPY_BYTES, length - done))

      await this.init.handle.read(bytes, position + done) // Where the file ends early, zeros stand for what is gone.
      await this.target.keepBytes(within + done, bytes)
    }
  }

  /** Ends the new file where the segment ends: at the next one, if nobody needs what is missing before that. */
  private async finish (to: number): Promise<{ extent: number, bytes: number } | undefined> {
    const { base, layout, limit, settled } = this.init
    const missing: JournalRange = { offset: base + to, length: limit - to }
    const given = missing.length > 0 && settled(missing)

    if (given) {
      await this.begin(to)
    } else if (missing.length > 0) {
      this.content.damage.add({ kind: layout === LOST_LAYOUT ? 'record' : 'missing', ...missing })
    }
    const extent = given ? limit : to
    const bytes = await this.target?.finish(extent)

    return bytes == null ? undefined : { extent, bytes }
  }

  /** Copies what the old file keeps before an offset, a piece of the file at a time. */
  private async copyBefore (offset: number, target: CompactedFile): Promise<void> {
    const { handle, layout } = this.init
    const end = layout.endBefore(offset)
    let run = layout.runFrom(SEGMENT_HEADER_BYTES)

    for (let position = run?.position ?? end; position < end;) {
      const bytes = new Uint8Array(Math.min(COPY_BYTES, end - position))
      const start = position

      await handle.read(bytes, start) // What cannot be read is found missing when the new file is checked.
      while (run != null && position < start + bytes.length) {
        const stop = Math.min(run.end, start + bytes.length)

        await target.keepBytes(position + run.shift, bytes.subarray(position - start, stop - start))
        position = stop
        run = position === run.end ? layout.runFrom(position + run.shift) : run
      }
    }
  }
}
