import { concatBytes } from '../../model/bytes/index.ts'
import { encodeArrival } from '../record/index.ts'
import { GROUP_BYTES_MAX } from './constants.ts'
import { ReplicaStoppedError, StorageFailedError } from './errors.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Journal } from '../../storage/journal/interface.ts'
import type { FactIndex } from '../index/index.ts'
import type { Arrival, PlacedBundle } from '../record/index.ts'

/** Seals what waits into bundles and submits them; called when the journal is about to be written. */
export type Contributor = () => Promise<void>

/** What the queue stands on. */
export interface CommitQueueComponents {
  readonly journal: Journal
  readonly index: FactIndex
  /** Runs for each bundle once it is durable and indexed, before its writer is answered. */
  onCommit (placed: PlacedBundle, equivocates: boolean): void
}

interface Entry {
  readonly bundle: Bundle
  readonly arrival: Arrival
  readonly head: Uint8Array
  /** Answers with the indices of facts that have rivals. */
  resolve (rivalled: readonly number[]): void
  reject (reason: unknown): void
}

/**
 * The one way into journal and index, for our bundles and those of others. Bundles that wait while a group is being
 * synced form the next group; while the journal syncs one group, the group before it goes into the index. Order in the
 * index is order in the journal, always.
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
      this.waiting.push({ bundle, arrival, head: encodeArrival(arrival), resolve, reject })
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
    const { journal } = this.components

    try {
      const offsets = await journal.appendAll(group.map(({ head, bundle }) => concatBytes([head, bundle.bytes])))
      const { end } = journal
      await this.applying
      this.applying = this.apply(group, offsets, end)
    } catch (err) {
      this.fail(err, group)
    }
  }

  private async apply (group: readonly Entry[], offsets: readonly number[], end: number): Promise<void> {
    const placed = group.map(({ bundle, arrival, head }, i) => ({ bundle, arrival, offset: offsets[i], lead: head.length }))

    try {
      if (this.failure != null) {
        throw this.failure
      }

      const { equivocates, rivalled } = await this.components.index.apply(placed, end)

      for (let i = 0; i < group.length; i++) {
        this.components.onCommit(placed[i], equivocates[i])
        group[i].resolve(rivalled[i])
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
