import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { decodeBundle } from '../../src/model/bundle/index.ts'
import { equalBytes, toHex } from '../../src/model/bytes/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { BUCKETS, IndexRebuildingError } from '../../src/replica/index/index.ts'
import { StorageFailedError, StorageFullError } from '../../src/replica/index.ts'
import { decodeArrival } from '../../src/replica/record/index.ts'
import { KVFailedError, memoryKV } from '../../src/storage/kv/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { foreignBundle, openReplica, ORIGIN, publicBundles, scanAll, someFactDraft, someFactDrafts, write } from '../fixtures/replicas.ts'
import type { FilesFault, FilesOperation } from '../../src/platform/index.ts'
import type { KV } from '../../src/storage/kv/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 20_261_121

/** How a machine says that there is no room. */
const NO_ROOM: readonly FilesFault[] = [{ code: 'ENOSPC' }, { code: 'EDQUOT' }, { code: 'EFBIG' }, { taken: 7 }]

describe('commit queue under failures', () => {
  let stage: Stage
  let fault: (operation: FilesOperation) => FilesFault | undefined

  beforeEach(async () => {
    fault = () => undefined
    stage = await openReplica({ files: new MemoryFiles({ fault: operation => fault(operation) }) })
  })

  afterEach(async () => {
    fault = () => undefined
    await stage.stop()
  })

  NO_ROOM.forEach(noRoom => {
    it(`refuses what a full disk does not take (${Object.values(noRoom).join()}), reads on, and goes on by itself`, async () => {
      const [kept] = await write(stage, [someFactDraft(0)])
      fault = ({ name }) => name.startsWith('write') ? noRoom : undefined
      const bundle = await foreignBundle(someSigner(7), [{ entity: 'user:foreign' }])

      await expect(write(stage, [someFactDraft(1)])).to.eventually.be.rejectedWith(StorageFullError).with.property('code', 'storage_full')
      await expect(write(stage, someFactDrafts(1_500))).to.eventually.be.rejectedWith(StorageFullError)
      expect(await stage.replica.receive([bundle.bytes], ORIGIN)).to.have.nested.property('[0].code', 'storage_failed')
      expect(await stage.replica.get(kept.id)).to.deep.equal(kept)

      fault = () => undefined
      await write(stage, [someFactDraft(2)])
      expect(await stage.replica.receive([bundle.bytes], ORIGIN)).to.have.nested.property('[0].result', 'accept')
      await expectChains(stage, 2)
      await expectSameAfterRestart(3)
    })
  })

  it('refuses everything after a failed sync, mends the journal after a second, and goes on', async () => {
    const [kept] = await write(stage, [someFactDraft(0)])
    failOnce('sync')
    const bundle = await foreignBundle(someSigner(7), [{ entity: 'user:foreign' }])

    await expect(write(stage, [someFactDraft(1)])).to.eventually.be.rejectedWith(StorageFailedError).with.property('retryAfterMs', 5_000)
    await expect(write(stage, [someFactDraft(2)])).to.eventually.be.rejectedWith(StorageFailedError)
    expect(await stage.replica.receive([bundle.bytes], ORIGIN)).to.have.nested.property('[0].code', 'storage_failed')
    expect(await stage.replica.get(kept.id)).to.deep.equal(kept)

    const [later] = await writeOnceMended(stage, 1_000)
    expect((await scanAll(stage)).map(({ id }) => id)).to.have.members([kept.id, later.id])
    await expectChains(stage, 2)
    await expectSameAfterRestart(2)
  })

  it('tries again after 1, 2, 4 … 60 s while the disk fails', async () => {
    await write(stage, [someFactDraft(0)])
    await stage.clock.advanceAsync(10_000) // The scrub reads the folder, too, and is over then.
    const attempts: number[] = []
    const startMs = stage.clock.monotonicMs()
    fault = ({ name, path }) => {
      if (name === 'list' && path.endsWith('journal')) { attempts.push(stage.clock.monotonicMs() - startMs) }
      return name === 'sync' || name === 'list' ? { code: 'EIO' } : undefined
    }

    await expect(write(stage, [someFactDraft(1)])).to.eventually.be.rejectedWith(StorageFailedError)
    await stage.clock.advanceAsync(200_000)
    expect([...new Set(attempts)].map(ms => ms / 1_000)).to.deep.equal([1, 3, 7, 15, 31, 63, 123, 183])
    fault = () => undefined
    await writeOnceMended(stage, 60_000)
    await expectChains(stage, 2)
  })

  it('names the parents again that a failed bundle named', async () => {
    const foreign = await foreignBundle(someSigner(7), [{ entity: 'user:foreign' }])
    await stage.replica.receive([foreign.bytes], ORIGIN)
    fault = ({ name }) => name.startsWith('write') ? { code: 'ENOSPC' } : undefined
    await expect(write(stage, [someFactDraft(1)])).to.eventually.be.rejectedWith(StorageFullError)
    fault = () => undefined
    const [record] = await write(stage, [someFactDraft(1)])
    const own = (await publicBundles(stage)).map(decodeBundle).find(({ header }) => equalBytes(header.author, stage.signer.publicKey))

    expect(own?.header.parents.map(toHex)).to.deep.equal([toHex(foreign.hash)])
    expect(own?.header.seq).to.equal(1)
    expect(await stage.replica.get(record.id)).to.deep.equal(record)
  })

  it('keeps what one segment has of a group that failed in the next', async () => {
    await stage.stop()
    let creations = 0
    const files = new MemoryFiles({ fault: operation => fault(operation) })
    stage = await openReplica({ files, journal: { segmentBytesMax: 80_000 } })
    fault = ({ name, path }) => name === 'open' && path.endsWith('.seg') && ++creations === 2 ? { code: 'EMFILE' } : undefined
    const results = await Promise.allSettled(Array.from({ length: 6 }, async (_, no) => write(stage, textDrafts(no))))
    await stage.clock.advanceAsync(1_000)
    const settled = await Promise.allSettled([write(stage, [someFactDraft(1)])])
    const found = new Set((await scanAll(stage)).map(({ id }) => id))

    for (const result of [...results, ...settled]) {
      expect(result.status === 'rejected' || result.value.every(({ id }) => found.has(id))).to.equal(true)
    }
    await expectSameAfterRestart(found.size)
  })

  it('answers for what the journal has while the index has no room, refuses what comes next, and resumes by itself', async () => {
    await stage.stop()
    const { kv, set } = failingKV()
    stage = await openReplica({ kv })
    const drafts = someFactDrafts(100)
    set(true)
    const records = await write(stage, drafts)
    expect(await stage.replica.get(records[99].id)).to.deep.equal(records[99])
    await expect(write(stage, [someFactDraft(1)])).to.eventually.be.rejectedWith(StorageFullError)
    set(false)
    await write(stage, [someFactDraft(101)])
    expect(await scanAll(stage)).to.have.lengthOf(101)
    await expectChains(stage, 2)
  })

  it('answers for nothing that neither the index nor the disk took', async () => {
    await stage.stop()
    stage = await openReplica({ files: new MemoryFiles({ fault: operation => fault(operation) }), journal: { durability: 'eventual' } })
    await write(stage, [someFactDraft(0)])
    await stage.clock.advanceAsync(1_000)

    for await (const [key, value] of stage.kv.entries({ gte: Uint8Array.of(BUCKETS.claim), lt: Uint8Array.of(BUCKETS.claim + 1) })) {
      await stage.kv.batch([{ type: 'put', key, value: value.with(5, value[5] ^ 1) }])
    }
    failOnce('sync')
    const outcome = stage.replica.append([someFactDraft(0, { value: { type: 'string', v: 'painter' } })], { skipUnchanged: false })
      .then(([result]) => result.result === 'accept' ? result.record.id : result.code, (error: Error) => error.name)
    await stage.clock.advanceAsync(5_000)
    const id = await outcome
    stage = await stage.crash({ journal: {} })
    const found = (await scanAll(stage, { includeContradicted: true })).map(record => record.id)
    expect(found.includes(id)).to.equal(!id.endsWith('Error'))
  })

  it('answers no question from two indexes', async () => {
    await write(stage, someFactDrafts(100))
    const records = stage.replica.scan()[Symbol.asyncIterator]()
    expect(await records.next()).to.have.property('done', false)

    for await (const [key, value] of stage.kv.entries({ gte: Uint8Array.of(BUCKETS.bundle), lt: Uint8Array.of(BUCKETS.bundle + 1) })) {
      await stage.kv.batch([{ type: 'put', key, value: value.with(5, value[5] ^ 1) }])
    }
    await expect(stage.replica.has(decodeBundle((await journaled())[0]).hash)).to.eventually.be.rejectedWith(IndexRebuildingError)
    await stage.clock.advanceAsync(2_000)
    expect(await scanAll(stage)).to.have.lengthOf(100)
    await expect(records.next()).to.eventually.be.rejectedWith(IndexRebuildingError)
  })

  /** The bundles in the journal. */
  async function journaled (): Promise<Uint8Array[]> {
    const bundles: Uint8Array[] = []

    for await (const { payload } of stage.journal.records()) {
      bundles.push(payload.subarray(decodeArrival(payload).lead))
    }

    return bundles
  }

  /** Lets the next call of that name fail. */
  function failOnce (name: string): void {
    fault = operation => {
      if (operation.name !== name) {
        return undefined
      }

      fault = () => undefined
      return { code: 'EIO' }
    }
  }

  async function expectSameAfterRestart (facts: number): Promise<void> {
    fault = () => undefined
    const before = await scanAll(stage)
    stage = await stage.crash({ kv: memoryKV() })
    expect(before).to.have.lengthOf(facts)
    expect(await scanAll(stage)).to.deep.equal(before)
  }
})

