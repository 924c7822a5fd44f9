import type { SyncCounters, SyncResult, SyncRun } from './interface.ts'

/** Adds up what runs did. */
export class SyncTally {
  private readonly results: Record<SyncResult, number> = { equal: 0, partial: 0, moving: 0, error: 0 }
  private readonly sums = { rounds: 0, turns: 0, bytesIn: 0, bytesOut: 0, bundlesIn: 0, bundlesOut: 0, convergences: 0, convergenceMs: 0 }

  /** Books a run that is over, and how long its two sets differed if it found them equal again. */
  book (run: SyncRun, convergenceMs: number | undefined): void {
    const { sums } = this
    this.results[run.result]++
    sums.rounds += run.rounds
    sums.turns += run.turns
    sums.bytesIn += run.bytesIn
    sums.bytesOut += run.bytesOut
    sums.bundlesIn += run.bundlesIn
    sums.bundlesOut += run.bundlesOut

    if (convergenceMs !== undefined) {
      sums.convergences++
      sums.convergenceMs += convergenceMs
    }
  }

  counters (): SyncCounters {
    return { results: { ...this.results }, ...this.sums }
  }
}
