import { FileSystemError } from '../errors.ts'
import { partsOf } from '../simulated/memory-disk.ts'
import { fileError } from './database.ts'
import { lockFolder } from './folder-lock.ts'
import { IndexedFileHandle } from './indexed-file-handle.ts'
import { IndexedFile, IndexedFolder } from './indexed-file.ts'
import { openVolume } from './volume.ts'
import type { FileHandle, Files, ModeOptions, Timers } from '../interface.ts'
import type { NameChange, Volume } from './volume.ts'

const DEFAULT_FILE_MODE = 0o600
const DEFAULT_DIRECTORY_MODE = 0o700

/** Where a path leads: the first part names the database, the others a file in it. */
interface Place {
  readonly volume: Volume
  readonly path: string
}

/**
 * Files of a page: the first part of a path is the name of an IndexedDB database, which holds everything below it. A sync is
 * a transaction with strict durability, and a change of names is durable at once. A page that ends leaves what was synced.
 */
export class IndexedFiles implements Files {
  private readonly timers: Timers
  private readonly volumes = new Map<string, Promise<Volume>>()

  constructor (components: { timers: Timers }) {
    this.timers = components.timers
  }

  async open (path: string, mode: 'read' | 'write'): Promise<FileHandle> {
    const { volume, path: inner } = await this.placeOf(path)
    const create = (): { changes: NameChange[], answer: IndexedFile } => {
      const known = volume.fileAt(inner)
      const file = known ?? volume.newFile(inner, DEFAULT_FILE_MODE)
      return { changes: known == null ? [this.placed(volume, inner, file)] : [], answer: file }
    }
    const file = mode === 'read' ? volume.fileAt(inner) : await volume.rename(inner, create)
    if (file == null) {
      throw new FileSystemError('ENOENT', path)
    }
    return new IndexedFileHandle({ volume, file }, { path, writable: mode === 'write' })
  }

  async readFile (path: string): Promise<Uint8Array | undefined> {
    const { volume, path: inner } = await this.placeOf(path)
    const file = volume.fileAt(inner)
    if (file != null) {
      const bytes = new Uint8Array(file.bytes)
      return bytes.subarray(0, await file.read(bytes, 0))
    }
  }

  async writeFileAtomic (path: string, data: Uint8Array, options: ModeOptions = {}): Promise<void> {
    const { volume, path: inner } = await this.placeOf(path)
    await volume.rename(inner, () => {
      volume.fileAt(inner) // refuses a folder
      return { changes: [this.whole({ volume, path: inner }, data, options)], answer: undefined }
    })
  }

  async createExclusive (path: string, data: Uint8Array, options: ModeOptions = {}): Promise<boolean> {
    const { volume, path: inner } = await this.placeOf(path)
    return volume.rename(inner, () => {
      const isFree = volume.entryAt(inner) == null
      return { changes: isFree ? [this.whole({ volume, path: inner }, data, options)] : [], answer: isFree }
    })
  }

  async rename (from: string, to: string): Promise<void> {
    const { volume, path: inner } = await this.placeOf(from)
    const target = await this.placeOf(to)
    await volume.rename(inner, () => {
      const file = volume.fileAt(inner)
      if (file == null || target.volume !== volume) {
        throw new FileSystemError(file == null ? 'ENOENT' : 'EXDEV', from)
      }
      if (volume.fileAt(target.path) === file) {
        return { changes: [], answer: undefined }
      }
      volume.touch(file)
      return { changes: [{ path: inner }, this.placed(volume, target.path, file)], answer: undefined }
    })
  }

  async remove (path: string): Promise<void> {
    const { volume, path: inner } = await this.placeOf(path)
    await volume.rename(inner, () => ({ changes: volume.below(inner).map(path => ({ path })), answer: undefined }))
  }

