import { FileTrace } from './file-trace.ts'

/** Bytes per piece of a file: growing never copies what is there, and a small file wastes little. */
const CHUNK_BYTES = 16_384

/** Bytes of the durable part that an unsynced call has changed since. */
interface Overwritten {
  readonly position: number
  readonly bytes: Uint8Array
}

/** What files and folders have in common. */
export interface Inode {
  readonly number: number
  readonly mode: number
  /** Rises with every change, like a change time. */
  stamp: number
}

/**
 * The content of one file, and how much of it a crash would leave. Only one copy is kept: appended bytes lie above the
 * durable size, and changed ones are remembered until the next sync.
 */
export class MemoryFile implements Inode {
  readonly number: number
  readonly mode: number
  stamp: number
  private size = 0
  private readonly chunks: Uint8Array[] = []
  private durableSize = 0
  private overwritten: Overwritten[] = []
  /** Follows every change after a sync failed, because then what is durable is no longer the state at the last one. */
  private trace: FileTrace | undefined

  constructor (number: number, mode: number) {
    this.number = number
    this.mode = mode
    this.stamp = number
  }

  /** The size in bytes. */
  get bytes (): number {
    return this.size
  }

  read (target: Uint8Array, position: number): number {
    const length = Math.max(0, Math.min(target.length, this.size - position))
    for (let done = 0; done < length;) {
      const start = (position + done) % CHUNK_BYTES
      const chunk = this.chunkAt(position + done)
      const part = chunk.subarray(start, start + length - done)
      target.set(part, done)
      done += part.length
    }
    return length
  }

  write (bytes: Uint8Array, position: number): void {
    this.trace?.note({ kind: 'write', position, bytes: bytes.slice() })
    this.remember(position, position + bytes.length)
    this.store(bytes, position)
  }

  truncate (size: number): void {
    this.trace?.note({ kind: 'truncate', size })
    this.remember(size, this.durableSize)
    this.cut(size)
  }

  /** Makes size and bytes durable, but for what an earlier sync failed to. */
  sync (): void {
    this.trace?.sync(false)
    this.durableSize = this.size
    this.overwritten = []
  }

  /**
   * What ext4, XFS and Btrfs do when a sync fails: the pages count as clean, and no later sync writes them. Here every byte
   * of them is lost that is not written once more.
   */
  failSync (): void {
    if (this.trace == null) {
      const live = this.content()
      this.restore()
      this.trace = new FileTrace(this.content())
      this.cut(0)
      this.write(live, 0)
      this.truncate(live.length)
    }
    this.trace.sync(true)
  }

  /** Goes back to the last sync. */
  crash (): void {
    this.restore()
    if (this.trace != null) {
      const left = this.trace.contentWith(this.trace.open.map(() => 'lost'))
      this.cut(0)
      this.store(left, 0)
      this.trace = undefined
    }
    this.overwritten = []
    this.durableSize = this.size
  }

  /** A copy of all bytes. */
  private content (): Uint8Array {
    const bytes = new Uint8Array(this.size)
    this.read(bytes, 0)
    return bytes
  }

  /** Puts back what the last sync covered. */
  private restore (): void {
    for (const { position, bytes } of this.overwritten.reverse()) {
      this.store(bytes, position)
    }
    this.overwritten = []
    this.cut(this.durableSize)
  }

  private cut (size: number): void {
    if (size < this.size) {
      this.chunks.length = Math.ceil(size / CHUNK_BYTES)
      this.chunks.at(-1)?.fill(0, size % CHUNK_BYTES === 0 ? CHUNK_BYTES : size % CHUNK_BYTES)
    }
    this.size = size
  }

  private store (bytes: Uint8Array, position: number): void {
    if (bytes.length === 0) {
      return // A write of nothing does not extend a file, wherever it stands.
    }
    this.size = Math.max(this.size, position + bytes.length)
    for (let done = 0; done < bytes.length;) {
      const start = (position + done) % CHUNK_BYTES
      const part = bytes.subarray(done, done + CHUNK_BYTES - start)
      this.chunkAt(position + done).set(part, start)
      done += part.length
    }
  }

  /** Keeps what is durable between two positions before it changes. */
  private remember (from: number, to: number): void {
    const end = Math.min(to, this.durableSize)
    if (from < end) {
      const bytes = new Uint8Array(end - from)
      this.read(bytes, from)
      this.overwritten.push({ position: from, bytes })
    }
  }

  private chunkAt (position: number): Uint8Array {
    const index = Math.floor(position / CHUNK_BYTES)
    this.chunks[index] ??= new Uint8Array(CHUNK_BYTES)
    return this.chunks[index]
  }
}

/** The names in one folder, and what they were at its last sync. */
export class MemoryFolder implements Inode {
  readonly number: number
  readonly mode: number
  stamp: number
  private readonly entries = new Map<string, MemoryFile | MemoryFolder>()
  private readonly changed = new Map<string, MemoryFile | MemoryFolder | undefined>()

  constructor (number: number, mode: number) {
    this.number = number
    this.mode = mode
    this.stamp = number
  }

  get (name: string): MemoryFile | MemoryFolder | undefined {
    return this.entries.get(name)
  }

  names (): string[] {
    return [...this.entries.keys()].sort()
  }

  /** Gives a name to a file or folder, or takes it away. */
  set (name: string, entry: MemoryFile | MemoryFolder | undefined): void {
    if (!this.changed.has(name)) {
      this.changed.set(name, this.entries.get(name))
    }
    this.put(name, entry)
  }

  /** Makes the names durable. */
  sync (): void {
    this.changed.clear()
  }

  /** Goes back to the last sync, here and in everything below. */
  crash (): void {
    for (const [name, entry] of this.changed) {
      this.put(name, entry)
    }
    this.changed.clear()
    for (const entry of this.entries.values()) {
      entry.crash()
    }
  }

  /** Bytes in the files here and below. */
  get bytes (): number {
    let bytes = 0
    for (const entry of this.entries.values()) {
      bytes += entry.bytes
    }
    return bytes
  }

  private put (name: string, entry: MemoryFile | MemoryFolder | undefined): void {
    if (entry == null) {
      this.entries.delete(name)
    } else {
      this.entries.set(name, entry)
    }
  }
}
