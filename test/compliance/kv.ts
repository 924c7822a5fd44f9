import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { KVModel } from '../fixtures/kv-model.ts'
import type { KV, KVOperation, KVRange } from '../../src/storage/kv/index.ts'

/** Steps of one random program. */
const STEPS = 50

/** Random steps in all: a body that takes milliseconds for one is given fewer, of which each stands for several operations. */
const STEPS_IN_ALL = 10_000

/** Entries of the large store: several pages of an iterator. */
const LARGE = 1_500

/** One body of the store. */
export interface KVBody {
  name: string
  /** A handle on an empty store, not started. */
  open (): Promise<KV>
  /**
   * Steps of the comparison with a model.
   *
   * @default STEPS_IN_ALL
   */
  steps?: number
  /** What has to be done when the test is over and the store destroyed. */
  tidy? (): Promise<void>
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const put = (key: string, value: string): KVOperation => ({ type: 'put', key: text(key), value: text(value) })
const del = (key: string): KVOperation => ({ type: 'del', key: text(key) })

async function collect <T> (items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) {
    list.push(item)
  }
  return list
}

async function keysOf (kv: KV, range?: KVRange): Promise<string[]> {
  const keys = await collect(kv.keys(range))
  return keys.map((key) => new TextDecoder().decode(key))
}

async function entriesOf (kv: KV, range?: KVRange): Promise<string[]> {
  const entries = await collect(kv.entries(range))
  return entries.map(([key, value]) => `${new TextDecoder().decode(key)}=${new TextDecoder().decode(value)}`)
}

/** Entries 0000, 0001, … whose values are all `value`. */
function many (value: string): KVOperation[] {
  return Array.from({ length: LARGE }, (_, i) => put(`${i}`.padStart(4, '0'), value))
}

/** What every body of KV does alike. */
export function kvSuite (body: KVBody): void {
  describe(`kv: ${body.name}`, () => {
    let kv: KV

    beforeEach(async () => {
      kv = await body.open()
      await kv.start()
    })

    afterEach(async () => {
      await kv.destroy()
      await body.tidy?.()
    })

    readSuite(() => kv)
    rangeSuite(() => kv)
    snapshotSuite(() => kv)
    lifeSuite(() => kv)
    modelSuite(() => kv, body.steps ?? STEPS_IN_ALL)
  })
}

function readSuite (kv: () => KV): void {
  it('reads what was written, one by one and many at once', async () => {
    await kv().batch([put('a', '1'), put('b', '2')], { sync: true })
    expect(await kv().get(text('a'))).to.deep.equal(text('1'))
    expect(await kv().get(text('c'))).to.equal(undefined)
    expect(await kv().getMany([text('b'), text('c'), text('a'), text('b')])).to.deep.equal([text('2'), undefined, text('1'), text('2')])
    expect(await kv().getMany([])).to.deep.equal([])
  })

  it('reads on the thread of the caller what it reads otherwise, where it does that at all', async () => {
    await kv().batch([put('a', '1')])
    for (const key of ['a', 'b']) {
      expect(kv().getSync?.(text(key))).to.deep.equal(kv().getSync == null ? undefined : await kv().get(text(key)))
    }
    await kv().stop()
    await expect((async () => kv().getSync == null ? kv().get(text('a')) : kv().getSync?.(text('a')))())
      .to.eventually.be.rejected.and.include({ name: 'KVClosedError' })
    await kv().start()
  })

  it('gives plain bytes', async () => {
    await kv().batch([put('a', '1')])
    const [entry] = await collect(kv().entries())
    const many = await kv().getMany(Array.from({ length: 100 }, () => text('a')))
    for (const bytes of [...entry, await kv().get(text('a')), kv().getSync?.(text('a')) ?? new Uint8Array(), ...many]) {
      expect(bytes?.constructor).to.equal(Uint8Array)
    }
  })

  it('takes empty keys and empty values', async () => {
    const empty = new Uint8Array()
    await kv().batch([{ type: 'put', key: empty, value: text('1') }, { type: 'put', key: text('a'), value: empty }])
    expect(await kv().get(empty)).to.deep.equal(text('1'))
    expect(await kv().get(text('a'))).to.deep.equal(empty)
    expect(await entriesOf(kv())).to.deep.equal(['=1', 'a='])
  })

  it('takes large keys and values', async () => {
    const [key, value] = [new Uint8Array(4_096).fill(7), new Uint8Array(1_000_000).fill(9)]
    await kv().batch([{ type: 'put', key, value }])
    expect(await kv().get(key)).to.deep.equal(value)
  })

  it('applies a batch in order, and an empty one to no effect', async () => {
    await kv().batch([put('a', '1'), put('a', '2'), del('b'), put('b', '3'), put('c', '4'), del('c')])
    await kv().batch([])
    expect(await entriesOf(kv())).to.deep.equal(['a=2', 'b=3'])
  })

  it('applies all of a batch or none', async () => {
    await kv().batch([put('a', '1')])
    const broken: KVOperation[] = [put('a', '2'), put('b', '2'), { type: 'put', key: text('c'), value: undefined as unknown as Uint8Array }]
    await expect(kv().batch(broken)).to.eventually.be.rejected()
    expect(await entriesOf(kv())).to.deep.equal(['a=1'])
  })

  it('shows either nothing or all of a batch to readers beside it', async () => {
    const keys = many('').map(({ key }) => key)
    await kv().batch(many('old'))
    const writing = kv().batch(many('new'))
    const readings = await Promise.all([kv().getMany(keys), kv().getMany(keys)])
    await writing
    for (const values of readings) {
      expect(new Set(values.map((value) => value?.join())).size).to.equal(1)
    }
  })
}