  async makeDirectory (path: string, options: ModeOptions = {}): Promise<void> {
    const { volume, path: inner } = await this.placeOf(path)
    await volume.rename(inner, () => {
      const parts = partsOf(inner)
      const folders = parts.map((_, i) => parts.slice(0, i + 1).join('/')).filter(folder => volume.folderAt(folder) == null)
      return { changes: folders.map(folder => ({ path: folder, entry: volume.newFolder(options.mode ?? DEFAULT_DIRECTORY_MODE) })), answer: undefined }
    })
  }

  async list (path: string): Promise<string[]> {
    const { volume, path: inner } = await this.placeOf(path)
    return volume.folderAt(inner) == null ? [] : volume.namesIn(inner)
  }

  async syncDirectory (path: string): Promise<void> {
    const { volume, path: inner } = await this.placeOf(path)
    if (volume.folderAt(inner) == null) {
      throw new FileSystemError('ENOENT', path)
    }
  }

  async modeOf (path: string): Promise<number | undefined> {
    const { volume, path: inner } = await this.placeOf(path)
    return volume.entryAt(inner)?.mode
  }

  async identityOf (path: string): Promise<string | undefined> {
    const { volume, path: inner } = await this.placeOf(path)
    const entry = volume.entryAt(inner)
    return entry == null ? undefined : `${volume.device}:${entry.number}`
  }

  async stampOf (path: string): Promise<string | undefined> {
    const { volume, path: inner } = await this.placeOf(path)
    const entry = volume.entryAt(inner)
    return entry == null ? undefined : `${volume.device}:${entry.number}:${entry.stamp}`
  }

  async freeBytes (): Promise<number> {
    const { quota = Infinity, usage = 0 } = await navigator.storage.estimate()
    return Math.max(0, quota - usage)
  }

  async temporaryDirectory (prefix: string): Promise<string> {
    const number = crypto.getRandomValues(new Uint32Array(2)).join('')
    const path = this.join('/tmp', `${prefix}${number}`)
    await this.makeDirectory(path)
    return path
  }

  async lock (path: string): Promise<(() => Promise<void>) | undefined> {
    const [name] = partsOf(path)
    const release = await lockFolder(this.timers, name)
    if (release == null) {
      return undefined
    }
    await this.close(name) // what was read before may be what another tab has changed since
    try {
      await (await this.placeOf(name)).volume.purge()
    } catch (error) {
      release()
      throw fileError(path, error)
    }
    return async () => { await this.close(name).finally(release) }
  }

  join (...parts: string[]): string {
    return (parts[0]?.startsWith('/') ? '/' : '') + partsOf(parts.join('/')).join('/')
  }

  private async close (name: string): Promise<void> {
    const volume = this.volumes.get(name)
    this.volumes.delete(name)
    await volume?.then(async opened => opened.close(), () => undefined)
  }

  private async placeOf (path: string): Promise<Place> {
    const [name, ...parts] = partsOf(path)
    if (name == null) {
      throw new FileSystemError('ENOENT', path)
    }
    const volume = this.volumes.get(name) ?? openVolume(this.timers, name)
    this.volumes.set(name, volume)
    try {
      return { volume: await volume, path: parts.join('/') }
    } catch (error) {
      this.volumes.delete(name) // the next call tries again
      throw error
    }
  }

  /** A file under a name whose folder is there. */
  private placed (volume: Volume, path: string, entry: IndexedFile): NameChange {
    if (!(volume.entryAt(path.slice(0, Math.max(0, path.lastIndexOf('/')))) instanceof IndexedFolder)) {
      throw new FileSystemError('ENOENT', path)
    }
    return { path, entry }
  }

  /** A new file that becomes durable with its name. */
  private whole ({ volume, path }: Place, data: Uint8Array, options: ModeOptions): NameChange {
    const file = volume.newFile(path, options.mode ?? DEFAULT_FILE_MODE)
    return { ...this.placed(volume, path, file), chunks: file.fill(data) }
  }
}