describe('commit queue at the level eventual', () => {
  let stage: Stage
  let failing: boolean

  beforeEach(async () => {
    failing = false
    const files = new MemoryFiles({ fault: ({ name }) => failing && name === 'sync' ? { code: 'EIO' } : undefined })
    stage = await openReplica({ files, journal: { durability: 'eventual', eventualMs: 200 } })
  })

  it('answers before the sync, and announces behind it', async () => {
    const announced: string[] = []
    stage.replica.addEventListener('bundle:append', ({ detail }) => { announced.push(toHex(detail.bundle.hash)) })
    const [record] = await write(stage, [someFactDraft(0)])

    expect(await stage.replica.get(record.id)).to.deep.equal(record)
    expect(announced).to.deep.equal([])
    expect([...stage.replica.snapshot(stage.replica.shared()[0].id)?.keys() ?? []]).to.deep.equal([])
    await stage.clock.advanceAsync(200)
    expect(announced).to.have.lengthOf(1)
    await stopLater(stage)
  })

  it('answers peers behind the sync', async () => {
    const bundle = await foreignBundle(someSigner(7), [{ entity: 'user:foreign' }])
    let answered = false
    const receiving = stage.replica.receive([bundle.bytes], ORIGIN).then(verdicts => { answered = true; return verdicts })
    await write(stage, [someFactDraft(0)])
    expect(answered).to.equal(false)
    await stage.clock.advanceAsync(400)
    expect(await receiving).to.have.nested.property('[0].result', 'accept')
    await stopLater(stage)
  })

  it('writes again what a failed sync has lost, in its chain and once', async () => {
    const first = await write(stage, [someFactDraft(0)])
    await stage.clock.advanceAsync(200)
    const second = await write(stage, [someFactDraft(1)])
    const third = await write(stage, [someFactDraft(2)])
    failing = true
    await stage.clock.advanceAsync(200)
    await expect(write(stage, [someFactDraft(3)])).to.eventually.be.rejectedWith(StorageFailedError)
    failing = false
    await stage.clock.advanceAsync(2_000)
    const fourth = await writeOnceMended(stage, 1_000)
    await stage.clock.advanceAsync(1_000)
    const expected = [...first, ...second, ...third, ...fourth]

    expect((await scanAll(stage)).map(({ id }) => id)).to.have.members(expected.map(({ id }) => id))
    await expectChains(stage, 4)
    await stopLater(stage)
    stage = await stage.crash({ kv: memoryKV(), journal: {} })
    expect((await scanAll(stage)).map(({ id }) => id)).to.have.members(expected.map(({ id }) => id))
    expect(stage.replica.scopes()[0]).to.include({ facts: 4, bundles: 4 })
    await stopLater(stage)
  })
})

