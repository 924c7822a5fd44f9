import type { AbortOptions } from '@libp2p/interface'

/** Reads the two clocks of the machine. */
export interface Clock {
  /** Wall time in milliseconds since 1970; it may jump in both directions. */
  nowMs (): number
  /** Milliseconds since an arbitrary start; it never goes back. */
  monotonicMs (): number
}

/** One figure of a family. */
export interface MetricSample {
  /** What the labels tell apart; their values are few and known, never an id. */
  readonly labels?: Readonly<Record<string, string>>
  /** Of a summary: the sum, or the number of its parts. */
  readonly suffix?: '_sum' | '_count'
  readonly value: number
}

/** A family of figures for a monitoring system: a counter only grows while the process lives, a gauge is the present state. */
export interface Metric {
  /** `factmesh_<room>_<noun>_<unit>`. */
  readonly name: string
  /** What it counts, in a sentence without a line break. */
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'summary'
  readonly samples: readonly MetricSample[]
}

/** One armed timer. */
export interface TimerHandle {
  /** Disarms the timer; it is harmless after the timer has fired. */
  cancel (): void
}

/** Arms timers. Every delay is a finite number of milliseconds, however long; negative ones count as zero. */
export interface Timers {
  /** Calls `fn` once after `ms`. A pending call keeps a process alive. */
  after (ms: number, fn: () => void): TimerHandle
  /** Calls `fn` every `ms` (at least 1) until cancelled. It never keeps a process alive. */
  every (ms: number, fn: () => void): TimerHandle
  /** Resolves after `ms`, or rejects with the reason of the signal once that is aborted. */
  sleep (ms: number, options?: AbortOptions): Promise<void>
}

/** Draws random numbers. On a machine they are fit for keys; on a simulated platform they come from a seed. */
export interface Random {
  /** Fresh random bytes of any length. */
  bytes (length: number): Uint8Array
  /** A number in [0, 1) with 53 random bits. */
  fraction (): number
}

/** Reads or writes one file at positions in bytes; there is no cursor. */
export interface FileHandle {
  /** Fills `target` from `position`; the answer is the number of bytes read, short only at the end of the file. */
  read (target: Uint8Array, position: number): Promise<number>
  /** Like `read`, on the caller's thread: for small reads that the page cache answers. */
  readSync? (target: Uint8Array, position: number): number
  /**
   * Writes the parts one after another from `position`; the answer is the number of bytes that were taken. A short
   * count is a failure that the kernel reported late (disk full, quota), never an invitation to go on.
   */
  write (parts: readonly Uint8Array[], position: number): Promise<number>
  /** Like `write` of one part, on the caller's thread: for small writes that the page cache takes. */
  writeSync? (bytes: Uint8Array, position: number): number
  /** Makes data and size durable (fdatasync). After a failure nothing that was written since the last success is sure. */
  sync (): Promise<void>
  /** Cuts the file to `size` bytes, or extends it with zeros. */
  truncate (size: number): Promise<void>
  /** The size in bytes. */
  size (): Promise<number>
  /** Gives the handle back; further calls fail with code `EBADF`. */
  close (): Promise<void>
}

/** Permission bits of something new, for example `0o600`. */
export interface ModeOptions {
  /** Bits before the umask of the process is applied. */
  mode?: number
}

/**
 * Files and folders. Failures are errors with a POSIX name in `code` (`ENOENT`, `EEXIST`, `EIO`, `ENOSPC`, …). A
 * change of names (create, rename, remove) is durable only after `syncDirectory`, unless the method says otherwise.
 */
