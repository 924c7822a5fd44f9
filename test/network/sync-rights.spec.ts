import { expect } from 'aegir/chai'
import { toBase32 } from '../../src/model/bytes/index.ts'
import { encodeSyncFrame, ScopeNotSharedError } from '../../src/network/sync/index.ts'
import { SYNC_PROTOCOL } from '../../src/network/wire/index.ts'
import { seededRandom } from '../../src/platform/index.ts'
import { FakeRights } from '../fixtures/fake-rights.ts'
import { MemoryStage } from '../fixtures/network.ts'
import { helloOf } from '../fixtures/sync-hello.ts'
import { MemorySyncStore, SCOPE, someBundles } from '../fixtures/sync-store.ts'
import type { Verdict } from '../../src/model/bundle/index.ts'
import type { OfferedBundle } from '../../src/network/sync/index.ts'
import type { Direction } from '../../src/policy/scope/index.ts'
import type { AuditEvent } from '../../src/replica/audit/index.ts'
import type { TreeSnapshot } from '../../src/storage/tree/index.ts'
import type { MemoryNode } from '../fixtures/network.ts'

const OTHER = new Uint8Array(32).fill(9)
const NAMES = [{ id: SCOPE, name: 'secret' }]
const BOTH: readonly Direction[] = ['push', 'pull']
const WAYS: ReadonlyArray<readonly Direction[]> = [[], ['push'], ['pull'], BOTH]
const someStore = (seed: number, count: number): MemorySyncStore => new MemorySyncStore(someBundles(seededRandom(seed), count))

/** Counts every look at what it holds. */
class WatchedStore extends MemorySyncStore {
  reads = 0

  override snapshot (scope: Uint8Array): TreeSnapshot | undefined {
    this.reads++
    return super.snapshot(scope)
  }

  override async bundlesByHash (hashes: readonly Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    this.reads++
    return super.bundlesByHash(hashes)
  }
}

/** Tells of every group of bundles before it takes them. */
class ToldStore extends MemorySyncStore {
  onReceive = (): void => {}

  override async receive (bundles: readonly OfferedBundle[]): Promise<Verdict[]> {
    const verdicts = await super.receive(bundles)
    this.onReceive()
    return verdicts
  }
}

