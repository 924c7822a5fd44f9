import { defaultLogger } from '@libp2p/logger'
import { expect } from 'aegir/chai'
import { hello } from '../../src/network/hello/index.ts'
import { sync } from '../../src/network/sync/index.ts'
import { SYNC_PROTOCOL } from '../../src/network/wire/index.ts'
import { seededRandom } from '../../src/platform/index.ts'
import { accessOf, AccessStage } from '../fixtures/access.ts'
import { until } from '../fixtures/meshes.ts'
import { MemoryStage } from '../fixtures/network.ts'
import { MemorySyncStore, PLAIN, SCOPE, someBundles } from '../fixtures/sync-store.ts'
import { openGate } from '../fixtures/tokens.ts'
import type { Signer } from '../../src/model/identity/index.ts'
import type { Sync, SyncRunDetail } from '../../src/network/sync/index.ts'
import type { MemoryWire, WireStream } from '../../src/network/wire/index.ts'
import type { GateStage } from '../fixtures/tokens.ts'

const MINUTE_MS = 60_000
const someStore = (seed: number, count: number): MemorySyncStore => new MemorySyncStore(someBundles(seededRandom(seed), count))

/** Counts the streams of sync that a wire opens, and keeps them. */
function watch (wire: MemoryWire): WireStream[] {
  const opened: WireStream[] = []
  const open = wire.open.bind(wire)
  wire.open = async (peer, protocol) => {
    const stream = await open(peer, protocol)
    if (protocol === SYNC_PROTOCOL) { opened.push(stream) }
    return stream
  }

  return opened
}

describe('network/sync streams', () => {
  let stage: MemoryStage

  beforeEach(() => { stage = new MemoryStage() })
  afterEach(async () => { await stage.stop() })

  it('carry one run after another, one stream for each side that begins', async () => {
    const [alice, bob] = [await stage.node('alice', { store: someStore(1, 300) }), await stage.node('bob')]
    const opened = [alice, bob].map(({ wire }) => watch(wire))
    stage.network.connect('alice', 'bob')

    for (let second = 0; second < 300; second++) {
      alice.store.add(someBundles(seededRandom(second + 100), 1)[0])
      await stage.pass(1_000)
    }

    await stage.pass(10_000)
    expect(alice.runs.length).to.be.above(50)
    expect(bob.store.root).to.equal(alice.store.root)
    expect(opened.map(({ length }) => length)).to.deep.equal([1, 1])
    expect([...alice.runs, ...bob.runs].filter(({ result }) => result === 'error')).to.deep.equal([])
  })

  it('are opened again when the peer ended them meanwhile, and no run fails', async () => {
    const [alice, bob] = [await stage.node('alice', { store: someStore(1, 30), syncIntervalMs: false }), await stage.node('bob', { syncIntervalMs: false })]
    const opened = watch(alice.wire)
    stage.network.connect('alice', 'bob')
    await stage.settle()

    for (let round = 0; round < 3; round++) {
      for (let repeat = 0; repeat < 2; repeat++) {
        const run = alice.sync.request('bob', SCOPE)
        await stage.settle()
        expect(await run).to.include({ result: 'equal' })
      }

      await bob.sync.stop()
      await bob.sync.start()
    }

    expect(opened).to.have.length(3)
  })

  it('are closed when no run comes for ten minutes', async () => {
    const [alice] = [await stage.node('alice', { syncIntervalMs: false }), await stage.node('bob', { syncIntervalMs: false })]
    const opened = watch(alice.wire)
    stage.network.connect('alice', 'bob')
    await stage.settle()
    const run = alice.sync.request('bob', SCOPE)
    await stage.settle()
    await run
    await stage.pass(10 * MINUTE_MS - 1)
    const [again] = [alice.sync.request('bob', SCOPE)]
    await stage.settle()
    await again
    expect(opened).to.have.length(1)
    await stage.pass(10 * MINUTE_MS)
    const last = alice.sync.request('bob', SCOPE)
    await stage.settle()
    expect(await last).to.include({ result: 'equal' })
    expect(opened).to.have.length(2)
  })
})

describe('network/sync streams with tokens', () => {
  let stage: AccessStage
  let stops: Array<() => Promise<void>>

  beforeEach(() => {
    stage = new AccessStage()
    stops = []
  })

  afterEach(async () => {
    for (const stop of stops.reverse()) { await stop() }
  })

  interface Node { readonly gate: GateStage, readonly sync: Sync, readonly runs: SyncRunDetail[], readonly store: MemorySyncStore }

  async function node (signer: Signer, wire: MemoryWire, init: { store?: MemorySyncStore, isApproved?(): boolean } = {}): Promise<Node> {
    const { clock } = stage
    const logger = defaultLogger()
    const { store = new MemorySyncStore(), isApproved } = init
    const gate = await openGate({ isApproved, publicKey: signer.publicKey }, clock)
    const known = hello({ net: 'main', agent: 'test/1', protocols: [] })({ wire, clock, timers: clock, logger })
    const access = accessOf(signer, wire, clock, gate.gate)
    const scheduler = sync()({ wire, access, hello: known, store, packing: PLAIN, clock, timers: clock, random: seededRandom(signer.publicKey[0]), logger })
    const runs: SyncRunDetail[] = []
    scheduler.addEventListener('sync:complete', event => { runs.push(event.detail) })
    await known.start()
    await scheduler.start()
    stops.push(async () => gate.stop(), async () => known.stop(), async () => scheduler.stop())

    return { gate, sync: scheduler, runs, store }
  }

  /** Two nodes that know each other by their keys. */
  async function pair (init: { isApproved?(): boolean } = {}): Promise<[Node, Node]> {
    const [zero, one] = [stage.join(1), stage.join(2)]
    const nodes: [Node, Node] = [await node(zero.signer, zero.wire, { store: someStore(1, 100) }), await node(one.signer, one.wire, init)]
    stage.network.connect(zero.peer, one.peer)

    return nodes
  }

  async function pass (ms: number): Promise<void> {
    await until('the nodes said what they had to say', async () => {
      await stage.clock.advanceAsync(0)
      return true
    })
    await stage.clock.advanceAsync(ms)
  }

  it('need a token when they open and one in four minutes from then on, whatever runs on them', async () => {
    const [one, other] = await pair()

    for (let second = 0; second < 12 * 60; second += 5) {
      await pass(5_000)
    }

    const accepted = [one, other].map(({ gate }) => gate.gate.counters().accepted)
    expect(one.runs.length).to.be.above(100)
    expect(other.store.root).to.equal(one.store.root)
    expect(accepted.every(count => count >= 3 && count <= 4), accepted.join()).to.equal(true)
    expect([...one.runs, ...other.runs].filter(({ result }) => result === 'error')).to.deep.equal([])
    expect(one.runs.filter(({ bundlesIn, bundlesOut }) => bundlesIn + bundlesOut === 0).every(({ bytesIn, bytesOut }) => bytesIn + bytesOut === 67)).to.equal(true)
  }).timeout(120_000)

  it('end with the code of the refusal where the peer is not approved', async () => {
    const [one, other] = await pair({ isApproved: () => false })
    await until('a run was refused', async () => {
      await stage.clock.advanceAsync(100)
      return one.runs.some(({ code }) => code === 'peer_not_approved')
    })
    expect(other.gate.gate.counters()).to.include({ accepted: 0 })
  })
})
