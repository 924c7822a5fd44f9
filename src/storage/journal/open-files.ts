import { OPEN_FILES_MAX } from './constants.ts'
import { LOST_LAYOUT, PLAIN_LAYOUT } from './segment/layout.ts'
import { readLayout } from './segment/map-copies.ts'
import type { Layout } from './segment/layout.ts'
import type { Segment } from './segment/segment.ts'
import type { Crc32c, FileHandle, Files } from '../../platform/interface.ts'

/** The file of a segment, open for reading. */
export interface OpenFile {
  readonly handle: FileHandle
  /** Where the bytes of the segment stand in it. */
  readonly layout: Layout
}

/** An open file that stays open until it is given back. */
export interface Lease {
  readonly file: OpenFile
  release (): Promise<void>
}

/** A file and how many are reading from it now. */
interface Entry {
  readonly file: Promise<OpenFile>
  /** The file once it is open. */
  ready: OpenFile | undefined
  users: number
  /** Whether nobody can come to it any more. */
  retired: boolean
}

/**
 * Opens the files of segments for reading when they are needed, keeps the latest ones open, and closes none that is in
 * use. A segment that was retired, because its file was replaced, stays readable for those who are reading it.
 */
export class OpenFiles {
  private readonly files: Files
  private readonly crc32c: Crc32c
  /** By segment; the one that was used longest ago comes first. */
  private readonly open = new Map<Segment, Entry>()
  private closed = false

  constructor (files: Files, crc32c: Crc32c) {
    this.files = files
    this.crc32c = crc32c
  }

  /** Does some reading from the file of a segment. */
  async use<Result> (segment: Segment, read: (file: OpenFile) => Result | Promise<Result>): Promise<Result> {
    const entry = this.take(segment)

    try {
      return await read(await this.fileOf(segment, entry))
    } finally {
      entry.users--
      if (entry.retired || this.closed || this.open.size > OPEN_FILES_MAX) {
        await this.tidy(entry)
      }
    }
  }

  /** The file of a segment, for reading at once; undefined while it is not open. */
  ready (segment: Segment): OpenFile | undefined {
    return this.open.get(segment)?.ready
  }

  /** Opens the file of a segment for a longer reading. */
  async lease (segment: Segment): Promise<Lease> {
    const entry = this.take(segment)

    try {
      const file = await this.fileOf(segment, entry)
      const release = async (): Promise<void> => {
        entry.users--
        await this.tidy(entry)
      }

      return { file, release }
    } catch (error) {
      entry.users--
      throw error
    }
  }

  /** Takes the file of a segment from those who come from now on; it is closed when nobody reads from it any more. */
  async retire (segment: Segment): Promise<void> {
    const entry = this.open.get(segment)

    if (entry != null) {
      this.open.delete(segment)
      entry.retired = true
      await this.tidy(entry)
    }
  }

  /** Closes every file that nobody reads from, and the others as soon as that is so. */
  async close (): Promise<void> {
    this.closed = true
    await this.closeIdle(0)
  }

  private take (segment: Segment): Entry {
    const entry = this.open.get(segment) ?? { file: this.openFile(segment), ready: undefined, users: 0, retired: false }

    this.open.delete(segment)
    this.open.set(segment, entry)
    entry.users++

    return entry
  }

  private async openFile (segment: Segment): Promise<OpenFile> {
    const handle = await this.files.open(segment.path, 'read')

    try {
      return { handle, layout: await this.layoutOf(segment, handle) }
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  private async layoutOf ({ form, base, salt }: Segment, handle: FileHandle): Promise<Layout> {
    if (form == null) {
      return PLAIN_LAYOUT
    }
    const map = form === 'lost' || salt == null ? undefined : await readLayout({ handle, size: await handle.size(), base, salt }, this.crc32c)

    return map ?? LOST_LAYOUT
  }

  private async fileOf (segment: Segment, entry: Entry): Promise<OpenFile> {
    try {
      entry.ready ??= await entry.file
      return entry.ready
    } catch (error) {
      if (this.open.get(segment) === entry) {
        this.open.delete(segment) // The next one tries to open it again.
      }
      throw error
    }
  }

  /** Closes what is not needed any more, after somebody left a file. */
  private async tidy ({ file, users, retired }: Entry): Promise<void> {
    if (retired && users === 0) {
      await (await file).handle.close()
    }
    await this.closeIdle(this.closed ? 0 : OPEN_FILES_MAX)
  }

  private async closeIdle (keep: number): Promise<void> {
    for (const [segment, entry] of this.open) {
      if (this.open.size <= keep) {
        return
      }
      if (entry.users === 0) {
        this.open.delete(segment)
        await (await entry.file).handle.close()
      }
    }
  }
}
