import { compareBytes } from '../../../model/bytes/index.ts'
import { BEHIND_ENTRIES_MAX, BEHIND_OPERATIONS_MAX, RESUME_BYTES_MIN } from '../constants.ts'
import { IndexWaitsError } from '../errors.ts'
import { isInRange, merge } from './merge.ts'
import type { IndexStore } from './interface.ts'
import type { KV, KVEntry, KVOperation, KVRange } from '../../../storage/kv/interface.ts'

const text = new TextDecoder('latin1')

/** What stands below. */
export interface WriteBehindComponents {
  readonly kv: KV
  /** Bytes that may still be written where the store lies; unknown when absent. */
  freeBytes? (): Promise<number>
}

/**
 * Lets small batches be read before the store has written them, so that a lone write does not wait for the way through
 * the store's threads. Batches reach the store in their order; large ones, and scans, wait for those before them.
 *
 * When the store fails, nothing is lost: that batch and all later ones wait in memory, can be read, and are written in
 * their order by {@link WriteBehind.resume}. The store is opened anew first, because LevelDB drops at its next start
 * whatever it wrote behind a log record that is torn.
 */
export class WriteBehind implements IndexStore {
  private readonly components: WriteBehindComponents
  /** Operations on their way to the store, the last one of each key. */
  private readonly pending = new Map<string, KVOperation>()
  /** Batches that the store did not take, in their order. */
  private readonly parked: Array<readonly KVOperation[]> = []
  private writing: Promise<void> = Promise.resolve()
  /** Set while the store is closed to be opened anew; reads wait for it. */
  private reopening: Promise<void> | undefined
  private resuming: Promise<void> | undefined
  private broken: { readonly cause: unknown } | undefined

  constructor (components: WriteBehindComponents) {
    this.components = components
  }

  /** Why batches wait in memory, or undefined while none does. */
  get failure (): unknown {
    return this.broken?.cause
  }

  async get (key: Uint8Array): Promise<Uint8Array | undefined> {
    if (this.reopening != null) {
      await this.reopening
    }

    const ahead = this.pending.size === 0 ? undefined : this.pending.get(nameOf(key))
    return ahead == null ? this.components.kv.get(key) : valueOf(ahead)
  }

  async getMany (keys: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    await this.reopening

    if (this.pending.size === 0) {
      return this.components.kv.getMany(keys)
    }

    // What is on its way is looked up first: it leaves the list only when the store has it.
    const ahead = keys.map(key => this.pending.get(nameOf(key)))
    const stored = await this.components.kv.getMany(keys)

    return ahead.map((operation, i) => operation == null ? stored[i] : valueOf(operation))
  }

  async batch (operations: readonly KVOperation[]): Promise<void> {
    if (this.broken == null && (operations.length > BEHIND_OPERATIONS_MAX || this.pending.size > BEHIND_ENTRIES_MAX)) {
      this.writing = this.writing.then(async () => this.write(operations))
      await this.writing
      this.check()
      return
    }

    this.remember(operations)
    this.writing = this.writing.then(async () => this.write(operations))
    this.check()
  }

  /** A scan over the state of its first step, what is on its way included. */
  async * entries (range: KVRange): AsyncGenerator<KVEntry> {
    await this.writing
    await this.reopening
    const ahead = [...this.pending.values()].filter(({ key }) => isInRange(key, range))
    const stored = this.components.kv.entries(ahead.length === 0 ? range : { ...range, limit: undefined })
    yield * ahead.length === 0 ? stored : merge(stored, ahead.sort((a, b) => compareBytes(a.key, b.key)), range)
  }

  /** Resolves once the store has everything; fails when it did not take something. */
  async drain (): Promise<void> {
    await this.writing
    this.check()
  }

  /**
   * After a failure: opens the store anew and writes what waits.
   *
   * @throws {IndexWaitsError} when it fails again, or there is no room to try.
   */
  async resume (): Promise<void> {
    if (this.broken != null) {
      this.resuming ??= this.writeParked().finally(() => { this.resuming = undefined })
      await this.resuming
    }
  }

  /** Removes the store with everything in it and opens an empty one; what is on its way goes too. */
  async empty (): Promise<void> {
    await this.writing
    await this.resuming?.catch(() => {})
    this.pending.clear()
    this.parked.length = 0
    this.broken = undefined
    await this.reopen(async () => this.components.kv.destroy())
  }

  private async write (operations: readonly KVOperation[]): Promise<void> {
    if (this.broken == null) {
      try {
        await this.components.kv.batch(operations)
        this.forget(operations)
        return
      } catch (cause) {
        this.broken = { cause }
      }
    }

    this.remember(operations)
    this.parked.push(operations)
  }

  private async writeParked (): Promise<void> {
    await this.writing

    const freeBytes = await this.components.freeBytes?.() ?? Infinity

    if (freeBytes < RESUME_BYTES_MIN) {
      this.check()
    }

    try {
      await this.reopen(async () => this.components.kv.stop())

      for (let next = this.parked[0]; next != null; next = this.parked[0]) {
        await this.components.kv.batch(next)
        this.parked.shift()
        this.forget(next)
      }

      this.broken = undefined
    } catch (cause) {
      this.broken = { cause }
      this.check()
    }
  }

  private async reopen (close: () => Promise<void>): Promise<void> {
    const reopening = close().then(async () => this.components.kv.start())
    this.reopening = reopening.catch(() => {}).then(() => { this.reopening = undefined })
    await reopening
    await this.reopening
  }

  private remember (operations: readonly KVOperation[]): void {
    for (const operation of operations) {
      this.pending.set(nameOf(operation.key), operation)
    }
  }

  private forget (operations: readonly KVOperation[]): void {
    if (this.pending.size === 0) {
      return
    }

    for (const operation of operations) {
      const name = nameOf(operation.key)

      if (this.pending.get(name) === operation) {
        this.pending.delete(name)
      }
    }
  }

  private check (): void {
    if (this.broken != null) {
      throw new IndexWaitsError(this.broken.cause)
    }
  }
}

/** A key as text, one character a byte. */
function nameOf (key: Uint8Array): string {
  return text.decode(key)
}

function valueOf (operation: KVOperation): Uint8Array | undefined {
  return operation.type === 'put' ? operation.value : undefined
}
