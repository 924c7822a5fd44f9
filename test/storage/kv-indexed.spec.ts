import { expect } from 'aegir/chai'
import { SimulatedClock } from '../../src/platform/index.ts'
import { KVClosedError, KVCorruptError, KVFailedError, KVLockedError } from '../../src/storage/kv/index.ts'
import { indexedError } from '../../src/storage/kv/indexed/indexed-error.ts'
import { IndexedKV } from '../../src/storage/kv/indexed/indexed-kv.ts'
import { bufferOf, isInRange } from '../../src/storage/kv/indexed/key-range.ts'
import type { KVOperation } from '../../src/storage/kv/index.ts'

const LONG_MS = 60_000

let stores = 0

describe('storage/kv/indexed', () => {
  it('says what is wrong and what helps', () => {
    const messages = [['QuotaExceededError', /no more room; free some/], ['VersionError', /a newer version .* load the page again/], ['SecurityError', /allow it/], ['UnknownError', /failed\.$/]] as const

    for (const [name, message] of messages) {
      const cause = new DOMException('', name)
      expect(indexedError('a', cause)).to.be.an.instanceOf(KVFailedError).with.property('message').that.matches(message)
      expect(indexedError('a', cause)).to.include({ cause, location: 'a' })
    }

    expect(indexedError('a', new DOMException('', 'NotReadableError'))).to.be.an.instanceOf(KVCorruptError)
  })

  it('hands over no more than the bytes of a view', () => {
    const whole = Uint8Array.of(1, 2, 3)
    expect(bufferOf(whole)).to.equal(whole.buffer)
    expect(new Uint8Array(bufferOf(whole.subarray(1)))).to.deep.equal(Uint8Array.of(2, 3))
    expect(bufferOf(whole.subarray(1, 1)).byteLength).to.equal(0)
  })

  it('knows which keys lie in a range', () => {
    const [a, b, c] = [1, 2, 3].map(byte => Uint8Array.of(byte))
    expect([a, b, c].map(key => isInRange(key, { gte: a, lt: c }))).to.deep.equal([true, true, false])
    expect([a, b, c].map(key => isInRange(key, { gt: a, lte: c }))).to.deep.equal([false, true, true])
    expect(isInRange(new Uint8Array(), {})).to.equal(true)
  })
})

if ('indexedDB' in globalThis) {
  describe('storage/kv/indexed in a browser', databaseSuite)
}

const put = (key: number, ...value: number[]): KVOperation => ({ type: 'put', key: Uint8Array.of(key), value: Uint8Array.from(value) })

