import { expect } from 'aegir/chai'
import { encodeSyncFrame, SyncFaultError } from '../../src/network/sync/index.ts'
import { StreamDeadlineError, StreamFailedError } from '../../src/network/wire/index.ts'
import { seededRandom, SimulatedClock } from '../../src/platform/index.ts'
import { Mallory } from '../fixtures/mallory.ts'
import { helloOf } from '../fixtures/sync-hello.ts'
import { faceHostile, runSync } from '../fixtures/sync-session.ts'
import { MemorySyncStore, someBundles } from '../fixtures/sync-store.ts'
import type { Parcel, SyncFrame, WalkEntry } from '../../src/network/sync/index.ts'

const HELLO: SyncFrame = helloOf({ peers: ['mallory', 'us'] })
const EMPTY_HELLO: SyncFrame = helloOf({ peers: ['mallory', 'us'], count: 0 })
const STANDING: SyncFrame = { type: 'end', standing: { count: 5, root: new Uint8Array(32).fill(1), taken: 0, grown: 0 } }

const parcelsOf = (bundles: readonly Uint8Array[]): Parcel[] => bundles.map(bytes => ({ kind: 'bundle', bytes }))

const victim = (count = 500): MemorySyncStore => new MemorySyncStore(someBundles(seededRandom(1), count))

/** Lets a victim face a script; it has to end the run with the code, and the store has to stay as it was. */
async function expectFault (code: string, script: (mallory: Mallory) => Promise<unknown>, store = victim()): Promise<Mallory> {
  const root = store.root
  let mallory: Mallory | undefined
  const { outcome, turns } = await faceHostile(store, async stream => {
    mallory = new Mallory(stream)
    await script(mallory)
    await stream.close()
  })
  expect(outcome, String(outcome)).to.be.instanceOf(SyncFaultError).with.property('code', code)
  expect(turns).to.be.at.most(97)
  expect(store.root).to.equal(root)

  return mallory as Mallory
}

function inner (prefix: number[], seed: number): WalkEntry {
  const random = seededRandom(seed)

  return { kind: 'inner', prefix: Uint8Array.from(prefix), reach: new Uint8Array(0), bitmap: 0xffff, digests: Array.from({ length: 16 }, () => random.bytes(8)) }
}

