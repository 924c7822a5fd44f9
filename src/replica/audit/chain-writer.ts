import { JournalFailedError } from '../../storage/journal/index.ts'
import { EMPTY_CHAIN, linkAfter } from './chain.ts'
import { BATCH_MAX } from './constants.ts'
import { findHead } from './segments.ts'
import type { ChainHead, Link } from './chain.ts'
import type { AuditEvent } from './interface.ts'
import type { Reserve } from './reserve.ts'
import type { Clock } from '../../platform/interface.ts'
import type { Journal } from '../../storage/journal/index.ts'
import type { Logger } from '@libp2p/interface'

/** What a writer stands on. */
export interface ChainWriterComponents {
  readonly journal: Journal
  readonly clock: Pick<Clock, 'nowMs'>
  readonly reserve: Reserve | undefined
  readonly log: Logger | undefined
}

/** Someone whose event waits to be written. */
interface Waiter {
  readonly event: AuditEvent
  resolve (): void
  reject (error: unknown): void
}

/** Chains events and writes them, all that wait in one group. The chain goes on from what is durable. */
export class ChainWriter {
  private readonly components: ChainWriterComponents
  private waiters: Waiter[] = []
  private running: Promise<void> | undefined
  private broken = false
  /** The newest entry that is durable. */
  public head: ChainHead = EMPTY_CHAIN

  constructor (components: ChainWriterComponents) {
    this.components = components
  }

  /** How many events wait. */
  get waiting (): number {
    return this.waiters.length
  }

  /** Finds the end of the chain. */
  async open (): Promise<void> {
    this.head = await findHead(this.components.journal)
    this.broken = false
  }

  /** Writes an event, and resolves once it is durable. */
  async write (event: AuditEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiters.push({ event, resolve, reject })
      this.running ??= this.run()
    })
  }

  /** Resolves when nothing waits. */
  async idle (): Promise<void> {
    await this.running
  }

  private async run (): Promise<void> {
    await Promise.resolve() // Every event of this turn joins the first group.

    while (this.waiters.length > 0) {
      const group = this.waiters.splice(0, BATCH_MAX)

      try {
        await this.commit(group.map(({ event }) => event))
        group.forEach(({ resolve }) => { resolve() })
        await this.restoreReserve()
      } catch (error) {
        group.forEach(({ reject }) => { reject(error) })
      }
    }
    this.running = undefined
  }

  private async commit (events: readonly AuditEvent[]): Promise<void> {
    if (this.broken) {
      await this.reopen()
    }
    const links: Link[] = []

    for (const event of events) {
      links.push(linkAfter(links.at(-1)?.head ?? this.head, event, this.components.clock.nowMs()))
    }
    try {
      await this.append(links)
    } catch (error) {
      await this.appendAgain(links, error)
    }
  }

  private async append (links: readonly Link[]): Promise<void> {
    await this.components.journal.appendAll(links.map(({ payload }) => payload))
    this.head = links.at(-1)?.head ?? this.head
  }

  /**
   * After a failure for want of room: gives some of the reserve back and writes once more what is not there. A failure
   * that poisoned the journal may have left a part of the group; it is kept, and the rest follows it.
   */
  private async appendAgain (links: readonly Link[], error: unknown): Promise<void> {
    const { reserve } = this.components
    const { full, poisoned } = error instanceof JournalFailedError ? error : { full: false, poisoned: false }
    const bytes = links.reduce((sum, { payload }) => sum + payload.length, 0)

    this.broken ||= poisoned
    if (!full || reserve == null || !await reserve.giveBack(bytes)) {
      throw error
    }
    if (poisoned) {
      await this.reopen()
    }
    try {
      await this.append(links.filter(({ head }) => head.number > this.head.number))
    } catch (again) {
      this.broken ||= again instanceof JournalFailedError && again.poisoned
      throw again
    }
  }

  /** Reads the journal from disk again, which throws away what the failure left behind. */
  private async reopen (): Promise<void> {
    await this.components.journal.heal()
    await this.open()
  }

  private async restoreReserve (): Promise<void> {
    try {
      await this.components.reserve?.restore()
    } catch (error) {
      this.components.log?.error('the reserve of the audit log could not be filled: %e', error)
    }
  }
}