describe('commit queue over a disk that fails at random', () => {
  it('answers truly for each of 1,000 concurrent appends', async () => {
    let refusedInAll = 0
    await fc.assert(fc.asyncProperty(fc.infiniteStream(fc.integer({ min: 0, max: 99 })), fc.integer({ min: 1, max: 12 }), async (dice, percent) => {
      let armed = false
      const files = new MemoryFiles({ fault: operation => armed ? randomFault(operation, dice.next().value ?? 99, percent) : undefined })
      let stage = await openReplica({ files, journal: { segmentBytesMax: 60_000 } })
      armed = true
      const answered: string[] = []
      let refused = 0

      for (let round = 0; round < 10; round++) {
        const results = await Promise.allSettled(writesOf(stage, round))
        answered.push(...results.flatMap(result => result.status === 'fulfilled' ? result.value.map(({ id }) => id) : []))
        refused += results.filter(result => result.status === 'rejected').length
        await stage.clock.advanceAsync(5_000)
      }

      armed = false
      await stage.clock.advanceAsync(120_000)
      const found = (await scanAll(stage)).map(({ id }) => id)
      refusedInAll += refused
      expect(answered.length + refused).to.equal(1_000)
      expect(found).to.have.members(answered)
      await expectChains(stage)
      stage = await stage.crash({ kv: memoryKV() })
      expect((await scanAll(stage)).map(({ id }) => id)).to.have.members(answered)
      await expectChains(stage)
      await stage.stop()
    }), { seed: SEED, numRuns: 12 })
    expect(refusedInAll).to.be.greaterThan(100)
  })
})

