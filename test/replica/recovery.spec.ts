import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { toHex } from '../../src/model/bytes/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { BUCKETS } from '../../src/replica/index/index.ts'
import { StorageFailedError } from '../../src/replica/index.ts'
import { KVFailedError, memoryKV } from '../../src/storage/kv/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { dump, foreignBundle, openReplica, ORIGIN, scanAll, someFactDraft, someFactDrafts, write } from '../fixtures/replicas.ts'
import type { KV } from '../../src/storage/kv/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 20_261_121

describe('replica recovery', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openReplica()
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('starts from the index and replays nothing after a clean stop', async () => {
    await write(stage, someFactDrafts(700))
    const before = { scopes: stage.replica.scopes(), index: await dump(stage) }
    stage = await stage.crash()

    expect(stage.replica.scopes()).to.deep.equal(before.scopes)
    expect(await dump(stage)).to.deep.equal(before.index)
  })

  it('builds the same index from the journal', async () => {
    await fill(stage)
    const before = { scopes: stage.replica.scopes(), index: await dump(stage), facts: await scanAll(stage) }
    stage = await stage.crash({ kv: memoryKV() })

    expect(stage.replica.scopes()).to.deep.equal(before.scopes)
    expect(await dump(stage)).to.deep.equal(before.index)
    expect(await scanAll(stage)).to.deep.equal(before.facts)
  })

  it('throws away an index of another format', async () => {
    await fill(stage)
    const before = await dump(stage)
    const [format] = before.find(line => line.startsWith('01' + hexOf('format')))?.split(' ') ?? []
    await stage.kv.batch([{ type: 'put', key: bytesOf(format ?? ''), value: Uint8Array.of(200) }])
    stage = await stage.crash()

    expect(await dump(stage)).to.deep.equal(before)
  })

  it('throws away an index that is ahead of the journal', async () => {
    await write(stage, someFactDrafts(5))
    const { kv } = stage
    await write(stage, someFactDrafts(5, { relation: 'memory:later' }))
    await stage.stop()

    // Another disk, with the journal as it stood when it was empty.
    stage = await openReplica({ kv, seed: 2 })
    expect(stage.replica.scopes()[0]).to.include({ facts: 0, bundles: 0 })
    expect(await scanAll(stage)).to.deep.equal([])
    await write(stage, someFactDrafts(1))
    expect(await scanAll(stage)).to.have.lengthOf(1)
  })

  it('builds an index again that lost a batch in its middle', async () => {
    await fill(stage)
    const before = { scopes: stage.replica.scopes(), index: await dump(stage) }

    const [lost] = before.index.filter(line => line.startsWith('05')).slice(1, 2).map(line => line.split(' ')[0])
    const kv = memoryKV()
    await kv.start()

    // Without the stored trees: they are filled from the entries, and then the gap shows.
    for await (const [key, value] of stage.kv.entries({ lt: Uint8Array.of(BUCKETS.tree) })) {
      await kv.batch(toHex(key) === lost ? [] : [{ type: 'put', key, value }])
    }

    stage = await stage.crash({ kv })
    expect(stage.replica.scopes()).to.deep.equal(before.scopes)
    expect(await dump(stage)).to.deep.equal(before.index)
  })

  it('applies what the journal holds behind the watermark', async () => {
    await fill(stage)
    const behind = memoryKV()
    await behind.start()

    for await (const [key, value] of stage.kv.entries()) {
      await behind.batch([{ type: 'put', key, value }])
    }

    await write(stage, someFactDrafts(20, { relation: 'memory:later' }))
    const before = { scopes: stage.replica.scopes(), index: await dump(stage) }
    stage = await stage.crash({ kv: behind })

    expect(stage.replica.scopes()).to.deep.equal(before.scopes)
    expect(await dump(stage)).to.deep.equal(before.index)
  })

  it('keeps every acknowledged fact through a crash at any step of the disk', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 6 }), async (crashAt, writers) => {
      let steps = 0
      const files: MemoryFiles = new MemoryFiles({
        fault: () => {
          if (++steps === crashAt) { files.crash() }
          return undefined
        }
      })
      const acknowledged: string[] = []
      const own = await openReplica({ files }).catch(() => undefined)

      if (own != null) {
        await Promise.allSettled(Array.from({ length: writers }, async (_, writer) => {
          for (let no = 0; no < 40; no++) {
            const [record] = await write(own, [someFactDraft(no, { relation: `memory:writer-${writer}` })])
            acknowledged.push(record.id)
          }
        }))
      }

      steps = Number.POSITIVE_INFINITY
      files.crash()
      const again = await openReplica({ files, seed: 2, laneStore: own?.laneStore })

      for (const id of acknowledged) {
        expect(await again.replica.get(id)).to.have.property('id', id)
      }

      await write(again, [someFactDraft(0)])
      await again.stop()
    }), { seed: SEED, numRuns: 60 })
  })

  it('takes nothing more after a failed sync, and loses nothing it acknowledged', async () => {
    let failing = false
    const files = new MemoryFiles({ fault: ({ name }) => failing && name === 'sync' ? { code: 'EIO' } : undefined })
    const broken = await openReplica({ files })
    const [kept] = await write(broken, [someFactDraft(0)])
    failing = true
    const bundle = await foreignBundle(someSigner(7), [{}])

    await expect(broken.replica.append([someFactDraft(1)])).to.eventually.be.rejectedWith(StorageFailedError)
    await expect(broken.replica.append([someFactDraft(2)])).to.eventually.be.rejectedWith(StorageFailedError)
    expect(await broken.replica.receive([bundle.bytes], ORIGIN)).to.have.nested.property('[0].code', 'storage_failed')
    expect(broken.replica.scopes()[0]).to.include({ facts: 1 })
    failing = false
    const again = await broken.crash()
    expect(await again.replica.get(kept.id)).to.deep.equal(kept)
    await write(again, [someFactDraft(3)])
    await again.stop()
  })

  it('answers for what the journal has when its index fails, takes nothing more, and catches up at the next start', async () => {
    const { kv, fail } = failingKV()
    const broken = await openReplica({ kv })
    await write(broken, [someFactDraft(0)])
    fail()
    const results = await Promise.allSettled([1, 2, 3].map(async no => write(broken, [someFactDraft(no)])))
    const many = await write(broken, someFactDrafts(100, { relation: 'memory:many' }))
    expect(await broken.replica.get(many[0].id)).to.deep.equal(many[0])
    await expect(write(broken, someFactDrafts(100))).to.eventually.be.rejectedWith(StorageFailedError)
    const again = await broken.crash({ kv: memoryKV() })

    for (const result of results) {
      if (result.status === 'fulfilled') {
        expect(await again.replica.get(result.value[0].id)).to.have.property('id', result.value[0].id)
      }
    }

    await again.stop()
  })
})

