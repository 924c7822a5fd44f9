import { JournalFailedError } from '../../../storage/journal/index.ts'
import { IndexRebuildingError } from '../../index/index.ts'
import { encodeArrival } from '../../record/index.ts'
import { GROUP_BYTES_MAX } from '../constants.ts'
import { ReplicaStoppedError, StorageFailedError } from '../errors.ts'
import { Aftermath } from './aftermath.ts'
import { isDamage, isFull } from './causes.ts'
import { recordOf } from './pending-bundle.ts'
import { StorageHealth } from './storage-health.ts'
import type { Committed, PendingBundle } from './pending-bundle.ts'
import type { StorageState } from './storage-health.ts'
import type { Bundle } from '../../../model/bundle/index.ts'
import type { Fact } from '../../../model/fact/index.ts'
import type { Timers } from '../../../platform/interface.ts'
import type { Journal } from '../../../storage/journal/interface.ts'
import type { FactIndex, PreparedGroup } from '../../index/index.ts'
import type { Arrival } from '../../record/index.ts'

/** Seals what waits into bundles and submits them; called when the journal is about to be written. Answers nothing when nothing waits. */
export type Contributor = () => Promise<void> | undefined

/** What the queue stands on. */
export interface CommitQueueComponents {
  readonly journal: Journal
  readonly index: FactIndex
  readonly timers: Timers
  /**
   * Runs for each bundle once it is durable and indexed, before its writer is answered. At the level `eventual` our own
   * writers are answered before it is durable.
   */
  onCommit (committed: Committed): void
  /** Applies to the index what the journal holds behind its watermark. */
  catchUp (): Promise<unknown>
}

/**
 * The one way into journal and index, for our bundles and those of others. Bundles that wait while a group is being
 * synced form the next group; while the journal syncs one group, its index entries are worked out and the group before
 * it goes into the index. Order in the index is order in the journal, always.
 *
 * A group that fails takes with it whatever waits: our bundles behind it name bundles that do not exist. A journal or an
 * index that is broken is mended here, between two groups.
 */
export class CommitQueue {
  private readonly components: CommitQueueComponents
  private readonly contributors: Contributor[] = []
  private readonly aftermath: Aftermath
  private readonly health: StorageHealth
  private waiting: PendingBundle[] = []
  private running: Promise<void> | undefined
  /** Whether somebody woke the queue since it last asked the contributors. */
  private asked = false
  private applying: Promise<void> = Promise.resolve()
  private stopped: ReplicaStoppedError | undefined
  /** Why the bundles of earlier generations cannot be taken. */
  private refusal: Error | undefined
  private generationNumber = 0
  /** Behind the last durable byte of a journal that has to be started again; absent while it writes. */
  private poisonedAt: number | undefined
  /** Whether the index is damaged, or holds what the journal lost. */
  private indexIsVoid = false
  private indexNumber = 0

  constructor (components: CommitQueueComponents) {
    const { timers } = components
    this.components = components
    this.health = new StorageHealth({ timers, onDue: () => { this.wake() } })
    this.aftermath = new Aftermath({
      ...components,
      onCommit: committed => { components.onCommit(committed) },
      onIndexFailure: cause => { this.breakIndex(cause) },
      onSyncFailure: cause => { this.breakJournal(cause) }
    })
  }

  /** Adds somebody who is asked for bundles before each group. */
  addContributor (contributor: Contributor): void {
    this.contributors.push(contributor)
  }

  /** Rises when bundles were refused. Those that were sealed before name bundles that do not exist and are refused too. */
  get generation (): number {
    return this.generationNumber
  }

  /** Whether the index holds all that the journal does; a damaged one does not until it is built again. */
  get indexIsWhole (): boolean {
    return !this.indexIsVoid
  }

  /** Rises when the index turns out to be void: what is read before and after that comes from two indexes. */
  get indexLife (): number {
    return this.indexNumber
  }

  /** How the store does. */
  state (): StorageState {
    return this.health.state()
  }

