import { FileSystemError } from '../errors.ts'
import { ChunkCache } from './chunk-cache.ts'
import { chunksFrom, fileError, openDatabase, writeStrictly } from './database.ts'
import { IndexedFile, IndexedFolder } from './indexed-file.ts'
import { Turns } from './turns.ts'
import type { Database, StoredEntry, Writing } from './database.ts'
import type { FileVolume } from './indexed-file.ts'
import type { Timers } from '../interface.ts'

/** The path of the outermost folder. */
const ROOT = ''

const ROOT_MODE = 0o700

/** A file or a folder. */
export type Entry = IndexedFile | IndexedFolder

/** A change of names: what stands under a path from now on, if anything, and the bytes of a file that is new. */
export interface NameChange {
  readonly path: string
  readonly entry?: Entry
  readonly chunks?: ReadonlyMap<number, Uint8Array>
}

/**
 * The files and folders in one database: names in memory and in the database, bytes in the database alone. A change of names
 * is one transaction and durable at once. Only one page may have a volume open, which the lock of its folder sees to.
 */
export class Volume implements FileVolume {
  readonly cache = new ChunkCache()
  /** Tells this volume from others of that name, also from earlier ones. */
  readonly device: number
  private readonly name: string
  private readonly database: Database
  private readonly entries = new Map<string, Entry>()
  private readonly turns = new Turns()
  private changes = 0

  constructor (database: Database, name: string, stored: ReadonlyMap<string, StoredEntry>) {
    this.name = name
    this.database = database
    const root = stored.get(ROOT)
    this.device = root?.device ?? crypto.getRandomValues(new Uint32Array(1))[0]
    for (const [path, entry] of stored) {
      this.entries.set(path, entry.size == null ? new IndexedFolder(entry) : new IndexedFile(this, path, entry))
      this.changes = Math.max(this.changes, entry.number, entry.stamp)
    }
    if (root == null) {
      this.entries.set(ROOT, new IndexedFolder({ number: 0, mode: ROOT_MODE, stamp: 0 }))
    }
  }