function databaseSuite (): void {
  let clock: SimulatedClock
  let name: string
  let kv: IndexedKV

  beforeEach(async () => {
    clock = new SimulatedClock()
    name = `factmesh-test-indexed-${stores++}`
    kv = new IndexedKV({ timers: clock }, name)
    await kv.start()
    await kv.batch([put(1, 10)])
  })

  afterEach(async () => {
    await kv.destroy()
  })

  it('is open once at a time', async () => {
    const other = new IndexedKV({ timers: clock }, name)
    const start = other.start()
    clock.advance(LONG_MS)
    await expect(start).to.eventually.be.rejectedWith(KVLockedError).with.property('location', name)
    const removal = other.destroy()
    await Promise.all([expect(removal).to.eventually.be.rejectedWith(KVLockedError), clock.advanceAsync(LONG_MS)])
    expect(await kv.get(Uint8Array.of(1))).to.deep.equal(Uint8Array.of(10))

    const next = other.start()
    await kv.stop()
    await next
    await other.stop()
    expect(clock.pending).to.equal(0)
  })

  it('makes way for another that removes it, and starts again', async () => {
    const reader = kv.keys()[Symbol.asyncIterator]()
    await reader.next()
    await answer(indexedDB.deleteDatabase(name))
    const gone = /another page removes it .* load this page again/
    await expect(kv.get(Uint8Array.of(1))).to.eventually.be.rejectedWith(KVFailedError, gone)
    await expect(kv.batch([put(1, 1)])).to.eventually.be.rejectedWith(KVFailedError, gone)
    await expect(kv.keys()[Symbol.asyncIterator]().next()).to.eventually.be.rejectedWith(KVFailedError, gone)
    await kv.start()
    expect(await kv.get(Uint8Array.of(1))).to.equal(undefined)
  })

  it('refuses a database of a newer version, and leaves it as it is', async () => {
    const newer = await answer(indexedDB.open(name, 9))
    await expect(kv.get(Uint8Array.of(1))).to.eventually.be.rejectedWith(KVFailedError, /newer version/)
    newer.close()
    await expect(kv.start()).to.eventually.be.rejectedWith(KVFailedError, /newer version .* load the page again/)
    const after = await answer(indexedDB.open(name))
    expect(after.version).to.equal(9)
    after.close()
  })

  it('calls a database damaged that holds something else, and begins it again', async () => {
    await kv.destroy()
    const foreign = await answer(indexedDB.open(name, 1))
    foreign.close()
    await expect(kv.start()).to.eventually.be.rejectedWith(KVCorruptError).with.property('location', name)
    await kv.destroy()
    await kv.start()
    await kv.batch([put(1, 1)])
  })

  it('ends when the browser takes the connection, and starts again', async () => {
    await kv.stop()
    const requests = await during(IDBFactory.prototype, 'open', async () => kv.start())
    const { result } = requests[0] as IDBOpenDBRequest
    result.dispatchEvent(new Event('close'))
    await expect(kv.get(Uint8Array.of(1))).to.eventually.be.rejectedWith(KVFailedError, /start the store again/)
    await kv.stop()
    await expect(kv.get(Uint8Array.of(1))).to.eventually.be.rejectedWith(KVClosedError)
    await kv.start()
    expect(await kv.get(Uint8Array.of(1))).to.deep.equal(Uint8Array.of(10))
  })

  it('does not wait without end for one that keeps the database open', async () => {
    await kv.stop()
    const other = await answer(indexedDB.open(name))
    const asked = new Promise(resolve => { other.onversionchange = resolve })
    const removal = kv.destroy()
    await asked
    clock.advance(LONG_MS)
    await expect(removal).to.eventually.be.rejectedWith(KVFailedError, /close other pages of this site/)
    other.close()
    await kv.start()
    expect(await kv.get(Uint8Array.of(1))).to.equal(undefined)
  })

  it('applies nothing of a batch whose middle fails', async () => {
    const { put: original } = IDBObjectStore.prototype
    let calls = 0
    IDBObjectStore.prototype.put = function (...args) {
      if (calls++ === 1) {
        throw new DOMException('', 'QuotaExceededError')
      }
      return original.apply(this, args)
    }
    try {
      const batch = kv.batch([put(1, 11), put(2, 22), put(3, 33)])
      await expect(batch).to.eventually.be.rejectedWith(KVFailedError, /no more room/).with.nested.property('cause.name', 'QuotaExceededError')
    } finally {
      IDBObjectStore.prototype.put = original
    }
    expect(await kv.getMany([1, 2, 3].map(key => Uint8Array.of(key)))).to.deep.equal([Uint8Array.of(10), undefined, undefined])
  })

  it('asks for the disk only where a batch has to be on it', async () => {
    const transactions = await during(IDBDatabase.prototype, 'transaction', async () => {
      await kv.batch([put(1, 1)])
      await kv.batch([put(1, 2)], { sync: true })
    })
    expect(transactions.map(one => (one as IDBTransaction).durability)).to.deep.equal(['relaxed', 'strict'])
  })

  it('stores the bytes of a value and nothing else of its buffer', async () => {
    await kv.batch([{ type: 'put', key: new Uint8Array(9).subarray(8), value: new Uint8Array(1_000).subarray(500, 503) }])
    await kv.stop()
    const database = await answer(indexedDB.open(name))
    const value = await answer(database.transaction('entries').objectStore('entries').get(Uint8Array.of(0)))
    database.close()
    expect(value).to.be.an.instanceOf(ArrayBuffer).with.property('byteLength', 3)
  })

  it('reads ahead less where values are large', async () => {
    const value = new Uint8Array(100_000)
    await kv.batch(Array.from({ length: 30 }, (_, no) => ({ type: 'put', key: Uint8Array.of(2, no), value })))
    let entries = 0
    const pages = await during(IDBObjectStore.prototype, 'getAll', async () => {
      for await (const [key] of kv.entries({ gte: Uint8Array.of(2) })) {
        entries += key.length / 2
      }
    })
    expect(entries).to.equal(30)
    expect(pages.map(page => (page as IDBRequest<unknown[]>).result.length)).to.deep.equal([16, 2, 2, 2, 2, 2, 2, 2, 0])
  })

  it('finishes what is under way before it is stopped', async () => {
    const many = Array.from({ length: 200 }, (_, no) => put(no, no))
    const order: string[] = []
    const batch = kv.batch(many).then(() => { order.push('batch') })
    await kv.stop()
    order.push('stop')
    await batch
    expect(order).to.deep.equal(['batch', 'stop'])
    await kv.start()
    expect(await kv.get(Uint8Array.of(199))).to.deep.equal(Uint8Array.of(199))
  })
}

async function answer <T> (request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => { resolve(request.result) }
    request.onerror = () => { reject(request.error) }
  })
}

/** What a method of the browser answers while a call runs. */
async function during (prototype: object, method: string, call: () => Promise<void>): Promise<unknown[]> {
  const original = Reflect.get(prototype, method)
  const answers: unknown[] = []
  Reflect.set(prototype, method, function (this: unknown, ...args: unknown[]) {
    const answer = original.apply(this, args)
    answers.push(answer)
    return answer
  })
  try {
    await call()
  } finally {
    Reflect.set(prototype, method, original)
  }
  return answers
}
