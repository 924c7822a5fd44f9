import { concatBytes } from '../../model/bytes/index.ts'
import { encodeArrival } from '../record/index.ts'
import { GROUP_BYTES_MAX } from './constants.ts'
import { ReplicaStoppedError, StorageFailedError } from './errors.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Journal } from '../../storage/journal/interface.ts'
import type { FactIndex, PreparedGroup } from '../index/index.ts'
import type { Arrival } from '../record/index.ts'

/** Seals what waits into bundles and submits them; called when the journal is about to be written. */
export type Contributor = () => Promise<void>

/** What the queue stands on. */
export interface CommitQueueComponents {
  readonly journal: Journal
  readonly index: FactIndex
  /** Runs for each bundle once it is durable and indexed, before its writer is answered. */
  onCommit (bundle: Bundle, arrival: Arrival, equivocates: boolean): void
}

interface Entry {
  readonly bundle: Bundle
  readonly arrival: Arrival
  /** What stands before the bundle in its record. */
  readonly lead: Uint8Array
  /** Answers with the indices of facts that have rivals. */
  resolve (rivalled: readonly number[]): void
  reject (reason: unknown): void
}

/**
 * The one way into journal and index, for our bundles and those of others. Bundles that wait while a group is being
 * synced form the next group; while the journal syncs one group, its index entries are worked out and the group before
 * it goes into the index. Order in the index is order in the journal, always.
 */
export class CommitQueue {
  private readonly components: CommitQueueComponents
  private readonly contributors: Contributor[] = []
  private waiting: Entry[] = []
  private running: Promise<void> | undefined
  /** Whether somebody woke the queue since it last asked the contributors. */
  private asked = false
  private applying: Promise<void> = Promise.resolve()
  private failure: Error | undefined

  constructor (components: CommitQueueComponents) {
    this.components = components
  }

  /** Adds somebody who is asked for bundles before each group. */
  addContributor (contributor: Contributor): void {
    this.contributors.push(contributor)
  }

  /**
   * Resolves once the bundle is durable and indexed, with the indices of facts whose entity and relation others speak about.
   *
   * @throws {StorageFailedError}
   * @throws {ReplicaStoppedError}
   */
  async submit (bundle: Bundle, arrival: Arrival): Promise<readonly number[]> {
    if (this.failure != null) {
      throw this.failure
    }

    const committed = new Promise<readonly number[]>((resolve, reject) => {
      this.waiting.push({ bundle, arrival, lead: encodeArrival(arrival), resolve, reject })
    })
    this.wake()

    return committed
  }

  /** Makes sure that a group will be formed; the contributors are asked first. */
  wake (): void {
    this.asked = true
    this.running ??= this.run()
  }

  /** Resolves once nothing is under way any more, and takes nothing from then on. */
  async stop (): Promise<void> {
    while (this.running != null) {
      await this.running
    }

    await this.applying
    await this.components.index.flush().catch(err => { this.fail(err, []) })
    this.failure ??= new ReplicaStoppedError()
  }

  private async run (): Promise<void> {
    for (;;) {
      this.asked = false

      for (const contribute of this.contributors) {
        await contribute()
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

  private async commit (group: readonly Entry[]): Promise<void> {
    const { index, journal } = this.components

    try {
      const appending = journal.appendAll(group.map(({ lead, bundle }) => concatBytes([lead, bundle.bytes])))
      // Its failure is met below; meanwhile it is nobody's.
      appending.catch(() => {})
      await this.applying
      const prepared = await index.prepare(group.map(({ bundle, arrival, lead }) => ({ bundle, arrival, lead: lead.length })))
      const offsets = await appending
      this.applying = this.apply(group, prepared, { offsets, end: journal.end })
    } catch (err) {
      this.fail(err, group)
    }
  }

  private async apply (group: readonly Entry[], prepared: PreparedGroup, { offsets, end }: { offsets: readonly number[], end: number }): Promise<void> {
    const { equivocates, rivalled } = prepared.report

    try {
      if (this.failure != null) {
        throw this.failure
      }

      await this.components.index.write(prepared, offsets, end)

      for (const [i, { bundle, arrival, resolve }] of group.entries()) {
        this.components.onCommit(bundle, arrival, equivocates[i])
        resolve(rivalled[i])
      }
    } catch (err) {
      this.fail(err, group)
    }
  }

  /** The bundles that go together: as many as fit, at least one. */
  private take (): Entry[] {
    let bytes = 0
    let count = 0

    while (count < this.waiting.length && (count === 0 || bytes + this.waiting[count].bundle.bytes.length <= GROUP_BYTES_MAX)) {
      bytes += this.waiting[count].bundle.bytes.length
      count++
    }

    return this.waiting.splice(0, count)
  }

  /** After a failure nobody knows what the disk holds: nothing more is taken until the next start. */
  private fail (cause: unknown, group: readonly Entry[]): void {
    this.failure ??= new StorageFailedError(cause)

    for (const entry of [...group, ...this.waiting.splice(0)]) {
      entry.reject(this.failure)
    }
  }
}