function rangeSuite (kv: () => KV): void {
  it('orders keys byte by byte', async () => {
    const keys = [[], [0], [0, 0], [0, 1], [1], [1, 0], [127], [128], [128, 255], [255], [255, 255]]
    await kv().batch([...keys].reverse().map((key) => ({ type: 'put', key: Uint8Array.from(key), value: text('') })))
    const found = await collect(kv().keys())
    expect(found.map((key) => [...key])).to.deep.equal(keys)
  })

  it('walks ranges with every kind of bound', async () => {
    await kv().batch(['a', 'b', 'c', 'd', 'e'].map((key) => put(key, key)))
    expect(await keysOf(kv(), { gte: text('b'), lt: text('d') })).to.deep.equal(['b', 'c'])
    expect(await keysOf(kv(), { gt: text('b'), lte: text('d') })).to.deep.equal(['c', 'd'])
    expect(await keysOf(kv(), { gt: text('b'), limit: 2 })).to.deep.equal(['c', 'd'])
    expect(await keysOf(kv(), { lte: text('d'), reverse: true, limit: 2 })).to.deep.equal(['d', 'c'])
    expect(await entriesOf(kv(), { reverse: true, gte: text('d') })).to.deep.equal(['e=e', 'd=d'])
    expect(await keysOf(kv(), { gte: text('d'), lt: text('b') })).to.deep.equal([])
    expect(await keysOf(kv(), { gt: text('c'), lt: text('c') })).to.deep.equal([])
    expect(await keysOf(kv(), { limit: 0 })).to.deep.equal([])
    expect(await keysOf(kv(), { gte: undefined, reverse: undefined, limit: undefined })).to.have.length(5)
  })

  it('walks over more entries than it reads ahead, both ways', async () => {
    await kv().batch(many('x'))
    const keys = await keysOf(kv())
    expect(keys).to.have.length(LARGE)
    expect(keys).to.deep.equal([...keys].sort())
    expect(await keysOf(kv(), { reverse: true })).to.deep.equal(keys.reverse())
    expect(await keysOf(kv(), { limit: 700 })).to.have.length(700)
  })

  it('clears a range and leaves the rest', async () => {
    await kv().batch(many('x'))
    await kv().clear({ gte: text('0010'), lt: text('1490') })
    expect(await keysOf(kv())).to.have.length(20)
    await kv().clear({ reverse: true, limit: 5 })
    expect((await keysOf(kv())).at(-1)).to.equal('1494')
    await kv().clear()
    expect(await keysOf(kv())).to.deep.equal([])
  })

  it('stops when the reader stops or the signal is aborted', async () => {
    await kv().batch(many('x'))
    const seen: string[] = []
    for await (const key of kv().keys()) {
      seen.push(new TextDecoder().decode(key))
      if (seen.length === 2) {
        break
      }
    }
    expect(seen).to.deep.equal(['0000', '0001'])
    const controller = new AbortController()
    const read = async (): Promise<void> => {
      for await (const [key] of kv().entries({}, { signal: controller.signal })) {
        expect(key).to.have.length(4)
        controller.abort(new TypeError('enough'))
      }
    }
    await expect(read()).to.eventually.be.rejectedWith('enough')
  })
}

function snapshotSuite (kv: () => KV): void {
  for (const reverse of [false, true]) {
    it(`keeps to the state at the first step while others write, ${reverse ? 'backwards' : 'forwards'}`, async () => {
      await kv().batch(many('old'))
      const seen: string[] = []
      for await (const [key, value] of kv().entries({ reverse })) {
        seen.push(new TextDecoder().decode(key))
        expect(value).to.deep.equal(text('old'))
        if (seen.length === 1) {
          await kv().batch([...many('new').filter((_, i) => i % 3 === 0), ...Array.from({ length: LARGE }, (_, i) => put(`${i}`.padStart(4, '0') + '+', 'new'))])
        }
        if (seen.length === 750) {
          await kv().clear({ gte: text('0500'), lt: text('1000') })
        }
      }
      expect(seen).to.have.length(LARGE)
      expect(seen).to.deep.equal(reverse ? [...seen].sort().reverse() : [...seen].sort())
    })
  }

  it('gives every reader the state of its own beginning', async () => {
    await kv().batch(many('0'))
    const readers: Array<Promise<Set<string>>> = []
    for (const value of ['1', '2', '3']) {
      const reader = kv().entries()[Symbol.asyncIterator]()
      const first = await reader.next()
      readers.push(restOf(reader, first.value?.[1]))
      await kv().batch(many(value))
    }
    const values = await Promise.all(readers)
    expect(values.map((set) => [...set])).to.deep.equal([['0'], ['1'], ['2']])
  })

  it('counts the limit in entries of the state that it shows', async () => {
    await kv().batch(many('old'))
    const reader = kv().keys({ limit: 1_000 })[Symbol.asyncIterator]()
    await reader.next()
    await kv().clear({ lt: text('0800') })
    let count = 1
    while ((await reader.next()).done !== true) {
      count++
    }
    expect(count).to.equal(1_000)
  })
}

