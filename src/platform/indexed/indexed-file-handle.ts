import { FileSystemError } from '../errors.ts'
import type { IndexedFile } from './indexed-file.ts'
import type { Volume } from './volume.ts'
import type { FileHandle } from '../interface.ts'

/** One open file of a volume. It has no calls on the caller's thread, because IndexedDB has none. */
export class IndexedFileHandle implements FileHandle {
  private readonly volume: Volume
  private readonly file: IndexedFile
  private readonly path: string
  private readonly writable: boolean
  private closed = false

  constructor (components: { volume: Volume, file: IndexedFile }, init: { path: string, writable: boolean }) {
    this.volume = components.volume
    this.file = components.file
    this.path = init.path
    this.writable = init.writable
    this.file.users++
  }

  async read (target: Uint8Array, position: number): Promise<number> {
    this.demandOpen()
    return this.file.read(target, position)
  }

  async write (parts: readonly Uint8Array[], position: number): Promise<number> {
    this.demandWritable()
    return this.file.write(parts, position)
  }

  async sync (): Promise<void> {
    this.demandOpen()
    await this.file.sync()
  }

  async truncate (size: number): Promise<void> {
    this.demandWritable()
    await this.file.truncate(size)
  }

  async size (): Promise<number> {
    this.demandOpen()
    return this.file.bytes
  }

  async close (): Promise<void> {
    if (!this.closed) {
      this.closed = true
      this.file.users--
      await this.volume.drop(this.file)
    }
  }

  private demandWritable (): void {
    this.demandOpen()
    if (!this.writable) {
      throw new FileSystemError('EBADF', this.path)
    }
  }

  private demandOpen (): void {
    if (this.closed) {
      throw new FileSystemError('EBADF', this.path)
    }
  }
}
