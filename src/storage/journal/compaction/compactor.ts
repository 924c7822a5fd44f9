import { CompactionFailedError, JournalNotStartedError, JournalOffsetError, SegmentNotSealedError } from '../errors.ts'
import { saltOf, segmentName } from '../segment/header.ts'
import { inspectSegment } from '../segment/inspect.ts'
import { LOST_LAYOUT } from '../segment/layout.ts'
import { checkFile } from './check-file.ts'
import { unfinishedName } from './leftovers.ts'
import { SegmentRewrite } from './segment-rewrite.ts'
import type { FileHandle } from '../../../platform/interface.ts'
import type { DamageList } from '../damage/damage-list.ts'
import type { CompactionReport, CompactOptions, JournalComponents, RewriteRecord } from '../interface.ts'
import type { JournalReader, Stretch } from '../reader.ts'
import type { Consumers } from './consumers.ts'
import type { Content } from './segment-rewrite.ts'
import type { Segment } from '../segment/segment.ts'

/** What a compactor works on. */
export interface CompactorInit {
  readonly reader: JournalReader
  readonly consumers: Consumers
  /** The damage of the journal, which a new file may put an end to. */
  readonly damage: DamageList
}

/** One request. */
interface Order {
  readonly rewrite: RewriteRecord
  readonly settled: NonNullable<CompactOptions['settled']>
  readonly signal: AbortSignal
}

/** A new file that is written and not in its place yet. */
interface Draft {
  readonly path: string
  handle: FileHandle | undefined
  salt: number
}

/** Rewrites the files of sealed segments, one after another. */
export class Compactor {
  private readonly components: JournalComponents
  private readonly reader: JournalReader
  private readonly consumers: Consumers
  private readonly damage: DamageList
  private readonly stopping = new AbortController()
  /** Settles when the latest compaction has ended. */
  private latest: Promise<unknown> = Promise.resolve()

  constructor (components: JournalComponents, { reader, consumers, damage }: CompactorInit) {
    this.components = components
    this.reader = reader
    this.consumers = consumers
    this.damage = damage
  }

  /** Compacts the segment that begins at an offset; see `Journal.compact`. */
  async compact (base: number, rewrite: RewriteRecord, options: CompactOptions = {}): Promise<CompactionReport> {
    const { settled = () => false } = options
    const signal = AbortSignal.any([this.stopping.signal, ...options.signal == null ? [] : [options.signal]])
    const result = this.latest.then(async () => this.compactNow(base, { rewrite, settled, signal }))

    this.latest = result.catch(() => undefined) // Its caller is told.

    return result
  }

  /** Ends what runs, and takes nothing more. */
  async close (): Promise<void> {
    this.stopping.abort(new JournalNotStartedError())
    await this.latest
  }

  private async compactNow (base: number, order: Order): Promise<CompactionReport> {
    order.signal.throwIfAborted()
    const stretch = this.stretchAt(base)
    const end = base + stretch.limit

    this.consumers.checkPassed({ base, end })
    const { file: { handle }, release } = await this.reader.lease(stretch.segment)

    try {
      const { fresh, content, bytesBefore } = await this.rewritten(stretch, handle, order)

      if (fresh != null) {
        await this.reader.replace(stretch.segment, fresh)
        this.damage.renew({ base, end }, content.damage)
        await this.components.files.syncDirectory(this.components.directory)
      }
      const { records, replaced, dropped, damage } = content

      return { base, end, rewritten: fresh != null, records, replaced, dropped, damaged: damage.count, bytesBefore, bytesAfter: fresh?.size ?? bytesBefore }
    } finally {
      await release()
    }
  }

  private stretchAt (base: number): Stretch {
    const stretch = this.reader.sealedAt(base)

    if (stretch == null) {
      throw this.reader.isActive(base) ? new SegmentNotSealedError(base) : new JournalOffsetError(base)
    }

    return stretch
  }

  /** Writes the new file, if there is one to be written, checks it, and puts it in the place of the old one. */
  private async rewritten ({ segment, limit }: Stretch, handle: FileHandle, order: Order): Promise<{ fresh: Segment | undefined, content: Content, bytesBefore: number }> {
    const { files, directory, crc32c } = this.components
    const { base, path } = segment
    const old = await inspectSegment({ path, base, handle }, crc32c)
    const isLost = segment.form === 'lost' || old.layout === LOST_LAYOUT
    const draft: Draft = { path: files.join(directory, unfinishedName(segmentName(base))), handle: undefined, salt: 0 }
    const job = new SegmentRewrite({
      base,
      salt: old.segment.salt,
      handle,
      layout: isLost ? LOST_LAYOUT : old.layout,
      extent: old.extent ?? limit,
      limit,
      crc32c,
      ...order,
      create: async () => this.create(draft, old.segment.salt)
    })

    try {
      if (!isLost && (old.headerDamaged || old.mapDamaged)) {
        await job.begin(0)
      }
      const made = await job.run()

      if (made != null) {
        await this.finish(draft, { base, limit, extent: made.extent, content: job.content })
        await files.rename(draft.path, path)
      }
      const fresh: Segment | undefined = made == null ? undefined : { path, base, salt: draft.salt, form: 'compacted', size: made.bytes }

      return { fresh, content: job.content, bytesBefore: old.segment.size }
    } catch (error) {
      await draft.handle?.close()
      await files.remove(draft.path).catch(() => undefined) // The next start removes it.
      throw error
    }
  }

  /** The salt stays, so that records that are copied stay valid; one that is lost is made anew, as for a new segment. */
  private async create (draft: Draft, salt: number | undefined): Promise<{ handle: FileHandle, salt: number }> {
    const handle = await this.components.files.open(draft.path, 'write')

    draft.handle = handle
    await handle.truncate(0)
    draft.salt = salt ?? saltOf(`${draft.path} ${await this.components.files.stampOf(draft.path)}`)

    return { handle, salt: draft.salt }
  }

  /** Makes the new file durable and reads it again. */
  private async finish (draft: Draft, made: { base: number, limit: number, extent: number, content: Content }): Promise<void> {
    const { base, limit } = made

    await draft.handle?.sync()
    await draft.handle?.close()
    draft.handle = undefined

    if (!await checkFile({ path: draft.path, salt: draft.salt, ...made }, this.components)) {
      throw new CompactionFailedError(base)
    }
    this.consumers.checkPassed({ base, end: base + limit })
  }
}
