import { peerIdFromString } from '@libp2p/peer-id'
import { expect } from 'aegir/chai'
import { platform } from '../../src/platform/index.ts'
import { createTestMesh, InvalidLinkError, NoSuchNodeError, NotLinkedError, SkewRangeError } from '../../src/testing/index.ts'
import { draftOf, isConnected, rootOf, until } from '../fixtures/meshes.ts'
import type { TestMesh, TestMeshInit } from '../../src/testing/index.ts'
import type { Stream } from '@libp2p/interface'

/** A protocol of its own: the listener keeps what it hears. */
const RAW = '/test/raw/1.0.0'

/** Milliseconds by which a timer of a machine may fire early. */
const EARLY_MS = 2

describe('the links of a test mesh', () => {
  const { clock } = platform()
  let net: TestMesh | undefined

  const make = async (init: TestMeshInit): Promise<TestMesh> => {
    net = await createTestMesh({ seed: 43, syncIntervalMs: false, ...init })
    return net
  }

  /** Opens a stream of plain bytes from one node to another, and the other end of it. */
  const openRaw = async (net: TestMesh, from: number, to: number): Promise<{ near: Stream, far: Stream }> => {
    const opened = Promise.withResolvers<Stream>()
    await net.node(to).libp2p.handle(RAW, stream => { opened.resolve(stream) })
    const near = await net.node(from).libp2p.dialProtocol(peerIdFromString(net.node(to).libp2p.peerId.toString()), RAW)
    return { near, far: await opened.promise }
  }

  /** Resolves once a stream has brought so many bytes. */
  const heard = async (stream: Stream, bytes: number): Promise<void> => {
    let count = 0
    const { promise, resolve } = Promise.withResolvers<void>()
    stream.addEventListener('message', ({ data }) => {
      count += data.byteLength
      if (count >= bytes) { resolve() }
    })
    await promise
  }

  afterEach(async () => {
    await net?.stop()
    net = undefined
  })

  it('count what a stream carries, by protocol, and everything in all', async () => {
    const net = await make({ size: 2 })
    const { near, far } = await openRaw(net, 0, 1)
    const link = net.link(0, 1)
    for (const [stream, other, bytes] of [[near, far, 1_000], [near, far, 24], [far, near, 70_000], [near, far, 5]] as const) {
      const arrived = heard(other, bytes)
      stream.send(new Uint8Array(bytes))
      await arrived
    }
    expect(link.counters().protocols[RAW]).to.deep.equal({ there: { bytes: 1_029, frames: 3 }, back: { bytes: 70_000, frames: 1 }, turns: 2 })
    expect(net.link(1, 0).counters().protocols[RAW].there).to.deep.equal({ bytes: 70_000, frames: 1 })
    const { there, back, protocols } = link.counters()
    const written = (way: 'there' | 'back'): number => Object.values(protocols).reduce((sum, each) => sum + each[way].bytes, 0)
    expect(Object.keys(protocols)).to.include.members(['/factmesh/hello/1.0.0', '/ipfs/id/1.0.0', '/multistream/1.0.0'])
    expect(there.bytes, 'with handshakes and encryption').to.be.above(written('there'))
    expect(back.bytes, 'with handshakes and encryption').to.be.above(written('back'))
  })

  it('delay a round trip by the latency of both ways, from the first handshake on', async () => {
    const startMs = clock.monotonicMs()
    const net = await make({ size: 2, link: () => ({ latencyMs: 40 }) })
    expect(clock.monotonicMs() - startMs, 'dial, encryption, hello').to.be.at.least(6 * (40 - EARLY_MS))
    const { near, far } = await openRaw(net, 0, 1)
    far.addEventListener('message', ({ data }) => { far.send(data) })
    const sentMs = clock.monotonicMs()
    near.send(Uint8Array.of(1))
    await heard(near, 1)
    expect(clock.monotonicMs() - sentMs).to.be.at.least(2 * (40 - EARLY_MS))
  })

  it('let facts take the way that is quick', async () => {
    const net = await make({ size: 3 })
    net.link(0, 1).set({ latencyMs: 20_000 })
    const arrived: number[] = []
    for (const index of [1, 2]) { net.node(index).addEventListener('bundle:receive', () => { arrived.push(index) }) }
    await net.node(0).assert(draftOf(1))
    await until('both have it', () => arrived.length === 2)
    expect(arrived).to.deep.equal([2, 1])
  })

  it('may be cut one way: the other goes on, the connection ends by its pings, and heals', async () => {
    const net = await make({ size: 2 })
    const { near, far } = await openRaw(net, 0, 1)
    net.link(0, 1).cut('there')
    const back = heard(near, 3)
    const there = heard(far, 2)
    let hasArrived = false
    void there.then(() => { hasArrived = true })
    near.send(new Uint8Array(2))
    far.send(new Uint8Array(3))
    await back
    expect(hasArrived).to.equal(false)
    await net.connected()
    await net.node(0).assert(draftOf(0))
    await until('the pings end it', () => !isConnected(net.node(0), net.node(1)))
    expect(hasArrived).to.equal(false)
    await net.node(1).assert(draftOf(1))
    net.heal()
    await net.connected()
    expect(net.link(0, 1).state('there').isCut).to.equal(false)
    await Promise.all([0, 1].map(async index => net.node(index).syncNow()))
    await net.converged()
    expect((await net.node(1).page()).total).to.equal(2)
  }).timeout(60_000)

  it('go on where they stopped after a cut that no time limit noticed', async () => {
    const net = await make({ size: 2 })
    const { near, far } = await openRaw(net, 0, 1)
    const link = net.link(0, 1)
    const there = heard(far, 1)
    link.cut()
    near.send(new Uint8Array(1))
    link.mend()
    await there
    expect(near.status).to.equal('open')
  })

  it('stay as they are over a crash and a restart', async () => {
    const net = await make({ size: 3, syncIntervalMs: 250 })
    net.link(2, 0).set({ latencyMs: 5, loss: 0.05 }, 'there')
    net.skew(2, 10_000)
    await net.crash(2)
    await net.node(0).assert(draftOf(0))
    await net.restart(2)
    expect(net.link(0, 2).state('back')).to.deep.include({ latencyMs: 5, loss: 0.05 })
    expect(net.link(0, 2).state('there')).to.deep.include({ latencyMs: 0, loss: 0 })
    await net.connected()
    await net.converged()
    expect(net.node(0).status().counters.hellos.clock_skew).to.be.above(0)
  })

  it('survive nodes that crash in the middle of a transfer', async () => {
    const net = await make({ size: 3, syncIntervalMs: 250, link: () => ({ latencyMs: 5, jitterMs: 5, bytesPerSecond: 200_000, loss: 0.02 }) })
    for (let round = 0; round < 3; round++) {
      await net.node(0).append(Array.from({ length: 200 }, (_, place) => draftOf(round * 200 + place)))
      await net.crash(1)
      await net.restart(1)
    }
    await net.converged()
    expect((await net.node(1).page()).total).to.equal(600)
  }).timeout(60_000)

  it('let fifty nodes converge, each hop as late as it is set', async () => {
    const net = await make({ size: 50, topology: 'ring', syncIntervalMs: 500, link: () => ({ latencyMs: 10, jitterMs: 5 }) })
    const sent = Array.from({ length: 10 }, async (_, place) => net.node(place * 5).assert(draftOf(place)))
    await Promise.all(sent)
    await net.converged({ timeoutMs: 90_000 })
    expect(new Set(Array.from({ length: 50 }, (_, index) => rootOf(net.node(index)))).size).to.equal(1)
    expect((await net.node(27).page()).total).to.equal(10)
  }).timeout(120_000)

  it('shift the clock of a node', async () => {
    const net = await make({ size: 2, topology: 'none' })
    net.skew(1, 86_400_000)
    const [right, wrong] = await Promise.all([0, 1].map(async index => net.node(index).assert(draftOf(index))))
    expect(Number(wrong.hlc.split('.')[0]) - Number(right.hlc.split('.')[0])).to.be.closeTo(86_400_000, 60_000)
  })

  it('refuse what is not there, and what cannot be', async () => {
    const net = await make({ size: 4, topology: 'line' })
    expect(() => net.link(0, 2)).to.throw(NotLinkedError, 'Node 0 and node 2 are not linked')
    expect(() => net.link(0, 4)).to.throw(NoSuchNodeError, 'There is no node 4: the test mesh has 4, numbered from 0.')
    expect(() => net.link(1, 1)).to.throw(InvalidLinkError)
    expect(() => net.node(-1)).to.throw(NoSuchNodeError)
    await expect(net.crash(1.5)).to.eventually.be.rejectedWith(NoSuchNodeError)
    await expect(net.restart(9)).to.eventually.be.rejectedWith(NoSuchNodeError)
    for (const ms of [NaN, 0.5, 1e12, -1e12]) { expect(() => { net.skew(0, ms) }).to.throw(SkewRangeError) }
    await net.node(0).addPeer(net.node(2).multiaddrs()[0])
    await until('they met', () => isConnected(net.node(0), net.node(2)))
    expect(net.link(0, 2).counters().there.bytes).to.be.above(0)
    await expect(createTestMesh({ size: 2, link: () => ({ loss: 2 }) })).to.eventually.be.rejectedWith(InvalidLinkError)
  })
})
