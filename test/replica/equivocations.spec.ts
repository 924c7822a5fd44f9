import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { bundleId } from '../../src/model/bundle/index.ts'
import { compareBytes, toHex } from '../../src/model/bytes/index.ts'
import { peerIdText } from '../../src/model/identity/index.ts'
import { conflictText, equivocationId } from '../../src/policy/conflict/index.ts'
import { encodeArrival } from '../../src/replica/record/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { openIndex } from '../fixtures/indexes.ts'
import { dump, foreignBundle, openReplica, ORIGIN, scanAll } from '../fixtures/replicas.ts'
import { exchange, writeRivals } from '../fixtures/rivals.ts'
import type { Bundle, BundleDraft } from '../../src/model/bundle/index.ts'
import type { ConflictQuery, ConflictRecord } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 2_121
const AUTHOR = someSigner(7)

describe('replica equivocations', () => {
  let stage: Stage
  let other: Stage

  beforeEach(async () => {
    stage = await openReplica({ no: 1 })
    other = await openReplica({ no: 2, clock: stage.clock })
  })

  afterEach(async () => {
    await stage.stop()
    await other.stop()
  })

  /** Bundle `no` of those that one author signed for one place. */
  async function half (no: number, changes: Partial<BundleDraft> = {}): Promise<Bundle> {
    return foreignBundle(AUTHOR, [{ entity: `thing:${no}` }], { hlc: { wallMs: 1_767_225_600_000 + no, counter: 0 }, ...changes })
  }

  async function receive (to: Stage, ...bundles: Bundle[]): Promise<void> {
    await to.replica.receive(bundles.map(({ bytes }) => bytes), ORIGIN)
  }

  async function pages (query: ConflictQuery = {}): Promise<ConflictRecord[][]> {
    const all: ConflictRecord[][] = []
    let cursor: string | undefined

    do {
      const page = await stage.replica.conflicts.list({ ...query, cursor })
      all.push([...page.conflicts])
      cursor = page.cursor ?? undefined
    } while (cursor != null)

    return all
  }

  it('are listed under one id by nodes that were told different halves', async () => {
    const [one, two] = [await half(1), await half(2)]
    await receive(stage, one)
    await receive(other, two)
    expect((await stage.replica.conflicts.list()).conflicts).to.deep.equal([])
    await exchange(stage, other)
    const { conflicts, cursor } = await stage.replica.conflicts.list()
    const { author, lane, scope, seq } = one.header
    const id = conflictText(equivocationId(scope, { author, lane, seq }))
    expect(cursor).to.equal(null)
    expect(conflicts).to.deep.equal([{
      kind: 'equivocation',
      id,
      scope: 'public',
      author: peerIdText(AUTHOR.publicKey),
      lane: toHex(lane),
      seq: 1,
      bundles: [bundleId(one.hash), bundleId(two.hash)],
      bundlesCount: 2,
      status: 'unresolved',
      detectedAt: '1767225600002.00000'
    }])
    expect(await other.replica.conflicts.list()).to.deep.equal({ conflicts, cursor })
    expect(await stage.replica.conflicts.get(id)).to.deep.equal(conflicts[0])
    expect((await stage.replica.query({ entity: `stigmem:conflict:${id}` })).facts).to.deep.equal([])
  })

  it('are there again, byte for byte, when the index is built anew', async () => {
    await receive(stage, await half(1), await half(2))
    await receive(stage, ...await Promise.all(Array.from({ length: 20 }, async (_, no) => half(no + 3))))
    const { conflicts } = await stage.replica.conflicts.list()
    const entries = await dump(stage)
    stage = await stage.crash({ kv: memoryKV() })
    expect(await dump(stage)).to.deep.equal(entries)
    expect((await stage.replica.conflicts.list()).conflicts).to.deep.equal(conflicts)
  })

  it('come after the contradictions, page by page, and fit the filters that can fit them', async () => {
    await writeRivals(stage, 2)
    await writeRivals(stage, 2, { entity: 'user:bob' })

    for (let no = 1; no <= 3; no++) {
      await receive(stage, await half(1, { lane: new Uint8Array(8).fill(no) }), await half(2, { lane: new Uint8Array(8).fill(no) }))
    }

    const all = (await pages()).flat()
    expect(all.map(({ kind }) => kind)).to.deep.equal(['contradiction', 'contradiction', 'equivocation', 'equivocation', 'equivocation'])
    expect(all.slice(2).map(({ id }) => id)).to.deep.equal(all.slice(2).map(({ id }) => id).sort())

    for (const limit of [1, 2, 3, 4]) {
      expect(await pages({ limit })).to.deep.equal(Array.from({ length: Math.ceil(5 / limit) }, (_, no) => all.slice(no * limit, (no + 1) * limit)))
    }

    expect((await pages({ kind: 'contradiction', limit: 1 })).flat()).to.deep.equal(all.slice(0, 2))
    expect((await pages({ kind: 'equivocation', limit: 1, scope: 'public', status: 'unresolved' })).flat()).to.deep.equal(all.slice(2))

    for (const query of [{ entity: 'thing:1' }, { relation: 'memory:home' }, { status: 'resolved' }, { scope: 'local' }] as const) {
      expect(await pages({ kind: 'equivocation', ...query })).to.deep.equal([[]])
    }
  })

  it('cannot be settled, and no other kind can be asked for', async () => {
    await receive(stage, await half(1), await half(2))
    const [{ id }] = (await stage.replica.conflicts.list()).conflicts
    await expect(stage.replica.conflicts.resolve(id)).to.eventually.be.rejected.with.property('name', 'EquivocationError')
    await expect(stage.replica.conflicts.list({ kind: 'quarrel' as 'equivocation' })).to.eventually.be.rejected.with.property('field', 'kind')
  })

  it('that flood one place make rows of a bounded size, are counted, and all stay', async () => {
    const flood = await Promise.all(Array.from({ length: 100 }, async (_, no) => half(no)))
    await receive(stage, ...flood.slice(0, 50))
    await receive(stage, ...flood.slice(25))
    const [conflict, ...more] = (await stage.replica.conflicts.list()).conflicts
    const smallest = flood.toSorted((a, b) => compareBytes(a.hash, b.hash)).slice(0, 16)
    expect(more).to.deep.equal([])
    expect(conflict).to.deep.include({ bundlesCount: 100, bundles: flood.filter(bundle => smallest.includes(bundle)).map(({ hash }) => bundleId(hash)) })
    expect(await scanAll(stage, { author: peerIdText(AUTHOR.publicKey) })).to.have.lengthOf(100)
    expect(stage.replica.counters()).to.include({ accepted: 100, equivocation: 99 })
    const rows = (await dump(stage)).filter(entry => entry.startsWith('06'))
    expect(rows).to.have.lengthOf(1 + 100 - 16)
    expect(Math.max(...rows.map(row => row.length))).to.be.below(700)
  })

  it('give the same entries in every order and grouping', async () => {
    const arrival = { ...ORIGIN, receivedMs: 1 }
    const lead = encodeArrival(arrival).length
    const bundles = await Promise.all(Array.from({ length: 40 }, async (_, no) => half(no, { lane: new Uint8Array(8).fill(no % 2) })))
    const arrived = bundles.map(bundle => ({ bundle, arrival, lead }))
    const all = await openIndex()
    await all.take(arrived)
    const expected = await all.entries()

    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(arrived, { minLength: 40 }), fc.integer({ min: 1, max: 40 }), async (shuffled, cut) => {
      const opened = await openIndex()
      await opened.take(shuffled.slice(0, cut), shuffled.slice(cut / 2), ...shuffled.slice(20).map(one => [one]))
      expect(await opened.entries()).to.deep.equal(expected)
      expect(opened.index.entries).to.equal(all.index.entries)
    }), { seed: SEED, numRuns: 30 })
  })
})
