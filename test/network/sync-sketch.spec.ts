import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { blake3, concatBytes } from '../../src/model/bytes/index.ts'
import { encodeRequest, encodeSyncFrame, decodeSyncFrame, numberSet, SyncFaultError } from '../../src/network/sync/index.ts'
import { seededRandom } from '../../src/platform/index.ts'
import { helloOf } from '../fixtures/sync-hello.ts'
import { faceHostile, runSync } from '../fixtures/sync-session.ts'
import { MemorySyncStore, SCOPE, someBundles } from '../fixtures/sync-store.ts'
import type { HelloFrame, SyncFrame } from '../../src/network/sync/index.ts'
import type { WireStream } from '../../src/network/wire/index.ts'

const START_MS = 1_767_225_600_000
const SPAN_MS = 3_600_000
const RECENT = { fromMs: START_MS + SPAN_MS, spanMs: 10_000 }

interface Shape {
  both: number
  ours: number
  theirs: number
  place?: { fromMs?: number, spanMs?: number }
  hash? (bundle: Uint8Array): Uint8Array
  seed?: number
}

function pairOf ({ both, ours, theirs, place, hash, seed = 1 }: Shape): [MemorySyncStore, MemorySyncStore] {
  const random = seededRandom(seed)
  const common = someBundles(random, both, { size: 60, spanMs: SPAN_MS })

  return [ours, theirs].map(count => new MemorySyncStore([...common, ...someBundles(random, count, { size: 60, ...place })], SCOPE, hash)) as [MemorySyncStore, MemorySyncStore]
}

describe('network/sync by sketch', () => {
  const ways: Array<[title: string, shape: Shape, eager: boolean, frames: string[], turns: number]> = [
    ['one difference from a quiet hello', { both: 3_000, ours: 0, theirs: 1 }, false, ['hello', 'facts', 'end', 'bye'], 3],
    ['some differences from a full hello', { both: 3_000, ours: 2, theirs: 3 }, true, ['hello', 'facts', 'request', 'end', 'facts', 'end', 'bye'], 4],
    ['a quiet hello that says too little', { both: 3_000, ours: 5, theirs: 5 }, false, ['hello', 'facts', 'request', 'end', 'facts', 'end', 'bye'], 5],
    ['differences anywhere by cells', { both: 3_000, ours: 50, theirs: 50 }, true, ['hello', 'cells', 'end', 'facts', 'request', 'end', 'facts', 'end', 'bye'], 5],
    ['recent differences by a list', { both: 3_000, ours: 100, theirs: 100, place: RECENT }, true, ['hello', 'list', 'end', 'facts', 'request', 'end', 'facts', 'end', 'bye'], 5],
    ['nothing above a checkpoint', { both: 3_000, ours: 300, theirs: 0, place: RECENT }, true, ['hello', 'list', 'end', 'facts', 'end', 'bye'], 4],
    ['small sets that have nothing in common', { both: 0, ours: 500, theirs: 500 }, true, ['hello', 'list', 'end', 'facts', 'request', 'end', 'facts', 'end', 'bye'], 5]
  ]

  for (const [title, shape, eager, frames, turns] of ways) {
    it(`finds ${title}`, async () => {
      const [ours, theirs] = pairOf(shape)
      const run = await runSync(ours, theirs, { eager })

      expect(run.ends.map(({ result }) => result)).to.deep.equal(['equal', 'equal'])
      expect(run.frames).to.deep.equal(frames)
      expect(run.initiator.turns).to.equal(turns)
      expect(ours.root).to.equal(theirs.root)
      expect([ours.offered, theirs.offered], 'nothing is sent twice').to.deep.equal([shape.theirs, shape.ours])
    })
  }

  it('asks for more cells when the first were too few, and stays within a bound of the difference', async () => {
    let mores = 0

    for (let seed = 1; seed <= 40; seed++) {
      const [ours, theirs] = pairOf({ both: 2_000, ours: 60, theirs: 60, seed })
      const { bytes, ends, frames, initiator } = await runSync(ours, theirs, { eager: true, seed })

      expect(ends[0].result, `seed ${seed}`).to.equal('equal')
      expect(bytes - 120 * 62, `seed ${seed}: ${frames.join(' ')}`).to.be.at.most(6_000)
      expect(initiator.rounds).to.equal(1)
      mores += frames.includes('more') ? 1 : 0
    }

    expect(mores).to.be.within(1, 20)
  }).timeout(120_000)

  it('finds differences whose short ids are all the same, by walking', async () => {
    const weak = (bundle: Uint8Array): Uint8Array => concatBytes([new Uint8Array(5), blake3(bundle).subarray(0, 27)])

    for (const [ours, theirs] of [[1, 1], [2, 0], [40, 40], [0, 33]]) {
      const [a, b] = pairOf({ both: 500, ours, theirs, hash: weak })
      const { ends } = await runSync(a, b, { eager: true })

      expect(ends.map(({ result }) => result)).to.deep.equal(['equal', 'equal'])
      expect(a.root).to.equal(b.root)
      expect(a.bundles.size).to.equal(500 + ours + theirs)
    }
  })

  it('makes sets of all shapes equal', async () => {
    const anyShape = fc.record({
      both: fc.constantFrom(0, 1, 40, 300, 1_500),
      ours: fc.constantFrom(0, 1, 7, 60, 400),
      theirs: fc.constantFrom(0, 1, 7, 60, 400),
      place: fc.constantFrom({}, RECENT, { spanMs: 0 }),
      seed: fc.nat(10_000)
    })

    await fc.assert(fc.asyncProperty(anyShape, fc.boolean(), async (shape, eager) => {
      const [ours, theirs] = pairOf(shape)
      const { ends, initiator } = await runSync(ours, theirs, { eager, seed: shape.seed })

      expect(ends.map(({ result }) => result)).to.deep.equal(['equal', 'equal'])
      expect(ours.root).to.equal(theirs.root)
      expect(initiator.turns).to.be.at.most(12)
    }), { numRuns: 60 })
  }).timeout(120_000)
})

