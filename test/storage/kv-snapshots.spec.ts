import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { levelKV, memoryKV } from '../../src/storage/kv/index.ts'
import { KVModel } from '../fixtures/kv-model.ts'
import type { KV, KVEntry } from '../../src/storage/kv/index.ts'

/** Entries of which a scan reads the first page alone. */
const START = Array.from({ length: 40 }, (_, no) => ({ type: 'put' as const, key: Uint8Array.of(no), value: Uint8Array.of(0) }))

const KEY = fc.nat(44).map(byte => Uint8Array.of(byte))
const OPERATION = fc.oneof(
  fc.record({ type: fc.constant('put' as const), key: KEY, value: fc.uint8Array({ maxLength: 2 }) }),
  fc.record({ type: fc.constant('del' as const), key: KEY })
)
const STEP = fc.oneof(
  { weight: 3, arbitrary: fc.record({ call: fc.constant('batch' as const), operations: fc.array(OPERATION, { maxLength: 10 }), isAwaited: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('clear' as const), gte: KEY, lt: KEY }) },
  {
    weight: 2,
    arbitrary: fc.record({
      call: fc.constant('scan' as const),
      range: fc.record({ gt: KEY, lte: KEY, reverse: fc.boolean(), limit: fc.nat(30) }, { requiredKeys: [] })
    })
  },
  { weight: 4, arbitrary: fc.record({ call: fc.constant('read' as const), entries: fc.nat(20) }) }
)
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never

/** A scan that is under way, what it has read, and what it should read. */
interface Reading {
  readonly iterator: AsyncIterator<KVEntry>
  readonly seen: KVEntry[]
  readonly expected: KVEntry[]
}

/** One store, its model, and the scans that are under way. */
class Readings {
  private readonly kv: KV
  private readonly model = new KVModel()
  private readonly readings: Reading[] = []
  private readonly writes: Array<Promise<void>> = []

  constructor (kv: KV) {
    this.kv = kv
    this.model.batch(START)
  }

  async run (step: Step): Promise<void> {
    switch (step.call) {
      case 'batch':
        this.model.batch(step.operations)
        this.writes.push(this.kv.batch(step.operations))
        await (step.isAwaited ? this.writes.at(-1) : undefined)
        return
      case 'clear':
        this.model.clear({ gte: step.gte, lt: step.lt })
        return this.kv.clear({ gte: step.gte, lt: step.lt })
      case 'scan':
        this.readings.push({ iterator: this.kv.entries(step.range)[Symbol.asyncIterator](), seen: [], expected: this.model.entries(step.range) })
        return this.read(this.readings.length - 1, 1)
      default:
        await Promise.all(this.readings.map(async (_, no) => this.read(no, step.entries)))
    }
  }

  async finish (): Promise<void> {
    await Promise.all(this.writes)
    await Promise.all(this.readings.map(async (_, no) => this.read(no, Infinity)))
    for (const { seen, expected } of this.readings) {
      expect(seen).to.deep.equal(expected)
    }
  }

  private async read (no: number, entries: number): Promise<void> {
    const { iterator, seen } = this.readings[no]
    for (let i = 0; i < entries; i++) {
      const { done, value } = await iterator.next()
      if (done === true) {
        return
      }
      seen.push(value)
    }
  }
}

function snapshotSuite (name: string, open: () => KV): void {
  describe(`kv: scans among writes: ${name}`, () => {
    let kv: KV

    beforeEach(async () => {
      kv = open()
      await kv.start()
    })

    afterEach(async () => {
      await kv.destroy()
    })

    it('show the state at their first step, whatever is written meanwhile', async () => {
      await fc.assert(fc.asyncProperty(fc.array(STEP, { minLength: 10, maxLength: 40 }), async steps => {
        await kv.clear()
        await kv.batch(START)
        const readings = new Readings(kv)
        for (const step of steps) {
          await readings.run(step)
        }
        await readings.finish()
      }), { numRuns: 100 })
    })
  })
}

snapshotSuite('memory', () => memoryKV())

if ('indexedDB' in globalThis) {
  snapshotSuite('IndexedDB', () => levelKV('factmesh-test-snapshots'))
}
