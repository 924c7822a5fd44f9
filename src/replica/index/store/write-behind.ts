import { compareBytes } from '../../../model/bytes/index.ts'
import { BEHIND_ENTRIES_MAX, BEHIND_OPERATIONS_MAX, GATHERED_OPERATIONS_MAX, RESUME_BYTES_MIN } from '../constants.ts'
import { IndexWaitsError } from '../errors.ts'
import { isInRange, merge } from './merge.ts'
import type { IndexStore } from './interface.ts'
import type { KV, KVEntry, KVOperation, KVRange } from '../../../storage/kv/interface.ts'

/** What stands below. */
export interface WriteBehindComponents {
  readonly kv: KV
  /** Bytes that may still be written where the store lies; unknown when absent. */
  freeBytes? (): Promise<number>
}

/**
 * Lets small batches be read before the store has written them, so that a lone write does not wait for the way through
 * the store's threads. They are gathered, and some hundred operations go to the store as one batch, because a batch of
 * its own for each lone write would run beside the sync of the next one and hold it up. Batches reach the store whole and
 * in their order; large ones, scans and {@link WriteBehind.drain} send what was gathered before them.
 *
 * What is gathered is lost with the process, as what is on its way is: the journal has it.
 *
 * When the store fails, nothing is lost: that batch and all later ones wait in memory, can be read, and are written in
 * their order by {@link WriteBehind.resume}. The store is opened anew first, because LevelDB drops at its next start
 * whatever it wrote behind a log record that is torn.
 */
export class WriteBehind implements IndexStore {
  private readonly components: WriteBehindComponents
  /** Operations that go to the store as the next batch, the last one of each key. */
  private gathered = new Map<string, KVOperation>()
  /** How many operations were gathered for it, those that were replaced included. */
  private gatheredCount = 0
  /** Operations on their way to the store, the last one of each key; gathered ones are newer. */
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

    const ahead = this.isAhead ? this.aheadOf(key) : undefined
    return ahead == null ? this.components.kv.get(key) : valueOf(ahead)
  }

  getNow (key: Uint8Array): Uint8Array | null | undefined {
    const { kv } = this.components

    if (kv.getSync == null || this.reopening != null) {
      return undefined
    }

    const ahead = this.isAhead ? this.aheadOf(key) : undefined
    return (ahead == null ? kv.getSync(key) : valueOf(ahead)) ?? null
  }

  async getMany (keys: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    await this.reopening

    if (!this.isAhead) {
      return this.components.kv.getMany(keys)
    }

    // What is on its way is looked up first: it leaves the list only when the store has it.
    const ahead = keys.map(key => this.aheadOf(key))
    const stored = await this.components.kv.getMany(keys)

    return ahead.map((operation, i) => operation == null ? stored[i] : valueOf(operation))
  }

  async batch (operations: readonly KVOperation[]): Promise<void> {
    if (this.broken == null && (operations.length > BEHIND_OPERATIONS_MAX || this.pending.size > BEHIND_ENTRIES_MAX)) {
      this.send()
      this.writing = this.writing.then(async () => this.write(operations))
      await this.writing
    } else {
      this.gather(operations)
    }

    this.check()
  }

  /** A scan over the state of its first step, what is on its way included. */
  async * entries (range: KVRange): AsyncGenerator<KVEntry> {
    this.send()
    await this.writing
    await this.reopening
    const ahead = [...this.pending.values()].filter(({ key }) => isInRange(key, range))
    const stored = this.components.kv.entries(ahead.length === 0 ? range : { ...range, limit: undefined })
    yield * ahead.length === 0 ? stored : merge(stored, ahead.sort((a, b) => compareBytes(a.key, b.key)), range)
  }

  /** Resolves once the store has everything; fails when it did not take something. */
  async drain (): Promise<void> {
    this.send()
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
    this.take()
    this.pending.clear()
    this.parked.length = 0
    this.broken = undefined
    await this.reopen(async () => this.components.kv.destroy())
  }

  /** Whether there is anything that the store may not have. */
  private get isAhead (): boolean {
    return this.gathered.size + this.pending.size > 0
  }

  /** The operation that the store may not have yet for a key, if there is one. */
  private aheadOf (key: Uint8Array): KVOperation | undefined {
    const name = nameOf(key)
    return this.gathered.get(name) ?? this.pending.get(name)
  }

  /** Takes a batch for the next one of the store; what a store that failed will get waits on its own. */
  private gather (operations: readonly KVOperation[]): void {
    for (const operation of operations) {
      this.gathered.set(nameOf(operation.key), operation)
    }

    this.gatheredCount += operations.length

    if (this.gatheredCount >= GATHERED_OPERATIONS_MAX || this.broken != null) {
      this.send()
    }
  }

  /** Sends what was gathered on its way. */
  private send (): void {
    const gathered = this.take()

    if (gathered.size > 0) {
      gathered.forEach((operation, name) => { this.pending.set(name, operation) })
      this.writing = this.writing.then(async () => this.write([...gathered.values()]))
    }
  }

  private take (): ReadonlyMap<string, KVOperation> {
    const { gathered } = this
    this.gathered = new Map()
    this.gatheredCount = 0

    return gathered
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
    this.send()
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

/** A key as text, one character a byte; a decoder of text takes five times as long. */
function nameOf (key: Uint8Array): string {
  return Reflect.apply(String.fromCharCode, undefined, key)
}

function valueOf (operation: KVOperation): Uint8Array | undefined {
  return operation.type === 'put' ? operation.value : undefined
}
