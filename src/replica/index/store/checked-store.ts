import { EntryDamagedError, openSealed } from '../../../storage/kv/index.ts'
import { IndexCorruptError } from '../errors.ts'
import type { IndexStore } from './interface.ts'
import type { Crc32c } from '../../../platform/interface.ts'
import type { KVEntry, KVOperation, KVRange } from '../../../storage/kv/interface.ts'

/** Opens the seal of each entry that is read, so that nothing else of the index ever sees a damaged one. */
export class CheckedStore implements IndexStore {
  private readonly store: IndexStore
  private readonly crc32c: Crc32c

  constructor (components: { store: IndexStore, crc32c: Crc32c }) {
    this.store = components.store
    this.crc32c = components.crc32c
  }

  async get (key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.open(key, await this.store.get(key))
  }

  getNow (key: Uint8Array): Uint8Array | null | undefined {
    const stored = this.store.getNow(key)
    return stored == null ? stored : this.open(key, stored)
  }

  async getMany (keys: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    const stored = await this.store.getMany(keys)
    return stored.map((value, i) => this.open(keys[i], value))
  }

  async * entries (range: KVRange): AsyncGenerator<KVEntry> {
    for await (const [key, stored] of this.store.entries(range)) {
      yield [key, this.open(key, stored) ?? stored]
    }
  }

  async batch (operations: readonly KVOperation[]): Promise<void> {
    await this.store.batch(operations)
  }

  private open (key: Uint8Array, stored: Uint8Array | undefined): Uint8Array | undefined {
    try {
      return stored == null ? undefined : openSealed(key, stored, this.crc32c)
    } catch (error) {
      throw corrupt(error)
    }
  }
}

/** The error of the index for one of a sealed entry; others stay as they are. */
export function corrupt (error: unknown): unknown {
  return error instanceof EntryDamagedError ? IndexCorruptError.at(error.key) : error
}
