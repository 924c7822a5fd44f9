import { expect } from 'aegir/chai'
import { encodeSyncFrame, PeerNotConnectedError, ScopeNotSharedError, SyncLateError, SyncStoppedError } from '../../src/network/sync/index.ts'
import { SYNC_PROTOCOL } from '../../src/network/wire/index.ts'
import { seededRandom } from '../../src/platform/index.ts'
import { MemoryStage } from '../fixtures/network.ts'
import { helloOf } from '../fixtures/sync-hello.ts'
import { MemorySyncStore, SCOPE, someBundles } from '../fixtures/sync-store.ts'

const INTERVAL_MS = 5_000

describe('network/sync scheduler', () => {
  let stage: MemoryStage

  beforeEach(() => { stage = new MemoryStage() })
  afterEach(async () => { await stage.stop() })

  const someStore = (count: number, seed = 1): MemorySyncStore => new MemorySyncStore(someBundles(seededRandom(seed), count))

  it('runs when a peer is accepted, begun by the side that dialled', async () => {
    const [alice, bob] = [await stage.node('alice', { store: someStore(300) }), await stage.node('bob')]
    const started: string[] = []
    bob.sync.addEventListener('sync:start', ({ detail }) => started.push(`${detail.peer} ${detail.scope} ${detail.role}`))
    stage.network.connect('alice', 'bob')
    await stage.settle()

    expect(started).to.deep.equal(['alice public responder'])
    expect(alice.store.root).to.equal(bob.store.root)
    expect(alice.runs).to.have.length(1)
    expect(alice.runs[0]).to.include({ peer: 'bob', scope: 'public', role: 'initiator', result: 'equal', bundlesOut: 300, bundlesIn: 0, rounds: 1 })
    expect(bob.runs[0]).to.include({ peer: 'alice', role: 'responder', result: 'equal', bundlesIn: 300 })
    expect(bob.runs[0].bytesIn).to.equal(alice.runs[0].bytesOut)
    expect(alice.sync.status()).to.have.length(1)
    expect(alice.sync.status()[0]).to.deep.include({ peer: 'bob', scope: 'public', running: false, failures: 0, equalAtMs: stage.clock.nowMs() })
  })

  it('runs once per interval, whichever side is first', async () => {
    const [alice, bob] = [await stage.node('alice', { syncIntervalMs: INTERVAL_MS }), await stage.node('bob', { syncIntervalMs: INTERVAL_MS })]
    stage.network.connect('alice', 'bob')
    await stage.settle()
    expect(alice.runs).to.have.length(1)
    await stage.pass(0.8 * INTERVAL_MS - 1)
    expect(alice.runs).to.have.length(1)

    for (let second = 0; second < 60; second++) {
      await stage.pass(1_000)
    }

    expect(alice.runs.length).to.be.within(11, 17)
    expect(bob.runs).to.have.length(alice.runs.length)
    expect(alice.runs.every(run => run.result === 'equal')).to.equal(true)
    expect(alice.runs.at(-1)).to.include({ turns: 2 })
  })

  it('lets the listener begin when the dialler does not', async () => {
    const [alice, bob] = [await stage.node('alice', { syncIntervalMs: false, store: someStore(5) }), await stage.node('bob')]
    stage.network.connect('alice', 'bob')
    await stage.settle()
    expect(bob.runs).to.have.length(0)
    await stage.pass(1_200)
    expect(bob.runs).to.have.length(1)
    expect(bob.store.root).to.equal(alice.store.root)
  })

  it('runs on request only when the interval is off', async () => {
    const [alice, bob] = [await stage.node('alice', { syncIntervalMs: false, store: someStore(5) }), await stage.node('bob', { syncIntervalMs: false })]
    stage.network.connect('alice', 'bob')
    await stage.pass(60_000)
    expect([alice.runs, bob.runs]).to.deep.equal([[], []])
    const run = bob.sync.request('alice', SCOPE)
    await stage.settle()
    expect(await run).to.include({ result: 'equal', role: 'initiator', bundlesIn: 5 })
    await stage.pass(60_000)
    expect(bob.runs).to.have.length(1)
  })

  it('answers a request with a run that began after it, and joins requests', async () => {
    const [alice, bob] = [await stage.node('alice', { syncIntervalMs: false, store: someStore(100) }), await stage.node('bob', { syncIntervalMs: false })]
    stage.network.connect('alice', 'bob')
    await stage.settle()
    const first = bob.sync.request('alice', SCOPE)
    await Promise.resolve()
    const late = someBundles(seededRandom(2), 1)[0]
    alice.store.add(late)
    const others = [bob.sync.request('alice', SCOPE), bob.sync.request('alice', SCOPE)]
    await stage.settle()
    const runs = await Promise.all([first, ...others])
    expect(runs[1]).to.equal(runs[2])
    expect(runs[0]).to.not.equal(runs[1])
    expect(bob.runs).to.have.length(2)
    expect(bob.store.root).to.equal(alice.store.root)
  })

  it('refuses requests that cannot be met', async () => {
    const alice = await stage.node('alice')
    await expect(alice.sync.request('bob', SCOPE)).to.eventually.be.rejectedWith(PeerNotConnectedError).and.have.property('code', 'peer_unreachable')
    await stage.node('bob')
    stage.network.connect('alice', 'bob')
    await stage.settle()
    await expect(alice.sync.request('bob', new Uint8Array(32))).to.eventually.be.rejectedWith(ScopeNotSharedError)
    await alice.sync.stop()
    await expect(alice.sync.request('bob', SCOPE)).to.eventually.be.rejectedWith(SyncStoppedError)
  })

  it('gives up waiting when a request says how long, and when the peer leaves', async () => {
    const alice = await stage.node('alice', { syncIntervalMs: false })
    await stage.node('bob', { syncIntervalMs: false })
    stage.network.connect('alice', 'bob')
    await stage.settle()
    const [busy] = await hang(alice.store)
    const first = expect(alice.sync.request('bob', SCOPE)).to.eventually.have.property('result', 'error')
    await stage.settle()
    const late = expect(alice.sync.request('bob', SCOPE, { timeoutMs: 100 })).to.eventually.be.rejectedWith(SyncLateError)
    const left = expect(alice.sync.request('bob', SCOPE)).to.eventually.be.rejectedWith(PeerNotConnectedError)
    await stage.pass(100)
    await late
    await alice.wire.disconnect('bob')
    await left
    busy()
    await first
  })

  /** Makes the next answer to bundles of a store wait until the returned function is called. */
  async function hang (store: MemorySyncStore): Promise<[release: () => void]> {
    const gate = Promise.withResolvers<void>()
    someBundles(seededRandom(3), 3).forEach(bundle => store.add(bundle))
    const bundlesByHash = store.bundlesByHash.bind(store)
    store.bundlesByHash = async hashes => {
      await gate.promise
      return bundlesByHash(hashes)
    }

    return [gate.resolve]
  }

  it('lets one of two runs that cross go on', async () => {
    const [alice, bob] = [await stage.node('alice', { syncIntervalMs: false, store: someStore(50, 1) }), await stage.node('bob', { syncIntervalMs: false, store: someStore(50, 2) })]
    stage.network.connect('alice', 'bob')
    await stage.settle()
    const runs = [alice.sync.request('bob', SCOPE), bob.sync.request('alice', SCOPE)]

    for (let step = 0; step < 10; step++) {
      await stage.pass(100)
    }

    expect((await Promise.all(runs)).map(run => run.result)).to.deep.equal(['equal', 'equal'])
    expect(alice.store.root).to.equal(bob.store.root)
  })

  it('backs off from a peer that fails, longer each time, and comes back to the interval when it does not', async () => {
    const alice = await stage.node('alice', { syncIntervalMs: INTERVAL_MS })
    const wire = stage.network.join('bob')
    const mallory = await stage.node('mallory', { syncIntervalMs: false })
    await mallory.sync.stop()
    let streams = 0
    await mallory.wire.handle(SYNC_PROTOCOL, async stream => {
      streams++
      await stream.write(Uint8Array.of(0xff))
      await stream.read()
    })
    expect(wire.peers()).to.deep.equal([])
    stage.network.connect('alice', 'mallory')
    await stage.settle()
    const at: number[] = []

    for (let second = 0; second < 60; second++) {
      await stage.pass(1_000)
      at.push(streams)
    }

    // About 2, 4, 8, 16 and 32 seconds apart.
    expect(streams).to.be.within(5, 6)
    expect(alice.sync.status()[0].failures).to.equal(streams)
    expect(alice.runs.every(run => run.code === 'malformed')).to.equal(true)
    await alice.sync.stop()
  })

  it('fetches a large scope from one peer at a time', async () => {
    const store = someStore(2_000)
    const copies = (): MemorySyncStore => new MemorySyncStore([...store.bundles.values()])
    const fresh = await stage.node('fresh')

    for (const peer of ['alice', 'bob', 'carol']) {
      await stage.node(peer, { store: copies() })
      stage.network.connect('fresh', peer)
    }

    for (let step = 0; step < 20; step++) {
      await stage.pass(500)
    }

    expect(fresh.store.bundles.size).to.equal(2_000)
    expect(fresh.store.offered, 'each bundle came once').to.equal(2_000)
    expect(new Set(fresh.runs.map(run => run.peer)).size).to.equal(3)
  })

  it('fetches what it missed during a cut from one of the peers that come back at once', async () => {
    const names = ['alice', 'bob', 'carol', 'dave']
    const [away, ...others] = await Promise.all(names.map(async name => stage.node(name, { syncIntervalMs: INTERVAL_MS })))

    for (const { wire } of others) { stage.network.connect(wire.peer, 'alice') }
    await stage.settle()
    for (const { wire } of others) { await away.wire.disconnect(wire.peer) }
    await stage.settle()
    const missed = someBundles(seededRandom(5), 40)
    others.forEach(({ store }) => missed.forEach(bundle => store.add(bundle)))
    for (const { wire } of others) { stage.network.connect(wire.peer, 'alice') }

    for (let second = 0; second < 10; second++) {
      await stage.pass(1_000)
    }

    expect(others.map(({ store }) => store.root)).to.deep.equal(others.map(() => away.store.root))
    expect(away.store.offered, 'each bundle came once').to.equal(missed.length)
  })

  it('does not wait for ever for a first peer that brings nothing', async () => {
    const fresh = await stage.node('fresh')
    const deaf = await stage.node('deaf', { syncIntervalMs: false })
    await deaf.sync.stop()
    await deaf.wire.handle(SYNC_PROTOCOL, async stream => {
      for (let frame = await stream.read(); frame !== undefined; frame = await stream.read()) {
        // It listens, and says nothing.
      }
    })
    stage.network.connect('fresh', 'deaf')
    await stage.settle()
    await stage.node('alice', { store: someStore(20) })
    stage.network.connect('fresh', 'alice')
    await stage.settle()
    expect(fresh.store.bundles.size).to.equal(0)

    for (let step = 0; step < 7; step++) {
      await stage.pass(1_000)
    }

    expect(fresh.store.bundles.size).to.equal(20)
  })

  it('has a bounded number of runs under way', async () => {
    const hub = await stage.node('hub', { runsMax: 2, syncIntervalMs: false })
    let most = 0

    for (let no = 0; no < 6; no++) {
      await stage.node(`peer-${no}`, { store: someStore(20, no + 1), syncIntervalMs: false })
      stage.network.connect('hub', `peer-${no}`)
    }

    hub.sync.addEventListener('sync:start', () => {
      most = Math.max(most, hub.sync.status().filter(row => row.running).length)
    })
    await stage.settle()
    const runs = Array.from({ length: 6 }, async (_, no) => hub.sync.request(`peer-${no}`, SCOPE))
    await stage.settle()
    expect((await Promise.all(runs)).every(run => run.result === 'equal')).to.equal(true)
    expect(most).to.be.within(1, 2)
    expect(hub.store.bundles.size).to.equal(120)
  })

  it('answers a scope that is not shared and one that nobody knows alike', async () => {
    await stage.node('alice')
    const bob = await stage.node('bob', { syncIntervalMs: false })
    stage.network.connect('bob', 'alice')
    await stage.settle()
    const answers: Array<Uint8Array | undefined> = []

    for (const scope of [new Uint8Array(32), new Uint8Array(32).fill(77)]) {
      const stream = await bob.wire.open('alice', SYNC_PROTOCOL)
      await stream.write(encodeSyncFrame(helloOf({ peers: ['bob', 'alice'], scope, count: 0 })))
      answers.push(await stream.read())
    }

    expect(answers[0]).to.deep.equal(answers[1])
    expect(answers[0]).to.deep.equal(encodeSyncFrame({ type: 'bye', code: 'unknown' }))
  })

  it('remembers a partial end until a declined bundle may be offered again', async () => {
    const store = someStore(10)
    const [alice, bob] = [await stage.node('alice', { store, syncIntervalMs: false }), await stage.node('bob', { syncIntervalMs: false })]
    const [declined] = store.bundles.keys()
    bob.store.declined.set(declined, { retryAtMs: stage.clock.nowMs() + 10_000 })
    stage.network.connect('alice', 'bob')
    await stage.settle()

    const request = async (): Promise<{ result: string, turns: number }> => {
      const run = alice.sync.request('bob', SCOPE)
      await stage.settle()
      return run
    }

    expect(await request()).to.include({ result: 'partial' }).and.have.property('turns').that.is.above(2)
    expect(await request()).to.include({ result: 'partial', turns: 2 })
    expect(alice.sync.status()[0].failures).to.equal(0)
    bob.store.declined.clear()
    await stage.pass(10_000)
    expect(await request()).to.include({ result: 'equal' })
  })

  it('stops while a run is under way', async () => {
    const [alice, bob] = [await stage.node('alice', { store: someStore(10) }), await stage.node('bob')]
    const [release] = await hang(alice.store)
    stage.network.connect('alice', 'bob')
    await stage.settle()
    expect(alice.sync.status()[0].running).to.equal(true)
    const stopped = Promise.all([alice.sync.stop(), bob.sync.stop()])
    release()
    await stopped
    expect(alice.runs[0]).to.include({ result: 'error' })
    expect(stage.clock.pending).to.equal(0)
  })
})
