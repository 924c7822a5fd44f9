import { JournalFailedError } from '../../storage/journal/index.ts'
import type { Journal, JournalRecord } from '../../storage/journal/index.ts'

/**
 * The journal of local records. It puts a record into effect when that is durable, it knows when all durable records are
 * in effect, and after a failure it starts the journal again before it writes on.
 */
export class LocalJournal {
  private readonly journal: Journal
  private readonly pending = new Set<Promise<void>>()
  private poisoned = false
  private mending: Promise<void> | undefined
  /** Records that were read at the start and written since, less those that a compaction left out. */
  public count = 0

  constructor (journal: Journal) {
    this.journal = journal
  }

  /** Everything that is durable, counted. */
  async * records (): AsyncGenerator<JournalRecord> {
    for await (const record of this.journal.records()) {
      this.count++
      yield record
    }
  }

  /** Writes one record; see `write`. */
  async append (payload: Uint8Array): Promise<number> {
    let offset = 0

    await this.write([payload], ([first]) => { offset = first })

    return offset
  }

  /** Writes records in one group and, once they are durable, tells their offsets: in the order of the journal. */
  async write (payloads: readonly Uint8Array[], apply: (offsets: readonly number[]) => void): Promise<void> {
    const job = this.appendAndApply(payloads, apply)

    this.pending.add(job)
    try {
      await job
    } finally {
      this.pending.delete(job)
    }
  }

  /** Waits until every record before the answered offset is in effect. */
  async settled (): Promise<number> {
    const { end } = this.journal

    await Promise.allSettled([...this.pending])

    return end
  }

  private async appendAndApply (payloads: readonly Uint8Array[], apply: (offsets: readonly number[]) => void): Promise<void> {
    if (this.poisoned) {
      await (this.mending ??= this.mend())
    }
    try {
      apply(await this.journal.appendAll(payloads))
      this.count += payloads.length
    } catch (error) {
      this.poisoned ||= error instanceof JournalFailedError && error.poisoned
      throw error
    }
  }

  /** Reads the journal from disk again, which throws away what the failure left behind. */
  private async mend (): Promise<void> {
    try {
      await this.journal.heal()
      this.poisoned = false
    } finally {
      this.mending = undefined
    }
  }
}