  /**
   * Makes sure that a write makes sense now: the store is well, or is about to be mended.
   *
   * @throws {StorageFailedError}
   * @throws {ReplicaStoppedError}
   */
  admit (): void {
    if (this.stopped != null) {
      throw this.stopped
    }

    if (!this.health.isDue) {
      this.health.check()
    }
  }

  /**
   * Makes sure that something can be written now.
   *
   * @throws {StorageFullError}
   * @throws {StorageFailedError}
   */
  check (): void {
    this.health.check()
  }

  /**
   * Resolves once the bundle is durable and indexed, with the indices of facts whose entity and relation others speak about.
   * A bundle of ours names the generation in which it was sealed.
   *
   * @throws {StorageFullError}
   * @throws {StorageFailedError}
   * @throws {ReplicaStoppedError}
   */
  async submit (bundle: Bundle, arrival: Arrival, generation = this.generationNumber): Promise<readonly number[]> {
    return this.enqueue({ bundle, arrival }, generation)
  }

  /**
   * Resolves once a bundle from which facts were taken out stands in the place of the one that has them, with these facts.
   * Fails like {@link CommitQueue.submit}.
   */
  async redact (bundle: Bundle, arrival: Arrival, leaving: ReadonlyArray<Fact | null>): Promise<void> {
    await this.enqueue({ bundle, arrival: { ...arrival, isRedacted: true }, leaving }, this.generationNumber)
  }

  private async enqueue ({ bundle, arrival, leaving }: Pick<PendingBundle, 'bundle' | 'arrival' | 'leaving'>, generation: number): Promise<readonly number[]> {
    this.admit()

    if (generation !== this.generationNumber) {
      throw this.refusal ?? new ReplicaStoppedError()
    }

    const committed = new Promise<readonly number[]>((resolve, reject) => {
      this.waiting.push({ bundle, arrival, leaving, lead: encodeArrival(arrival), offset: 0, resolve, reject })
    })
    this.wake()

    return committed
  }

  /** Makes sure that a group will be formed; the contributors are asked first. */
  wake (): void {
    this.asked = true
    this.running ??= this.run()
  }

  /** Whoever meets damage in the index says so here: it is built again from the journal, and writes are refused until it is. */
  breakIndex (cause: unknown): void {
    this.voidIndex(isDamage(cause))
    this.health.break(cause)
  }

  /** Resolves once nothing is under way any more, and takes nothing from then on. */
  async stop (): Promise<void> {
    while (this.running != null) {
      await this.running
    }

    this.health.stop()
    await this.applying
    this.stopped ??= new ReplicaStoppedError()
    await this.aftermath.stop(this.stopped)
    await this.components.index.flush().catch(cause => { this.breakIndex(cause) })
    this.health.stop()
  }

  private async run (): Promise<void> {
    await Promise.resolve() // Whatever is submitted in this turn goes together.

    for (;;) {
      this.asked = false

      if (this.health.isDue) {
        await this.mend()
      }

      for (const contribute of this.contributors) {
        const contributed = contribute()

        // A lone write passes here twice, and most scopes have nothing to add.
        if (contributed != null) {
          await contributed
        }
      }

      const group = this.take()

      if (group.length > 0) {
        await this.commit(group)
      } else if (!this.asked) {
        this.running = undefined
        return
      }
    }
  }

  private async commit (group: readonly PendingBundle[]): Promise<void> {
    const { journal } = this.components

    try {
      this.health.check()
    } catch (error) {
      this.refuse(group, error as Error)
      return
    }

    const before = journal.written
    const appending = journal.appendAll(group.map(recordOf))
    // Its failure is met below; meanwhile it is nobody's.
    appending.catch(() => {})
    await this.applying
    const prepared = await this.prepare(group)

    try {
      const offsets = await appending
      group.forEach((pending, i) => { pending.offset = offsets[i] })
    } catch (cause) {
      await this.failGroup(group, before, cause)
      return
    }

    this.health.recover()
    this.applying = this.aftermath.apply(group, prepared, journal.written)
  }

