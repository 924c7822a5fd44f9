import { expect } from 'aegir/chai'
import { seededRandom } from '../../src/platform/index.ts'
import { MemoryStage } from '../fixtures/network.ts'
import { MemorySyncStore, SCOPE, someBundles } from '../fixtures/sync-store.ts'
import type { SyncProgress } from '../../src/network/sync/index.ts'

const INTERVAL_MS = 5_000

describe('network/sync status', () => {
  let stage: MemoryStage

  beforeEach(() => { stage = new MemoryStage() })
  afterEach(async () => { await stage.stop() })

  const someStore = (count: number, seed = 1): MemorySyncStore => new MemorySyncStore(someBundles(seededRandom(seed), count))

  it('names the root that both had, and when the next run is due', async () => {
    const [alice, bob] = [await stage.node('alice', { store: someStore(30) }), await stage.node('bob', { syncIntervalMs: false })]
    stage.network.connect('alice', 'bob')
    await stage.settle()
    const [row] = alice.sync.status()
    expect(row).to.include({ equalRoot: alice.store.root, successAtMs: stage.clock.nowMs(), equalAtMs: stage.clock.nowMs(), silentMs: 0 })
    expect(row.dueAtMs).to.be.within(stage.clock.nowMs() + 0.8 * INTERVAL_MS, stage.clock.nowMs() + 1.2 * INTERVAL_MS)
    expect(bob.sync.status()[0]).to.include({ equalRoot: alice.store.root, dueAtMs: undefined })
    alice.store.add(someBundles(seededRandom(7), 1)[0])
    expect(alice.sync.status()[0].equalRoot).to.not.equal(alice.store.root)
    await stage.pass(1.2 * INTERVAL_MS)
    expect(alice.sync.status()[0].equalRoot).to.equal(alice.store.root)
  })

  it('names no root when the set grew while it was compared', async () => {
    const [alice, bob] = [await stage.node('alice', { syncIntervalMs: false, store: someStore(30) }), await stage.node('bob', { syncIntervalMs: false })]
    stage.network.connect('alice', 'bob')
    await stage.settle()
    alice.sync.addEventListener('sync:start', () => { alice.store.add(someBundles(seededRandom(9), 1)[0]) })
    const run = bob.sync.request('alice', SCOPE)
    await stage.settle()
    expect(await run).to.include({ result: 'equal' })
    expect(bob.sync.status()[0].equalRoot).to.equal(bob.store.root)
    expect(alice.sync.status()[0].equalRoot).to.equal(undefined)
  })

  it('tells for how long a connected peer has been silent', async () => {
    const alice = await stage.node('alice', { syncIntervalMs: INTERVAL_MS })
    const bob = await stage.node('bob', { syncIntervalMs: false })
    await bob.sync.stop()
    stage.network.connect('alice', 'bob')
    await stage.pass(90_000)
    expect(alice.sync.status()[0].silentMs).to.be.at.least(90_000)
    expect(alice.sync.status()[0].successAtMs).to.equal(undefined)
    expect(alice.sync.counters().results.error).to.be.above(2)
    await alice.wire.disconnect('bob')
    await stage.settle()
    expect(alice.sync.status()[0]).to.include({ silentMs: undefined, dueAtMs: undefined })
  })

  it('adds up what runs did, and counts a convergence for each difference that went away', async () => {
    const [alice, bob] = [await stage.node('alice', { store: someStore(30), syncIntervalMs: INTERVAL_MS }), await stage.node('bob', { syncIntervalMs: false })]
    stage.network.connect('alice', 'bob')
    await stage.settle()
    expect(alice.sync.counters()).to.include({ convergences: 1, convergenceMs: 0, bundlesOut: 30, bundlesIn: 0 })
    await stage.pass(3 * INTERVAL_MS)
    expect(alice.sync.counters()).to.include({ convergences: 1, bundlesOut: 30 })
    const declined = someBundles(seededRandom(3), 1)[0]
    alice.store.add(declined)
    const [hash] = [...alice.store.bundles.keys()].slice(-1)
    bob.store.declined.set(hash, { retryAtMs: stage.clock.nowMs() + 1_000 })
    await stage.pass(1.2 * INTERVAL_MS)
    expect(alice.sync.counters()).to.include({ convergences: 1 })
    expect(alice.sync.counters().results.partial).to.be.at.least(1)
    bob.store.declined.clear()
    await stage.pass(1.2 * INTERVAL_MS)
    const counters = alice.sync.counters()
    expect(counters).to.include({ convergences: 2 })
    expect(counters.convergenceMs).to.be.within(0.8 * INTERVAL_MS, 2.4 * INTERVAL_MS)
    expect(counters.results.equal + counters.results.partial).to.equal(alice.runs.length)
    expect(counters.rounds).to.equal(alice.runs.reduce((sum, { rounds }) => sum + rounds, 0))
    expect(counters.bytesOut).to.equal(bob.sync.counters().bytesIn)
  })

  it('tells how far a run is, with the number of bundles that are to come', async () => {
    const count = 3_000
    const [alice, bob] = [await stage.node('alice', { store: someStore(count), syncIntervalMs: false }), await stage.node('bob', { syncIntervalMs: false })]
    const bundlesByHash = alice.store.bundlesByHash.bind(alice.store)
    alice.store.bundlesByHash = async hashes => {
      await stage.clock.sleep(400)
      return bundlesByHash(hashes)
    }
    const told: SyncProgress[] = []
    bob.sync.addEventListener('sync:progress', ({ detail }) => { told.push(detail) })
    stage.network.connect('alice', 'bob')
    await stage.settle()
    const run = alice.sync.request('bob', SCOPE)
    await stage.pass(0)
    expect(bob.sync.status()[0]).to.include({ running: true, dueAtMs: undefined }).and.have.deep.nested.property('progress.bundlesExpected', count)

    for (let step = 0; step < 60; step++) { await stage.pass(100) }

    expect(await run).to.include({ result: 'equal', bundlesOut: count })
    expect(told.length).to.be.at.least(2)
    expect(told.map(({ bundlesIn }) => bundlesIn)).to.deep.equal(told.map(({ bundlesIn }) => bundlesIn).sort((a, b) => a - b))
    expect(told[0]).to.include({ bundlesExpected: count, role: 'responder' })
    expect(bob.sync.status()[0]).to.include({ running: false, progress: undefined })
  })
})
