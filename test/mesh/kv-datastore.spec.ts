import { expect } from 'aegir/chai'
import { Key } from 'interface-datastore'
import { KVDatastore } from '../../src/mesh/home/kv-datastore.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import type { Pair } from 'interface-datastore'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

async function all<T> (source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const each of source) { found.push(each) }
  return found
}

describe('the datastore of libp2p over an ordered store', () => {
  let store: KVDatastore

  beforeEach(async () => {
    const kv = memoryKV()
    await kv.start()
    store = new KVDatastore({ kv })
  })

  it('keeps what it is given until it is deleted', async () => {
    const key = new Key('/peers/a')
    expect(await store.has(key)).to.equal(false)
    await expect(store.get(key)).to.eventually.be.rejected().with.property('name', 'NotFoundError')
    expect(await store.put(key, bytes(1))).to.equal(key)
    expect(await store.get(key)).to.deep.equal(bytes(1))
    await store.delete(key)
    expect(await store.has(key)).to.equal(false)
  })

  it('takes many at once', async () => {
    const pairs: Pair[] = ['/a/1', '/a/2', '/b/1'].map((name, i) => ({ key: new Key(name), value: bytes(i) }))
    const keys = await all(store.putMany(pairs))
    expect(await all(store.getMany(keys))).to.deep.equal(pairs)
    expect(await all(store.deleteMany(keys.slice(0, 1)))).to.have.lengthOf(1)
    const batch = store.batch()
    batch.put(new Key('/c'), bytes(9))
    batch.delete(new Key('/b/1'))
    expect(await store.has(new Key('/c'))).to.equal(false)
    await batch.commit()
    expect((await all(store.queryKeys({}))).map(String)).to.deep.equal(['/a/2', '/c'])
  })

  it('finds by prefix, filter, order and page', async () => {
    for (const [i, name] of ['/a/1', '/a/2', '/a/3', '/ab'].entries()) { await store.put(new Key(name), bytes(i)) }
    expect((await all(store.query({ prefix: '/a/', filters: [({ value }) => value[0] > 0] }))).map(({ key }) => key.toString())).to.deep.equal(['/a/2', '/a/3'])
    const downwards = { prefix: '/a/', orders: [(a: Key, b: Key) => b.toString() < a.toString() ? -1 : 1] as Array<(a: Key, b: Key) => -1 | 0 | 1>, offset: 1, limit: 1 }
    expect((await all(store.queryKeys(downwards))).map(String)).to.deep.equal(['/a/2'])
  })
})
