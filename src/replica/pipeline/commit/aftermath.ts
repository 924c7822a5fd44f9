import { IndexWaitsError } from '../../index/index.ts'
import { recordOf } from './pending-bundle.ts'
import type { Committed, PendingBundle } from './pending-bundle.ts'
import type { Journal } from '../../../storage/journal/interface.ts'
import type { FactIndex, PreparedGroup } from '../../index/index.ts'

/** What the aftermath stands on. */
export interface AftermathComponents {
  readonly journal: Journal
  readonly index: FactIndex
  /** Runs for each bundle once it is durable and indexed, before its writer is answered, unless the level is `eventual`. */
  onCommit (committed: Committed): void
  /** Runs when the index did not take what the journal has. */
  onIndexFailure (cause: unknown): void
  /** Runs when records that were answered at the level `eventual` could not be synced. */
  onSyncFailure (cause: unknown): void
}

/**
 * What happens to bundles that the journal has: they go into the index, are made known once they are durable, and their
 * writers are answered. A bundle that the index cannot take waits until it can; its writer is not refused, because the
 * fact is there.
 */
export class Aftermath {
  private readonly components: AftermathComponents
  /** In the journal and not in the index. */
  private unindexed: PendingBundle[] = []
  /** Written, answered, and not known to be durable; whether each took the place of another one. */
  private undurable: Array<{ readonly pending: PendingBundle, readonly equivocates: boolean }> = []
  private settling: Promise<void> = Promise.resolve()
  /** Numbers the lives of the journal: what an earlier one promised does not concern the next. */
  private life = 0

  constructor (components: AftermathComponents) {
    this.components = components
  }

  /** Takes a group that stands in the journal; without prepared entries it waits for {@link Aftermath.resume}. */
  async apply (group: readonly PendingBundle[], prepared: PreparedGroup | undefined, end: number): Promise<void> {
    if (prepared == null || this.unindexed.length > 0) {
      this.unindexed.push(...group)
      return
    }

    try {
      await this.components.index.write(prepared, group.map(({ offset }) => offset), end)
    } catch (cause) {
      this.components.onIndexFailure(cause)

      // What only waits for its store can be read.
      if (!(cause instanceof IndexWaitsError)) {
        this.unindexed.push(...group)
        return
      }
    }

    this.answer(group, prepared, end)
  }

  /** Leaves a group for {@link Aftermath.resume}. */
  keep (group: readonly PendingBundle[]): void {
    this.unindexed.push(...group)
  }

  /**
   * Appends again what a journal lost that was answered for, or will be: everything that is not durable and stood behind its last
   * durable byte. The journal has just been started again.
   */
  async appendLost (durableEnd: number): Promise<void> {
    this.life++
    const { journal } = this.components
    const written = [...this.undurable.map(({ pending }) => pending), ...this.unindexed]
    const lost = written.filter(({ offset }) => offset >= durableEnd)
    lost.forEach(pending => { pending.offset = Infinity })

    for (const pending of lost) {
      pending.offset = await journal.append(recordOf(pending))
    }

    if (lost.length > 0) {
      await journal.durable()
    }
  }

  /** Resolves once all that the journal has and the index has not is durable; fails when it will not be. */
  async durable (): Promise<void> {
    const last = this.unindexed.reduce((offset, pending) => Math.max(offset, pending.offset), -1)
    await this.components.journal.durable(last + 1)
  }

  /** Answers everybody who waits, in the order of the journal: the index has all that the journal has, and all of it is durable. */
  resume (): void {
    for (const { pending, equivocates } of this.undurable.splice(0)) {
      this.finish(pending, equivocates, [])
    }

    for (const pending of this.unindexed.splice(0)) {
      // Nobody told which facts have rivals; whoever asks for a record finds out.
      this.finish(pending, false, [...pending.bundle.facts.keys()])
    }
  }

  /** Resolves once everything that was answered for is made known; what waits for the index is refused with the reason. */
  async stop (reason: unknown): Promise<void> {
    await this.settling
    this.life++
    const rest = [...this.unindexed.splice(0), ...this.undurable.splice(0).map(({ pending }) => pending)]
    rest.forEach(pending => { pending.reject(reason) })
  }

  private answer (group: readonly PendingBundle[], { report: { equivocates, rivalled } }: PreparedGroup, end: number): void {
    // fault-point sync.acknowledge-unsynced: end = this.components.journal.end
    if (end <= this.components.journal.end) {
      group.forEach((pending, i) => { this.finish(pending, equivocates[i], rivalled[i]) })
      return
    }

    for (const [i, pending] of group.entries()) {
      this.undurable.push({ pending, equivocates: equivocates[i] })

      // Peers are answered once it is durable: they may forget then what they sent.
      if (pending.arrival.via === 'local') {
        pending.resolve(rivalled[i])
      }
    }

    this.settling = this.settle(end)
  }

  /** Makes known what stands before an offset, once that is durable. */
  private async settle (end: number): Promise<void> {
    const { life } = this

    try {
      await this.components.journal.durable(end)
    } catch (cause) {
      if (life === this.life) {
        this.components.onSyncFailure(cause)
      }

      return
    }

    while (life === this.life && this.undurable.length > 0 && this.undurable[0].pending.offset < end) {
      const next = this.undurable.shift()

      if (next != null) {
        this.finish(next.pending, next.equivocates, [])
      }
    }
  }

  private finish ({ bundle, arrival, leaving, offset, resolve }: PendingBundle, equivocates: boolean, rivalled: readonly number[]): void {
    try {
      this.components.onCommit({ bundle, arrival, leaving, offset, equivocates })
    } catch (cause) {
      // What is derived from the bundle can be mended; the bundle is durable whatever becomes of that.
      this.components.onIndexFailure(cause)
    }

    resolve(rivalled)
  }
}
