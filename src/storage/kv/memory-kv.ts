import { KVClosedError } from './errors.ts'
import { demandWhole } from './operation.ts'
import { SortedEntries, walk } from './sorted/sorted-entries.ts'
import type { KV, KVEntry, KVOperation, KVRange } from './interface.ts'
import type { AbortOptions } from '@libp2p/interface'

/** What messages call the place of a store in memory. */
const LOCATION = 'in memory'

/** The ordered store in memory; it outlives `stop`, so that a test may start it again, but not the process. */
export class MemoryKV implements KV {
  private contents = new SortedEntries()
  /** Rises with each start; undefined while the store is stopped. */
  private session: number | undefined
  private sessions = 0

  async start (): Promise<void> {
    this.session ??= ++this.sessions
  }

  async stop (): Promise<void> {
    this.session = undefined
  }

  async get (key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.demandOpen().get(key)
  }

  getSync (key: Uint8Array): Uint8Array | undefined {
    return this.demandOpen().get(key)
  }

  async getMany (keys: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    const contents = this.demandOpen()
    return keys.map((key) => contents.get(key))
  }

  async batch (operations: readonly KVOperation[]): Promise<void> {
    const contents = this.demandOpen()
    demandWhole(LOCATION, operations)
    for (const operation of operations) {
      if (operation.type === 'put') {
        contents.put(operation.key, operation.value)
      } else {
        contents.delete(operation.key)
      }
    }
  }

  async * entries (range: KVRange = {}, options: AbortOptions = {}): AsyncGenerator<KVEntry> {
    const snapshot = this.demandOpen().snapshot()
    const session = this.session
    for (const entry of walk(snapshot, range)) {
      options.signal?.throwIfAborted()
      if (this.session !== session) {
        throw new KVClosedError(LOCATION)
      }
      yield entry
    }
  }

  async * keys (range?: KVRange, options?: AbortOptions): AsyncGenerator<Uint8Array> {
    for await (const [key] of this.entries(range, options)) {
      yield key
    }
  }

  async clear (range: KVRange = {}): Promise<void> {
    const contents = this.demandOpen()
    for (const [key] of walk(contents.snapshot(), range)) {
      contents.delete(key)
    }
  }

  async destroy (): Promise<void> {
    await this.stop()
    this.contents = new SortedEntries()
  }

  private demandOpen (): SortedEntries {
    if (this.session == null) {
      throw new KVClosedError(LOCATION)
    }
    return this.contents
  }
}

/** A store in memory. */
export function memoryKV (): KV {
  return new MemoryKV()
}