describe('network/sync rights', () => {
  let stage: MemoryStage

  beforeEach(() => { stage = new MemoryStage() })
  afterEach(async () => { await stage.stop() })

  const rightsOf = (peer: string, directions: readonly Direction[] = BOTH): FakeRights => new FakeRights(NAMES).give(peer, SCOPE, directions)

  /** Lets minutes pass in which runs come and go. */
  async function pass (seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      await stage.pass(1_000)
    }
  }

  /** Lets two sides be together that allow each other so much. */
  async function letThrough (alices: readonly Direction[], bobs: readonly Direction[]): Promise<void> {
    const alice = await stage.node('alice', { store: someStore(1, 40), rights: rightsOf('bob', alices) })
    const bob = await stage.node('bob', { store: someStore(2, 30), rights: rightsOf('alice', bobs) })
    stage.network.connect('alice', 'bob')
    await pass(30)

    // A side that takes begins; the other one has to give.
    const [toAlice, toBob] = [alices.includes('push') && bobs.includes('pull'), bobs.includes('push') && alices.includes('pull')]
    expect(alice.store.bundles.size).to.equal(toAlice ? 70 : 40)
    expect(bob.store.bundles.size).to.equal(toBob ? 70 : 30)
    expect(alice.store.offered + bob.store.offered, 'bundles that came to a side that takes none, or again').to.equal((toAlice ? 30 : 0) + (toBob ? 40 : 0))
    expect([...alice.sync.faulty(), ...bob.sync.faulty()]).to.deep.equal([])

    if (toAlice !== toBob) {
      expect([...alice.runs, ...bob.runs].every(({ result, code }) => result === 'partial' || code === 'unknown')).to.equal(true)
    }
  }

  for (const [alices, bobs] of WAYS.flatMap(one => WAYS.map(other => [one, other]))) {
    const [here, there] = [alices, bobs].map(ways => ways.join(' and ') || 'nothing')

    it(`lets through what both sides allow: ${here} here, ${there} there`, async () => letThrough(alices, bobs))
  }

  it('costs nobody anything that a large set flows one way only', async () => {
    const alice = await stage.node('alice', { store: someStore(1, 20_000), rights: rightsOf('bob') })
    const bob = await stage.node('bob', { store: someStore(2, 20_000), rights: rightsOf('alice', ['pull']) })
    stage.network.connect('alice', 'bob')
    await pass(60)

    expect([alice.store.bundles.size, bob.store.bundles.size, bob.store.offered]).to.deep.equal([40_000, 20_000, 0])
    expect([...alice.sync.faulty(), ...bob.sync.faulty()]).to.deep.equal([])
    expect(alice.runs.at(-1)).to.include({ result: 'partial', turns: 2 })
    await expect(bob.sync.request('alice', SCOPE)).to.eventually.be.rejectedWith(ScopeNotSharedError)
  })

  /** What a node says to a hello, and how often it looks into its store for that. */
  async function answerTo (node: MemoryNode & { store: WatchedStore }, scope: Uint8Array): Promise<{ frames: number[][], reads: number }> {
    const mallory = stage.network.join(`mallory ${scope[0]} ${node.wire.peer}`)
    const known = await stage.node(mallory.peer, { syncIntervalMs: false })
    stage.network.connect(mallory.peer, node.wire.peer)
    await stage.settle()
    const before = node.store.reads
    const stream = await known.wire.open(node.wire.peer, SYNC_PROTOCOL)
    await stream.write(encodeSyncFrame(helloOf({ peers: [mallory.peer, node.wire.peer], scope })))
    const frames: number[][] = []

    for (let frame = await stream.read(); frame !== undefined; frame = await stream.read()) {
      frames.push([...frame])
    }

    return { frames, reads: node.store.reads - before }
  }

  it('answers alike for a scope that the peer may not see, one that is not here, and none', async () => {
    const stores = [new WatchedStore(someBundles(seededRandom(1), 500)), new WatchedStore([], OTHER)]
    const holder = await stage.node('holder', { store: stores[0], rights: new FakeRights(NAMES) })
    const stranger = await stage.node('stranger', { store: stores[1], rights: new FakeRights([]) })
    const answers = [
      await answerTo({ ...holder, store: stores[0] }, SCOPE),
      await answerTo({ ...stranger, store: stores[1] }, SCOPE),
      await answerTo({ ...holder, store: stores[0] }, OTHER)
    ]
    const unknown = { frames: [[...encodeSyncFrame({ type: 'bye', code: 'unknown' })]], reads: 0 }

    expect(answers).to.deep.equal([unknown, unknown, unknown])
    expect(holder.runs).to.deep.equal([])
  })

  it('notes that a peer asks for a scope that it may not see', async () => {
    const store = new WatchedStore(someBundles(seededRandom(1), 5))
    const audit: AuditEvent[] = []
    const append = async (event: AuditEvent): Promise<'written'> => {
      audit.push(event)
      return 'written'
    }
    const holder = await stage.node('holder', { store, rights: new FakeRights(NAMES), audit: { append } })

    await answerTo({ ...holder, store }, SCOPE)
    expect(audit).to.deep.equal([{
      type: 'scope_violation', peer: `mallory ${SCOPE[0]} holder`, scope: toBase32(SCOPE), reason: 'not_in_policy', detail: { via: 'sync', direction: 'pull' }
    }])
  })

  it('takes nothing from a peer that may only pull and brings bundles all the same, and notes that', async () => {
    const audit: AuditEvent[] = []
    const append = async (event: AuditEvent): Promise<'written'> => {
      audit.push(event)
      return 'written'
    }
    const store = someStore(1, 40)
    const bob = await stage.node('bob', { store, rights: rightsOf('mallory', ['pull']), audit: { append } })
    const mallory = await stage.node('mallory', { syncIntervalMs: false })
    stage.network.connect('mallory', 'bob')
    await stage.settle()
    const stream = await mallory.wire.open('bob', SYNC_PROTOCOL)
    const [bytes] = someBundles(seededRandom(2), 1)
    await stream.write(encodeSyncFrame(helloOf({ peers: ['mallory', 'bob'], scope: SCOPE })))

    for (const frame of [{ type: 'facts', parcels: [{ kind: 'bundle', bytes }] }, { type: 'end', standing: undefined }] as const) {
      await stream.write(encodeSyncFrame(frame))
    }

    let last: Uint8Array | undefined

    for (let frame = await stream.read(); frame !== undefined; frame = await stream.read()) {
      last = frame
    }

    expect(last).to.deep.equal(encodeSyncFrame({ type: 'bye', code: 'malformed' }))
    expect([store.offered, [...bob.sync.faulty()]]).to.deep.equal([0, [['mallory', 1]]])
    expect(audit).to.deep.equal([{
      type: 'scope_violation', peer: 'mallory', scope: toBase32(SCOPE), reason: 'not_in_policy', detail: { via: 'sync', direction: 'push' }
    }])
  })

  it('tells a peer that may only push nothing', async () => {
    const store = new WatchedStore(someBundles(seededRandom(1), 500))
    const rights = new FakeRights(NAMES)
    const holder = await stage.node('holder', { store, rights })
    rights.give(`mallory ${SCOPE[0]} holder`, SCOPE, ['push'])
    expect(await answerTo({ ...holder, store }, SCOPE)).to.deep.equal({ frames: [[...encodeSyncFrame({ type: 'bye', code: 'unknown' })]], reads: 0 })
  })

  /** Narrows what a peer may do while much of it is on the way. */
  async function narrow (left: readonly Direction[]): Promise<void> {
    const store = new ToldStore()
    const rights = rightsOf('alice')
    await stage.node('alice', { store: someStore(1, 10_000), rights: rightsOf('bob') })
    const bob = await stage.node('bob', { store, rights })
    let sizeThen: number | undefined
    store.onReceive = () => {
      if (store.bundles.size > 1_000 && sizeThen === undefined) {
        sizeThen = store.bundles.size
        rights.give('alice', SCOPE, left)
      }
    }
    stage.network.connect('alice', 'bob')
    await pass(20)

    expect(sizeThen).to.be.within(1_001, 9_000)
    expect(store.bundles.size).to.equal(left.includes('push') ? 10_000 : sizeThen)
    expect([...bob.sync.faulty()]).to.deep.equal([])
    rights.give('alice', SCOPE, BOTH)
    await pass(20)
    expect(store.bundles.size).to.equal(10_000)
  }

  it('goes on taking after a narrowing to push, with 10,000 bundles on the way', async () => narrow(['push']))

  for (const left of [[], ['pull']] as Direction[][]) {
    it(`takes nothing after a narrowing to ${left.join() || 'nothing'}, with 10,000 bundles on the way`, async () => narrow(left))
  }

  it('sends nothing after a narrowing, with 10,000 bundles on the way', async () => {
    const store = new ToldStore()
    const rights = rightsOf('bob')
    await stage.node('alice', { store: someStore(1, 10_000), rights })
    await stage.node('bob', { store, rights: rightsOf('alice') })
    let sizeThen: number | undefined
    store.onReceive = () => {
      if (store.bundles.size > 1_000 && sizeThen === undefined) {
        sizeThen = store.bundles.size
        rights.give('bob', SCOPE, ['push'])
      }
    }
    stage.network.connect('alice', 'bob')
    await pass(20)
    // What was under way on the stream was sent before.
    expect(store.bundles.size).to.be.at.most(Number(sizeThen) + 8 * 330)
    expect(store.bundles.size).to.be.below(9_000)
  })

  it('begins runs in a scope once it may', async () => {
    const [ours, theirs] = [rightsOf('bob', []), rightsOf('alice', [])]
    const alice = await stage.node('alice', { store: someStore(1, 40), rights: ours })
    const bob = await stage.node('bob', { rights: theirs })
    stage.network.connect('alice', 'bob')
    await pass(20)
    expect([alice.runs, bob.runs]).to.deep.equal([[], []])
    theirs.give('alice', SCOPE, BOTH)
    ours.give('bob', SCOPE, BOTH)
    await stage.settle()
    expect(bob.store.root).to.equal(alice.store.root)
  })
})
