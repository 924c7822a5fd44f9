import { OPEN_FILES_MAX } from './constants.ts'
import type { FileHandle, Files } from '../../platform/interface.ts'

/** A file and how many are reading from it now. */
interface OpenFile {
  readonly handle: Promise<FileHandle>
  users: number
}

/** Opens files for reading when they are needed, keeps the latest ones open, and closes none that is in use. */
export class OpenFiles {
  private readonly files: Files
  /** By path; the one that was used longest ago comes first. */
  private readonly open = new Map<string, OpenFile>()

  constructor (files: Files) {
    this.files = files
  }

  /** Does some reading from a file. */
  async use<Result> (path: string, read: (handle: FileHandle) => Result | Promise<Result>): Promise<Result> {
    const file = this.open.get(path) ?? { handle: this.files.open(path, 'read'), users: 0 }

    this.open.delete(path)
    this.open.set(path, file)
    file.users++
    try {
      return await read(await this.handleOf(path, file))
    } finally {
      file.users--
      if (this.open.size > OPEN_FILES_MAX) {
        await this.closeIdle(OPEN_FILES_MAX)
      }
    }
  }

  /** Closes every file that nobody reads from. */
  async close (): Promise<void> {
    await this.closeIdle(0)
  }

  private async handleOf (path: string, file: OpenFile): Promise<FileHandle> {
    try {
      return await file.handle
    } catch (error) {
      if (this.open.get(path) === file) {
        this.open.delete(path) // The next one tries to open it again.
      }
      throw error
    }
  }

  private async closeIdle (keep: number): Promise<void> {
    for (const [path, file] of this.open) {
      if (this.open.size <= keep) {
        return
      }
      if (file.users === 0) {
        this.open.delete(path)
        await (await file.handle).close()
      }
    }
  }
}