  /** The index entries of a group, or nothing when the index cannot say what they are. */
  private async prepare (group: readonly PendingBundle[]): Promise<PreparedGroup | undefined> {
    try {
      return this.health.isBroken
        ? undefined
        : await this.components.index.prepare(group.map(({ bundle, arrival, leaving, lead }) => ({ bundle, arrival, leaving, lead: lead.length })))
    } catch (cause) {
      this.breakIndex(cause)
      return undefined
    }
  }

  /** What a failed group has in the journal all the same stays, and its writers are answered when the journal is mended. */
  private async failGroup (group: readonly PendingBundle[], before: number, cause: unknown): Promise<void> {
    const kept = group.slice(0, await this.durableSince(before))
    this.aftermath.keep(kept)
    const poisoned = !(cause instanceof JournalFailedError) || cause.poisoned
    this.refuse(group.slice(kept.length), poisoned ? this.breakJournal(cause) : this.health.refuse(cause))
  }

  /** How many records the journal made durable behind an offset: a group may begin in one segment and fail in the next. */
  private async durableSince (before: number): Promise<number> {
    const { journal } = this.components
    let count = 0

    try {
      if (journal.end > before) {
        for await (const { offset } of journal.records(before)) {
          count += Number(offset < journal.end)
        }
      }
    } catch {
      // What cannot be read now is found, or not, when the journal is mended.
    }

    return count
  }

  private breakJournal (cause: unknown): Error {
    this.poisonedAt ??= this.components.journal.end
    const error = this.health.break(cause, false)
    this.refuse([], error)

    return error
  }

  /** Refuses bundles and all that wait. */
  private refuse (group: readonly PendingBundle[], error: Error): void {
    this.generationNumber++
    this.refusal = error

    for (const { reject } of [...group, ...this.waiting.splice(0)]) {
      reject(error)
    }
  }

  /** Brings journal and index back. What was answered for stays; what was refused stays away. */
  private async mend (): Promise<void> {
    await this.applying

    try {
      const { journal } = this.components
      // Nobody may have waited for the sync that failed.
      this.poisonedAt ??= journal.stat().failed ? journal.end : undefined

      if (this.poisonedAt != null) {
        this.voidIndex(this.components.index.watermark > this.poisonedAt)
        await this.mendJournal(this.poisonedAt)
      }

      await this.mendIndex()
      await this.aftermath.durable()
      this.health.clear()
      this.aftermath.resume()
    } catch (cause) {
      this.voidIndex(isDamage(cause))
      this.health.postpone(cause, this.poisonedAt == null && isFull(cause))
    }
  }

  /** Starts the journal again, which keeps what is durable, and appends what was answered for and is not. */
  private async mendJournal (durableEnd: number): Promise<void> {
    const { journal } = this.components
    await journal.heal()
    this.poisonedAt = undefined

    try {
      await this.aftermath.appendLost(durableEnd)
    } catch (cause) {
      this.poisonedAt = journal.end
      throw cause
    }
  }

  private async mendIndex (): Promise<void> {
    const { catchUp, index } = this.components

    await (this.indexIsVoid ? index.reset() : index.resume())
    await catchUp()

    if (this.indexIsVoid) {
      // A chain that was looked up meanwhile may be one that the index did not know yet.
      this.refuse([], new StorageFailedError(new IndexRebuildingError()))
      this.indexIsVoid = false
    }
  }

  private voidIndex (isVoid: boolean): void {
    this.indexNumber += Number(isVoid && !this.indexIsVoid)
    this.indexIsVoid ||= isVoid
  }

  /** The bundles that go together: as many as fit, at least one. One from which facts are taken out goes alone. */
  private take (): PendingBundle[] {
    let bytes = 0
    let count = 0

    while (count < this.waiting.length && (count === 0 || bytes + this.waiting[count].bundle.bytes.length <= GROUP_BYTES_MAX)) {
      const { arrival: { isRedacted = false }, bundle } = this.waiting[count]

      if (isRedacted && count > 0) {
        break
      }

      bytes += bundle.bytes.length
      count++

      if (isRedacted) {
        break
      }
    }

    return this.waiting.splice(0, count)
  }
}
