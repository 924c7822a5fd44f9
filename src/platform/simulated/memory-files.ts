import { FileSystemError } from '../errors.ts'
import { faultCheck } from './faults.ts'
import { MemoryDisk, partsOf } from './memory-disk.ts'
import { MemoryFileHandle } from './memory-file-handle.ts'
import type { FileHandle, Files, ModeOptions } from '../interface.ts'
import type { DiskImage } from './disk-image.ts'
import type { FilesFault, FilesOperation } from './faults.ts'
import type { MemoryDiskInit } from './memory-disk.ts'

const DEFAULT_FILE_MODE = 0o600
const DEFAULT_DIRECTORY_MODE = 0o700

/** What a memory disk is like, and what goes wrong on it. */
export interface MemoryFilesInit extends MemoryDiskInit {
  /** What stands on the disk at the beginning, durable; by default nothing. */
  image?: DiskImage
  /** Asked before each call; it may fail the call, cut a write short, or crash the disk. */
  fault? (operation: FilesOperation): FilesFault | undefined
}

/**
 * Files in memory that forget as a real disk may: `crash` leaves the bytes that `sync` covered under the names that
 * `syncDirectory` covered, and nothing else. It is also the disk of meshes that keep nothing: bytes are copied once, on
 * the way in.
 */
export class MemoryFiles implements Files {
  private readonly disk: MemoryDisk
  private readonly check: (operation: FilesOperation) => FilesFault | undefined

  constructor (init: MemoryFilesInit = {}) {
    this.disk = new MemoryDisk(init)
    this.check = faultCheck((operation) => init.fault?.(operation))
    if (init.image != null) {
      this.load(init.image)
      init.log?.begin()
    }
  }

  /** Cuts the power: unsynced bytes and names are gone, and handles that were open fail with `EBADF`. */
  crash (): void {
    this.disk.crash()
  }

  async open (path: string, mode: 'read' | 'write'): Promise<FileHandle> {
    this.check({ name: 'open', path, bytes: 0 })
    let file = this.disk.fileAt(path)
    if (file == null && mode === 'write') {
      file = this.disk.newFile(DEFAULT_FILE_MODE)
      this.disk.put(path, file)
    }
    if (file == null) {
      throw new FileSystemError('ENOENT', path)
    }
    return new MemoryFileHandle({ disk: this.disk, check: this.check, file }, { path, writable: mode === 'write' })
  }

  async readFile (path: string): Promise<Uint8Array | undefined> {
    this.check({ name: 'readFile', path, bytes: 0 })
    const file = this.disk.fileAt(path)
    if (file != null) {
      const bytes = new Uint8Array(file.bytes)
      file.read(bytes, 0)
      return bytes
    }
  }

  async writeFileAtomic (path: string, data: Uint8Array, options: ModeOptions = {}): Promise<void> {
    this.check({ name: 'writeFileAtomic', path, bytes: data.length })
    this.disk.fileAt(path) // refuses a folder
    this.place(path, data, options)
  }

  async createExclusive (path: string, data: Uint8Array, options: ModeOptions = {}): Promise<boolean> {
    this.check({ name: 'createExclusive', path, bytes: data.length })
    const free = this.disk.entryAt(path) == null
    if (free) {
      this.place(path, data, options)
    }
    return free
  }

  async rename (from: string, to: string): Promise<void> {
    this.check({ name: 'rename', path: from, bytes: 0 })
    const entry = this.disk.entryAt(from)
    if (entry == null) {
      throw new FileSystemError('ENOENT', from)
    }
    if (this.disk.fileAt(to) !== entry) {
      this.disk.move(from, to, entry)
    }
  }

  async remove (path: string): Promise<void> {
    this.check({ name: 'remove', path, bytes: 0 })
    if (this.disk.entryAt(path) != null) {
      this.disk.put(path)
    }
  }

  async makeDirectory (path: string, options: ModeOptions = {}): Promise<void> {
    this.check({ name: 'makeDirectory', path, bytes: 0 })
    const parts = partsOf(path)
    for (let depth = 1; depth <= parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/')
      if (this.disk.folderAt(folder) == null) {
        this.disk.put(folder, this.disk.newFolder(options.mode ?? DEFAULT_DIRECTORY_MODE))
        this.disk.syncFolder(this.disk.parentOf(folder))
      }
    }
  }

  async list (path: string): Promise<string[]> {
    this.check({ name: 'list', path, bytes: 0 })
    return this.disk.folderAt(path)?.names() ?? []
  }

  async syncDirectory (path: string): Promise<void> {
    this.check({ name: 'syncDirectory', path, bytes: 0 })
    const folder = this.disk.folderAt(path)
    if (folder == null) {
      throw new FileSystemError('ENOENT', path)
    }
    this.disk.syncFolder(folder)
  }

  async modeOf (path: string): Promise<number | undefined> {
    return this.disk.entryAt(path)?.mode
  }

  async identityOf (path: string): Promise<string | undefined> {
    const entry = this.disk.entryAt(path)
    return entry == null ? undefined : `${this.disk.device}:${entry.number}`
  }

  async stampOf (path: string): Promise<string | undefined> {
    const entry = this.disk.entryAt(path)
    return entry == null ? undefined : `${this.disk.device}:${entry.number}:${entry.stamp}`
  }

  async freeBytes (): Promise<number> {
    return this.disk.freeBytes
  }

  async temporaryDirectory (prefix: string): Promise<string> {
    const path = this.disk.freePath(`/tmp/${prefix}`)
    await this.makeDirectory(path)
    return path
  }

  join (...parts: string[]): string {
    return (parts[0]?.startsWith('/') ? '/' : '') + partsOf(parts.join('/')).join('/')
  }

  /** Puts a whole, durable file under a name. */
  private place (path: string, data: Uint8Array, options: ModeOptions): void {
    this.disk.parentOf(path) // refuses a missing folder
    if (data.length > this.disk.freeBytes) {
      throw new FileSystemError('ENOSPC', path)
    }
    this.disk.place(path, this.disk.newFile(options.mode ?? DEFAULT_FILE_MODE), data)
  }

  /** Makes everything of an image, durable. */
  private load ({ folders, files }: DiskImage): void {
    for (const [path, mode] of folders) {
      this.disk.put(path, this.disk.newFolder(mode))
    }
    for (const [path, { bytes, mode }] of files) {
      this.place(path, bytes, { mode })
    }
    for (const path of ['/', ...folders.keys()]) {
      const folder = this.disk.folderAt(path)
      if (folder != null) {
        this.disk.syncFolder(folder)
      }
    }
  }
}
