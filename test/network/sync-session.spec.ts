import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { offeredBytes } from '../../src/model/bundle/index.ts'
import { blake3, concatBytes, toHex } from '../../src/model/bytes/index.ts'
import { seededRandom } from '../../src/platform/index.ts'
import { runSync } from '../fixtures/sync-session.ts'
import { MemorySyncStore, SCOPE, someBundle, someBundles } from '../fixtures/sync-store.ts'

const START_MS = 1_767_225_600_000
const SPAN_MS = 3_600_000

const hashOf = (bundle: Uint8Array): string => toHex(blake3(bundle))

interface Figures {
  turns: number
  diffBytes: number
  bytes: number
}

/** Half of `d` bundles on each side beyond 10,000 that both have. */
async function measure (d: number, where: 'spread' | 'recent', eager: boolean): Promise<Figures> {
  const random = seededRandom(7)
  const common = someBundles(random, 10_000, { spanMs: SPAN_MS })
  const place = where === 'spread' ? { spanMs: SPAN_MS } : { fromMs: START_MS + SPAN_MS, spanMs: 10_000 }
  const ours = new MemorySyncStore([...common, ...someBundles(random, Math.ceil(d / 2), place)])
  const theirs = new MemorySyncStore([...common, ...someBundles(random, Math.floor(d / 2), place)])
  const { bytes, ends, initiator } = await runSync(ours, theirs, { eager })
  expect(ends[0].result).to.equal('equal')
  expect(ours.root).to.equal(theirs.root)

  return { bytes, diffBytes: bytes - 202 * d, turns: initiator.turns }
}

