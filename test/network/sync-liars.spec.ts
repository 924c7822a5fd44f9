import { expect } from 'aegir/chai'
import { offeredBytes } from '../../src/model/bundle/index.ts'
import { blake3 } from '../../src/model/bytes/index.ts'
import { SYNC_PROTOCOL } from '../../src/network/wire/index.ts'
import { seededRandom } from '../../src/platform/index.ts'
import { FakeRights } from '../fixtures/fake-rights.ts'
import { Mallory } from '../fixtures/mallory.ts'
import { MemoryStage } from '../fixtures/network.ts'
import { helloOf } from '../fixtures/sync-hello.ts'
import { MemorySyncStore, SCOPE, someBundles } from '../fixtures/sync-store.ts'
import type { Verdict } from '../../src/model/bundle/index.ts'
import type { OfferedBundle, SyncFaultDetail, SyncFrame, WalkEntry } from '../../src/network/sync/index.ts'
import type { MemoryNode } from '../fixtures/network.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const NOBODY: SyncFrame = { type: 'end', standing: undefined }

const someStore = (count: number, seed = 1): MemorySyncStore => new MemorySyncStore(someBundles(seededRandom(seed), count))
const helloTo = (victim: string, count = 5): SyncFrame => helloOf({ peers: ['mallory', victim], count })