async function restOf (reader: AsyncIterator<readonly [Uint8Array, Uint8Array]>, first: Uint8Array): Promise<Set<string>> {
  const values = new Set([new TextDecoder().decode(first)])
  for (let step = await reader.next(); step.done !== true; step = await reader.next()) {
    values.add(new TextDecoder().decode(step.value[1]))
  }
  return values
}

function lifeSuite (kv: () => KV): void {
  it('keeps its entries over a stop and a start, both of which may come twice', async () => {
    await kv().batch([put('a', '1')], { sync: true })
    await kv().stop()
    await kv().stop()
    await kv().start()
    await kv().start()
    expect(await entriesOf(kv())).to.deep.equal(['a=1'])
  })

  it('fails every call while it is stopped', async () => {
    await kv().stop()
    const closed = { name: 'KVClosedError' }
    await expect(kv().get(text('a'))).to.eventually.be.rejected.and.include(closed)
    await expect(kv().getMany([text('a')])).to.eventually.be.rejected.and.include(closed)
    await expect(kv().batch([put('a', '1')])).to.eventually.be.rejected.and.include(closed)
    await expect(kv().clear()).to.eventually.be.rejected.and.include(closed)
    await expect(entriesOf(kv())).to.eventually.be.rejected.and.include(closed)
  })

  it('fails an iterator that outlives it', async () => {
    await kv().batch(many('x'))
    const read = async (): Promise<void> => {
      for await (const key of kv().keys()) {
        expect(key).to.have.length(4)
        await kv().stop()
      }
    }
    await expect(read()).to.eventually.be.rejected.and.include({ name: 'KVClosedError' })
  })

  it('is empty after it was destroyed', async () => {
    await kv().batch([put('a', '1')], { sync: true })
    await kv().destroy()
    await kv().destroy()
    await kv().start()
    expect(await entriesOf(kv())).to.deep.equal([])
  })
}

const KEY = fc.uint8Array({ maxLength: 3, max: 3 })
const VALUE = fc.uint8Array({ maxLength: 4 })
const OPERATION = fc.oneof(
  fc.record({ type: fc.constant('put' as const), key: KEY, value: VALUE }),
  fc.record({ type: fc.constant('del' as const), key: KEY })
)
const RANGE = fc.tuple(
  fc.oneof(fc.constant({}), fc.record({ gte: KEY }), fc.record({ gt: KEY })),
  fc.oneof(fc.constant({}), fc.record({ lte: KEY }), fc.record({ lt: KEY })),
  fc.record({ reverse: fc.boolean(), limit: fc.nat(20) }, { requiredKeys: [] })
).map((parts): KVRange => Object.assign({}, ...parts))
const STEP = fc.oneof(
  { weight: 20, arbitrary: fc.record({ call: fc.constant('batch' as const), operations: fc.array(OPERATION, { maxLength: 12 }) }) },
  { weight: 12, arbitrary: fc.record({ call: fc.constant('entries' as const), range: RANGE }) },
  { weight: 8, arbitrary: fc.record({ call: fc.constant('getMany' as const), keys: fc.array(KEY, { maxLength: 30 }) }) },
  { weight: 4, arbitrary: fc.record({ call: fc.constant('clear' as const), range: RANGE }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('restart' as const) }) }
)

function modelSuite (kv: () => KV, steps: number): void {
  it(`agrees with a sorted list in ${steps} random steps`, async () => {
    await fc.assert(fc.asyncProperty(fc.array(STEP, { minLength: STEPS, maxLength: STEPS }), async (program) => {
      const model = new KVModel()
      await kv().clear()
      for (const step of program) {
        await runStep(kv(), model, step)
      }
      expect(await collect(kv().entries())).to.deep.equal(model.entries({}))
    }), { numRuns: steps / STEPS })
  })
}

async function runStep (kv: KV, model: KVModel, step: typeof STEP extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
  switch (step.call) {
    case 'batch':
      model.batch(step.operations)
      return kv.batch(step.operations)
    case 'clear':
      model.clear(step.range)
      return kv.clear(step.range)
    case 'restart':
      await kv.stop()
      return kv.start()
    case 'getMany':
      expect(await kv.getMany(step.keys)).to.deep.equal(step.keys.map((key) => model.get(key)))
      return
    default:
      expect(await collect(kv.entries(step.range))).to.deep.equal(model.entries(step.range))
      expect(await collect(kv.keys(step.range))).to.deep.equal(model.entries(step.range).map(([key]) => key))
  }
}
