import { expect } from 'aegir/chai'
import { decodeBundle } from '../../src/model/bundle/index.ts'
import { toHex } from '../../src/model/bytes/index.ts'
import { tableCrc32c } from '../../src/platform/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { FactIndex } from '../../src/replica/index/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { flipBit, lengthen } from '../fixtures/journal-damage.ts'
import { NET, openReplica, publicBundles, scanAll, someFactDraft, write } from '../fixtures/replicas.ts'
import { runSync } from '../fixtures/sync-session.ts'
import type { Stage } from '../fixtures/replicas.ts'

/** Room for some ten bundles of one fact in a segment. */
const SMALL = { segmentBytesMax: 4_096 }

const BUNDLES = 40
const SCRUB_MS = 3_000
const SCOPE = publicScopeId(NET)

describe('repair of a damaged journal', () => {
  let ours: Stage
  let theirs: Stage

  beforeEach(async () => {
    ours = await openReplica({ no: 1, journal: SMALL, remembers: true })
    theirs = await openReplica({ no: 2, clock: ours.clock })

    for (let no = 0; no < BUNDLES; no++) {
      await write(ours, [someFactDraft(no)])
    }
    await meet()
  })

  afterEach(async () => {
    await ours.stop()
    await theirs.stop()
  })

  it('brings back what a sealed segment lost while the node runs', async () => {
    const before = await idsOf(ours)
    const lane = await laneOf(ours)
    await damage()
    await ours.clock.advanceAsync(SCRUB_MS)
    expect(ours.wanted?.count()).to.equal(2)
    expect(ours.replica.scopes()[0]).to.deep.include({ bundles: BUNDLES, wanted: 2 })
    expect(await scanAll(ours)).to.have.lengthOf(BUNDLES - 2)
    expect(await ours.replica.query({ limit: 500 })).to.have.property('partial', true)

    await meet()
    await expectWhole(before)
    await write(ours, [someFactDraft(BUNDLES)])
    expect(await laneOf(ours)).to.equal(lane)
  })

  it('brings back what a sealed segment lost while the node was stopped', async () => {
    const before = await idsOf(ours)
    await ours.replica.stop()
    await damage()
    await ours.stop()
    ours = await reopen()
    await ours.clock.advanceAsync(SCRUB_MS)
    expect(ours.wanted?.count()).to.equal(2)
    await meet()
    await expectWhole(before)

    ours = await ours.crash()
    await expectWhole(before)
  })

  it('brings back what it lost when it is cut off before and after the repair, and when its index is gone', async () => {
    const before = await idsOf(ours)
    await damage()
    await ours.clock.advanceAsync(SCRUB_MS)
    ours = await ours.crash()
    expect(ours.wanted?.count()).to.equal(2)
    expect(ours.replica.scopes()[0].root).to.not.equal(theirs.replica.scopes()[0].root)

    ours = await ours.crash({ kv: memoryKV() })
    expect(ours.wanted?.count()).to.equal(2)
    await meet()
    await expectWhole(before)

    ours = await ours.crash({ kv: memoryKV() })
    await expectWhole(before)
  })

  it('loses nothing that stands behind a segment that is longer than it should be', async () => {
    const before = await idsOf(ours)
    const root = ours.replica.scopes()[0].root
    const [{ base }] = ours.journal.segments()
    await lengthen(ours.files, base, new Uint8Array(3_000).fill(7))
    ours = await ours.crash()
    await ours.clock.advanceAsync(SCRUB_MS)
    expect(ours.journal.stat().damaged).to.equal(1)
    expect(ours.wanted?.count()).to.equal(0)
    expect(await idsOf(ours)).to.deep.equal(before)
    expect(ours.replica.scopes()[0].root).to.equal(root)
  })

  it('begins a new lane when nobody knows any more how far the old one had come', async () => {
    const lane = await laneOf(ours)
    const { base } = ours.journal.segments().at(-1) ?? { base: 0 }
    const offsets = await offsetsFrom(base)
    await flipBit(ours.files, base, offsets[1] - base + 60)
    ours = await ours.crash({ kv: memoryKV() })
    await write(ours, [someFactDraft(BUNDLES)])
    expect(await laneOf(ours)).to.not.equal(lane)
  })

  it('does not bring what was meant for an index into the next one', async () => {
    const [bundle] = await publicBundles(ours)
    await ours.replica.stop()
    const index = new FactIndex({ kv: ours.kv, crc32c: tableCrc32c() })
    await index.start(ours.journal.end)
    expect(index.watermark).to.equal(ours.journal.end)
    await Promise.all([index.lose([decodeBundle(bundle).hash]), index.reset(), index.lose([decodeBundle(bundle).hash])])
    const { watermark, entries } = index
    expect({ watermark, entries }).to.deep.equal({ watermark: 0, entries: 0 })
    await index.start(ours.journal.end)
    expect(index.watermark).to.equal(0)
  })

  /** Turns a bit in facts of two bundles of our second segment. */
  async function damage (): Promise<void> {
    const { base } = ours.journal.segments()[1]
    const offsets = await offsetsFrom(base)

    for (const behind of [offsets[3], offsets[6]]) {
      await flipBit(ours.files, base, behind - base - 20)
    }
  }

  async function offsetsFrom (base: number): Promise<number[]> {
    const offsets: number[] = []

    for await (const { offset } of ours.journal.records(base)) {
      offsets.push(offset)
    }

    return offsets
  }

  async function reopen (): Promise<Stage> {
    const { clock, files, kv, laneStore } = ours

    return openReplica({ no: 1, journal: SMALL, remembers: true, clock, files, kv, laneStore })
  }

  /** Lets the two exchange what they have. */
  async function meet (): Promise<void> {
    const { ends: [{ result }] } = await runSync(ours.replica, theirs.replica, { scope: SCOPE, clock: ours.clock })

    expect(result).to.equal('equal')
  }

  async function expectWhole (ids: readonly string[]): Promise<void> {
    await ours.clock.advanceAsync(SCRUB_MS)
    expect(ours.wanted?.count()).to.equal(0)
    expect(await idsOf(ours)).to.deep.equal(ids)
    expect(ours.replica.scopes()[0]).to.deep.include(theirs.replica.scopes()[0])
    expect(await ours.replica.query({ limit: 500 })).to.not.have.property('partial')
  }
})

async function idsOf (stage: Stage): Promise<string[]> {
  return (await scanAll(stage)).map(({ id }) => id)
}

/** The lane of the newest bundle of a stage's own. */
async function laneOf (stage: Stage): Promise<string> {
  const own = (await publicBundles(stage)).map(decodeBundle).filter(({ header }) => toHex(header.author) === toHex(stage.signer.publicKey))

  return toHex(own.at(-1)?.header.lane ?? new Uint8Array(0))
}
