import { FileSystemError } from '../errors.ts'
import type { FileHandle } from '../interface.ts'
import type { FilesFault, FilesOperation } from './faults.ts'
import type { MemoryDisk } from './memory-disk.ts'
import type { MemoryFile } from './memory-inode.ts'

/** What an open file needs of its disk. */
export interface MemoryFileHandleComponents {
  readonly disk: MemoryDisk
  check (operation: FilesOperation): FilesFault | undefined
  readonly file: MemoryFile
}

/** One open file of a memory disk. */
export class MemoryFileHandle implements FileHandle {
  private readonly components: MemoryFileHandleComponents
  private readonly path: string
  private readonly writable: boolean
  private readonly era: number
  private closed = false

  constructor (components: MemoryFileHandleComponents, init: { path: string, writable: boolean }) {
    this.components = components
    this.path = init.path
    this.writable = init.writable
    this.era = components.disk.era
  }

  async read (target: Uint8Array, position: number): Promise<number> {
    return this.readSync(target, position)
  }

  readSync (target: Uint8Array, position: number): number {
    this.begin('read', target.length)
    return this.components.file.read(target, position)
  }

  async write (parts: readonly Uint8Array[], position: number): Promise<number> {
    return this.writeParts(parts, position)
  }

  writeSync (bytes: Uint8Array, position: number): number {
    return this.writeParts([bytes], position)
  }

  private writeParts (parts: readonly Uint8Array[], position: number): number {
    const bytes = parts.reduce((sum, part) => sum + part.length, 0)
    const fault = this.begin('write', bytes)
    const limit = fault != null && 'taken' in fault ? fault.taken : bytes
    let done = 0
    for (const part of parts) {
      const wanted = part.subarray(0, limit - done)
      const taken = this.components.disk.write(this.components.file, wanted, position + done)
      done += taken
      if (taken < part.length) {
        break
      }
    }
    if (done === 0 && limit > 0) {
      throw new FileSystemError('ENOSPC', this.path)
    }
    return done
  }

  async sync (): Promise<void> {
    const { check, disk, file } = this.components
    try {
      check({ name: 'sync', path: this.path, bytes: 0 })
    } catch (error) {
      disk.failSync(file)
      throw error
    }
    this.demandOpen()
    disk.sync(file)
  }

  async truncate (size: number): Promise<void> {
    this.begin('truncate', size)
    if (!this.components.disk.truncate(this.components.file, size)) {
      throw new FileSystemError('ENOSPC', this.path)
    }
  }

  async size (): Promise<number> {
    this.begin('size', 0)
    return this.components.file.bytes
  }

  async close (): Promise<void> {
    this.closed = true
  }

  /** Asks for a fault, then fails a call that the handle cannot serve. */
  private begin (name: string, bytes: number): FilesFault | undefined {
    const fault = this.components.check({ name, path: this.path, bytes })
    this.demandOpen()
    if (!this.writable && (name === 'write' || name === 'truncate')) {
      throw new FileSystemError('EBADF', this.path)
    }
    return fault
  }

  private demandOpen (): void {
    if (this.closed || this.era !== this.components.disk.era) {
      throw new FileSystemError('EBADF', this.path)
    }
  }
}
