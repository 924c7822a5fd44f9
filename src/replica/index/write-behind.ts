import { BEHIND_ENTRIES_MAX, BEHIND_OPERATIONS_MAX } from './constants.ts'
import type { KV, KVEntry, KVOperation, KVRange } from '../../storage/kv/interface.ts'

const text = new TextDecoder('latin1')

/** An entry to write. The index replaces entries and never removes one. */
export type PutOperation = Extract<KVOperation, { type: 'put' }>

/** What the index needs of a store. */
export interface IndexStore extends Pick<KV, 'get' | 'getMany' | 'entries' | 'keys'> {
  batch (operations: readonly PutOperation[]): Promise<void>
}

/**
 * Lets small batches be read before the store has written them, so that a lone write does not wait for the way through
 * the store's threads. Nothing is lost with them: what they hold stands in the journal, and the watermark travels in the
 * same batch. Batches reach the store in their order; large ones, and scans, wait for those before them.
 */
export class WriteBehind implements IndexStore {
  private readonly kv: KV
  /** Values on their way to the store, by key. */
  private readonly pending = new Map<string, Uint8Array>()
  private writing: Promise<void> = Promise.resolve()
  private failure: { readonly cause: unknown } | undefined

  constructor (components: { kv: KV }) {
    this.kv = components.kv
  }

  async get (key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.pending.get(nameOf(key)) ?? this.kv.get(key)
  }

  async getMany (keys: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    if (this.pending.size === 0) {
      return this.kv.getMany(keys)
    }

    // What is on its way is looked up first: it leaves the list only when the store has it.
    const found = keys.map(key => this.pending.get(nameOf(key)))
    const stored = await this.kv.getMany(keys)

    return found.map((value, i) => value ?? stored[i])
  }

  /** Resolves once the operations can be read. Fails when an earlier batch did not reach the store. */
  async batch (operations: readonly PutOperation[]): Promise<void> {
    if (operations.length > BEHIND_OPERATIONS_MAX || this.pending.size > BEHIND_ENTRIES_MAX) {
      await this.drain()
      await this.kv.batch(operations)
      return
    }

    this.check()
    const names = operations.map(({ key }) => nameOf(key))
    names.forEach((name, i) => { this.pending.set(name, operations[i].value) })
    this.writing = this.writing.then(async () => this.write(operations, names))
  }

  entries (range: KVRange): AsyncIterable<KVEntry> {
    return this.pending.size === 0 ? this.kv.entries(range) : this.behind(() => this.kv.entries(range))
  }

  keys (range: KVRange): AsyncIterable<Uint8Array> {
    return this.pending.size === 0 ? this.kv.keys(range) : this.behind(() => this.kv.keys(range))
  }

  /** Resolves once the store has everything; fails when it did not take something. */
  async drain (): Promise<void> {
    await this.writing
    this.check()
  }

  /** A scan that waits for what is on its way. */
  private async * behind <Item> (scan: () => AsyncIterable<Item>): AsyncGenerator<Item> {
    await this.drain()
    yield * scan()
  }

  private async write (operations: readonly PutOperation[], names: readonly string[]): Promise<void> {
    try {
      this.check()
      await this.kv.batch(operations)
    } catch (cause) {
      this.failure ??= { cause }
      return
    }

    for (let i = 0; i < names.length; i++) {
      if (this.pending.get(names[i]) === operations[i].value) {
        this.pending.delete(names[i])
      }
    }
  }

  private check (): void {
    if (this.failure != null) {
      throw this.failure.cause
    }
  }
}

/** A key as text, one character a byte. */
function nameOf (key: Uint8Array): string {
  return text.decode(key)
}