const FULL = { kind: 'full', cells: new Uint8Array(90).fill(77), counters: new Uint8Array(84).fill(7), checkpoints: [] } as const
const END: SyncFrame = { type: 'end', standing: undefined }

const victim = (): MemorySyncStore => new MemorySyncStore(someBundles(seededRandom(2), 400, { size: 60 }))

/** Lets a store face a peer that opens as it likes and says the same turn after turn. */
async function outcomeOf (opening: HelloFrame['opening'], turn: SyncFrame[], { count = 400, store = victim() } = {}): Promise<{ outcome: unknown, heard: SyncFrame[], bytes: number }> {
  const heard: SyncFrame[] = []
  let bytes = 0
  const hearTurn = async (stream: WireStream): Promise<boolean> => {
    for (let frame = await stream.read(); frame !== undefined; frame = await stream.read()) {
      bytes += frame.length
      heard.push(decodeSyncFrame(frame, { offset: 0, width: 8 }))

      if (['hello', 'end'].includes(heard.at(-1)?.type ?? '')) {
        return true
      }
    }

    return false
  }
  const { outcome } = await faceHostile(store, async stream => {
    await stream.write(encodeSyncFrame(helloOf({ peers: ['mallory', 'us'], count, opening })))

    while (await hearTurn(stream)) {
      for (const frame of turn) {
        await stream.write(encodeSyncFrame(frame))
      }
    }

    await stream.close()
  })

  return { outcome, heard, bytes }
}

describe('network/sync by sketch, against peers that lie', () => {
  const cells = (from: number, width: 7 | 8 = 7): SyncFrame => ({ type: 'cells', from, width, cells: new Uint8Array(width).fill(9) })
  const liars: Array<[title: string, turn: SyncFrame[], code: string]> = [
    ['cells for somebody who did not open', [cells(0), END], 'malformed'],
    ['a list for somebody who did not open', [{ type: 'list', code: new Uint8Array(4) }, END], 'malformed'],
    ['a request that is none', [{ type: 'request', code: Uint8Array.of(255, 255) }, END], 'malformed'],
    ['the wish for more cells when there were none', [{ type: 'more', total: 1_000 }, END], 'malformed'],
    ['turns without a word', [END], 'limit']
  ]

  for (const [title, turn, code] of liars) {
    it(`breaks off at ${title}`, async () => {
      const { outcome, bytes } = await outcomeOf(FULL, turn)

      expect(outcome, String(outcome)).to.be.instanceOf(SyncFaultError).with.property('code', code)
      expect(bytes).to.be.below(40_000)
    })
  }

  it('breaks off at a request by places in a list that was not sent', async () => {
    const { outcome } = await outcomeOf({ kind: 'quiet', cells: new Uint8Array(24).fill(77) }, [{ type: 'request', code: Uint8Array.of(0, 0) }, END])

    expect(outcome, String(outcome)).to.be.instanceOf(SyncFaultError).with.property('code', 'malformed')
  })

  it('breaks off at the wish for more cells, again and again', async () => {
    const store = new MemorySyncStore(someBundles(seededRandom(2), 4_000, { size: 60 }))
    const counters = store.snapshot(SCOPE)?.sketch().counters() ?? new Uint8Array(0)
    const { heard, outcome } = await outcomeOf({ ...FULL, counters }, [{ type: 'more', total: 1_000 }, END], { store, count: 4_000 })

    expect(outcome, String(outcome)).to.be.instanceOf(SyncFaultError).with.property('code', 'limit')
    expect(heard.map(({ type }) => type)).to.include('cells')
  })

  it('answers cells of chance and giant counts with no more than its set is worth', async () => {
    for (const count of [1, 400, 1_000_000, 2 ** 40 - 1]) {
      for (const byte of [0, 1, 77, 255]) {
        const opening: HelloFrame['opening'] = { kind: 'full', cells: new Uint8Array(90).fill(byte), counters: new Uint8Array(84).fill(byte), checkpoints: [] }
        const { bytes, outcome } = await outcomeOf(opening, [END], { count })

        expect(outcome).to.be.instanceOf(SyncFaultError)
        expect(bytes, `count ${count}, bytes ${byte}`).to.be.below(60_000)
      }
    }
  })

  it('does not look for everything again and again because a turn requests it so often, and holds no more than there is', async () => {
    let lookups = 0
    const store = victim()
    store.keysByIdPrefix = async () => {
      lookups++
      return undefined
    }
    const all: SyncFrame = { type: 'request', code: encodeRequest({ kind: 'ids', bits: 14, ids: numberSet(Array(2 ** 14).keys()) }) }
    const { outcome } = await outcomeOf(FULL, [...Array.from({ length: 50 }, () => all), END], { store })

    expect(outcome, String(outcome)).to.be.instanceOf(SyncFaultError).with.property('code', 'limit')
    expect(lookups).to.be.at.most(3)
  })

  it('finds a root faulty whose difference nobody can name', async () => {
    const standing: SyncFrame = { type: 'end', standing: { count: 400, root: new Uint8Array(32).fill(1), taken: 0, grown: 0 } }
    const { outcome, bytes } = await outcomeOf({ kind: 'quiet', cells: new Uint8Array(24) }, [standing])

    expect(outcome, String(outcome)).to.be.instanceOf(SyncFaultError).with.property('code', 'faulty')
    expect(bytes).to.be.below(20_000)
  })
})