/** A hundred writers, each of one fact. */
function writesOf (stage: Stage, round: number): Array<ReturnType<typeof write>> {
  return Array.from({ length: 100 }, async (_, no) => write(stage, [someFactDraft(no, { relation: `memory:round-${round}` })]))
}

/** One fault in so many calls that change the disk. */
function randomFault ({ name }: FilesOperation, dice: number, percent: number): FilesFault | undefined {
  if (dice >= percent) {
    return undefined
  }

  switch (name) {
    case 'write': case 'writeSync': return dice % 2 === 0 ? { code: 'ENOSPC' } : { taken: 11 }
    case 'sync': return { code: 'EIO' }
    default: return undefined
  }
}

/** Advances the clock until the journal is mended, and writes. */
async function writeOnceMended (stage: Stage, waitMs: number): ReturnType<typeof write> {
  await stage.clock.advanceAsync(waitMs)
  return write(stage, [someFactDraft(4, { relation: 'memory:mended' })])
}

/** A stop waits for the sync of what was answered. */
async function stopLater (stage: Stage): Promise<void> {
  const stopped = stage.stop()
  await stage.clock.advanceAsync(1_000)
  await stopped
}

/** Every chain of ours goes from 1 on, each bundle names the one before, and stamps rise. */
async function expectChains (stage: Stage, count?: number): Promise<void> {
  const own = (await publicBundles(stage)).map(decodeBundle).filter(({ header }) => equalBytes(header.author, stage.signer.publicKey))
  const chain = own.sort((a, b) => a.header.seq - b.header.seq)

  expect(chain.map(({ header }) => header.seq)).to.deep.equal(chain.map((_, i) => i + 1))
  expect(chain.map(({ header }) => header.prev)).to.deep.equal(chain.map((_, i) => i === 0 ? null : chain[i - 1].hash))
  expect(count ?? chain.length).to.equal(chain.length)
  expect(stage.replica.counters().equivocation).to.equal(0)
}

function textDrafts (no: number): ReturnType<typeof someFactDrafts> {
  return someFactDrafts(2, { relation: `memory:text-${no}`, value: { type: 'text', v: 'x'.repeat(20_000) } })
}

/** A store without room as long as it is told so. */
function failingKV (): { kv: KV, set (failing: boolean): void } {
  let failing = false
  const kv = new Proxy(memoryKV(), {
    get: (target, name) => {
      const value = Reflect.get(target, name)
      const full = async (): Promise<void> => { throw new KVFailedError('in memory', { cause: new TypeError('IO error: No space left on device') }) }

      return name === 'batch' && failing ? full : value.bind(target)
    }
  })

  return { kv, set: on => { failing = on } }
}
