import { NotFoundError } from '@libp2p/interface'
import { Key } from 'interface-datastore'
import type { KV, KVOperation, KVRange } from '../../storage/kv/index.ts'
import type { AbortOptions } from '@libp2p/interface'
import type { Batch, Datastore, KeyQuery, Pair, Query } from 'interface-datastore'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** A datastore of libp2p over an ordered store: keys are their names in UTF-8. */
export class KVDatastore implements Datastore {
  private readonly kv: KV

  constructor (components: { kv: KV }) {
    this.kv = components.kv
  }

  async put (key: Key, value: Uint8Array): Promise<Key> {
    await this.kv.batch([putOf(key, value)])
    return key
  }

  async get (key: Key): Promise<Uint8Array> {
    const value = await this.kv.get(bytesOf(key))
    if (value == null) { throw new NotFoundError(`There is nothing under ${key.toString()}.`) }
    return value
  }

  async has (key: Key): Promise<boolean> {
    return await this.kv.get(bytesOf(key)) != null
  }

  async delete (key: Key): Promise<void> {
    await this.kv.batch([deleteOf(key)])
  }

  async * putMany (source: AsyncIterable<Pair> | Iterable<Pair>): AsyncGenerator<Key> {
    for await (const { key, value } of source) { yield this.put(key, value) }
  }

  async * getMany (source: AsyncIterable<Key> | Iterable<Key>): AsyncGenerator<Pair> {
    for await (const key of source) { yield { key, value: await this.get(key) } }
  }

  async * deleteMany (source: AsyncIterable<Key> | Iterable<Key>): AsyncGenerator<Key> {
    for await (const key of source) {
      await this.delete(key)
      yield key
    }
  }

  batch (): Batch {
    const operations: KVOperation[] = []
    return {
      put: (key, value) => { operations.push(putOf(key, value)) },
      delete: key => { operations.push(deleteOf(key)) },
      commit: async () => this.kv.batch(operations.splice(0))
    }
  }

  async * query ({ prefix = '', filters = [], orders = [], offset = 0, limit = Infinity }: Query, options?: AbortOptions): AsyncGenerator<Pair> {
    const pairs: Pair[] = []
    for await (const [key, value] of this.kv.entries(rangeOf(prefix), options)) { pairs.push({ key: keyOf(key), value }) }
    const found = pairs.filter(pair => filters.every(filter => filter(pair)))
    yield * orders.reduce((all, order) => all.sort(order), found).slice(offset, offset + limit)
  }

  async * queryKeys ({ prefix = '', filters = [], orders = [], offset = 0, limit = Infinity }: KeyQuery, options?: AbortOptions): AsyncGenerator<Key> {
    const keys: Key[] = []
    for await (const key of this.kv.keys(rangeOf(prefix), options)) { keys.push(keyOf(key)) }
    const found = keys.filter(key => filters.every(filter => filter(key)))
    yield * orders.reduce((all, order) => all.sort(order), found).slice(offset, offset + limit)
  }
}

function bytesOf (key: Key): Uint8Array {
  return encoder.encode(key.toString())
}

function keyOf (bytes: Uint8Array): Key {
  return new Key(decoder.decode(bytes))
}

function putOf (key: Key, value: Uint8Array): KVOperation {
  return { type: 'put', key: bytesOf(key), value }
}

function deleteOf (key: Key): KVOperation {
  return { type: 'del', key: bytesOf(key) }
}

/** The keys that begin so: no byte of UTF-8 is as large as the one behind the prefix. */
function rangeOf (prefix: string): KVRange {
  return { gte: encoder.encode(prefix), lt: Uint8Array.of(...encoder.encode(prefix), 0xff) }
}
