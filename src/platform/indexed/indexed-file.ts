import { CHUNK_BYTES } from './constants.ts'
import { chunksFrom, fileError } from './database.ts'
import { Turns } from './turns.ts'
import type { ChunkCache } from './chunk-cache.ts'
import type { StoredEntry, Writing } from './database.ts'

/** What a file needs of its volume. */
export interface FileVolume {
  readonly cache: ChunkCache
  touch (file: IndexedFile): void
  fetch (file: number, index: number): Promise<ArrayBuffer | undefined>
  write (path: string | undefined, call: (transaction: Writing) => void): Promise<void>
}

/**
 * One file of a volume. Writes stand in memory until they are synced, as in the page cache of an operating system; a sync
 * puts them and the size into the database in one transaction, so a page that ends leaves all of it or nothing.
 */
export class IndexedFile {
  readonly number: number
  readonly mode: number
  stamp: number
  /** Where the file stands; undefined once its name is gone. */
  path: string | undefined
  /** How many have it open. */
  users = 0
  private readonly volume: FileVolume
  private size: number
  private durableSize: number
  /** Chunks that were changed since the last sync. */
  private readonly dirty = new Map<number, Uint8Array>()
  /** What the database holds from this chunk on was cut off since the last sync. */
  private cutAt = Infinity
  /** Rises when what the database holds is not what was fetched from it before. */
  private era = 0
  private readonly turns = new Turns()

  constructor (volume: FileVolume, path: string, { number, mode, stamp, size = 0 }: StoredEntry) {
    this.volume = volume
    this.path = path
    this.number = number
    this.mode = mode
    this.stamp = stamp
    this.size = size
    this.durableSize = size
  }

  get bytes (): number {
    return this.size
  }

  /** What stands in the database under the name: sizes there are durable ones. */
  stored (): StoredEntry {
    return { number: this.number, mode: this.mode, stamp: this.stamp, size: this.durableSize }
  }

  async read (target: Uint8Array, position: number): Promise<number> {
    const length = Math.max(0, Math.min(target.length, this.size - position))
    for (const [index, chunk] of await this.chunks(position, length)) {
      const start = index * CHUNK_BYTES - position
      const part = chunk.subarray(Math.max(0, -start), Math.min(CHUNK_BYTES, length - start))
      target.set(part, Math.max(0, start))
    }
    return length
  }

  async write (parts: readonly Uint8Array[], position: number): Promise<number> {
    return this.turns.take(async () => {
      let done = 0
      for (const part of parts) {
        await this.store(part, position + done)
        done += part.length
      }
      return done
    })
  }

  async truncate (size: number): Promise<void> {
    await this.turns.take(async () => {
      if (size < this.size) {
        const kept = Math.ceil(size / CHUNK_BYTES)
        if (size % CHUNK_BYTES > 0) {
          (await this.own(kept - 1)).fill(0, size % CHUNK_BYTES)
        }
        for (let index = kept; index * CHUNK_BYTES < this.size; index++) {
          this.dirty.delete(index)
          this.volume.cache.take(this.number, index)
        }
        this.cutAt = Math.min(this.cutAt, kept)
        this.era++
      }
      this.size = size
      this.volume.touch(this)
    })
  }

  /** Puts what was changed into the database, in one transaction. */
  async sync (): Promise<void> {
    await this.turns.take(async () => {
      const chunks = [...this.dirty]
      if (chunks.length === 0 && this.size === this.durableSize && this.cutAt === Infinity) {
        return
      }
      await this.volume.write(this.path, transaction => {
        const store = transaction.objectStore('chunks')
        if (this.cutAt < Infinity) {
          void store.delete(chunksFrom(this.number, this.cutAt))
        }
        for (const [index, chunk] of chunks) {
          void store.put(chunk.slice(0, this.size - index * CHUNK_BYTES).buffer, [this.number, index])
        }
        if (this.path != null) {
          void transaction.objectStore('entries').put({ ...this.stored(), size: this.size }, this.path)
        }
      })
      this.settle(chunks)
    })
  }

  /** Fills a new file; it becomes durable together with its name. */
  fill (data: Uint8Array): ReadonlyMap<number, Uint8Array> {
    const chunks = new Map<number, Uint8Array>()
    for (let done = 0; done < data.length; done += CHUNK_BYTES) {
      chunks.set(done / CHUNK_BYTES, data.slice(done, done + CHUNK_BYTES))
    }
    this.size = data.length
    this.durableSize = data.length
    return chunks
  }

  private settle (chunks: ReadonlyArray<[number, Uint8Array]>): void {
    this.durableSize = this.size
    this.cutAt = Infinity
    this.era++
    this.dirty.clear()
    for (const [index, chunk] of chunks) {
      this.volume.cache.set(this.number, index, chunk)
    }
  }

  private async store (bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const start = (position + done) % CHUNK_BYTES
      const part = bytes.subarray(done, done + CHUNK_BYTES - start)
      const chunk = await this.own(Math.floor((position + done) / CHUNK_BYTES), part.length === CHUNK_BYTES)
      chunk.set(part, start)
      done += part.length
      this.size = Math.max(this.size, position + done)
    }
    this.volume.touch(this)
  }

  /** A chunk that may be changed; what it holds is not fetched when all of it is about to be written. */
  private async own (index: number, isReplaced = false): Promise<Uint8Array> {
    const chunk = this.dirty.get(index) ?? this.volume.cache.take(this.number, index) ??
      (isReplaced || !this.isStored(index) ? new Uint8Array(CHUNK_BYTES) : await this.fetch(index))
    this.dirty.set(index, chunk)
    return chunk
  }

  private isStored (index: number): boolean {
    return index < this.cutAt && index * CHUNK_BYTES < this.durableSize
  }

  /** The chunks that cover a range, as they stand now. */
  private async chunks (position: number, length: number): Promise<Array<[number, Uint8Array]>> {
    const first = Math.floor(position / CHUNK_BYTES)
    const count = length <= 0 ? 0 : Math.floor((position + length - 1) / CHUNK_BYTES) - first + 1
    return Promise.all(Array.from({ length: count }, async (_, i) => {
      const index = first + i
      const known = this.dirty.get(index) ?? this.volume.cache.get(this.number, index)
      const chunk = known ?? (this.isStored(index) ? await this.fetch(index) : new Uint8Array(CHUNK_BYTES))
      return [index, chunk]
    }))
  }

  private async fetch (index: number): Promise<Uint8Array> {
    const { era, path = '' } = this
    try {
      const stored = await this.volume.fetch(this.number, index)
      const chunk = new Uint8Array(CHUNK_BYTES)
      chunk.set(new Uint8Array(stored ?? new ArrayBuffer()))
      if (era === this.era && this.dirty.get(index) == null) {
        this.volume.cache.set(this.number, index, chunk)
      }
      return chunk
    } catch (error) {
      throw fileError(path, error)
    }
  }
}

/** One folder of a volume; its names are those of the paths below it. */
export class IndexedFolder {
  readonly number: number
  readonly mode: number
  readonly stamp: number

  constructor ({ number, mode, stamp }: StoredEntry) {
    this.number = number
    this.mode = mode
    this.stamp = stamp
  }

  stored (): StoredEntry {
    return { number: this.number, mode: this.mode, stamp: this.stamp }
  }
}
