import { CLEAR_BATCH_KEYS, DIRECT_KEYS_MAX } from './constants.ts'
import { KVClosedError } from './errors.ts'
import { levelError } from './level-error.ts'
import { LevelScan, plain } from './level-scan.ts'
import type { BatchOptions, KV, KVEntry, KVOperation, KVRange, ScanInit } from './interface.ts'
import type { Level } from './level-scan.ts'
import type { AbortOptions } from '@libp2p/interface'

/** One LevelDB database at one place. */
export interface LevelBody {
  /** The place, for messages. */
  readonly location: string
  /** A handle on the database, not yet open. */
  create (): Promise<Level>
  /** Moves what the database sorts in memory into its files, so that it takes less room and opens sooner. */
  settle (level: Level): Promise<void>
  /** Removes the database, which is closed. */
  destroy (): Promise<void>
}

/** The ordered store over LevelDB. Few keys are read on the caller's thread. */
export class LevelKV implements KV {
  private readonly body: LevelBody
  private level: Level | undefined
  /** Whether anything was written since the last start. */
  private written = false

  constructor (components: { body: LevelBody }) {
    this.body = components.body
  }

  async start (): Promise<void> {
    if (this.level != null) {
      return
    }
    this.level = await this.mapped(async () => {
      const level = await this.body.create()
      await level.open()
      return level
    })
  }

  async stop (): Promise<void> {
    const { level } = this
    this.level = undefined
    try {
      if (level != null && this.written) {
        await this.body.settle(level)
      }
    } finally {
      this.written = false
      await level?.close()
    }
  }

  async get (key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.getSync(key)
  }

  getSync (key: Uint8Array): Uint8Array | undefined {
    const level = this.demandOpen()
    try {
      const value = level.getSync(key)
      return value == null ? undefined : plain(value)
    } catch (error) {
      throw levelError(this.body.location, error)
    }
  }

  async getMany (keys: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    const level = this.demandOpen()
    return this.mapped(async () => {
      const values = keys.length <= DIRECT_KEYS_MAX ? keys.map((key) => level.getSync(key)) : await level.getMany([...keys])
      return values.map((value) => value == null ? undefined : plain(value))
    })
  }

  async batch (operations: readonly KVOperation[], options: BatchOptions = {}): Promise<void> {
    const level = this.demandOpen()
    this.written = true
    await this.mapped(async () => writeBatch(level, operations, options))
  }

  async * entries (range: KVRange = {}, options: AbortOptions = {}): AsyncGenerator<KVEntry> {
    for await (const page of this.pages({ ...range, values: true }, options)) {
      for (const entry of page) {
        yield entry
      }
    }
  }

  async * keys (range: KVRange = {}, options: AbortOptions = {}): AsyncGenerator<Uint8Array> {
    for await (const page of this.pages({ ...range, values: false }, options)) {
      for (const [key] of page) {
        yield key
      }
    }
  }

  async clear (range: KVRange = {}): Promise<void> {
    const batch: KVOperation[] = []
    for await (const key of this.keys(range)) {
      batch.push({ type: 'del', key })
      if (batch.length === CLEAR_BATCH_KEYS) {
        await this.batch(batch.splice(0))
      }
    }
    await this.batch(batch)
  }

  async destroy (): Promise<void> {
    await this.stop()
    await this.mapped(async () => this.body.destroy())
  }

  private async * pages (init: ScanInit, options: AbortOptions): AsyncGenerator<KVEntry[]> {
    const level = this.demandOpen()
    const scan = await this.mapped(async () => new LevelScan(level, init))
    try {
      for (;;) {
        options.signal?.throwIfAborted()
        const page = await this.mapped(async () => scan.next())
        if (page.length === 0) {
          return
        }
        yield page
      }
    } finally {
      await scan.close()
    }
  }

  private demandOpen (): Level {
    if (this.level == null) {
      throw new KVClosedError(this.body.location)
    }
    return this.level
  }

  /** Runs a call of the database and names its errors as this room does. */
  private async mapped <T> (call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      throw levelError(this.body.location, error)
    }
  }
}

/** A chained batch, because it costs half of what an array of operations costs. */
async function writeBatch (level: Level, operations: readonly KVOperation[], options: BatchOptions): Promise<void> {
  const batch = level.batch()
  try {
    for (const operation of operations) {
      if (operation.type === 'put') {
        batch.put(operation.key, operation.value)
      } else {
        batch.del(operation.key)
      }
    }
    await batch.write({ sync: options.sync === true })
  } catch (error) {
    await batch.close()
    throw error
  }
}
