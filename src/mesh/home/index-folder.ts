import { isProven, PROVEN_RANGE, summarise } from '../../replica/index/index.ts'
import { checkLevel, EntryDamagedError, KVCorruptError, KVFailedError, KVLockedError, levelKV, scanSealed } from '../../storage/kv/index.ts'
import { HomeLockedError } from '../errors.ts'
import { IndexMarkerFile } from './index-marker.ts'
import type { Files, Platform } from '../../platform/index.ts'
import type { IndexMarker, IndexSummary } from '../../replica/index/index.ts'
import type { KV, LevelCheck } from '../../storage/kv/index.ts'

/** Bytes of a database that is rather built again than read without a proof: some seconds of work. */
const REBUILT_BYTES_MAX = 64 * 2 ** 20

/** How often, and how many milliseconds apart, a database that somebody has open is looked at before the home counts as taken. */
const LOCKED_ATTEMPTS = 5
const LOCKED_WAIT_MS = 200

/**
 * How a database was opened: `new`; by its `marker`, without a look; after a `check` in a process of its own, or a `scan` in
 * this one; or thrown away because it was `damaged`, to be built again from the journal.
 */
export type IndexOpening = 'new' | 'marker' | 'check' | 'scan' | 'damaged'

/** What the folder of an index stands on. */
export interface IndexFolderComponents {
  readonly files: Files
  readonly platform: Pick<Platform, 'crc32c' | 'timers'>
  /** Reads a database in a process of its own; by default `checkLevel`. */
  readonly check?: typeof checkLevel
}

/**
 * The LevelDB database of the index and its marker. The index is derived, so it is opened only with a proof that it is whole,
 * and thrown away without one: LevelDB does not check what it reads, and ends the process on certain damage.
 */
export class IndexFolder {
  /** The database. */
  public readonly kv: KV
  /** How the last start found the database. */
  public opening: IndexOpening = 'new'
  private readonly components: IndexFolderComponents
  private readonly directory: string
  private readonly folder: string
  private readonly file: IndexMarkerFile
  private open = false

  constructor (components: IndexFolderComponents, directory: string) {
    const { files } = components
    this.components = components
    this.directory = directory
    this.folder = files.join(directory, 'index')
    this.kv = levelKV(this.folder)
    this.file = new IndexMarkerFile({ files, directory, folder: this.folder })
  }

  /** What was noted when the index was closed. */
  get marker (): IndexMarker {
    return this.file
  }

  /**
   * Opens the database once it is proven, or an empty one in place of a damaged one.
   *
   * @throws {HomeLockedError} when somebody has it open.
   * @throws {KVFailedError} when the disk is full, or cannot be read.
   */
  async start (): Promise<void> {
    await this.file.take()
    const names = await this.components.files.list(this.folder)

    if (names.length === 0 || this.file.closed != null) {
      this.opening = names.length === 0 ? 'new' : 'marker'
      await this.openOrDiscard()
    } else {
      await this.judge(await this.check())
    }

    this.open = true
  }

  /** Closes the database and leaves the marker. */
  async stop (): Promise<void> {
    if (!this.open) {
      return
    }

    this.open = false
    const summary = await this.summary()
    await this.kv.stop()

    if (summary != null) {
      await this.file.leave(summary)
    }
  }

  /** Bytes that may still be written where the database lies. */
  async freeBytes (): Promise<number> {
    return this.components.files.freeBytes(this.directory)
  }

  /** The check of a process that was just killed may still be ending, and has the database open until then. */
  private async check (): Promise<LevelCheck> {
    const { check = checkLevel, platform: { timers } } = this.components
    let found = await check(this.folder, PROVEN_RANGE)

    for (let attempt = 1; found.result === 'locked' && attempt < LOCKED_ATTEMPTS; attempt++) {
      await timers.sleep(LOCKED_WAIT_MS)
      found = await check(this.folder, PROVEN_RANGE)
    }

    return found
  }

  private async judge (found: LevelCheck): Promise<void> {
    if (found.result === 'whole' ? isProven(found.count) : found.result === 'locked') {
      this.opening = 'check'
      await this.openOrDiscard()
    } else if (found.result === 'unproven' && await this.bytes() > REBUILT_BYTES_MAX) {
      this.opening = 'scan'
      await this.openOrDiscard()
      await this.scan()
    } else {
      await this.discard()
    }
  }

  private async openOrDiscard (): Promise<void> {
    try {
      await this.kv.start()
    } catch (error) {
      if (error instanceof KVLockedError) {
        throw new HomeLockedError(this.directory, undefined, { cause: error })
      }

      if (!(error instanceof KVCorruptError)) { throw error }
      await this.discard()
    }
  }

  /** The check in this process, where there can be no other. */
  private async scan (): Promise<void> {
    const { platform: { crc32c } } = this.components
    let isWhole = false
    try {
      for await (const count of scanSealed({ kv: this.kv, crc32c }, PROVEN_RANGE)) {
        isWhole = count.isComplete && isProven(count)
      }
    } catch (error) {
      if (!(error instanceof EntryDamagedError || error instanceof KVFailedError)) { throw error }
    }
    if (!isWhole) { await this.discard() }
  }

  private async discard (): Promise<void> {
    this.opening = 'damaged'
    await this.kv.destroy() // refuses a database that somebody has open
    await this.components.files.remove(this.folder)
    await this.kv.start()
  }

  /** What the index says about itself; undefined when it cannot be read, so that the next start looks closer. */
  private async summary (): Promise<IndexSummary | undefined> {
    try {
      return await summarise({ kv: this.kv, crc32c: this.components.platform.crc32c })
    } catch {
      return undefined
    }
  }

  private async bytes (): Promise<number> {
    const { files } = this.components
    let bytes = 0
    for (const name of await files.list(this.folder)) {
      const handle = await files.open(files.join(this.folder, name), 'read')
      bytes += await handle.size().finally(async () => handle.close())
    }
    return bytes
  }
}