describe('network/sync against peers that lie', () => {
  it('breaks off at frames that are out of place', async () => {
    const scripts: SyncFrame[][] = [
      [STANDING],
      [{ type: 'facts', parcels: parcelsOf([Uint8Array.of(1)]) }],
      [HELLO, HELLO],
      [HELLO, { type: 'walk', entries: [] }, HELLO]
    ]

    for (const script of scripts) {
      await expectFault('malformed', async mallory => { await mallory.say(...script) })
    }
  })

  it('breaks off at bytes that are no frame, wherever they come', async () => {
    for (const bytes of [Uint8Array.of(0xff), new Uint8Array(131_072).fill(0x81), encodeSyncFrame(HELLO).subarray(0, 30)]) {
      await expectFault('malformed', async mallory => { await mallory.say(bytes) })
      await expectFault('malformed', async mallory => {
        await mallory.say(HELLO)
        await mallory.hear()
        await mallory.say(bytes)
      })
    }
  })

  it('tells the peer why', async () => {
    let last: SyncFrame | undefined
    await expectFault('malformed', async mallory => {
      await mallory.say(Uint8Array.of(0xff))
      last = await mallory.hear()
    })
    expect(last).to.include({ type: 'bye', code: 'malformed' })
  })

  it('finds a root faulty when nothing below it differs', async () => {
    // The peer agrees with every description, and insists on another root.
    const mallory = await expectFault('faulty', async mallory => {
      await mallory.say(HELLO)

      for (let last = await mallory.hear(); last !== undefined && last.type !== 'bye'; last = await mallory.hear()) {
        await mallory.say(STANDING)
      }
    })
    expect(mallory.bytesIn).to.be.below(20_000)
  })

  it('finds a leaf faulty whose bundles never come', async () => {
    await expectFault('faulty', async mallory => {
      await mallory.say(HELLO)

      let turn = 0

      for (let last = await mallory.hear(); last !== undefined && last.type !== 'bye'; last = await mallory.hear()) {
        const ids = [new Uint8Array(mallory.lens.width).fill(7)]
        const entries: WalkEntry[] = turn++ % 4 === 0 ? [{ kind: 'leaf', prefix: new Uint8Array(80).fill(3), ids }] : []
        await mallory.say({ type: 'walk', entries }, STANDING)
      }
    })
  })

  it('bounds what random digests make it say', async () => {
    const mallory = await expectFault('limit', async mallory => {
      await mallory.say(HELLO)
      await mallory.hear()
      await mallory.insist(turn => [{ type: 'walk', entries: [inner([], turn)] }, { type: 'end', standing: undefined }])
    }, victim(5_000))
    expect(mallory.bytesIn).to.be.below(1_100_000)
  })

  it('bounds the turns of a peer that has nothing to say', async () => {
    await expectFault('limit', async mallory => {
      await mallory.say(HELLO)
      await mallory.hear()
      await mallory.insist(() => [{ type: 'end', standing: undefined }])
    })
  })

  it('sends no bundle twice in a round', async () => {
    const everything: SyncFrame = { type: 'want', wants: [{ prefix: new Uint8Array(0), mask: 0 }] }
    const mallory = await expectFault('limit', async mallory => {
      await mallory.say(HELLO)
      await mallory.hear()
      await mallory.insist(() => [everything, { type: 'end', standing: undefined }])
    })
    expect(mallory.bundlesIn).to.be.at.most(500)
  })

  it('sends a whole set once and little more, whatever the peer claims to have taken', async () => {
    const mallory = await expectFault('limit', async mallory => {
      await mallory.say(EMPTY_HELLO)

      for (let last = await mallory.hear(); last !== undefined && last.type !== 'bye'; last = await mallory.hear()) {
        await mallory.say(last.type === 'hello'
          ? { type: 'want', wants: [{ prefix: new Uint8Array(0), mask: 0 }] }
          : { type: 'absent', hashes: [] }, { type: 'end', standing: { count: 0, root: new Uint8Array(32), taken: 200, grown: 0 } })
      }
    }, victim(200))
    expect(mallory.bundlesIn).to.be.within(200, 200 * 1.25 + 64)
  })

  it('breaks off when most of what comes is useless', async () => {
    for (const isDeclined of [false, true]) {
      const store = victim()
      const known = [...store.bundles.values()]

      if (isDeclined) {
        [...store.bundles.keys()].forEach(hash => store.declined.set(hash, {}))
      }

      await expectFault('limit', async mallory => {
        await mallory.say(HELLO)
        await mallory.hear()

        for (;;) {
          await mallory.say({ type: 'facts', parcels: parcelsOf(known.slice(0, 300)) })
        }
      }, store)
      expect(store.offered * 202).to.be.below(600_000)
    }
  })

  it('holds nothing against a peer when somebody else brought the same meanwhile', async () => {
    const bundles = someBundles(seededRandom(4), 4_000)
    const [ours, theirs] = [new MemorySyncStore(), new MemorySyncStore(bundles)]
    const receive = ours.receive.bind(ours)
    ours.receive = async offers => {
      bundles.forEach(bundle => ours.add(bundle))
      return receive(offers)
    }
    const { ends } = await runSync(ours, theirs, { eager: true })

    expect(ends[0].result).to.equal('equal')
    expect(ours.offered).to.equal(4_000)
  })

  it('waits for nobody for ever', async () => {
    const clock = new SimulatedClock()
    const silent = faceHostile(victim(), async stream => {
      const mallory = new Mallory(stream)
      await mallory.say(HELLO)
      await mallory.hear()
    }, clock)
    await clock.advanceAsync(60_000)
    expect((await silent).outcome).to.be.instanceOf(StreamDeadlineError)
  })

  it('does not let a peer keep a run alive with frames that bring nothing', async () => {
    const clock = new SimulatedClock()
    const store = victim()
    const [known] = store.bundles.values()
    const { outcome } = await faceHostile(store, async stream => {
      const mallory = new Mallory(stream)
      await mallory.say(HELLO)
      await mallory.hear()

      for (;;) {
        await mallory.say({ type: 'facts', parcels: parcelsOf([known]) })
        await clock.advanceAsync(30_000)
      }
    }, clock)
    expect(outcome).to.be.instanceOf(SyncFaultError).with.property('code', 'stalled')
  })

  it('fails with the stream when the peer goes away', async () => {
    const { outcome } = await faceHostile(victim(), async stream => {
      await new Mallory(stream).say(HELLO)
      await stream.close()
    })
    expect(outcome).to.be.instanceOf(StreamFailedError)
  })
})
