import { KVClosedError } from '../../storage/kv/index.ts'
import { IndexRebuildingError } from '../index/index.ts'
import { isDamage, StorageFailedError, StorageFullError } from '../pipeline/index.ts'
import type { AuditTrail } from './audit-trail.ts'
import type { CommitQueue } from '../pipeline/index.ts'

/** What the guard looks at. */
export interface IndexGuardComponents {
  readonly queue: Pick<CommitQueue, 'indexIsWhole' | 'indexLife' | 'breakIndex'>
  readonly trail: Pick<AuditTrail, 'damage'>
  /** Whether the replica runs: a store that is closed otherwise was opened anew under a scan. */
  isRunning (): boolean
}

/** Stands before everything that reads the index: one that turns out to be damaged is built again, and answers nothing until it is. */
export class IndexGuard {
  private readonly components: IndexGuardComponents

  constructor (components: IndexGuardComponents) {
    this.components = components
  }

  /**
   * Reads from the index.
   *
   * @throws {IndexRebuildingError} while the index is built again, and when it has become void under the reading.
   */
  async read<Result> (read: () => Promise<Result>): Promise<Result> {
    const life = this.life()
    const result = await this.named(read())
    this.check(life)

    return result
  }

  /**
   * Hands on what a scan of the index brings.
   *
   * @throws {IndexRebuildingError} see {@link IndexGuard.read}
   */
  async * scan<Item> (items: AsyncIterable<Item>): AsyncGenerator<Item> {
    const life = this.life()

    try {
      for await (const item of items) {
        this.check(life)
        yield item
      }
    } catch (err) {
      throw this.failure(err)
    }

    this.check(life)
  }

  /** Waits for a call that reads the index among other things, and names its failures. */
  async named<Result> (call: Promise<Result>): Promise<Result> {
    try {
      return await call
    } catch (err) {
      throw this.failure(err)
    }
  }

  /** The number of an index that is whole now. */
  private life (): number {
    const { indexLife } = this.components.queue
    this.check(indexLife)

    return indexLife
  }

  /** What was read from an index that was void in between says nothing. */
  private check (life: number): void {
    const { queue } = this.components

    if (!queue.indexIsWhole || queue.indexLife !== life) {
      throw new IndexRebuildingError()
    }
  }

  private failure (err: unknown): unknown {
    const { isRunning, queue, trail } = this.components

    if (err instanceof KVClosedError && isRunning()) {
      return new IndexRebuildingError(err)
    }

    if (!isDamage(err) || err instanceof StorageFailedError || err instanceof StorageFullError) {
      return err
    }

    trail.damage('index_damaged', 0)
    queue.breakIndex(err)
    return new IndexRebuildingError(err)
  }
}
