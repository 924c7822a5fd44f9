import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { blake3, toHex } from '../../src/model/bytes/index.ts'
import { SyncSession } from '../../src/network/sync/index.ts'
import { memoryStreams } from '../../src/network/wire/index.ts'
import { seededRandom, SimulatedClock } from '../../src/platform/index.ts'
import { TreeChangedError, TreeCorruptError } from '../../src/storage/tree/index.ts'
import { MemoryStage } from '../fixtures/network.ts'
import { MemorySyncStore, PLAIN, SCOPE, someBundles } from '../fixtures/sync-store.ts'
import type { SessionComponents, SyncRun } from '../../src/network/sync/index.ts'
import type { TreeSnapshot } from '../../src/storage/tree/index.ts'
import type { MemoryNode } from '../fixtures/network.ts'

const COMMON = 2_000

describe('network/sync with a set that was equal once', () => {
  let stage: MemoryStage

  beforeEach(() => { stage = new MemoryStage() })
  afterEach(async () => { await stage.stop() })

  /** Two nodes that were found equal. */
  async function equalNodes (): Promise<[alice: MemoryNode, bob: MemoryNode]> {
    const common = someBundles(seededRandom(1), COMMON, { size: 60 })
    const [alice, bob] = [
      await stage.node('alice', { syncIntervalMs: false, store: new MemorySyncStore(common) }),
      await stage.node('bob', { syncIntervalMs: false, store: new MemorySyncStore(common) })
    ]
    stage.network.connect('alice', 'bob')
    await stage.settle()
    await resync(alice, 'bob')

    return [alice, bob]
  }

  async function resync ({ sync }: MemoryNode, peer: string): Promise<SyncRun> {
    const run = sync.request(peer, SCOPE)
    await stage.settle()

    return run
  }

  function write ({ store }: MemoryNode, count: number, seed: number): void {
    someBundles(seededRandom(seed), count, { size: 60 }).forEach(bundle => store.add(bundle))
  }

  it('takes three turns when only the side that answers has something new, wherever it lies', async () => {
    const [alice, bob] = await equalNodes()

    for (const count of [1, 100, 1_000]) {
      write(bob, count, 10 + count)
      const run = await resync(alice, 'bob')

      expect(run).to.include({ result: 'equal', turns: 3, rounds: 1, bundlesIn: count })
      expect(run.bytesOut, 'a full hello and a bye').to.be.below(350)
      expect(alice.store.root).to.equal(bob.store.root)
      expect(alice.store.offered, 'nothing comes twice').to.equal(count)
      alice.store.offered = 0
    }
  })

  it('takes no more turns than without it when both or only the opener have something new', async () => {
    const [alice, bob] = await equalNodes()

    write(alice, 50, 2)
    expect(await resync(alice, 'bob')).to.include({ result: 'equal', bundlesOut: 50 }).and.have.property('turns').that.is.at.most(5)
    write(alice, 50, 3)
    write(bob, 50, 4)
    expect(await resync(alice, 'bob')).to.include({ result: 'equal', bundlesIn: 50, bundlesOut: 50, turns: 5 })
    expect(alice.store.root).to.equal(bob.store.root)
  })

  it('serves peers that are behind by one equal set or several', async () => {
    const [alice, bob] = await equalNodes()
    const carol = await stage.node('carol', { syncIntervalMs: false, store: new MemorySyncStore([...bob.store.bundles.values()]) })
    stage.network.connect('carol', 'bob')
    await stage.settle()

    for (const seed of [5, 6]) {
      write(bob, 20, seed)
      await resync(alice, 'bob')
    }

    expect(await resync(carol, 'bob')).to.include({ result: 'equal', turns: 3, bundlesIn: 40 })
  })

  it('sends a declined bundle once, and ends partial', async () => {
    const [alice, bob] = await equalNodes()
    const [bundle] = someBundles(seededRandom(7), 1, { size: 60 })
    bob.store.add(bundle)
    alice.store.declined.set(toHex(blake3(bundle)), {})

    expect(await resync(alice, 'bob')).to.include({ result: 'partial', bundlesIn: 0 })
    expect(alice.store.offered).to.equal(1)
  })
})

describe('network/sync with any set of the past', () => {
  /** A run in which the side that answers takes a set for that of the other. */
  async function run (ours: MemorySyncStore, theirs: MemorySyncStore, past: TreeSnapshot): Promise<SyncSession> {
    const clock = new SimulatedClock()
    const [there, back] = memoryStreams(['us', 'them'], clock)
    const components: Omit<SessionComponents, 'self' | 'stream' | 'store'> = { packing: PLAIN, clock, timers: clock, random: seededRandom(1), known: { find: () => past } }
    const [one, other] = [
      new SyncSession({ ...components, known: undefined, self: 'us', stream: there, store: ours }),
      new SyncSession({ ...components, self: 'them', stream: back, store: theirs })
    ]
    const ends = await Promise.all([one.initiate(SCOPE, { eager: true }), other.listen().then(async hello => other.respond(hello, SCOPE))])

    expect(ends.map(({ result }) => result)).to.deep.equal(['equal', 'equal'])
    expect(ours.root).to.equal(theirs.root)

    return one
  }

  it('makes sets equal whatever the past was, because the roots decide', async () => {
    const anyCount = fc.nat(80)

    await fc.assert(fc.asyncProperty(anyCount, anyCount, anyCount, anyCount, fc.nat(1_000), async (both, a, b, gone, seed) => {
      const random = seededRandom(seed)
      const [common, onlyOurs, onlyTheirs, lost] = [both, a, b, gone].map(count => someBundles(random, count, { size: 60, spanMs: 1_000 }))
      const past = new MemorySyncStore([...common, ...lost, ...onlyTheirs.slice(0, b >> 1)]).snapshot(SCOPE)

      await run(new MemorySyncStore([...common, ...onlyOurs]), new MemorySyncStore([...common, ...onlyTheirs]), past as TreeSnapshot)
    }), { numRuns: 60 })
  })

  it('finds the difference in another way when the past cannot be read any more', async () => {
    const bundles = someBundles(seededRandom(8), 500, { size: 60 })
    const past = new MemorySyncStore(bundles.slice(0, 400)).snapshot(SCOPE) as TreeSnapshot

    for (const error of [new TreeChangedError(), new TreeCorruptError('missing')]) {
      past.node = () => { throw error }
      expect(await run(new MemorySyncStore(bundles.slice(0, 400)), new MemorySyncStore(bundles), past)).to.have.property('turns', 5)
    }
  })

  it('finds the rest in another round when the past can be read no more while the news are sent', async () => {
    const bundles = someBundles(seededRandom(9), 5_000, { size: 400 })
    const past = new MemorySyncStore(bundles.slice(0, 400)).snapshot(SCOPE) as TreeSnapshot
    const keys = past.keys.bind(past)
    let reads = 0
    past.keys = prefix => {
      if (++reads > 5) {
        throw new TreeChangedError()
      }

      return keys(prefix)
    }
    const ours = new MemorySyncStore(bundles.slice(0, 400))

    expect(await run(ours, new MemorySyncStore(bundles), past)).to.have.property('rounds').that.is.at.least(2)
    expect(ours.offered).to.equal(4_600)
  })
})
