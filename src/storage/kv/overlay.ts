import { LevelScan } from './level-scan.ts'
import { compareKeys } from './order.ts'
import type { KVEntry, KVOperation } from './interface.ts'
import type { Level, Scan, ScanInit } from './level-scan.ts'

/** What a key held when a scan began; undefined when it held nothing. */
interface Before {
  readonly key: Uint8Array
  readonly value: Uint8Array | undefined
}

/**
 * Gives scans the state at their beginning on a database without snapshots: while a scan is open, each write first tells
 * it what the keys held. Writes and beginnings of scans take turns; without open scans a write costs nothing more.
 */
export class Overlays {
  private readonly level: Level
  private readonly scans = new Set<OverlayScan>()
  private turn: Promise<unknown> = Promise.resolve()

  constructor (components: { level: Level }) {
    this.level = components.level
  }

  /** Applies operations once every open scan knows what they replace. */
  async write (operations: readonly KVOperation[], apply: () => Promise<void>): Promise<void> {
    return this.inTurn(async () => {
      await this.remember(operations)
      await apply()
    })
  }

  /** Begins a scan between two writes. */
  async scan (init: ScanInit): Promise<Scan> {
    return this.inTurn(async () => {
      const scan = new OverlayScan(this.level, init, () => { this.scans.delete(scan) })
      this.scans.add(scan)
      return scan
    })
  }

  private async remember (operations: readonly KVOperation[]): Promise<void> {
    const keys = operations.map(({ key }) => key)
    const values = this.scans.size === 0 ? [] : await this.level.getMany(keys)
    for (const scan of this.scans) {
      for (const [i, value] of values.entries()) {
        scan.remember(keys[i], value)
      }
    }
  }

  private async inTurn <T> (call: () => Promise<T>): Promise<T> {
    const result = this.turn.then(call)
    this.turn = result.catch(() => undefined)
    return result
  }
}

/** A scan that puts back what was written over since it began. */
class OverlayScan implements Scan {
  private readonly init: ScanInit
  private readonly scan: LevelScan
  private readonly release: () => void
  private readonly before = new Map<string, Before>()
  private position: Uint8Array | undefined
  private rest: number
  private ended = false

  constructor (level: Level, init: ScanInit, release: () => void) {
    this.init = init
    this.scan = new LevelScan(level, { ...init, limit: undefined })
    this.release = release
    this.rest = init.limit ?? Infinity
  }

  /** Notes what a key held; only the first note counts. */
  remember (key: Uint8Array, value: Uint8Array | undefined): void {
    const name = key.join()
    if (!this.before.has(name) && this.inRange(key)) {
      this.before.set(name, { key, value })
    }
  }

  async next (): Promise<KVEntry[]> {
    while (!this.ended && this.rest > 0) {
      const page = await this.scan.next()
      this.ended = page.length === 0
      const entries = this.restore(page).slice(0, this.rest)
      this.rest -= entries.length
      this.position = page.at(-1)?.[0]
      if (entries.length > 0) {
        return entries
      }
    }
    return []
  }

  async close (): Promise<void> {
    this.release()
    await this.scan.close()
  }

  /** The page as it stood at the beginning: from the position of the scan to the last key of the page, or to the end of the range. */
  private restore (page: KVEntry[]): KVEntry[] {
    if (this.before.size === 0) {
      return page
    }
    const last = page.at(-1)?.[0]
    const entries = page.filter(([key]) => !this.before.has(key.join()))
    for (const { key, value } of this.before.values()) {
      const isAhead = this.position == null || this.compare(key, this.position) > 0
      const isWithin = last == null || this.compare(key, last) <= 0
      if (value != null && isAhead && isWithin) {
        entries.push([key, value])
      }
    }
    return entries.sort(([a], [b]) => this.compare(a, b))
  }

  private compare (a: Uint8Array, b: Uint8Array): number {
    return this.init.reverse === true ? compareKeys(b, a) : compareKeys(a, b)
  }

  private inRange (key: Uint8Array): boolean {
    const { gte, gt, lte, lt } = this.init
    return (gte == null || compareKeys(key, gte) >= 0) && (gt == null || compareKeys(key, gt) > 0) &&
      (lte == null || compareKeys(key, lte) <= 0) && (lt == null || compareKeys(key, lt) < 0)
  }
}
