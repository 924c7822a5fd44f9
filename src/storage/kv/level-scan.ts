import { FIRST_PAGE_ENTRIES, READ_AHEAD_BYTES, READ_AHEAD_ENTRIES } from './constants.ts'
import type { KVEntry, KVRange, ScanInit } from './interface.ts'

/** What this room uses of a LevelDB database that has bytes on both sides (abstract-level 3, classic-level 3). */
export interface Level {
  open (): Promise<void>
  close (): Promise<void>
  getSync (key: Uint8Array): Uint8Array | undefined
  getMany (keys: Uint8Array[]): Promise<Array<Uint8Array | undefined>>
  batch (): LevelBatch
  iterator (options: LevelIteratorOptions): LevelIterator
  /** Rewrites a range, after it wrote out what it holds in memory. */
  compactRange (start: Uint8Array, end: Uint8Array): Promise<void>
}

/** Operations that are applied together by `write`. */
interface LevelBatch {
  put (key: Uint8Array, value: Uint8Array): unknown
  del (key: Uint8Array): unknown
  write (options: { sync: boolean }): Promise<void>
  close (): Promise<void>
}

/** Which entries an iterator takes, and whether it reads their values. */
interface LevelIteratorOptions extends KVRange {
  values: boolean
  highWaterMarkBytes: number
}

/** Reads some entries at a time, none at the end. */
interface LevelIterator {
  nextv (size: number): Promise<Array<[Uint8Array, Uint8Array | undefined]>>
  close (): Promise<void>
}

/** Walks through a range page by page, over the state that the database had when the scan was made. */
export class LevelScan {
  private readonly iterator: LevelIterator
  private size = FIRST_PAGE_ENTRIES

  constructor (level: Level, init: ScanInit) {
    const options = { ...boundsOf(init), values: init.values, highWaterMarkBytes: READ_AHEAD_BYTES }
    this.iterator = level.iterator(options)
  }

  /** The next entries in order; none at the end. */
  async next (): Promise<KVEntry[]> {
    const page = await this.iterator.nextv(this.size)
    this.size = Math.min(this.size * 4, READ_AHEAD_ENTRIES)
    return page.map(([key, value]) => [plain(key), value == null ? EMPTY : plain(value)])
  }

  /** Gives up what the scan holds. */
  async close (): Promise<void> {
    await this.iterator.close()
  }
}

const EMPTY = new Uint8Array()

/** The same bytes without the extras of Buffer, whose `slice` and comparisons differ. */
export function plain (bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** The fields of a range that are set: the Level family takes an undefined bound for a mistake. */
function boundsOf (range: KVRange): KVRange {
  const { gte, gt, lte, lt, reverse, limit } = range
  return {
    ...(gte == null ? {} : { gte }),
    ...(gt == null ? {} : { gt }),
    ...(lte == null ? {} : { lte }),
    ...(lt == null ? {} : { lt }),
    reverse: reverse === true,
    limit: limit ?? -1
  }
}
