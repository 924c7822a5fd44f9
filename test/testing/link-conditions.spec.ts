import { expect } from 'aegir/chai'
import { InvalidLinkError } from '../../src/testing/link/index.ts'
import { countingBytes, LinkStage } from '../fixtures/links.ts'
import type { LinkConditions } from '../../src/testing/link/index.ts'

/** Bytes of the segments of a link that is not perfect. */
const SEGMENT = 1_460

/** When each byte came, and the bytes, of a transfer of so many segments one way. */
async function transfer (conditions: LinkConditions, segments: number, seed = 1): Promise<{ atMs: number[], bytes: number[] }> {
  const stage = new LinkStage({ seed })
  const { near, far } = await stage.open()
  stage.network.link(0, 1).set(conditions, 'there')
  const startMs = stage.clock.monotonicMs()
  for (let segment = 0; segment < segments; segment++) { near.write(countingBytes(SEGMENT, segment)) }
  await stage.settle()
  return { atMs: far.arrivals.map(({ atMs }) => atMs - startMs), bytes: far.received }
}

/** The bytes that such a transfer writes. */
function written (segments: number): number[] {
  return Array.from({ length: segments }, (_, segment) => [...countingBytes(SEGMENT, segment)]).flat()
}

describe('a link', () => {
  it('is perfect until it is set: no time passes', async () => {
    const { atMs, bytes } = await transfer({}, 3)
    expect(new Set(atMs)).to.deep.equal(new Set([0]))
    expect(bytes).to.deep.equal(written(3))
    expect(new LinkStage().network.link(0, 1).state('there')).to.deep.equal({ latencyMs: 0, jitterMs: 0, bytesPerSecond: Infinity, loss: 0, isCut: false })
  })

  it('delays each way by its own latency, and a dial by both', async () => {
    const stage = new LinkStage()
    stage.network.link(0, 1).set({ latencyMs: 30 }, 'there')
    stage.network.link(1, 0).set({ latencyMs: 70 }, 'there')
    let dialledMs = 0
    const dial = stage.dial().then(() => { dialledMs = stage.clock.monotonicMs() })
    await stage.pass(99)
    expect(dialledMs).to.equal(0)
    await stage.pass(1)
    await dial
    expect(dialledMs).to.equal(100)
    const { near, far } = await stage.open()
    const startMs = stage.clock.monotonicMs()
    near.write([1])
    far.write([2])
    await stage.settle()
    expect(far.arrivals).to.deep.equal([{ atMs: startMs + 30, bytes: [1] }])
    expect(near.arrivals).to.deep.equal([{ atMs: startMs + 70, bytes: [2] }])
  })

  it('spreads arrivals by jitter, in order, and alike for a seed', async () => {
    const stage = new LinkStage()
    const { near, far } = await stage.open()
    stage.network.link(0, 1).set({ latencyMs: 50, jitterMs: 10 })
    const lateMs: number[] = []
    for (let round = 0; round < 50; round++) {
      const startMs = stage.clock.monotonicMs()
      near.write([round])
      await stage.settle()
      lateMs.push((far.arrivals.at(-1)?.atMs ?? 0) - startMs)
    }
    expect(far.received).to.deep.equal([...countingBytes(50)])
    expect(Math.min(...lateMs)).to.be.at.least(50)
    expect(Math.max(...lateMs)).to.be.at.most(60)
    expect(Math.max(...lateMs) - Math.min(...lateMs)).to.be.above(5)
    const [first, again, other] = await Promise.all([5, 5, 6].map(async seed => transfer({ jitterMs: 40 }, 5, seed)))
    expect(again).to.deep.equal(first)
    expect(other.atMs).to.not.deep.equal(first.atMs)
    expect(other.bytes).to.deep.equal(first.bytes)
  })

  it('carries no more bytes in a second than its bandwidth, over all connections', async () => {
    const stage = new LinkStage()
    const [one, two] = [await stage.open(), await stage.open()]
    const link = stage.network.link(0, 1)
    link.set({ bytesPerSecond: 146_000, latencyMs: 5 }, 'there')
    link.clearCounters()
    const startMs = stage.clock.monotonicMs()
    for (const { near } of [one, two]) { near.write(countingBytes(50 * SEGMENT)) }
    for (let ms = 1; ms <= 1_000; ms++) {
      await stage.clock.advanceAsync(1)
      expect(link.counters().there.bytes).to.be.at.most(146 * Math.max(0, ms - 5))
    }
    await stage.settle()
    const endMs = Math.max(...[one, two].map(({ far }) => far.arrivals.at(-1)?.atMs ?? 0))
    expect(endMs - startMs).to.be.closeTo(1_005, 1e-6)
    expect(link.counters().there).to.deep.equal({ bytes: 100 * SEGMENT, frames: 4 })
    for (const { far } of [one, two]) { expect(far.received).to.deep.equal([...countingBytes(50 * SEGMENT)]) }
  }).timeout(30_000)

  it('loses time, and no byte', async () => {
    const lossy = await transfer({ latencyMs: 10, loss: 0.3 }, 40)
    expect(lossy.bytes).to.deep.equal(written(40))
    const lateMs = lossy.atMs.map(atMs => atMs - 10)
    expect(lateMs.filter(ms => ms > 0), 'segments that were late').to.not.be.empty()
    for (const ms of lateMs) { expect(ms % 220, 'a lost segment comes 200 ms and a round trip later, doubled with each loss').to.equal(0) }
    expect(lossy.atMs).to.deep.equal([...lossy.atMs].sort((a, b) => a - b))
    expect(await transfer({ latencyMs: 10, loss: 0.3 }, 40)).to.deep.equal(lossy)
  })

  it('takes new conditions for what has not left', async () => {
    const stage = new LinkStage()
    const { near, far } = await stage.open()
    const link = stage.network.link(0, 1)
    link.set({ bytesPerSecond: 1_000 })
    near.write(countingBytes(10 * SEGMENT))
    await stage.pass(1_000)
    link.set({ bytesPerSecond: Infinity })
    await stage.pass(460)
    expect(far.received).to.deep.equal([...countingBytes(10 * SEGMENT)])
  })

  it('keeps conditions that are not named', () => {
    const link = new LinkStage().network.link(0, 1)
    link.set({ latencyMs: 50, loss: 0.1 })
    link.set({ loss: 0, jitterMs: undefined }, 'back')
    expect(link.state('there')).to.deep.include({ latencyMs: 50, loss: 0.1 })
    expect(link.state('back')).to.deep.include({ latencyMs: 50, loss: 0, jitterMs: 0 })
  })

  it('refuses what it cannot be', () => {
    const link = new LinkStage().network.link(0, 1)
    const wrong = [
      { latencyMs: -1 }, { latencyMs: 60_001 }, { jitterMs: NaN }, { bytesPerSecond: 999 }, { bytesPerSecond: NaN }, { loss: 1 }, { loss: -0.1 }, { latencyMs: '5' }, { latency: 5 }
    ]
    for (const conditions of wrong) {
      expect(() => { link.set(conditions as LinkConditions) }).to.throw(InvalidLinkError).with.property('field', Object.keys(conditions)[0])
    }
    expect(() => { link.cut('forth' as 'there') }).to.throw(InvalidLinkError, /none of there, back, both/)
    expect(() => { link.state('both' as 'there') }).to.throw(InvalidLinkError)
    expect(link.state('there')).to.deep.equal(new LinkStage().network.link(0, 1).state('there'))
  })
})