/** A store that writes until it is told to fail. */
function failingKV (): { kv: KV, fail (): void } {
  const inner = memoryKV()
  let failing = false
  const kv = new Proxy(inner, {
    get: (target, name) => {
      const value = Reflect.get(target, name)
      const call = async (): Promise<void> => { throw new KVFailedError('in memory') }

      return name === 'batch' && failing ? call : value.bind(target)
    }
  })

  return { kv, fail: () => { failing = true } }
}

/** Some of everything: own and foreign bundles, updates, rivals, a retraction, the local scope. */
async function fill (stage: Stage): Promise<void> {
  const author = someSigner(7)
  await write(stage, someFactDrafts(30))
  await write(stage, someFactDrafts(10, { value: { type: 'number', v: 4 } }))
  await write(stage, someFactDrafts(3, { confidence: 0 }))
  await write(stage, someFactDrafts(5, { source: `stigmem://${stage.peer}/agent/other`, validUntilMs: 1_900_000_000_000 }))
  await write(stage, someFactDrafts(5), 'local')
  const first = await foreignBundle(author, [{}, { entity: 'user:person-é' }])
  const second = await foreignBundle(author, [{ confidence: 0.5 }], { seq: 2, prev: first.hash, hlc: { wallMs: 1_767_225_600_001, counter: 0 } })
  await stage.replica.receive([second.bytes, first.bytes], ORIGIN)
}

function hexOf (text: string): string {
  return [...new TextEncoder().encode(text)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

function bytesOf (hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
}
