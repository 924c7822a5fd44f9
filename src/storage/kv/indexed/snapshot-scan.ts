import { FIRST_PAGE_ENTRIES, PAGE_BYTES, PAGE_ENTRIES_MAX } from '../constants.ts'
import { compareKeys } from '../sorted/order.ts'
import { SortedEntries, walk } from '../sorted/sorted-entries.ts'
import { isInRange } from './key-range.ts'
import { readPage } from './page.ts'
import type { Connection } from './connection.ts'
import type { KVEntry, KVRange, ScanInit } from '../interface.ts'

/** Stands for the value of a key that held nothing. */
const NOTHING = new Uint8Array()

/**
 * Walks through a range page by page, over the state at its beginning, on a database without snapshots: while it is under
 * way, each write tells it what the keys held before. No turns have to be taken, because IndexedDB runs a transaction that
 * writes apart from all others, in the order in which they were made.
 */
export class SnapshotScan {
  private readonly connection: Connection
  /** What is still to be read. */
  private rest: ScanInit & { limit: number }
  private pageEntries = FIRST_PAGE_ENTRIES
  private ended = false
  /** What changed keys of the rest held when the scan began. */
  private readonly before = new SortedEntries()

  constructor (components: { connection: Connection }, init: ScanInit) {
    this.connection = components.connection
    this.rest = { ...init, limit: init.limit ?? Infinity }
  }

  /** Notes what a key held before a write; only the first note counts. */
  remember (key: Uint8Array, value: Uint8Array | undefined): void {
    if (isInRange(key, this.rest) && this.before.get(key) == null) {
      this.before.put(key, value ?? NOTHING)
    }
  }

  /** The next entries in order; none at the end. */
  async next (): Promise<KVEntry[]> {
    while (!this.ended && this.rest.limit > 0) {
      const entries = await this.step()
      if (entries.length > 0) {
        return entries
      }
    }
    return []
  }

  private async step (): Promise<KVEntry[]> {
    const limit = Math.min(this.pageEntries, this.rest.limit)
    const page = await this.connection.read(async store => readPage(store, { ...this.rest, limit }))
    const last = page.length < limit ? undefined : page.at(-1)?.[0]
    const entries = this.restore(page, last).slice(0, this.rest.limit)
    this.ended = last == null
    this.rest = { ...this.rest, ...this.behind(last), limit: this.rest.limit - entries.length }
    this.pageEntries = nextSize(limit, page)
    return entries
  }

  /** The page as it stood at the beginning: from the start of the rest to the last key, or to its end. */
  private restore (page: KVEntry[], last: Uint8Array | undefined): KVEntry[] {
    const before = [...walk(this.before.snapshot(), { ...this.rest, ...this.upTo(last), limit: undefined })]
    if (before.length === 0) {
      return page
    }
    const entries = page.filter(([key]) => this.before.get(key) == null).concat(before.filter(([, value]) => value !== NOTHING))
    for (const [key] of before) {
      this.before.delete(key)
    }
    return entries.sort(([a], [b]) => this.rest.reverse === true ? compareKeys(b, a) : compareKeys(a, b))
  }

  private upTo (last: Uint8Array | undefined): KVRange {
    if (last == null) {
      return {}
    }
    return this.rest.reverse === true ? { gte: last, gt: undefined } : { lte: last, lt: undefined }
  }

  private behind (last: Uint8Array | undefined): KVRange {
    if (last == null) {
      return {}
    }
    return this.rest.reverse === true ? { lt: last, lte: undefined } : { gt: last, gte: undefined }
  }
}

/** How many entries the next page should have, after one of so many. */
function nextSize (entries: number, page: KVEntry[]): number {
  const bytes = page.reduce((sum, [key, value]) => sum + key.length + value.length, 0)
  const fitting = bytes === 0 ? PAGE_ENTRIES_MAX : Math.floor(page.length * PAGE_BYTES / bytes)
  return Math.max(1, Math.min(entries * 4, fitting, PAGE_ENTRIES_MAX))
}
