import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { fromHex, toHex } from '../../src/model/bytes/index.ts'
import { tableCrc32c } from '../../src/platform/index.ts'
import { FactIndex, IndexCorruptError, IndexRebuildingError, summarise, textKey } from '../../src/replica/index/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { dump, foreignBundle, openReplica, ORIGIN, scanAll, someFactDrafts, write } from '../fixtures/replicas.ts'
import { someRef, statementInput } from '../fixtures/statements.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { IndexMarker } from '../../src/replica/index/index.ts'
import type { KV, KVOperation } from '../../src/storage/kv/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 20_261_121
const crc32c = tableCrc32c()
const WATERMARK = '01' + toHex(new TextEncoder().encode('watermark'))

describe('proof of an index', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openReplica()
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('holds after any work, and an index that is built again has the same bytes', async () => {
    const step = fc.oneof(
      fc.record({ step: fc.constant('write'), count: fc.integer({ min: 1, max: 80 }), value: fc.nat(3) }),
      fc.record({ step: fc.constant('receive'), author: fc.integer({ min: 1, max: 3 }), seqs: fc.shuffledSubarray([1, 2, 3], { minLength: 1 }) }),
      fc.record({ step: fc.constant('restart') })
    )

    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async steps => {
      let own = await openReplica()

      for (const one of steps) {
        if ('count' in one) {
          await write(own, someFactDrafts(one.count, { value: { type: 'number', v: one.value } }))
        } else if ('seqs' in one) {
          const chain = await chainOf(one.author)
          await own.replica.receive(one.seqs.map(seq => chain[seq - 1].bytes), ORIGIN)
        } else {
          own = await own.crash()
        }
      }

      const before = await dump(own)
      await scrub(await indexOf(own.kv))
      own = await own.crash({ kv: memoryKV() })
      expect(await dump(own)).to.deep.equal(before)
      await scrub(await indexOf(own.kv))
      await own.stop()
    }), { seed: SEED, numRuns: 40 })
  })

  it('fails when any one entry is missing, changed, old, moved, or too much', async () => {
    await fill(stage)
    const old = await dump(stage)
    await write(stage, someFactDrafts(5, { value: { type: 'number', v: 9 } }))
    const lines = (await dump(stage)).filter(line => !line.startsWith('01'))
    const pairs = new Map(old.map(line => line.split(' ')).map(([key, value]) => [key, value]))
    const index = await indexOf(stage.kv)

    for (const [i, line] of lines.entries()) {
      const [key, value] = line.split(' ')
      const [otherKey] = lines[(i + 1) % lines.length].split(' ')
      const changes: KVOperation[] = [{ type: 'del', key: fromHex(key) }, put(key, flip(value, i)), put(otherKey, value), put(`${key}00`, value)]

      if (pairs.get(key) !== value && pairs.has(key)) {
        changes.push(put(key, pairs.get(key) ?? ''))
      }

      for (const change of changes) {
        const before = await stage.kv.get(change.key)
        await stage.kv.batch([change])
        await expect(scrub(index), `${change.type} ${toHex(change.key)}`).to.eventually.be.rejectedWith(IndexCorruptError)
        await stage.kv.batch([before == null ? { type: 'del', key: change.key } : { type: 'put', key: change.key, value: before }])
      }
    }

    await scrub(index)
  })

  it('keeps a damaged entry from every reader', async () => {
    await write(stage, someFactDrafts(3))
    const index = await indexOf(stage.kv)

    for (const line of (await dump(stage)).filter(one => !one.startsWith('01'))) {
      const [key, value] = line.split(' ')
      await stage.kv.batch([put(key, flip(value, 5))])
    }

    await expect(index.read.claims([textKey('claim', 0, 'user:person-0', 'memory:role')])).to.eventually.be.rejectedWith(IndexCorruptError, '"claim"')
    await expect(index.read.newest(0)).to.eventually.be.rejectedWith(IndexCorruptError, '"time"')
    await expect(index.bundlesWithin([{ offset: 0, length: 1 }])).to.eventually.be.rejectedWith(IndexCorruptError, '"bundle"')
    await expect(scanAll(stage)).to.eventually.be.rejectedWith(IndexRebuildingError)
  })

  it('is built again when what a start reads is damaged, or is not what the marker says', async () => {
    await fill(stage)
    const before = await dump(stage)
    const { end } = stage.journal

    for (const prefix of [WATERMARK, '02', '03']) {
      const [key, value] = before.find(line => line.startsWith(prefix))?.split(' ') ?? []
      await stage.kv.batch([put(key, flip(value, 3))])
      stage = await stage.crash()
      expect(await dump(stage)).to.deep.equal(before)
    }

    const closed = await summarise({ kv: stage.kv, crc32c })
    expect(closed).to.deep.include({ watermark: end, entries: before.length - 2 })
    expect(await watermarkWith(stage, closed, end)).to.equal(end)
    expect(await watermarkWith(stage, closed == null ? closed : { ...closed, sum: closed.sum + 1 }, end)).to.equal(0)
  })

  it('is built again when what a start reads beside the state is damaged', async () => {
    await fill(stage)
    const before = await dump(stage)

    for (const prefix of ['05', '06']) {
      const marker = { closed: await summarise({ kv: stage.kv, crc32c }), roots: new Map(), noteRoots () {} }
      const [key, value] = before.findLast(line => line.startsWith(prefix))?.split(' ') ?? []
      await stage.kv.batch([put(key, flip(value, 3))])
      stage = await stage.crash({ marker })
      expect(await dump(stage)).to.deep.equal(before)
    }
  })

  it('counts nothing twice when the record of a bundle was lost and the bundle comes again', async () => {
    await fill(stage)
    const [first, second] = await chainOf(1)
    const before = { entries: await dump(stage), scopes: stage.replica.scopes(), facts: await scanAll(stage) }
    const index = await indexOf(stage.kv)
    const row = before.entries.find(line => line.startsWith(`04${toHex(first.hash.subarray(0, 16))}`)) ?? ''
    const offset = Number.parseInt(row.split(' ')[1].slice(0, 12), 16)
    const lost = await index.bundlesWithin([{ offset, length: 1 }])
    expect(lost.map(({ scope, treeKey }) => [scope, toHex(treeKey.subarray(8))])).to.deep.equal([[0, toHex(first.hash)]])
    await index.lose(lost.map(({ treeKey }) => treeKey.subarray(8)))
    await index.lose([first.hash])
    await index.flush()
    await scrub(index)
    expect(await index.read.bundle(first.hash)).to.equal(undefined)

    stage = await stage.crash()
    expect(await stage.replica.has(first.hash)).to.equal(false)
    await stage.replica.receive([second.bytes, first.bytes], ORIGIN)
    expect(stage.replica.scopes()).to.deep.equal(before.scopes)
    expect(await scanAll(stage)).to.deep.equal(before.facts)
    const changed = (await dump(stage)).filter(line => !before.entries.includes(line))
    expect(changed.map(line => line.split(' ')[0])).to.deep.equal([WATERMARK, row.split(' ')[0]])
    await scrub(await indexOf(stage.kv))
  })
})

