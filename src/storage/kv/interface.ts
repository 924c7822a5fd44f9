import type { AbortOptions } from '@libp2p/interface'

/** A key and its value. */
export type KVEntry = readonly [Uint8Array, Uint8Array]

/** One step of a batch. */
export type KVOperation = { type: 'put', key: Uint8Array, value: Uint8Array } | { type: 'del', key: Uint8Array }

/**
 * The keys between two bounds, at most one of a kind, in lexicographic order of their bytes; a shorter key stands before its
 * extensions.
 */
export interface KVRange {
  /** Keys from this one on. */
  gte?: Uint8Array
  /** Keys after this one. */
  gt?: Uint8Array
  /** Keys up to this one. */
  lte?: Uint8Array
  /** Keys before this one. */
  lt?: Uint8Array
  /** Whether the last key comes first. */
  reverse?: boolean
  /** At most so many entries, taken after `reverse`. */
  limit?: number
}

/** What a scan reads. */
export interface ScanInit extends KVRange {
  /** Whether values are read as well; without them every value is empty. */
  values: boolean
}

/** How durable a batch has to be. */
export interface BatchOptions {
  /** Whether the batch is on the disk before the answer; without it a crash of the machine may lose the last batches, in order. */
  sync?: boolean
}

/**
 * An ordered store of bytes. Keys and values may be empty. Bytes handed in belong to the store from then on, and bytes
 * handed out must not be changed. Every call fails with KVClosedError before `start` and after `stop`, and with
 * KVFailedError when the medium fails.
 */
export interface KV {
  /** Opens the store and creates it when it is missing. Throws KVLockedError and KVCorruptError. */
  start (): Promise<void>
  /** Closes the store; iterators that are still open fail. */
  stop (): Promise<void>
  /** The value of a key, or undefined. */
  get (key: Uint8Array): Promise<Uint8Array | undefined>
  /** Like `get`, on the caller's thread; present where that is the quickest way (LevelDB, memory). */
  getSync? (key: Uint8Array): Uint8Array | undefined
  /** The values of many keys, in their order, as they stood at one moment. */
  getMany (keys: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>>
  /** Applies all operations or none; of several for one key the last one counts. */
  batch (operations: readonly KVOperation[], options?: BatchOptions): Promise<void>
  /** The entries of a range as they stood at the first step, whatever is written meanwhile. A bounded number is read ahead. */
  entries (range?: KVRange, options?: AbortOptions): AsyncIterable<KVEntry>
  /** The keys of a range, like `entries`. */
  keys (range?: KVRange, options?: AbortOptions): AsyncIterable<Uint8Array>
  /** Removes the entries of a range, or all; not atomic. */
  clear (range?: KVRange): Promise<void>
  /** Stops the store and removes it with everything in it; `start` then opens an empty one. */
  destroy (): Promise<void>
}

/** What a scan reads: sealed entries, of which the first may be the proof of the others. */
export interface SealedRange {
  /** Key of the proof, which is not counted. */
  readonly proof: Uint8Array
  /** The first key behind the entries. */
  readonly end: Uint8Array
}

/** How far a scan of sealed entries has come. */
export interface SealedCount {
  /** The proof as it stood when the scan began, if there is one. */
  readonly proof: Uint8Array | undefined
  /** Entries behind it. */
  readonly entries: number
  /** Sum of their checksums, modulo `SUM_MODULUS`. */
  readonly sum: number
  /** Whether these are all entries of the range. */
  readonly isComplete: boolean
}

/**
 * What a process of its own found out about a database.
 *
 * - `whole`: it opens, and each entry in the range has its checksum; whether all are there is told by the count.
 * - `damaged`: it does not open, an entry is not what was written, or the process died of it.
 * - `locked`: somebody has it open.
 * - `unproven`: there could be no such process, or it was ended before it was done.
 */
export type LevelCheck =
  { readonly result: 'whole', readonly count: SealedCount } |
  { readonly result: 'damaged' | 'locked' | 'unproven', readonly reason: string }
