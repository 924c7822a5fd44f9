import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { toHex } from '../../src/model/bytes/index.ts'
import { BEHIND_OPERATIONS_MAX, GATHERED_OPERATIONS_MAX } from '../../src/replica/index/constants.ts'
import { IndexWaitsError } from '../../src/replica/index/index.ts'
import { WriteBehind } from '../../src/replica/index/store/write-behind.ts'
import { KVFailedError, memoryKV } from '../../src/storage/kv/index.ts'
import { KVModel } from '../fixtures/kv-model.ts'
import type { KV, KVEntry, KVOperation, KVRange } from '../../src/storage/kv/index.ts'

const SEED = 77_078
const KEY = fc.uint8Array({ minLength: 1, maxLength: 2, max: 5 })
const OPERATION = fc.oneof(
  fc.record({ type: fc.constant('put' as const), key: KEY, value: fc.uint8Array({ maxLength: 2 }) }),
  fc.record({ type: fc.constant('del' as const), key: KEY })
)
const RANGE = fc.record({ gte: KEY, lt: KEY, reverse: fc.boolean(), limit: fc.nat(6) }, { requiredKeys: [] })

describe('store of an index', () => {
  let inner: KV
  let kv: KV
  let failing: boolean
  let free: number
  let restarts: number
  /** Operations of each batch that the store was handed. */
  let batches: number[]
  let store: WriteBehind

  beforeEach(async () => {
    inner = memoryKV()
    failing = false
    free = Infinity
    restarts = 0
    batches = []
    kv = failingKV()
    await kv.start()
    store = new WriteBehind({ kv, freeBytes: async () => free })
  })

  it('keeps what the store does not take, answers it, and writes it in its order', async () => {
    await store.batch([put(1, 1)])
    await store.drain()
    failing = true
    await store.batch([put(2, 1)])
    await expect(store.drain()).to.eventually.be.rejectedWith(IndexWaitsError).with.nested.property('cause.name', 'KVFailedError')
    await expect(store.batch([put(2, 2), put(3, 3)])).to.eventually.be.rejectedWith(IndexWaitsError)
    await expect(store.batch(Array.from({ length: 100 }, (_, no) => put(4, no)))).to.eventually.be.rejectedWith(IndexWaitsError)
    await expect(store.batch([{ type: 'del', key: Uint8Array.of(1) }])).to.eventually.be.rejectedWith(IndexWaitsError)
    expect(store.failure).to.be.an.instanceOf(KVFailedError)
    const waiting = ['2=2', '3=3', '4=99']
    expect(await list(store)).to.deep.equal(waiting)
    expect(await list(inner)).to.deep.equal(['1=1'])

    failing = false
    restarts = 0
    await Promise.all([store.resume(), store.resume()])
    expect(store.failure).to.equal(undefined)
    expect(restarts).to.equal(1)
    expect(await list(inner)).to.deep.equal(waiting)
    await store.batch([put(5, 5)])
    await store.drain()
    expect(await list(inner)).to.deep.equal([...waiting, '5=5'])
  })

  it('gathers small batches, and sends them whole, as one', async () => {
    await store.batch([put(1, 1), put(2, 1)])
    await store.batch([put(1, 2), { type: 'del', key: Uint8Array.of(2) }, put(3, 3)])
    expect(await store.getMany([1, 2, 3].map(key => Uint8Array.of(key)))).to.deep.equal([Uint8Array.of(2), undefined, Uint8Array.of(3)])
    expect(await store.get(Uint8Array.of(2))).to.equal(undefined)
    expect(batches).to.deep.equal([])

    expect(await list(store)).to.deep.equal(['1=2', '3=3'])
    expect(batches).to.deep.equal([3])
  })

  it('sends what it gathered when that is much, before a large batch, and when it is asked', async () => {
    for (let no = 0; no < GATHERED_OPERATIONS_MAX; no++) {
      expect(batches).to.deep.equal([])
      await store.batch([put(no % 100, no)])
    }
    await store.batch([put(200, 1)])
    await store.batch(Array.from({ length: BEHIND_OPERATIONS_MAX + 1 }, (_, no) => put(200, no)))
    expect(batches).to.deep.equal([100, 1, BEHIND_OPERATIONS_MAX + 1])
    expect(await store.get(Uint8Array.of(200))).to.deep.equal(Uint8Array.of(BEHIND_OPERATIONS_MAX))

    await store.drain()
    await store.batch([put(201, 1)])
    await store.drain()
    await store.drain()
    expect(batches).to.deep.equal([100, 1, BEHIND_OPERATIONS_MAX + 1, 1])
  })

  it('forgets what it gathered when it is emptied', async () => {
    await store.batch([put(1, 1)])
    await store.empty()
    await store.drain()
    expect(await list(store)).to.deep.equal([])
  })

  it('keeps what it had gathered when the store fails', async () => {
    await store.batch([put(1, 1)])
    const scan = store.drain()
    failing = true
    await store.batch([put(2, 2)])
    await expect(scan).to.eventually.be.rejectedWith(IndexWaitsError)
    expect(await list(store)).to.deep.equal(['1=1', '2=2'])
    failing = false
    await store.resume()
    expect(await list(inner)).to.deep.equal(['1=1', '2=2'])
  })

  it('touches nothing while there is no room, and tries again as often as it is asked', async () => {
    failing = true
    await store.batch([put(1, 1)])
    await expect(store.drain()).to.eventually.be.rejectedWith(IndexWaitsError)
    free = 1_000
    restarts = 0
    await expect(store.resume()).to.eventually.be.rejectedWith(IndexWaitsError)
    expect(restarts).to.equal(0)
    free = Infinity
    await expect(store.resume()).to.eventually.be.rejectedWith(IndexWaitsError)
    expect(restarts).to.equal(1)
    expect(await list(store)).to.deep.equal(['1=1'])
    failing = false
    await store.resume()
    expect(await list(inner)).to.deep.equal(['1=1'])
  })

  it('lets readers wait while the store is opened anew', async () => {
    await store.batch([put(1, 1), put(2, 2)])
    await store.drain()
    failing = true
    await store.batch([put(3, 3)])
    await expect(store.drain()).to.eventually.be.rejectedWith(IndexWaitsError)
    failing = false
    const resumed = store.resume()
    const read = Array.from({ length: 20 }, async (_, turn) => {
      for (let i = 0; i < turn; i++) { await Promise.resolve() }
      return [await store.get(Uint8Array.of(1)), await store.getMany([Uint8Array.of(2), Uint8Array.of(3)]), await list(store)]
    })
    const answers = await Promise.all(read)
    await resumed

    for (const answer of answers) {
      expect(answer).to.deep.equal([Uint8Array.of(1), [Uint8Array.of(2), Uint8Array.of(3)], ['1=1', '2=2', '3=3']])
    }
  })

  it('is empty after it was emptied, also when the store had failed', async () => {
    await store.batch([put(1, 1)])
    failing = true
    await store.batch([put(2, 2)])
    await expect(store.drain()).to.eventually.be.rejectedWith(IndexWaitsError)
    failing = false
    await store.empty()
    expect(await list(store)).to.deep.equal([])
    await store.batch([put(3, 3)])
    await store.drain()
    expect(await list(inner)).to.deep.equal(['3=3'])
  })

  it('agrees with a sorted list, whatever the store takes', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ batch: fc.array(OPERATION, { minLength: 1, maxLength: 80 }) }) },
      { weight: 4, arbitrary: fc.record({ range: RANGE }) },
      { weight: 1, arbitrary: fc.record({ failing: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ resume: fc.constant(true) }) }
    )

    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
      const model = new KVModel()
      failing = false
      await store.resume()
      await store.empty()

      for (const one of steps) {
        if ('batch' in one) {
          model.batch(one.batch)
          await store.batch(one.batch).catch(demandWaits)
        } else if ('range' in one) {
          expect(await collect(store.entries(one.range))).to.deep.equal(model.entries(one.range))
        } else if ('resume' in one) {
          await store.resume().catch(demandWaits)
        } else {
          failing = one.failing
        }
      }

      failing = false
      await store.drain().catch(demandWaits)
      await store.resume()
      await store.drain()
      expect(await collect(inner.entries())).to.deep.equal(model.entries({}))
    }), { seed: SEED, numRuns: 200 })
  })

  /** A store whose batches fail while it is told so. */
  function failingKV (): KV {
    return new Proxy(inner, {
      get: (target, name) => {
        if (name === 'start') { restarts++ }
        const batch = async (operations: readonly KVOperation[]): Promise<void> => {
          batches.push(operations.length)
          if (failing) { throw new KVFailedError('in memory') }
          await target.batch(operations)
        }

        return name === 'batch' ? batch : Reflect.get(target, name).bind(target)
      }
    })
  }
})

function put (key: number, value: number): KVOperation {
  return { type: 'put', key: Uint8Array.of(key), value: Uint8Array.of(value) }
}

function demandWaits (error: unknown): void {
  expect(error).to.be.an.instanceOf(IndexWaitsError)
}

async function collect (entries: AsyncIterable<KVEntry>): Promise<KVEntry[]> {
  const found: KVEntry[] = []

  for await (const entry of entries) {
    found.push(entry)
  }

  return found
}

async function list (store: { entries (range: KVRange): AsyncIterable<KVEntry> }): Promise<string[]> {
  return (await collect(store.entries({}))).map(([key, value]) => `${Number.parseInt(toHex(key), 16)}=${Number.parseInt(toHex(value), 16)}`)
}