describe('network/sync session', () => {
  it('makes random sets equal, in either role, quiet or eager', async () => {
    const anyCount = fc.nat(150)

    await fc.assert(fc.asyncProperty(anyCount, anyCount, anyCount, fc.boolean(), fc.nat(1_000), async (both, a, b, eager, seed) => {
      const random = seededRandom(seed)
      const common = someBundles(random, both, { size: 60, spanMs: 1_000 })
      const ours = new MemorySyncStore([...common, ...someBundles(random, a, { size: 60, spanMs: 1_000 })])
      const theirs = new MemorySyncStore([...common, ...someBundles(random, b, { size: 60, spanMs: 1_000 })])
      const { ends, initiator, responder } = await runSync(ours, theirs, { eager, seed })

      expect(ends.map(({ result }) => result)).to.deep.equal(['equal', 'equal'])
      expect(ours.root).to.equal(theirs.root)
      expect([initiator.ledger.bundlesIn, initiator.ledger.bundlesOut]).to.deep.equal([b, a])
      expect([responder.ledger.bundlesIn, responder.ledger.bundlesOut]).to.deep.equal([a, b])
      expect(initiator.turns).to.equal(responder.turns)
      expect(theirs.offered, 'nothing is sent twice').to.equal(a)
    }), { numRuns: 60 })
  })

  it('keeps the figures of a walk: 10,000 bundles and 0, 1 and 100 differences', async () => {
    const rows: Array<[d: number, where: 'spread' | 'recent', eager: boolean, turnsMax: number, diffBytesMax: number]> = [
      [0, 'spread', false, 2, 90],
      [0, 'spread', true, 2, 400],
      [1, 'spread', true, 8, 1_600],
      [1, 'recent', true, 5, 700],
      [100, 'spread', true, 9, 20_000],
      [100, 'recent', true, 5, 1_500]
    ]

    for (const [d, where, eager, turnsMax, diffBytesMax] of rows) {
      const { turns, bytes, diffBytes } = await measure(d, where, eager)
      // eslint-disable-next-line no-console
      console.info(`      d = ${d} ${where}${eager ? '' : ' quiet'}: ${turns} turns, ${bytes} bytes, ${diffBytes} without bundles`)
      expect(turns).to.be.at.most(turnsMax)
      expect(diffBytes).to.be.at.most(diffBytesMax)
    }
  })

  it('streams a fresh copy in one ordered push, with few frames under way', async () => {
    const random = seededRandom(3)
    const full = new MemorySyncStore(someBundles(random, 3_000, { size: 1_000 }))
    const empty = new MemorySyncStore()
    const stamps: bigint[] = []
    const receive = empty.receive.bind(empty)
    let underWay = 0
    let underWayMax = 0
    empty.receive = async bundles => {
      underWayMax = Math.max(underWayMax, ++underWay)
      bundles.forEach(bundle => stamps.push(new DataView(offeredBytes(bundle).slice(0, 8).buffer).getBigUint64(0)))
      await Promise.resolve()
      const verdicts = await receive(bundles)
      underWay--
      return verdicts
    }

    const { initiator, ends } = await runSync(empty, full)
    expect(ends[0].result).to.equal('equal')
    expect(initiator.turns).to.equal(3)
    expect(stamps).to.have.length(3_000)
    expect(stamps).to.deep.equal([...stamps].sort((a, b) => a < b ? -1 : 1))
    expect(underWayMax).to.be.at.most(4)
    expect((await runSync(full, new MemorySyncStore())).initiator.turns).to.equal(4)
  })

  it('carries bundles of every legal size', async () => {
    const bundles = [8, 9, 1_000, 65_535, 65_536, 98_304].map((size, i) => someBundle(START_MS + i, new Uint8Array(size - 8)))
    const full = new MemorySyncStore(bundles)
    const empty = new MemorySyncStore()
    await runSync(empty, full)
    expect(empty.root).to.equal(full.root)
  })

  it('ends partial when all that is left was declined, tells so once, and remembers', async () => {
    const random = seededRandom(5)
    const bundles = someBundles(random, 200)
    const ours = new MemorySyncStore(bundles.slice(0, 150))
    const theirs = new MemorySyncStore(bundles.slice(50))
    bundles.slice(190).forEach(bundle => ours.declined.set(hashOf(bundle), { retryAtMs: START_MS + 5_000 }))
    const { ends, responder } = await runSync(ours, theirs)

    expect(ends.map(({ result }) => result)).to.deep.equal(['partial', 'partial'])
    expect(ends.map(({ retryAtMs }) => retryAtMs)).to.deep.equal([START_MS + 5_000, START_MS + 5_000])
    expect(ours.bundles.size).to.equal(190)
    expect(theirs.bundles.size).to.equal(200)
    expect(ours.offered, 'a declined bundle is offered once in a run').to.equal(50)
    expect(responder.rounds, 'a quiet one, a full one, one that finds nothing else, and a walk that says so').to.be.at.most(4)
    expect(ends.map(({ roots }) => [roots?.ours, roots?.theirs].map(root => toHex(root ?? new Uint8Array(0)))))
      .to.deep.equal([[ours.root, theirs.root], [theirs.root, ours.root]])

    const again = await runSync(ours, theirs, { settled: ends[1].roots })
    expect(again.ends.map(({ result }) => result)).to.deep.equal(['partial', 'partial'])
    expect(again.initiator.turns).to.equal(2)
  })

  it('offers a declined bundle once, also to a set that stays empty', async () => {
    const [bundle] = someBundles(seededRandom(11), 1)

    for (const eager of [false, true]) {
      const [ours, theirs] = [new MemorySyncStore([bundle]), new MemorySyncStore()]
      theirs.declined.set(hashOf(bundle), {})

      for (const [a, b] of [[ours, theirs], [theirs, ours]]) {
        theirs.offered = 0
        const { ends } = await runSync(a, b, { eager })
        expect(ends.map(({ result }) => result)).to.deep.equal(['partial', 'partial'])
        expect(theirs.offered).to.equal(1)
      }
    }
  })

  it('ends partial when content is absent, and moves the rest', async () => {
    const bundles = someBundles(seededRandom(6), 100)
    const ours = new MemorySyncStore(bundles)
    const theirs = new MemorySyncStore()
    bundles.slice(0, 3).forEach(bundle => ours.absent.add(hashOf(bundle)))

    for (const [a, b] of [[ours, theirs], [theirs, ours]]) {
      expect((await runSync(a, b)).ends.map(({ result }) => result)).to.deep.equal(['partial', 'partial'])
    }

    expect(theirs.bundles.size).to.equal(97)
  })

  it('takes in what is added on both sides while it runs', async () => {
    const random = seededRandom(8)
    const ours = new MemorySyncStore(someBundles(random, 500))
    const theirs = new MemorySyncStore(someBundles(random, 500))
    const late = someBundles(random, 40)

    for (const store of [ours, theirs]) {
      const receive = store.receive.bind(store)
      store.receive = async bundles => {
        late.splice(0, 4).forEach(bundle => store.add(bundle))
        return receive(bundles)
      }
    }

    const { ends, initiator } = await runSync(ours, theirs)
    expect(ends[0].result).to.equal('equal')
    expect(initiator.rounds).to.be.at.least(2)
    expect(ours.root).to.equal(theirs.root)
  })

  it('calls sets that never stop growing moving', async () => {
    const random = seededRandom(9)
    const ours = new MemorySyncStore(someBundles(random, 50))
    const theirs = new MemorySyncStore(someBundles(random, 50))
    const snapshot = theirs.snapshot.bind(theirs)
    theirs.snapshot = scope => {
      someBundles(random, 1).forEach(bundle => theirs.add(bundle))
      return snapshot(scope)
    }
    const { ends, initiator } = await runSync(ours, theirs)
    expect(ends.map(({ result }) => result)).to.deep.equal(['moving', 'moving'])
    expect(initiator.rounds).to.be.at.most(8)
  })

  it('compares whole hashes when cut ones hide the difference', async () => {
    // All hashes agree in the bytes that the first walk looks at.
    const weak = (bundle: Uint8Array): Uint8Array => concatBytes([new Uint8Array(28), blake3(bundle).subarray(0, 4)])
    const sameStamp = (count: number, seed: number): Uint8Array[] => someBundles(seededRandom(seed), count, { spanMs: 0 })

    for (const count of [1, 20]) {
      const ours = new MemorySyncStore(sameStamp(count, 1), SCOPE, weak)
      const theirs = new MemorySyncStore(sameStamp(count, 2), SCOPE, weak)
      const { ends, initiator } = await runSync(ours, theirs)
      expect(ends[0].result).to.equal('equal')
      expect(initiator.rounds, 'by sketch, over cut hashes, over whole ones').to.be.at.least(3)
      expect(ours.root).to.equal(theirs.root)
      expect(ours.bundles.size).to.equal(2 * count)
    }
  })

  it('gives one answer for scopes that are not shared', async () => {
    const ours = new MemorySyncStore([], SCOPE)
    const theirs = new MemorySyncStore([], new Uint8Array(32).fill(9))
    const { ends } = await runSync(ours, theirs)
    expect(ends.map(({ result, code }) => [result, code])).to.deep.equal([['error', 'unknown'], ['error', 'unknown']])
  })
})