  /** The entry under a path; fails when a part of the way is a file. */
  entryAt (path: string): Entry | undefined {
    for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
      if (this.entries.get(path.slice(0, end)) instanceof IndexedFile) {
        throw new FileSystemError('ENOTDIR', path)
      }
    }
    return this.entries.get(path)
  }

  fileAt (path: string): IndexedFile | undefined {
    const entry = this.entryAt(path)
    if (entry instanceof IndexedFolder) {
      throw new FileSystemError('EISDIR', path)
    }
    return entry
  }

  folderAt (path: string): IndexedFolder | undefined {
    const entry = this.entryAt(path)
    if (entry instanceof IndexedFile) {
      throw new FileSystemError('ENOTDIR', path)
    }
    return entry
  }

  /** The names in a folder, in ascending order. */
  namesIn (path: string): string[] {
    const prefix = path === ROOT ? ROOT : `${path}/`
    const names = [...this.entries.keys()].filter(key => key !== ROOT && key.startsWith(prefix)).map(key => key.slice(prefix.length))
    return names.filter(name => !name.includes('/')).sort()
  }

  /** The path itself and everything below it; the outermost folder stays. */
  below (path: string): string[] {
    this.entryAt(path) // refuses a way over a file
    return [...this.entries.keys()].filter(key => key !== ROOT && (path === ROOT || key === path || key.startsWith(`${path}/`)))
  }

  newFile (path: string, mode: number): IndexedFile {
    const number = ++this.changes
    return new IndexedFile(this, path, { number, mode, stamp: number })
  }

  newFolder (mode: number): IndexedFolder {
    const number = ++this.changes
    return new IndexedFolder({ number, mode, stamp: number })
  }

  /** Marks a change, as a change time does. */
  touch (file: IndexedFile): void {
    file.stamp = ++this.changes
  }

  /** The bytes of a chunk as they are in the database. */
  async fetch (file: number, index: number): Promise<ArrayBuffer | undefined> {
    return this.database.get('chunks', [file, index])
  }

  /** Writes to the database behind all that was begun before. */
  async write (path: string | undefined, call: (transaction: Writing) => void): Promise<void> {
    await this.turns.take(async () => { await this.commit(path ?? this.name, call) })
  }

  /** Looks at the names and changes them, with nobody in between. A file whose name goes stays for whoever has it open. */
  async rename <T> (path: string, decide: () => { changes: readonly NameChange[], answer: T }): Promise<T> {
    return this.turns.take(async () => {
      const { changes, answer } = decide()
      if (changes.length === 0) {
        return answer
      }
      const gone = this.replaced(changes)
      await this.commit(path, transaction => {
        const names = transaction.objectStore('entries')
        const chunks = transaction.objectStore('chunks')
        for (const change of changes) {
          void (change.entry == null ? names.delete(change.path) : names.put(change.entry.stored(), change.path))
          change.chunks?.forEach((chunk, index) => {
            void chunks.put(chunk.slice().buffer, [change.entry?.number ?? 0, index])
          })
        }
        gone.filter(({ users }) => users === 0).forEach(({ number }) => { void chunks.delete(chunksFrom(number)) })
      })
      this.take(changes, gone)
      return answer
    })
  }

  /** Gives back the room of a file whose name is gone, once nobody has it open. */
  async drop (file: IndexedFile): Promise<void> {
    if (file.users === 0 && file.path == null) {
      await this.write(undefined, transaction => { void transaction.objectStore('chunks').delete(chunksFrom(file.number)) })
    }
  }

  /** Gives back the room of files whose names went while they were open, and whose page ended. Nobody may have a file open. */
  async purge (): Promise<void> {
    const named = new Set([...this.entries.values()].map(({ number }) => number))
    const { store } = this.database.transaction('chunks', 'readwrite')
    for (let cursor = await store.openKeyCursor(); cursor != null;) {
      const [number] = cursor.key
      if (!named.has(number)) {
        await store.delete(chunksFrom(number))
      }
      cursor = await cursor.continue([number + 1, 0])
    }
  }

  /** Closes the database behind all that was begun. */
  async close (): Promise<void> {
    await this.turns.take(async () => { this.database.close() })
  }

  /** A transaction that also keeps the count of changes, so that no number is given twice. */
  private async commit (path: string, call: (transaction: Writing) => void): Promise<void> {
    await writeStrictly(this.database, path, transaction => {
      const { mode } = this.entries.get(ROOT) ?? { mode: ROOT_MODE }
      void transaction.objectStore('entries').put({ number: 0, mode, stamp: this.changes, device: this.device }, ROOT)
      call(transaction)
    })
  }

  /** Files that lose their name by a change, and do not get another one. */
  private replaced (changes: readonly NameChange[]): IndexedFile[] {
    const kept = new Set(changes.map(({ entry }) => entry))
    return changes.flatMap(({ path }) => {
      const entry = this.entries.get(path)
      return entry instanceof IndexedFile && !kept.has(entry) ? [entry] : []
    })
  }

  private take (changes: readonly NameChange[], gone: readonly IndexedFile[]): void {
    gone.forEach(file => { file.path = undefined })
    for (const { path, entry } of changes) {
      if (entry == null) {
        this.entries.delete(path)
      } else {
        this.entries.set(path, entry)
      }
      if (entry instanceof IndexedFile) {
        entry.path = path
      }
    }
  }
}

/** Opens a volume, and makes it when it is missing. */
export async function openVolume (timers: Pick<Timers, 'after'>, name: string): Promise<Volume> {
  const database = await openDatabase(timers, name, () => { database.close() })
  try {
    const [paths, values] = await Promise.all([database.getAllKeys('entries'), database.getAll('entries')])
    return new Volume(database, name, new Map(paths.map((path, i) => [path, values[i]])))
  } catch (error) {
    database.close()
    throw fileError(name, error)
  }
}
