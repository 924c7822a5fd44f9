import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { DialRefusedError, NetworkClosedError } from '../../src/testing/link/index.ts'
import { countingBytes, LinkStage } from '../fixtures/links.ts'
import type { LinkWay } from '../../src/testing/link/index.ts'
import type { LinkEnds } from '../fixtures/links.ts'

/** Bytes that one direction holds before its writer waits, with the write that filled it. */
const HELD_BYTES_MAX = 1_048_576 + 65_536

/** Bytes of one write. */
const WRITE_BYTES = 65_536

describe('a connection over a link', () => {
  let stage: LinkStage
  let ends: LinkEnds

  beforeEach(async () => {
    stage = new LinkStage()
    ends = await stage.open()
  })

  /** Everything is at its end: no connection, nothing under way, no timer. */
  const expectNothingLeft = (): void => {
    expect(stage.network.open).to.deep.equal({ ends: 0, pipes: 0 })
    expect(stage.clock.pending).to.equal(0)
  }

  /** Writes until the writer has to wait, and answers how many bytes that were. */
  const fill = (): number => {
    let bytes = 0
    do { bytes += WRITE_BYTES } while (ends.near.write(new Uint8Array(WRITE_BYTES)) && bytes < 2 * HELD_BYTES_MAX)
    return bytes
  }

  it('counts exactly what both ends wrote', async () => {
    const { near, far } = ends
    const link = stage.network.link(0, 1)
    link.clearCounters()
    for (const length of [1, 1_000, 65_536]) {
      near.write(countingBytes(length))
      await stage.settle()
    }
    far.write(countingBytes(7))
    await stage.settle()
    near.write(countingBytes(2))
    await stage.settle()
    const there = { bytes: 1 + 1_000 + 65_536 + 2, frames: 4 }
    expect(link.counters()).to.deep.equal({ there, back: { bytes: 7, frames: 1 }, turns: 2, protocols: {} })
    expect(stage.network.link(1, 0).counters()).to.deep.equal({ there: { bytes: 7, frames: 1 }, back: there, turns: 2, protocols: {} })
    link.clearCounters()
    expect(link.counters()).to.deep.equal({ there: { bytes: 0, frames: 0 }, back: { bytes: 0, frames: 0 }, turns: 0, protocols: {} })
  })

  describe('that is cut', () => {
    it('stalls one way, carries the other, and brings the rest when it is mended', async () => {
      const { near, far } = ends
      const link = stage.network.link(0, 1)
      link.set({ latencyMs: 20 })
      near.write([1])
      await stage.pass(10)
      link.cut('there')
      near.write([2])
      far.write([3])
      await stage.settle()
      expect(far.received, 'what was under way is lost as well').to.deep.equal([])
      expect(near.received).to.deep.equal([3])
      expect(near.connection.status).to.equal('open')
      const mendedMs = stage.clock.monotonicMs()
      link.mend('there')
      await stage.settle()
      expect(far.arrivals).to.deep.equal([{ atMs: mendedMs + 20, bytes: [1, 2] }])
    })

    it('does not end by what an end says', async () => {
      const { near, far } = ends
      stage.network.link(1, 0).cut('back')
      near.connection.abort(new NetworkClosedError())
      await stage.settle()
      expect(far.connection.status).to.equal('open')
      stage.network.link(1, 0).mend()
      await stage.settle()
      expect(far.connection.status).to.equal('reset')
      expectNothingLeft()
    })

    /** Dials while nothing goes one way, gives up, and answers how many ends there were meanwhile. */
    const dialInVain = async (way: LinkWay): Promise<number> => {
      ends.near.connection.abort(new NetworkClosedError())
      await stage.settle()
      stage.network.link(0, 1).cut(way)
      const stop = new AbortController()
      const dial = stage.dial(1, stop.signal)
      await stage.settle()
      const { ends: count } = stage.network.open
      stop.abort(new DialRefusedError('nowhere'))
      await expect(dial).to.eventually.be.rejectedWith(DialRefusedError, /nowhere/)
      await stage.settle()
      return count
    }

    it('keeps a dial waiting that does not arrive, and forgets it when it is given up', async () => {
      expect(await dialInVain('there')).to.equal(1)
      expectNothingLeft()
    })

    it('keeps a dial waiting whose answer does not arrive, and forgets it when it is given up', async () => {
      expect(await dialInVain('back')).to.equal(2)
      expectNothingLeft()
    })
  })

  describe('that is slow', () => {
    it('lets its writer wait, holds no more than its bound, and brings everything', async () => {
      const { near, far } = ends
      const link = stage.network.link(0, 1)
      link.set({ bytesPerSecond: 100_000 })
      const bytes = fill()
      expect(bytes).to.be.at.most(HELD_BYTES_MAX)
      expect(near.isDrained).to.equal(false)
      await stage.pass(4_000)
      expect(near.isDrained).to.equal(false)
      await stage.pass(2_000)
      expect(near.isDrained).to.equal(true)
      await stage.settle()
      expect(far.received).to.have.lengthOf(bytes)
    })

    it('ends for a writer that never waits', () => {
      stage.network.link(0, 1).set({ bytesPerSecond: 100_000 })
      for (let round = 0; round < 1_000 && ends.near.connection.status === 'open'; round++) { ends.near.write(new Uint8Array(WRITE_BYTES)) }
      expect(ends.near.connection.status).to.equal('aborted')
    })

    it('tells of an end at once, without what had not left', async () => {
      const { near, far } = ends
      stage.network.link(0, 1).set({ bytesPerSecond: 100_000, latencyMs: 10 })
      near.write(countingBytes(50_000))
      await stage.pass(100)
      near.connection.abort(new NetworkClosedError())
      await stage.pass(30)
      expect(far.connection.status).to.equal('reset')
      expect(far.received.length).to.be.within(9_000, 13_000)
      expectNothingLeft()
    })
  })

  it('lets the writer wait for a reader that holds it off', async () => {
    const { near, far } = ends
    far.connection.pause()
    const bytes = fill()
    await stage.settle()
    expect(bytes).to.be.at.most(HELD_BYTES_MAX)
    expect(near.isDrained).to.equal(false)
    expect(far.received).to.deep.equal([])
    far.connection.resume()
    await stage.settle()
    expect(far.received).to.have.lengthOf(bytes)
    expect(near.isDrained).to.equal(true)
  })

  it('brings everything that was written before it was closed', async () => {
    const { near, far } = ends
    stage.network.link(0, 1).set({ latencyMs: 10, bytesPerSecond: 10_000 })
    near.write(countingBytes(5_000))
    await near.connection.close()
    await stage.settle()
    expect(far.received).to.deep.equal([...countingBytes(5_000)])
    expect(far.connection.status).to.equal('closed')
    expectNothingLeft()
  })

  it('is refused where nobody listens, after a round trip', async () => {
    stage.network.link(0, 1).set({ latencyMs: 10 })
    const listening = new LinkStage({ size: 3 })
    listening.network.link(0, 2).set({ latencyMs: 10 })
    const refusal = expect(listening.dial(2)).to.eventually.be.rejectedWith(DialRefusedError)
    await listening.pass(19)
    expect(listening.network.open.ends).to.equal(1)
    await listening.pass(1)
    await refusal
    expect(listening.network.open).to.deep.equal({ ends: 0, pipes: 0 })
    await expect(stage.dial(0)).to.eventually.be.rejectedWith(DialRefusedError)
    await expect(stage.dial(2)).to.eventually.be.rejectedWith(DialRefusedError)
  })

  it('ends with its network', async () => {
    stage.network.link(0, 1).set({ latencyMs: 10 })
    ends.near.write([1])
    stage.network.close()
    await stage.pass(0)
    expect([ends.near, ends.far].map(({ connection }) => connection.status)).to.deep.equal(['aborted', 'aborted'])
    expectNothingLeft()
    await expect(stage.dial()).to.eventually.be.rejectedWith(NetworkClosedError)
  })

  it('never changes what is written, whatever happens to the link', async () => {
    const way = fc.constantFrom('there' as const, 'back' as const, 'both' as const)
    const end = fc.constantFrom('near' as const, 'far' as const)
    const step = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), end, length: fc.integer({ min: 1, max: 200_000 }) }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 500 }) }),
      fc.record({ kind: fc.constant('cut' as const), way }),
      fc.record({ kind: fc.constant('mend' as const), way }),
      fc.record({ kind: fc.constant('pause' as const), end }),
      fc.record({ kind: fc.constant('resume' as const), end }),
      fc.record({
        kind: fc.constant('set' as const),
        way,
        conditions: fc.record({
          latencyMs: fc.integer({ min: 0, max: 200 }),
          jitterMs: fc.integer({ min: 0, max: 200 }),
          bytesPerSecond: fc.constantFrom(50_000, 1_000_000, Infinity),
          loss: fc.constantFrom(0, 0.01, 0.3)
        }, { requiredKeys: [] })
      })
    )
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 1_000 }), async (steps, seed) => {
      const stage = new LinkStage({ seed })
      const ends = await stage.open()
      const link = stage.network.link(0, 1)
      const written: Record<'near' | 'far', number[]> = { near: [], far: [] }
      for (const each of steps) {
        if (each.kind === 'write') {
          const bytes = countingBytes(each.length, written[each.end].length)
          for (const byte of bytes) { written[each.end].push(byte) }
          ends[each.end].write(bytes)
        } else if (each.kind === 'pass') {
          await stage.pass(each.ms)
        } else if (each.kind === 'set') {
          link.set(each.conditions, each.way)
        } else if (each.kind === 'cut' || each.kind === 'mend') {
          link[each.kind](each.way)
        } else {
          ends[each.end].connection[each.kind]()
        }
      }
      link.mend()
      for (const { connection } of [ends.near, ends.far]) { connection.resume() }
      await stage.settle()
      for (const [from, to] of [['near', 'far'], ['far', 'near']] as const) {
        const { received } = ends[to]
        expect(received.length).to.equal(written[from].length)
        expect(received.findIndex((byte, place) => byte !== written[from][place]), 'the first byte that differs').to.equal(-1)
      }
      expect(link.counters().there.bytes).to.equal(ends.far.received.length)
      expect(stage.clock.pending).to.equal(0)
    }), { numRuns: 60 })
  }).timeout(120_000)
})
