import { IndexCorruptError } from '../index/index.ts'
import type { Timers } from '../../platform/interface.ts'
import type { Journal, JournalRange } from '../../storage/journal/index.ts'
import type { FactIndex } from '../index/index.ts'

/** Milliseconds from the start of the node to that of its scrub, and between two attempts: whoever started it wants answers first. */
export const SCRUB_DELAY_MS = 2_000

/** Milliseconds of rest between two slices of the scrub. */
export const SCRUB_REST_MS = 5

/** How far the scrub is. */
export interface ScrubState {
  /** `waiting`: it has not begun. `sound`: everything was read and is as it was written. `rebuilding`: damage was found, and the index is built again. */
  readonly state: 'waiting' | 'running' | 'sound' | 'rebuilding'
  /** Index entries that were read. */
  readonly done: number
  /** Index entries in all. */
  readonly entries: number
}

/** What the scrub stands on. */
export interface ScrubComponents {
  readonly index: FactIndex
  readonly journal: Journal
  readonly timers: Timers
  /** Whether the index holds all that it should: one that is being built again is read when that is over. */
  isWhole (): boolean
  /** The index is damaged. */
  onIndexDamage (err: IndexCorruptError): void
  /** The journal is damaged. */
  onJournalDamage (ranges: readonly JournalRange[]): void
  /** Something else went wrong; the next start scrubs again. */
  onTrouble (err: unknown): void
}

/**
 * Reads the whole index and then the whole journal once after each start, in slices, because disks damage what nobody
 * reads. It begins when the node serves, and everything goes on meanwhile.
 */
export class Scrub {
  private readonly components: ScrubComponents
  private readonly controller = new AbortController()
  private progress: ScrubState = { state: 'waiting', done: 0, entries: 0 }
  private running: Promise<void> | undefined

  constructor (components: ScrubComponents) {
    this.components = components
  }

  state (): ScrubState {
    return this.progress
  }

  start (): void {
    this.running ??= this.run()
  }

  async stop (): Promise<void> {
    this.controller.abort()
    await this.running
  }

  private async run (): Promise<void> {
    const { isWhole, onTrouble, timers } = this.components

    try {
      while (this.progress.state !== 'sound') {
        await timers.sleep(SCRUB_DELAY_MS, this.controller)

        if (isWhole()) {
          await this.readAll()
        }
      }
    } catch (err) {
      if (!this.controller.signal.aborted) {
        onTrouble(err)
      }
    }
  }

  private async readAll (): Promise<void> {
    try {
      await this.readIndex()
      await this.readJournal()
      this.progress = { ...this.progress, state: 'sound' }
    } catch (err) {
      if (!(err instanceof IndexCorruptError)) {
        throw err
      }

      this.progress = { ...this.progress, state: 'rebuilding' }
      this.components.onIndexDamage(err)
    }
  }

  private async readIndex (): Promise<void> {
    const { index, timers } = this.components

    this.progress = { state: 'running', done: 0, entries: index.entries }
    for await (const { done, entries } of index.scrub(this.controller)) {
      this.progress = { state: 'running', done, entries }
      await timers.sleep(SCRUB_REST_MS, this.controller)
    }
  }

  private async readJournal (): Promise<void> {
    const { damage } = await this.components.journal.verify(this.controller)

    this.components.onJournalDamage(damage)
  }
}
