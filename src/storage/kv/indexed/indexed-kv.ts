import { CLEAR_BATCH_KEYS, SLICE_OPERATIONS } from '../constants.ts'
import { KVClosedError } from '../errors.ts'
import { demandWhole } from '../operation.ts'
import { openConnection, removeDatabase } from './connection.ts'
import { bufferOf, keyRangeOf } from './key-range.ts'
import { SnapshotScan } from './snapshot-scan.ts'
import type { Connection, ConnectionComponents, EntryStore } from './connection.ts'
import type { BatchOptions, KV, KVEntry, KVOperation, KVRange, ScanInit } from '../interface.ts'
import type { AbortOptions } from '@libp2p/interface'

/** The ordered store over one IndexedDB database. */
export class IndexedKV implements KV {
  private readonly components: ConnectionComponents
  private readonly location: string
  private connection: Connection | undefined
  /** Scans that are under way. */
  private readonly scans = new Set<SnapshotScan>()

  constructor (components: ConnectionComponents, location: string) {
    this.components = components
    this.location = location
  }

  async start (): Promise<void> {
    if (this.connection?.isOpen !== true) {
      this.connection = await openConnection(this.components, this.location)
    }
  }

  async stop (): Promise<void> {
    const { connection } = this
    this.connection = undefined
    this.scans.clear()
    await connection?.close()
  }

  async get (key: Uint8Array): Promise<Uint8Array | undefined> {
    return (await this.getMany([key]))[0]
  }

  async getMany (keys: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    return this.demandOpen().read(async store => valuesOf(store, keys))
  }

  async batch (operations: readonly KVOperation[], options: BatchOptions = {}): Promise<void> {
    const connection = this.demandOpen()
    demandWhole(this.location, operations)
    const scans = [...this.scans] // those that begin later see the batch
    await connection.write(options.sync === true ? 'strict' : 'relaxed', async store => {
      if (scans.length > 0) {
        await remember(store, operations, scans)
      }
      for (let done = 0; done < operations.length; done += SLICE_OPERATIONS) {
        await Promise.all(operations.slice(done, done + SLICE_OPERATIONS).map(async operation => apply(store, operation)))
      }
    })
  }

  async * entries (range: KVRange = {}, options: AbortOptions = {}): AsyncGenerator<KVEntry> {
    for await (const page of this.pages({ ...range, values: true }, options)) {
      yield * page
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
    const connection = this.demandOpen()
    if (this.scans.size > 0 || range.limit != null) {
      return this.clearByKeys(range)
    }
    const keys = keyRangeOf(range)
    if (keys != null) {
      await connection.write('relaxed', async store => store.delete(keys))
    }
  }

  async destroy (): Promise<void> {
    await this.stop()
    await removeDatabase(this.components, this.location)
  }

  /** Scans have to be told what every key held. */
  private async clearByKeys (range: KVRange): Promise<void> {
    const batch: KVOperation[] = []
    for await (const key of this.keys(range)) {
      batch.push({ type: 'del', key })
      if (batch.length === CLEAR_BATCH_KEYS) {
        await this.batch(batch.splice(0))
      }
    }
    await this.batch(batch)
  }

  private async * pages (init: ScanInit, options: AbortOptions): AsyncGenerator<KVEntry[]> {
    const scan = new SnapshotScan({ connection: this.demandOpen() }, init)
    this.scans.add(scan)
    try {
      for (;;) {
        options.signal?.throwIfAborted()
        const page = await scan.next()
        if (page.length === 0) {
          return
        }
        yield page
      }
    } finally {
      this.scans.delete(scan)
    }
  }

  private demandOpen (): Connection {
    if (this.connection == null) {
      throw new KVClosedError(this.location)
    }
    return this.connection
  }
}

async function apply (store: EntryStore<'readwrite'>, operation: KVOperation): Promise<unknown> {
  const key = bufferOf(operation.key)
  return operation.type === 'put' ? store.put(bufferOf(operation.value), key) : store.delete(key)
}

async function valuesOf (store: EntryStore, keys: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
  const values: Array<Uint8Array | undefined> = []
  for (let done = 0; done < keys.length; done += SLICE_OPERATIONS) {
    const some = await Promise.all(keys.slice(done, done + SLICE_OPERATIONS).map(async key => store.get(bufferOf(key))))
    values.push(...some.map(value => value == null ? undefined : new Uint8Array(value)))
  }
  return values
}

/** Tells scans what the keys of a batch hold before it. */
async function remember (store: EntryStore, operations: readonly KVOperation[], scans: readonly SnapshotScan[]): Promise<void> {
  const keys = operations.map(({ key }) => key)
  for (const [i, value] of (await valuesOf(store, keys)).entries()) {
    scans.forEach(scan => { scan.remember(keys[i], value) })
  }
}