describe('network/sync scheduler against peers that lie', () => {
  let stage: MemoryStage
  let victim: MemoryNode
  let mallory: MemoryNode
  let faults: SyncFaultDetail[]

  beforeEach(async () => {
    stage = new MemoryStage()
    victim = await stage.node('victim', { store: someStore(100) })
    faults = []
    victim.sync.addEventListener('sync:fault', ({ detail }) => { faults.push(detail) })
    mallory = await stage.node('mallory', { syncIntervalMs: false })
    await mallory.sync.stop()
    stage.network.connect('mallory', 'victim')
    await stage.settle()
  })

  afterEach(async () => { await stage.stop() })

  /** Opens a run with the victim, plays a script, and answers the last word of the victim. */
  async function attack (script: (mallory: Mallory) => Promise<SyncFrame | undefined>): Promise<SyncFrame | undefined> {
    const stream = await mallory.wire.open('victim', SYNC_PROTOCOL)
    const last = script(new Mallory(stream)).catch(() => undefined).finally(() => { stream.abort(new Error('it is over')) })

    // A peer that rests waits a second for its answer.
    for (let step = 0; step < 10; step++) { await stage.pass(SECOND_MS / 10) }

    return last
  }

  /** A run that the victim has to break off, if it listens to it at all. */
  async function lie (): Promise<string> {
    const last = await attack(async mallory => {
      await mallory.say(Uint8Array.of(0xff)).catch(() => {})
      return mallory.hear()
    })

    return last?.type === 'bye' ? last.code : 'nothing'
  }

  it('does not listen to a peer that rests, and lets it rest longer each time', async () => {
    const heardAt: number[] = []

    for (let second = 0; second < 100; second++) {
      const code = await lie()
      expect(code).to.be.oneOf(['malformed', 'busy'])
      heardAt.push(...code === 'malformed' ? [second] : [])
    }

    // 2, 4, 8, 16 and 32 seconds apart.
    expect(heardAt).to.deep.equal([0, 2, 6, 14, 30, 62])
    expect(victim.sync.faulty()).to.deep.equal(new Map([['mallory', 6]]))
    expect(faults.map(fault => fault.faults)).to.deep.equal([1, 2, 3, 4, 5, 6])
    expect(faults[0]).to.deep.include({ peer: 'mallory', scope: undefined, code: 'malformed' })
  })

  it('begins no run with a peer that rests, however often it changes what it declares', async () => {
    const rights = new FakeRights([{ id: SCOPE, name: 'public' }]).give('mallory', SCOPE, ['push', 'pull'])
    const other = await stage.node('other', { store: someStore(100), rights })
    let runs = 0
    other.sync.addEventListener('sync:start', () => { runs++ })
    stage.network.connect('mallory', 'other')
    await stage.settle()
    const stream = await mallory.wire.open('other', SYNC_PROTOCOL)
    await stream.write(Uint8Array.of(0xff))
    await stage.pass(SECOND_MS)
    expect(other.sync.faulty()).to.deep.equal(new Map([['mallory', 1]]))
    const before = runs

    for (let flip = 0; flip < 9; flip++) {
      rights.give('mallory', SCOPE, []).give('mallory', SCOPE, ['push', 'pull'])
      await stage.pass(SECOND_MS / 10)
    }

    expect(runs).to.equal(before)
    await stage.pass(3 * SECOND_MS)
    expect(runs).to.be.above(before)
  })

  it('does not forget because the peer left and came back, and forgets in the end', async () => {
    await lie()
    await stage.pass(2 * SECOND_MS)
    await lie()
    await victim.wire.disconnect('mallory')
    stage.network.connect('mallory', 'victim')
    await stage.settle()
    expect(await lie()).to.equal('busy')
    expect(victim.sync.status()[0].dueAtMs).to.be.above(stage.clock.nowMs() + SECOND_MS)
    await stage.pass(10 * MINUTE_MS)
    // The victim went on to begin runs of its own, which mallory does not answer: that is a failure and no fault.
    expect(victim.sync.status()[0].failures).to.be.above(0)
    expect(victim.sync.status()[0].faults).to.equal(0)
    expect(await lie()).to.equal('malformed')
  })

  it('goes on with the others meanwhile', async () => {
    const alice = await stage.node('alice', { store: someStore(100) })
    stage.network.connect('alice', 'victim')

    for (let second = 0; second < 60; second++) {
      await lie()
      alice.store.add(someBundles(seededRandom(1_000 + second), 1)[0])
    }

    expect(victim.store.bundles.size).to.be.at.least(100 + 53)
    expect(victim.sync.status().find(({ peer }) => peer === 'alice')).to.include({ failures: 0, faults: 0 })
  })

  it('keeps a scope for nobody who only promises bundles', async () => {
    const alice = await stage.node('alice', { store: someStore(101) })
    const stream = await mallory.wire.open('victim', SYNC_PROTOCOL)
    const slow = new Mallory(stream)
    // It claims to have many, and says nothing every four seconds.
    await slow.say(helloTo('victim', 1_099_511_627_775))
    await slow.hear()
    stage.network.connect('alice', 'victim')

    for (let turn = 0; turn < 4; turn++) {
      await stage.pass(4 * SECOND_MS)
      await slow.say(NOBODY)
      await slow.hear()
    }

    expect(victim.sync.status().find(({ peer }) => peer === 'mallory')).to.include({ running: true })
    expect(victim.store.root).to.equal(alice.store.root)
  })

  it('ends a run in which nothing moves, although turns are taken', async () => {
    void attack(async mallory => {
      await mallory.say(helloTo('victim'))

      for (let heard = await mallory.hear(); heard?.type !== 'bye'; heard = await mallory.hear()) {
        await stage.clock.sleep(50 * SECOND_MS)
        await mallory.say(NOBODY)
      }

      return undefined
    })

    for (let minute = 0; minute < 5; minute++) { await stage.pass(MINUTE_MS) }

    expect(faults.map(({ code }) => code)).to.deep.equal(['stalled'])
  })

  it('does not send its set again and again to a peer that forgets it', async () => {
    const glutton = await stage.node('glutton', { store: new ForgetfulStore(), syncIntervalMs: false })
    stage.network.connect('glutton', 'victim')

    for (let second = 0; second < 120; second++) {
      void glutton.sync.request('victim', SCOPE).catch(() => {})
      await stage.pass(SECOND_MS)
    }

    // Three copies of 100, and a frame that is counted when it is refused.
    expect(glutton.store.offered).to.be.within(200, 364)
    expect(faults.every(({ code, peer }) => code === 'limit' && peer === 'glutton')).to.equal(true)
    expect(faults).to.have.length.within(1, 8)
    // It is not held against it for ever.
    const { offered } = glutton.store
    await stage.pass(15 * MINUTE_MS)
    expect(glutton.store.offered).to.be.above(offered)
  })

  it('takes no word for it that the trees change, once the search was dear', async () => {
    const grown: SyncFrame = { type: 'end', standing: { count: 5, root: new Uint8Array(32).fill(9), taken: 0, grown: 1 } }
    const last = await attack(async mallory => {
      await mallory.say(helloTo('victim'))
      await mallory.hear()

      return mallory.insist(turn => turn < 60 ? [{ type: 'walk', entries: lies(turn) }, NOBODY] : [grown])
    })
    expect(last).to.include({ type: 'bye', code: 'limit' })
    expect(faults.map(({ code }) => code)).to.deep.equal(['limit'])
  })
})

/** Takes bundles as if for the first time, and keeps none. */
class ForgetfulStore extends MemorySyncStore {
  override async receive (bundles: readonly OfferedBundle[]): Promise<Verdict[]> {
    this.offered += bundles.length

    return bundles.map(offer => ({ result: 'accept', known: false, hash: blake3(offeredBytes(offer)) }))
  }
}

/** Descriptions of a tree that nobody has. */
function lies (seed: number): WalkEntry[] {
  const random = seededRandom(seed)

  return Array.from({ length: 16 }, (_, nibble): WalkEntry => ({
    kind: 'inner', prefix: Uint8Array.of(nibble), reach: new Uint8Array(0), bitmap: 0xffff, digests: Array.from({ length: 16 }, () => random.bytes(8))
  }))
}
