import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { bundleId } from '../../src/model/bundle/index.ts'
import { equalBytes, toHex } from '../../src/model/bytes/index.ts'
import { AbsentParents } from '../../src/replica/index/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { seededBytes, someSigner } from '../fixtures/bundles.ts'
import { dump, foreignBundle, NET, openReplica, ORIGIN, scanAll } from '../fixtures/replicas.ts'
import type { Bundle, BundleDraft } from '../../src/model/bundle/index.ts'
import type { Origin, ReplicaEvents } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 60_060
const HOLD_BACK_MS = 60_000
const GOSSIP: Origin = { ...ORIGIN, via: 'gossip' }

/** The first bytes, in hexadecimal, of entries about absent parents. */
const ABSENT = '12'

/** Every side of a contradiction answers. */
const ALL = { includeContradicted: true }

/** What pairs of a parent and a bundle that names it have in common. */
const PAIR = { isPrevious: false, scope: 0, place: new Uint8Array(48) }

type Missed = ReplicaEvents['bundle:await']['detail']

describe('replica: bundles whose parents are missing', () => {
  let stage: Stage
  let missed: Missed[]

  beforeEach(async () => {
    stage = await openReplica()
    missed = []
    stage.replica.addEventListener('bundle:await', ({ detail }) => { missed.push(detail) })
  })

  afterEach(async () => { await stage.stop() })

  /** A bundle by author `no` that says `v` about one thing. */
  async function says (no: number, v: string, changes: Partial<BundleDraft> = {}): Promise<Bundle> {
    const { seq = 1 } = changes
    const hlc = { wallMs: stage.clock.nowMs() - 1_000 + seq, counter: no }

    return foreignBundle(someSigner(no), [{ entity: 'user:alice', value: { type: 'string', v } }], { hlc, ...changes })
  }

  async function receive (bundles: readonly Bundle[], origin = ORIGIN): Promise<void> {
    for (const bundle of bundles) {
      expect((await stage.replica.receive([bundle.bytes], origin))[0]).to.include({ result: 'accept' })
    }
  }

  async function answers (): Promise<unknown[]> {
    return (await scanAll(stage, ALL)).map(({ value }) => value.v).sort()
  }

  async function recordOf (bundle: Bundle): Promise<{ visible?: boolean, causallyIncomplete?: boolean }> {
    const record = (await scanAll(stage, ALL)).find(one => one.bundle === bundleId(bundle.hash)) ?? await stage.replica.get(`${bundleId(bundle.hash)}.0`)

    return { visible: record?.visible, causallyIncomplete: record?.causallyIncomplete }
  }

  /** A cause by one author, and an effect by another one who had seen it. */
  async function causeAndEffect (): Promise<[cause: Bundle, effect: Bundle]> {
    const cause = await says(1, 'cause')

    return [cause, await says(2, 'effect', { parents: [cause.hash] })]
  }

  it('are kept and not shown until the parents are here', async () => {
    const [cause, effect] = await causeAndEffect()
    await receive([effect])
    expect(await answers()).to.deep.equal([])
    expect(await recordOf(effect)).to.deep.equal({ visible: false, causallyIncomplete: true })
    expect(await stage.replica.has(effect.hash)).to.equal(true)
    expect(missed).to.deep.equal([{ scope: stage.replica.shared()[0], peer: ORIGIN.peer, parents: [cause.hash], gap: false }])
    expect(stage.replica.absentParents()).to.deep.equal([{ scope: effect.header.scope, hash: cause.hash }])
    await receive([cause])
    expect(await answers()).to.deep.equal(['cause', 'effect'])
    expect(await recordOf(effect)).to.deep.equal({ visible: true, causallyIncomplete: undefined })
    expect(stage.replica.absentParents()).to.deep.equal([])
    expect(missed).to.have.lengthOf(1)
  })

  it('are shown at once when the parents came before, or with them', async () => {
    const [cause, effect] = await causeAndEffect()
    await stage.replica.receive([effect.bytes, cause.bytes], ORIGIN)
    expect(await answers()).to.deep.equal(['cause', 'effect'])
    const later = await says(3, 'later', { parents: [cause.hash, effect.hash] })
    await receive([later])
    expect(await recordOf(later)).to.deep.equal({ visible: true, causallyIncomplete: undefined })
    expect(stage.replica.absentParents()).to.deep.equal([])
  })

  it('wait for the last of their parents', async () => {
    const causes = await Promise.all([1, 2, 3].map(async no => says(no, `cause ${no}`)))
    const effect = await says(4, 'effect', { parents: causes.map(({ hash }) => hash) })
    await receive([causes[0], effect, causes[2]])
    expect(await answers()).to.deep.equal(['cause 1', 'cause 3'])
    await receive([causes[1]])
    expect(await answers()).to.include('effect')
  })

  it('are shown after a minute all the same, and say so until the parents are here', async () => {
    const [cause, effect] = await causeAndEffect()
    await receive([effect])
    await stage.clock.advanceAsync(HOLD_BACK_MS - 1)
    expect(await answers()).to.deep.equal([])
    await stage.clock.advanceAsync(1)
    expect(await answers()).to.deep.equal(['effect'])
    expect(await recordOf(effect)).to.deep.equal({ visible: true, causallyIncomplete: true })
    await receive([cause])
    expect(await recordOf(effect)).to.deep.equal({ visible: true, causallyIncomplete: undefined })
  })

  it('have their minute each', async () => {
    const first = await says(2, 'first', { parents: [seededBytes('nowhere')] })
    const second = await says(3, 'second', { parents: [seededBytes('nowhere')] })
    await receive([first])
    await stage.clock.advanceAsync(HOLD_BACK_MS / 2)
    await receive([second])
    await stage.clock.advanceAsync(HOLD_BACK_MS / 2)
    expect(await answers()).to.deep.equal(['first'])
    await stage.clock.advanceAsync(HOLD_BACK_MS / 2)
    expect(await answers()).to.deep.equal(['first', 'second'])
  })

  it('replace nothing while they are not shown', async () => {
    const before = await says(2, 'before')
    const after = await says(2, 'after', { seq: 2, prev: before.hash, parents: [seededBytes('nowhere')] })
    await receive([before, after])
    const [answer] = await scanAll(stage, ALL)
    expect(answer).to.include({ current: true, visible: true }).with.deep.property('value', { type: 'string', v: 'before' })
    const page = await stage.replica.query({ entity: 'user:alice', relation: 'memory:role' })
    expect(page.facts.map(({ value }) => value.v)).to.deep.equal(['before'])
    await stage.clock.advanceAsync(HOLD_BACK_MS)
    expect(await answers()).to.deep.equal(['after'])
  })

  it('contradict nobody while they are not shown, and kept answers are made anew', async () => {
    const question = { entity: 'user:alice', relation: 'memory:role', lens: 'recency' }
    const [cause, effect] = await causeAndEffect()
    const other = await says(5, 'other')
    await receive([other, effect])
    expect((await stage.replica.resolve(question)).candidates).to.have.lengthOf(1)
    expect((await scanAll(stage, ALL)).map(({ contradicted }) => contradicted)).to.deep.equal([false])
    await receive([cause])
    expect((await stage.replica.resolve(question)).candidates).to.have.lengthOf(3)
    expect((await scanAll(stage, ALL)).every(({ contradicted }) => contradicted)).to.equal(true)
  })

  it('stay hidden over a restart, by the time in the journal', async () => {
    const [cause, effect] = await causeAndEffect()
    await receive([effect])
    await stage.clock.advanceAsync(HOLD_BACK_MS / 2)
    stage = await stage.crash()
    expect(await answers()).to.deep.equal([])
    expect(stage.replica.absentParents()).to.deep.equal([{ scope: effect.header.scope, hash: cause.hash }])
    await stage.clock.advanceAsync(HOLD_BACK_MS / 2)
    expect(await answers()).to.deep.equal(['effect'])
    stage = await stage.crash()
    expect(await recordOf(effect)).to.deep.equal({ visible: true, causallyIncomplete: true })
    await receive([cause])
    expect(await recordOf(effect)).to.deep.equal({ visible: true, causallyIncomplete: undefined })
  })

  it('stand in an index that is built again as in the one before', async () => {
    const [cause, effect] = await causeAndEffect()
    const orphan = await says(3, 'orphan', { parents: [effect.hash, seededBytes('nowhere'), seededBytes('nowhere')] })
    await receive([orphan, effect])
    const absent = (await dump(stage)).filter(line => line.startsWith(ABSENT))
    expect(absent).to.have.lengthOf(2)
    stage = await stage.crash({ kv: memoryKV() })
    expect((await dump(stage)).filter(line => line.startsWith(ABSENT))).to.deep.equal(absent)
    expect(await answers()).to.deep.equal([])
    await receive([cause])
    const before = await dump(stage)
    expect(await answers()).to.deep.equal(['cause', 'effect'])
    stage = await stage.crash({ kv: memoryKV() })
    expect(await dump(stage)).to.deep.equal(before)
    expect(await answers()).to.deep.equal(['cause', 'effect'])
  })

  it('come out the same whatever the order of arrival, and nobody is shown before what its author had seen', async () => {
    const bundles: Bundle[] = []

    for (let no = 1; no <= 6; no++) {
      bundles.push(await says(no, `${no}`, { parents: bundles.slice(-2).map(({ hash }) => hash), lane: seededBytes(`lane ${no}`, 8) }))
    }

    await fc.assert(fc.asyncProperty(fc.shuffledSubarray([...bundles.keys()], { minLength: bundles.length }), async order => {
      const copy = await openReplica({ no: 9 })

      for (const no of order) {
        await copy.replica.receive([bundles[no].bytes], ORIGIN)
        const here = await Promise.all(bundles.map(async ({ hash }) => copy.replica.has(hash)))
        const shown = (await scanAll(copy, ALL)).map(({ value }) => Number(value.v)).sort()
        expect(shown).to.deep.equal(shownOf(bundles, here))
      }

      expect((await dump(copy)).filter(line => line.startsWith(ABSENT))).to.deep.equal([])
      await copy.stop()
    }), { seed: SEED, numRuns: 20 })
  })

  it('tell of a gap in the chain of a bundle that came by gossip', async () => {
    const first = await says(1, 'one')
    const second = await says(1, 'two', { seq: 2, prev: first.hash })
    const third = await says(1, 'three', { seq: 3, prev: second.hash })
    await receive([third], GOSSIP)
    await stage.clock.advanceAsync(0)
    expect(missed.map(({ gap, parents }) => ({ gap, parents }))).to.deep.equal([{ gap: true, parents: [] }])
    // A gap hides nothing: only parents are named as seen.
    expect(await answers()).to.deep.equal(['three'])
    await receive([first, second], GOSSIP)
    await stage.clock.advanceAsync(0)
    expect(missed).to.have.lengthOf(1)
  })

  it('are remembered up to a bound, beyond which nothing is held back', () => {
    const absent = new AbsentParents()
    const child = (no: number): Uint8Array => Uint8Array.of(no >> 16, no >> 8, no, ...new Uint8Array(13))
    const parent = (no: number): Uint8Array => Uint8Array.of(...child(no), ...new Uint8Array(16))

    for (let no = 0; no < 65_536; no++) {
      absent.add([{ parent: parent(no % 1_000), child: child(no), ...PAIR, receivedMs: 1 }])
    }

    expect(absent.isWhole).to.equal(true)
    absent.add([{ parent: parent(7), child: child(65_536), ...PAIR, receivedMs: 1 }])
    expect(absent.isWhole).to.equal(false)
    expect([absent.hides(child(65_535)), absent.hides(child(65_536))]).to.deep.equal([true, false])
    expect(absent.all()).to.have.lengthOf(1_000)

    for (let no = 0; no < 1_000; no++) {
      absent.delete(parent(no))
    }

    expect([absent.isEmpty, absent.showsAll]).to.deep.equal([true, true])
  })

  it('that come with a time ahead of a clock that was set back are not held back by it', async () => {
    const absent = new AbsentParents()
    absent.add([{ parent: seededBytes(NET), child: seededBytes(NET, 16), ...PAIR, receivedMs: 5_000_000 }])
    absent.show(0, 4_000_000)
    expect(absent.hides(seededBytes(NET))).to.equal(false)
    expect(absent.waits(seededBytes(NET))).to.equal(true)
    expect(toHex(absent.all()[0].parent)).to.equal(toHex(seededBytes(NET)))
  })
})

/** Numbers, from 1 on, of the bundles that are here with all their parents. */
function shownOf (bundles: readonly Bundle[], here: readonly boolean[]): number[] {
  const isHere = (hash: Uint8Array): boolean => here[bundles.findIndex(bundle => equalBytes(bundle.hash, hash))]

  return bundles.flatMap(({ hash, header }, i) => isHere(hash) && header.parents.every(isHere) ? [i + 1] : [])
}
