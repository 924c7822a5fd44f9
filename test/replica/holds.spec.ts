import { expect } from 'aegir/chai'
import { someSigner } from '../fixtures/bundles.ts'
import { dump, foreignBundle, openReplica, ORIGIN, scanAll } from '../fixtures/replicas.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const NOW_MS = 1_767_225_600_000
const author = someSigner(7)

describe('replica holds', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openReplica({ replica: { heldBundlesMax: 2 } })
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('takes a bundle that is 60 s ahead at once', async () => {
    const bundle = await ahead(60_000)

    expect(await stage.replica.receive([bundle.bytes], ORIGIN)).to.deep.equal([{ result: 'accept', hash: bundle.hash, known: false }])
  })

  it('holds a bundle from the near future outside journal and index until it is due', async () => {
    const bundle = await ahead(60_001)
    const before = await dump(stage)
    const { end } = stage.journal

    expect(await stage.replica.receive([bundle.bytes], ORIGIN)).to.deep.equal([
      { result: 'ignore', code: 'hlc_skew', hash: bundle.hash, retryAtMs: NOW_MS + 1 }
    ])
    expect(await dump(stage)).to.deep.equal(before)
    expect(stage.journal.end).to.equal(end)
    expect(stage.replica.counters()).to.deep.equal({ accepted: 0, known: 0, held: 1, equivocation: 0 })

    const received = arrivalOf(stage)
    await stage.clock.advanceAsync(1)
    expect(await received).to.deep.equal(bundle.hash)
    expect(await scanAll(stage)).to.have.lengthOf(1)
    expect(stage.replica.counters()).to.deep.equal({ accepted: 1, known: 0, held: 1, equivocation: 0 })
  })

  it('releases each at its own time', async () => {
    const [late, soon] = [await ahead(200_000), await ahead(100_000)]
    await stage.replica.receive([late.bytes, soon.bytes], ORIGIN)

    const first = arrivalOf(stage)
    await stage.clock.advanceAsync(40_000)
    expect(await first).to.deep.equal(soon.hash)
    const second = arrivalOf(stage)
    await stage.clock.advanceAsync(100_000)
    expect(await second).to.deep.equal(late.hash)
  })

  it('settles with a peer: what is under way has come, and what is held of it never comes', async () => {
    const other = { ...ORIGIN, peer: stage.peer }
    const [now, held, others] = [await ahead(0), await ahead(100_000), await ahead(110_000)]
    await stage.replica.receive([held.bytes], ORIGIN)
    await stage.replica.receive([others.bytes], other)
    const coming = stage.replica.receive([now.bytes], ORIGIN)
    await stage.replica.settle(ORIGIN.peer)
    expect(stage.replica.counters()).to.include({ accepted: 1, held: 2 })
    expect((await coming)[0]).to.include({ result: 'accept' })
    const received = arrivalOf(stage)
    await stage.clock.advanceAsync(200_000)
    expect(await received).to.deep.equal(others.hash)
    expect(stage.replica.counters()).to.include({ accepted: 2 })
  })

  it('holds a bounded number, each once', async () => {
    const [one, two, three] = [await ahead(100_000), await ahead(110_000), await ahead(120_000)]
    await stage.replica.receive([one.bytes, one.bytes, two.bytes], ORIGIN)
    const [verdict] = await stage.replica.receive([three.bytes], ORIGIN)

    expect(verdict).to.deep.equal({ result: 'ignore', code: 'hlc_skew', hash: three.hash, retryAtMs: NOW_MS + 60_000 })
    expect(stage.replica.counters()).to.deep.include({ held: 3, hlc_skew: 1 })
  })

  it('lets go of what is held when it stops', async () => {
    await stage.replica.receive([(await ahead(100_000)).bytes], ORIGIN)
    await stage.replica.stop()

    expect(stage.clock.pending).to.equal(0)
  })
})

async function ahead (ms: number): Promise<Bundle> {
  return foreignBundle(author, [{}], { hlc: { wallMs: NOW_MS + ms, counter: 0 } })
}

/** Hash of the next bundle that is taken in. */
async function arrivalOf ({ replica }: Stage): Promise<Uint8Array> {
  return new Promise(resolve => {
    replica.addEventListener('bundle:receive', ({ detail }) => { resolve(detail.bundle.hash) })
  })
}
