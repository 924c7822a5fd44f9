import { expect } from 'aegir/chai'
import { SyncSession } from '../../src/network/sync/index.ts'
import { memoryStreams } from '../../src/network/wire/index.ts'
import { seededRandom, SimulatedClock } from '../../src/platform/index.ts'
import { runSync } from '../fixtures/sync-session.ts'
import { MemorySyncStore, PLAIN, SCOPE, someBundles } from '../fixtures/sync-store.ts'
import type { WireStream } from '../../src/network/wire/index.ts'

const BUNDLES = 1_000
const BUNDLE_BYTES = 400
const FRAME_BUNDLES_MAX = Math.floor(65_536 / BUNDLE_BYTES)
const FACTS = 3

/** How the last frame before a cut fares. */
type LastFrame = 'lost' | 'stored'

/** Lets a writer send to a reader until so many frames of bundles were written, and cuts the stream there. */
async function runUntilCut (reader: MemorySyncStore, writer: MemorySyncStore, frames: number, last: LastFrame): Promise<number> {
  const clock = new SimulatedClock()
  const random = seededRandom(frames)
  const [there, back] = memoryStreams(['reader', 'writer'], clock)
  const cut = new Error('the writer died')
  let written = 0
  const write = back.write.bind(back)
  const dying: WireStream['write'] = async (bytes, options) => {
    written += bytes[0] === FACTS ? 1 : 0

    if (bytes[0] !== FACTS || written < frames || last === 'stored') {
      await write(bytes, options)
    }

    if (written === frames) {
      back.abort(cut)
      throw cut
    }
  }
  back.write = dying
  const read = new SyncSession({ self: 'reader', stream: there, store: reader, packing: PLAIN, clock, timers: clock, random })
  const wrote = new SyncSession({ self: 'writer', stream: back, store: writer, packing: PLAIN, clock, timers: clock, random })
  const ends = await Promise.allSettled([
    read.initiate(SCOPE, { eager: true }),
    wrote.listen().then(async hello => wrote.respond(hello, SCOPE))
  ])

  expect(ends.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])

  return reader.offered
}

describe('network/sync that was cut off', () => {
  for (const last of ['lost', 'stored'] as const) {
    it(`goes on where it ended, wherever that was, with the last frame ${last}`, async () => {
      const writer = new MemorySyncStore(someBundles(seededRandom(1), BUNDLES, { size: BUNDLE_BYTES }))
      const counts: number[] = []

      for (let frames = 1; frames <= Math.ceil(BUNDLES / FRAME_BUNDLES_MAX); frames++) {
        const reader = new MemorySyncStore()
        const before = await runUntilCut(reader, writer, frames, last)
        expect(reader.bundles.size, 'what arrived is kept').to.equal(before)

        const { ends, initiator } = await runSync(reader, writer, { eager: true })
        expect(ends[0].result).to.equal('equal')
        expect(reader.root).to.equal(writer.root)
        expect(reader.bundles.size).to.equal(BUNDLES)
        expect(initiator.ledger.bundlesIn, 'what was kept is not asked again').to.equal(BUNDLES - before)
        expect(reader.offered, 'none came twice').to.equal(BUNDLES)
        counts.push(before)
      }

      expect(counts.at(last === 'lost' ? 0 : -1)).to.equal(last === 'lost' ? 0 : BUNDLES)
    }).timeout(60_000)
  }

  it('asks a third one for the rest', async () => {
    const bundles = someBundles(seededRandom(2), BUNDLES, { size: BUNDLE_BYTES })
    const [reader, writer, third] = [new MemorySyncStore(), new MemorySyncStore(bundles), new MemorySyncStore(bundles)]

    await runUntilCut(reader, writer, 4, 'lost')
    await runSync(third, reader)
    expect(reader.root).to.equal(third.root)
    expect(reader.offered).to.equal(BUNDLES)
  })
})

describe('network/sync as a merge', () => {
  const stores = (count: number): MemorySyncStore[] => {
    const random = seededRandom(3)
    const common = someBundles(random, 100, { size: 60 })

    return Array.from({ length: count }, () => new MemorySyncStore([...common, ...someBundles(random, 40, { size: 60 })]))
  }
  const copyOf = (store: MemorySyncStore): MemorySyncStore => new MemorySyncStore([...store.bundles.values()])
  const merged = async (one: MemorySyncStore, other: MemorySyncStore): Promise<MemorySyncStore> => {
    const [a, b] = [copyOf(one), copyOf(other)]
    await runSync(a, b, { eager: true })
    expect(a.root).to.equal(b.root)

    return a
  }

  it('is commutative, associative and idempotent', async () => {
    const [a, b, c] = stores(3)

    expect((await merged(a, b)).root).to.equal((await merged(b, a)).root)
    expect((await merged(await merged(a, b), c)).root).to.equal((await merged(a, await merged(b, c))).root)
    expect((await merged(a, a)).root).to.equal(a.root)
    expect((await merged(await merged(a, b), b)).root).to.equal((await merged(a, b)).root)
  })

  it('comes to the same in 100 orders', async () => {
    const all = stores(5)
    const everything = new MemorySyncStore(all.flatMap(store => [...store.bundles.values()]))
    const random = seededRandom(4)

    for (let order = 0; order < 100; order++) {
      const rest = all.map(copyOf)

      while (rest.length > 1) {
        const [one] = rest.splice(Math.floor(random.fraction() * rest.length), 1)
        const other = rest[Math.floor(random.fraction() * rest.length)]
        await runSync(...(random.fraction() < 0.5 ? [one, other] : [other, one]) as [MemorySyncStore, MemorySyncStore], { eager: random.fraction() < 0.5, seed: order })
      }

      expect(rest[0].root, `order ${order}`).to.equal(everything.root)
    }
  }).timeout(120_000)
})