/** An index that is read beside the replica that writes it. */
async function indexOf (kv: KV): Promise<FactIndex> {
  const index = new FactIndex({ kv, crc32c })
  await index.start(Infinity)

  return index
}

async function scrub (index: FactIndex): Promise<void> {
  for await (const { done, entries } of index.scrub()) {
    expect(done).to.be.at.most(entries + 1)
  }
}

/** Where an index begins that is started with a marker. */
async function watermarkWith ({ kv }: Stage, closed: IndexMarker['closed'], end: number): Promise<number> {
  const index = new FactIndex({ kv, crc32c, marker: { closed, roots: new Map(), noteRoots () {} } })
  await index.start(end)

  return index.watermark
}

/** Own and foreign bundles, updates, rivals. */
async function fill (stage: Stage): Promise<void> {
  await write(stage, someFactDrafts(6))
  await write(stage, someFactDrafts(3, { value: { type: 'number', v: 4 } }))
  await write(stage, someFactDrafts(2), 'local')
  await stage.replica.receive((await chainOf(1)).map(({ bytes }) => bytes), ORIGIN)
}

/** Three bundles of one chain. */
async function chainOf (no: number): Promise<Bundle[]> {
  const author = someSigner(no + 6)
  const chain: Bundle[] = []

  for (const seq of [1, 2, 3]) {
    const facts = [
      {},
      { entity: 'user:person-é', value: { type: 'number' as const, v: seq } },
      { entity: 'user:person-é', relation: 'memory:knows', value: { type: 'ref' as const, v: 'user:person-0' } },
      statementInput('vote', { signer: author, body: { fact: someRef(1), weight: seq, stance: seq === 2 ? 'against' : 'for' } }),
      statementInput('resolution', { signer: author, body: { relation: 'memory:role', winner: null, values: [] } }),
      statementInput('alias', { signer: author, body: { canonical: 'user:person-0', alias: `user:p${seq}` } })
    ]
    chain.push(await foreignBundle(author, facts, { seq, prev: chain.at(-1)?.hash ?? null, hlc: { wallMs: 1_767_225_600_000 + seq, counter: 0 } }))
  }

  return chain
}

function put (key: string, value: string): KVOperation {
  return { type: 'put', key: fromHex(key), value: fromHex(value) }
}

/** The same bytes but for one bit. */
function flip (hex: string, no: number): string {
  const bytes = fromHex(hex)
  bytes[no % bytes.length] ^= 1 << no % 8

  return toHex(bytes)
}
