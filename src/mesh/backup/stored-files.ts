import { FileSystemError } from '../../platform/index.ts'
import { storedName } from './stored-name.ts'
import type { BackupFile } from './interface.ts'
import type { FileHandle, Files } from '../../platform/index.ts'

/**
 * The files of a backup under the names that they have in a home, so that journals are read where they are stored. Nothing
 * can be written through it.
 */
export class StoredFiles implements Files {
  private readonly files: Files
  private readonly folder: string
  /** Real paths by the paths that are shown. */
  private readonly places: ReadonlyMap<string, string>

  constructor (files: Files, folder: string, stored: readonly BackupFile[]) {
    this.files = files
    this.folder = folder
    this.places = new Map(stored.map(file => [files.join(folder, file.path), files.join(folder, storedName(file))]))
  }

  async open (path: string, mode: 'read' | 'write'): Promise<FileHandle> {
    return mode === 'read' ? this.files.open(this.placeOf(path), mode) : refuse(path)
  }

  async readFile (path: string): Promise<Uint8Array | undefined> {
    return this.files.readFile(this.placeOf(path))
  }

  async list (path: string): Promise<string[]> {
    const prefix = this.files.join(path, 'x').slice(0, -1)
    const names = [...this.places.keys()].filter(shown => shown.startsWith(prefix)).map(shown => shown.slice(prefix.length))
    return names.sort()
  }

  async modeOf (path: string): Promise<number | undefined> {
    return this.files.modeOf(this.placeOf(path))
  }

  async identityOf (path: string): Promise<string | undefined> {
    return this.files.identityOf(this.placeOf(path))
  }

  async stampOf (path: string): Promise<string | undefined> {
    return this.files.stampOf(this.placeOf(path))
  }

  async freeBytes (): Promise<number> {
    return this.files.freeBytes(this.folder)
  }

  join (...parts: string[]): string {
    return this.files.join(...parts)
  }

  async writeFileAtomic (path: string): Promise<void> { return refuse(path) }
  async createExclusive (path: string): Promise<boolean> { return refuse(path) }
  async rename (path: string): Promise<void> { return refuse(path) }
  async remove (path: string): Promise<void> { return refuse(path) }
  async makeDirectory (path: string): Promise<void> { return refuse(path) }
  async syncDirectory (path: string): Promise<void> { return refuse(path) }
  async temporaryDirectory (prefix: string): Promise<string> { return refuse(prefix) }

  private placeOf (path: string): string {
    return this.places.get(path) ?? path
  }
}

function refuse (path: string): never {
  throw new FileSystemError('EROFS', path)
}
