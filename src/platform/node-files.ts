import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, lstat, mkdir, mkdtemp, open, readFile, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { SymbolicLinkError } from './errors.ts'
import { NodeFileHandle } from './node-file-handle.ts'
import type { FileHandle, Files, ModeOptions } from './interface.ts'
import type { BigIntStats } from 'node:fs'

const { O_CREAT, O_EXCL, O_RDONLY, O_RDWR } = constants

/** Windows has no such flag and needs none: its links are made by administrators only. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0

/** Permission bits of new files and folders: nobody but the owner of a node has business in its home. */
const DEFAULT_FILE_MODE = 0o600
const DEFAULT_DIRECTORY_MODE = 0o700

/** What file systems answer that have no hard links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL']

/** How the files of the machine are reached. */
export interface NodeFilesInit {
  /** Gives a file a second name and fails with `EEXIST` when that is taken; by default `link` of node:fs. */
  link? (from: string, to: string): Promise<void>
}

/** A file to create. */
interface NewFile {
  readonly path: string
  readonly data: Uint8Array
  readonly mode: number
}

/** The files of the machine. */
export class NodeFiles implements Files {
  private readonly link: (from: string, to: string) => Promise<void>

  constructor (init: NodeFilesInit = {}) {
    this.link = init.link ?? link
  }

  async open (path: string, mode: 'read' | 'write'): Promise<FileHandle> {
    const flags = mode === 'read' ? O_RDONLY : O_RDWR | O_CREAT | O_NOFOLLOW
    return new NodeFileHandle(await open(path, flags, DEFAULT_FILE_MODE), path)
  }

  async readFile (path: string): Promise<Uint8Array | undefined> {
    return ifThere(async () => new Uint8Array(await readFile(path)))
  }

  async writeFileAtomic (path: string, data: Uint8Array, options: ModeOptions = {}): Promise<void> {
    await this.modeOf(path) // refuses a link
    await withTemporary({ path, data, mode: options.mode ?? DEFAULT_FILE_MODE }, async (temporary) => rename(temporary, path))
    await this.syncDirectory(dirname(path))
  }

  async createExclusive (path: string, data: Uint8Array, options: ModeOptions = {}): Promise<boolean> {
    const target = { path, data, mode: options.mode ?? DEFAULT_FILE_MODE }
    try {
      await withTemporary(target, async (temporary) => this.claim(temporary, target))
    } catch (error) {
      if (codeOf(error) === 'EEXIST') {
        return false
      }
      throw error
    }
    await this.syncDirectory(dirname(path))
    return true
  }

  /** Gives the name to the finished file, so that nobody ever reads half of it; without hard links, to a file in the making. */
  private async claim (temporary: string, target: NewFile): Promise<void> {
    try {
      await this.link(temporary, target.path)
    } catch (error) {
      if (!NO_LINKS.includes(codeOf(error))) {
        throw error
      }
      await writeNew(target)
    }
  }

  async rename (from: string, to: string): Promise<void> {
    await rename(from, to)
  }

  async remove (path: string): Promise<void> {
    await rm(path, { recursive: true, force: true })
  }

  async makeDirectory (path: string, options: ModeOptions = {}): Promise<void> {
    const last = resolve(path)
    const first = await mkdir(last, { recursive: true, mode: options.mode ?? DEFAULT_DIRECTORY_MODE })
    if (first == null) {
      return
    }
    for (let folder = last; folder.length >= first.length; folder = dirname(folder)) {
      await this.syncDirectory(dirname(folder))
    }
  }

  async list (path: string): Promise<string[]> {
    const names = await ifThere(async () => readdir(path))
    return names?.sort() ?? []
  }

  async syncDirectory (path: string): Promise<void> {
    if (process.platform === 'win32') {
      return // NTFS journals its names and opens no folder for a sync.
    }
    const handle = await open(path, O_RDONLY)
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  async modeOf (path: string): Promise<number | undefined> {
    const stats = await ifThere(async () => lstat(path))
    if (stats?.isSymbolicLink() === true) {
      throw new SymbolicLinkError(path)
    }
    return stats == null ? undefined : stats.mode & 0o777
  }

  async identityOf (path: string): Promise<string | undefined> {
    const stats = await statOf(path)
    return stats == null ? undefined : `${stats.dev}:${stats.ino}`
  }

  async stampOf (path: string): Promise<string | undefined> {
    const stats = await statOf(path)
    return stats == null ? undefined : `${stats.dev}:${stats.ino}:${stats.ctimeNs}`
  }

  async freeBytes (path: string): Promise<number> {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  }

  async temporaryDirectory (prefix: string): Promise<string> {
    return mkdtemp(join(tmpdir(), prefix))
  }

  join (...parts: string[]): string {
    return join(...parts)
  }
}

/** Writes a finished file under a name of its own beside the target, lends that name to `use`, and leaves nothing behind. */
async function withTemporary <T> (target: NewFile, use: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = `${target.path}.${randomBytes(8).toString('hex')}.tmp`
  try {
    await writeNew({ ...target, path: temporary })
    return await use(temporary)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Creates a file that nobody has created, whole and durable, or leaves none. */
async function writeNew (target: NewFile): Promise<void> {
  const handle = await open(target.path, O_RDWR | O_CREAT | O_EXCL, target.mode)
  try {
    await handle.writeFile(target.data)
    await handle.sync()
  } catch (error) {
    await rm(target.path, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

async function statOf (path: string): Promise<BigIntStats | undefined> {
  return ifThere(async () => stat(path, { bigint: true }))
}

/** The answer of a call, or undefined when its path names nothing. */
async function ifThere <T> (call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      throw error
    }
  }
}

function codeOf (error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