export interface Files {
  /** Opens a file: `read` needs it to exist, `write` reads and writes and creates it. A symbolic link as the last part is refused for `write`. */
  open (path: string, mode: 'read' | 'write'): Promise<FileHandle>
  /** The whole content, or undefined when there is no such file. */
  readFile (path: string): Promise<Uint8Array | undefined>
  /**
   * Replaces a file so that a crash leaves the old or the new content, whole and durable; it may also leave a file that is
   * named `<name>.<random>.tmp`. Throws SymbolicLinkError for a link.
   */
  writeFileAtomic (path: string, data: Uint8Array, options?: ModeOptions): Promise<void>
  /** Creates a file, whole and durable, and answers false when the name was taken: of many callers exactly one wins. */
  createExclusive (path: string, data: Uint8Array, options?: ModeOptions): Promise<boolean>
  /** Moves a file over whatever had the new name. */
  rename (from: string, to: string): Promise<void>
  /** Removes a file, or a folder with everything in it; it is harmless when there is none. */
  remove (path: string): Promise<void>
  /** Creates a folder and its missing parents, durably; it is harmless when it exists. */
  makeDirectory (path: string, options?: ModeOptions): Promise<void>
  /** The names in a folder in ascending order; none when there is no such folder. */
  list (path: string): Promise<string[]>
  /** Makes the names in a folder durable. */
  syncDirectory (path: string): Promise<void>
  /** Permission bits of a file or folder, or undefined when there is none. Throws SymbolicLinkError for a link. */
  modeOf (path: string): Promise<number | undefined>
  /** `device:inode`, or undefined when there is no such file: it changes when a file is replaced or restored from a copy. */
  identityOf (path: string): Promise<string | undefined>
  /** `device:inode:change time`, or undefined: it changes with every change of the file as well. */
  stampOf (path: string): Promise<string | undefined>
  /** Bytes that may still be written to the file system that holds `path`. */
  freeBytes (path: string): Promise<number>
  /** Makes an empty folder that only the owner may enter, under a name of its own that begins with `prefix`, among the temporary files. */
  temporaryDirectory (prefix: string): Promise<string>
  /**
   * Takes a folder for this program alone, and answers how to give it back, or undefined while another has it. Absent where
   * programs tell each other by a file (Node).
   */
  lock? (path: string): Promise<(() => Promise<void>) | undefined>
  /** Joins parts of a path with the separator of the machine. */
  join (...parts: string[]): string
}

/** The processes of the machine, as far as a lock file needs to know them. */
export interface Processes {
  /** The number of this process. */
  readonly pid: number
  /**
   * A text that tells a running process from others that had its number before, or undefined when none runs under it.
   * On machines that do not tell when a process began it is the same for all.
   */
  startStamp (pid: number): Promise<string | undefined>
}

/** Signs, and agrees on secrets, with one Ed25519 key. The key itself stays inside. */
export interface Ed25519Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** A signature of 64 bytes (RFC 8032). */
  sign (message: Uint8Array): Uint8Array | Promise<Uint8Array>
  /**
   * The secret of 32 bytes that this key shares with another Ed25519 key: X25519 (RFC 7748) of their Montgomery forms, the
   * same from both ends. Undefined when the bytes are no point, or one of small order, which shares the same with all.
   */
  agree (publicKey: Uint8Array): Uint8Array | undefined
}

/** Ed25519 (RFC 8032) by the native code of the platform. */
export interface Ed25519 {
  /** The signer of a secret seed of 32 bytes. Throws InvalidSeedError for another length. */
  signer (seed: Uint8Array): Ed25519Signer
  /**
   * Whether the signature holds under the platform's own rule, which differs between platforms for keys and points
   * of small order: callers apply their strict checks first. Wrong lengths are false, never an error.
   */
  verify (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
}

/** CRC-32C (Castagnoli), an unsigned 32-bit integer; `previous` continues a checksum over an earlier part. */
export type Crc32c = (bytes: Uint8Array, previous?: number) => number

/** Everything that the code above may ask of the machine it runs on. */
export interface Platform {
  /** Which body this is. */
  readonly name: 'node' | 'browser' | 'simulated'
  /** Wall and monotonic time. */
  readonly clock: Clock
  /** Timers on the same time. */
  readonly timers: Timers
  /** Who runs on the machine. */
  readonly processes: Processes
  /** Random numbers. */
  readonly random: Random
  /** Files: those of the system, and in a browser those kept in IndexedDB; undefined where there are none. */
  readonly files: Files | undefined
  /** Signatures. */
  readonly ed25519: Ed25519
  /** Checksums of records on disk. */
  readonly crc32c: Crc32c
}
