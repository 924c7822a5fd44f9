import { FileSystemError } from '../errors.ts'
import { ROOT_NUMBER } from './folder-traces.ts'
import { MemoryFile, MemoryFolder } from './memory-inode.ts'
import type { DiskLog, NameChange } from './disk-log.ts'

/** Bytes that a memory disk takes unless told otherwise: no test fills it by accident, and a runaway loop does not take the machine down. */
export const DEFAULT_CAPACITY_BYTES = 4 * 2 ** 30

/** The device number of a memory disk. */
export const DEFAULT_DEVICE = 1

/** What a memory disk is like. */
export interface MemoryDiskInit {
  /**
   * Size of the disk in bytes.
   *
   * @default DEFAULT_CAPACITY_BYTES
   */
  capacityBytes?: number
  /**
   * The number that identities of files begin with; copies on another disk are told apart by it.
   *
   * @default DEFAULT_DEVICE
   */
  device?: number
  /** Told of every change, so that the states that a power cut may leave can be worked out. One log belongs to one disk. */
  log?: DiskLog
}

/** A tree of files and folders in memory: names, space and power. */
export class MemoryDisk {
  readonly device: number
  private readonly capacityBytes: number
  private readonly log: DiskLog | undefined
  private readonly root = new MemoryFolder(ROOT_NUMBER, 0o700)
  private changes = 0
  private powerCuts = 0
  private usedBytes = 0

  constructor (init: MemoryDiskInit = {}) {
    this.capacityBytes = init.capacityBytes ?? DEFAULT_CAPACITY_BYTES
    this.device = init.device ?? DEFAULT_DEVICE
    this.log = init.log
  }

  /** How often the power was cut: what was opened before is dead. */
  get era (): number {
    return this.powerCuts
  }

  get freeBytes (): number {
    return this.capacityBytes - this.usedBytes
  }

  crash (): void {
    this.powerCuts++
    this.root.crash()
    this.usedBytes = this.root.bytes
  }

  entryAt (path: string): MemoryFile | MemoryFolder | undefined {
    let entry: MemoryFile | MemoryFolder | undefined = this.root
    for (const name of partsOf(path)) {
      if (!(entry instanceof MemoryFolder)) {
        throw new FileSystemError('ENOTDIR', path)
      }
      entry = entry.get(name)
      if (entry == null) {
        return
      }
    }
    return entry
  }

  fileAt (path: string): MemoryFile | undefined {
    const entry = this.entryAt(path)
    if (entry instanceof MemoryFolder) {
      throw new FileSystemError('EISDIR', path)
    }
    return entry
  }

  folderAt (path: string): MemoryFolder | undefined {
    const entry = this.entryAt(path)
    if (entry instanceof MemoryFile) {
      throw new FileSystemError('ENOTDIR', path)
    }
    return entry
  }

  /** The folder that holds a name. */
  parentOf (path: string): MemoryFolder {
    const folder = this.folderAt(partsOf(path).slice(0, -1).join('/'))
    if (folder == null || partsOf(path).length === 0) {
      throw new FileSystemError('ENOENT', path)
    }
    return folder
  }

  /** Puts a file or folder under a name, in place of what was there, or takes the name away. */
  put (path: string, entry?: MemoryFile | MemoryFolder): void {
    const change = this.name(path, entry)
    this.log?.note({ kind: 'names', changes: [change] })
  }

  /** Fills a new file, makes it durable, and then puts it under a name, durably. */
  place (path: string, file: MemoryFile, data: Uint8Array): void {
    file.write(data, 0)
    if (data.length > 0) {
      this.log?.note({ kind: 'write', file: file.number, position: 0, bytes: data.slice() })
    }
    this.sync(file)
    this.put(path, file)
    this.syncFolder(this.parentOf(path))
  }

  /** Moves a file or folder from one name to another, in one step. */
  move (from: string, to: string, entry: MemoryFile | MemoryFolder): void {
    const changes = [this.name(from), this.name(to, entry)]
    this.touch(entry)
    this.log?.note({ kind: 'names', changes })
  }

  /** A name that begins so and never was given before. */
  freePath (prefix: string): string {
    return `${prefix}${++this.changes}`
  }

  newFile (mode: number): MemoryFile {
    return new MemoryFile(++this.changes, mode)
  }

  newFolder (mode: number): MemoryFolder {
    return new MemoryFolder(++this.changes, mode)
  }

  /** Marks a change, as a change time does. */
  touch (entry: MemoryFile | MemoryFolder): void {
    entry.stamp = ++this.changes
  }

  /** Writes what fits; the answer is short when the disk is full. */
  write (file: MemoryFile, bytes: Uint8Array, position: number): number {
    const taken = Math.min(bytes.length, Math.max(0, file.bytes + this.freeBytes - position))
    const before = file.bytes
    file.write(bytes.subarray(0, taken), position)
    this.usedBytes += file.bytes - before
    this.touch(file)
    if (taken > 0) {
      this.log?.note({ kind: 'write', file: file.number, position, bytes: bytes.slice(0, taken) })
    }
    return taken
  }

  truncate (file: MemoryFile, size: number): boolean {
    const growth = size - file.bytes
    if (growth > this.freeBytes) {
      return false
    }
    file.truncate(size)
    this.usedBytes += growth
    this.touch(file)
    this.log?.note({ kind: 'truncate', file: file.number, size })
    return true
  }

  /** Makes the bytes of a file durable. */
  sync (file: MemoryFile): void {
    file.sync()
    this.log?.note({ kind: 'sync', file: file.number, failed: false })
  }

  /** Fails to do so, and takes the bytes for clean. */
  failSync (file: MemoryFile): void {
    file.failSync()
    this.log?.note({ kind: 'sync', file: file.number, failed: true })
  }

  /** Makes the names in a folder durable. */
  syncFolder (folder: MemoryFolder): void {
    folder.sync()
    this.log?.note({ kind: 'syncFolder', folder: folder.number })
  }

  private name (path: string, entry?: MemoryFile | MemoryFolder): NameChange {
    const parent = this.parentOf(path)
    const name = partsOf(path).at(-1) ?? ''
    const old = parent.get(name)
    this.usedBytes -= old == null ? 0 : old.bytes
    parent.set(name, entry)
    this.usedBytes += entry == null ? 0 : entry.bytes
    this.touch(parent)
    return {
      folder: parent.number,
      name,
      entry: entry == null ? undefined : { number: entry.number, mode: entry.mode, isFolder: entry instanceof MemoryFolder }
    }
  }
}

/** The names of a path without empty and dot parts; `..` goes up. */
export function partsOf (path: string): string[] {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') {
      parts.pop()
    } else if (part !== '' && part !== '.') {
      parts.push(part)
    }
  }
  return parts
}
