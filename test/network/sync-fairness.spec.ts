import { expect } from 'aegir/chai'
import { equalBytes } from '../../src/model/bytes/index.ts'
import { SYNC_PROTOCOL } from '../../src/network/wire/index.ts'
import { seededRandom } from '../../src/platform/index.ts'
import { MemoryStage } from '../fixtures/network.ts'
import { MemorySyncStore, SCOPE, someBundles } from '../fixtures/sync-store.ts'
import type { Sync, SyncRunDetail, SyncStore } from '../../src/network/sync/index.ts'
import type { MemoryNode } from '../fixtures/network.ts'

const PEERS = 100
const WAYS = ['out', 'in'] as const
const OTHER_SCOPE = new Uint8Array(32).fill(6)

/** A store of several scopes, one in-memory store for each. */
function storeOf (scopes: readonly Uint8Array<ArrayBuffer>[]): MemorySyncStore {
  const stores = scopes.map(scope => new MemorySyncStore([], scope))
  const store: SyncStore = {
    shared: () => scopes.map((id, i) => ({ id, name: `scope-${i}` })),
    snapshot: scope => stores.find((_, i) => equalBytes(scopes[i], scope))?.snapshot(scope),
    keysByIdPrefix: async () => undefined,
    bundlesByHash: async hashes => stores[0].bundlesByHash(hashes),
    receive: async bundles => stores[0].receive(bundles)
  }

  return store as MemorySyncStore
}

function runsByPeer (runs: readonly SyncRunDetail[]): Map<string, number> {
  return runs.reduce((counts, { peer }) => counts.set(peer, (counts.get(peer) ?? 0) + 1), new Map<string, number>())
}

function runningAt ({ sync }: MemoryNode): number {
  return sync.status().filter(({ running }) => running).length
}

describe('network/sync fairness', () => {
  let stage: MemoryStage

  beforeEach(() => { stage = new MemoryStage() })
  afterEach(async () => { await stage.stop() })

  WAYS.forEach(way => {
    it(`comes back to ${PEERS} peers at once without fetching anything twice, connections going ${way}`, async () => {
      const old = someBundles(seededRandom(1), 300)
      const news = someBundles(seededRandom(2), 500, { fromMs: 1_767_235_600_000 })
      const hub = await stage.node('hub', { store: new MemorySyncStore(old), runsMax: 8 })
      await stage.node('warm', { store: new MemorySyncStore(old) })
      stage.network.connect('hub', 'warm')
      await stage.pass(1_000)
      let most = 0
      const begun: number[] = []
      hub.sync.addEventListener('sync:start', ({ detail }) => {
        most = Math.max(most, runningAt(hub))
        if (detail.role === 'initiator') { begun.push(stage.clock.nowMs()) }
      })

      for (let no = 0; no < PEERS; no++) {
        await stage.node(`peer-${no}`, { store: new MemorySyncStore([...old, ...news]) })
      }

      for (let no = 0; no < PEERS; no++) {
        stage.network.connect(...(way === 'out' ? ['hub', `peer-${no}`] : [`peer-${no}`, 'hub']) as [string, string])
      }

      await stage.settle()
      expect(begun.length, 'first runs of ours at the very start').to.equal(way === 'out' ? 1 : 0)

      for (let step = 0; step < 50; step++) { await stage.pass(200) }

      expect(hub.store.offered, 'bundles that came').to.equal(news.length)
      expect(runsByPeer(hub.runs)).to.have.property('size', PEERS + 1)
      expect(most).to.be.within(1, 8)
      expect(Math.max(...hub.sync.status().map(({ failures }) => failures))).to.equal(0)

      for (let step = 0; step < 60; step++) { await stage.pass(1_000) }

      // About 14 intervals of 5 s.
      const counts = [...runsByPeer(hub.runs).values()]
      expect(Math.min(...counts)).to.be.at.least(11)
      expect(Math.max(...counts)).to.be.at.most(20)
    })
  })

  it('serves everybody while some peers run over and over', async () => {
    const store = new MemorySyncStore(someBundles(seededRandom(1), 10))
    const bundlesByHash = store.bundlesByHash.bind(store)
    let isOver = false
    store.bundlesByHash = async hashes => {
      if (!isOver) { await stage.clock.sleep(300) }
      return bundlesByHash(hashes)
    }
    const runAgain = (sync: Sync) => (): void => {
      if (!isOver) { sync.request('hub', SCOPE).catch(() => {}) }
    }
    const hub = await stage.node('hub', { runsMax: 4, store })
    const honest: MemoryNode[] = []

    for (let no = 0; no < 6; no++) {
      const greedy = await stage.node(`greedy-${no}`, { syncIntervalMs: false })
      honest.push(await stage.node(`honest-${no}`))
      stage.network.connect(`greedy-${no}`, 'hub')
      stage.network.connect(`honest-${no}`, 'hub')
      greedy.sync.addEventListener('sync:complete', runAgain(greedy.sync))
      hub.store.add(someBundles(seededRandom(100 + no), 1)[0])
    }

    for (let step = 0; step < 300; step++) {
      store.add(someBundles(seededRandom(200 + step), 1)[0])
      await stage.pass(200)
    }

    isOver = true
    await stage.pass(1_000)
    const counts = runsByPeer(hub.runs)
    for (let no = 0; no < 6; no++) { expect(counts.get(`honest-${no}`), `runs of honest-${no} in a minute`).to.be.at.least(5) }
    expect(honest.every(({ runs }) => runs.every(({ result }) => result !== 'error'))).to.equal(true)
  })

  it('lets peers take turns, however many scopes there are', async () => {
    const hub = await stage.node('hub', { runsMax: 1, store: storeOf([SCOPE, OTHER_SCOPE]), syncIntervalMs: false })
    await stage.node('alice', { store: storeOf([SCOPE, OTHER_SCOPE]), syncIntervalMs: false })
    await stage.node('bob', { store: storeOf([SCOPE, OTHER_SCOPE]), syncIntervalMs: false })
    stage.network.connect('hub', 'alice')
    stage.network.connect('hub', 'bob')
    await stage.settle()
    const asked = ['alice', 'bob'].flatMap(peer => [SCOPE, OTHER_SCOPE].map(async scope => hub.sync.request(peer, scope)))
    await stage.settle()
    await Promise.all(asked)
    expect(hub.runs.map(({ peer, scope }) => `${peer} ${scope}`)).to.deep.equal(['alice scope-0', 'bob scope-0', 'alice scope-1', 'bob scope-1'])
  })

  it('backs off from a peer in every scope, and from nobody else', async () => {
    const hub = await stage.node('hub', { store: storeOf([SCOPE, OTHER_SCOPE]) })
    const mallory = await stage.node('mallory', { syncIntervalMs: false })
    await stage.node('alice', { store: storeOf([SCOPE, OTHER_SCOPE]), syncIntervalMs: false })
    await mallory.sync.stop()
    let streams = 0
    await mallory.wire.handle(SYNC_PROTOCOL, async stream => {
      streams++
      await stream.write(Uint8Array.of(0xff))
      await stream.read()
    })
    stage.network.connect('hub', 'alice')
    stage.network.connect('hub', 'mallory')

    for (let second = 0; second < 60; second++) { await stage.pass(1_000) }

    // About 2, 4, 8, 16 and 32 seconds apart, both scopes together.
    expect(streams).to.be.within(5, 8)
    expect(runsByPeer(hub.runs).get('alice')).to.be.at.least(20)
  })
})
