import { expect } from 'aegir/chai'
import { factId } from '../../src/model/bundle/index.ts'
import { crashStates, DiskLog, MemoryFiles, seededRandom } from '../../src/platform/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { CrashKV } from '../fixtures/crash-kv.ts'
import { CrashTally } from '../fixtures/crash-tally.ts'
import { bytesBelow, erasureInput, offer, until } from '../fixtures/erasures.ts'
import { foreignBundle, openReplica, scanAll, someFactDraft, write } from '../fixtures/replicas.ts'
import type { DiskImage } from '../../src/platform/index.ts'
import type { PresenceState } from '../../src/replica/index.ts'

const SEED = 61_501

/** States of a power cut at one point at most. */
const CAP = 40

/** States of another power cut at one point of the recovery from it at most. */
const CAP_WITHIN = 2

const author = someSigner(7)
const LATER = { lane: new Uint8Array(8).fill(9), hlc: { wallMs: 1_767_225_601_000, counter: 0 } }

/** What holds from some change of the disk on. */
interface Promised {
  readonly at: number
  readonly id: string
  readonly state: PresenceState
}

/** Facts that are erased by this node and by their author, and dropped here, a compaction, and what was promised when. */
class Work {
  readonly log = new DiskLog()
  readonly kv = new CrashKV(this.log)
  readonly promises: Promised[] = []
  /** From this change of the disk on no byte of what was forgotten is in the journal. */
  compactedAt = Infinity

  async run (): Promise<void> {
    const files = new MemoryFiles({ log: this.log })
    await files.makeDirectory('/home')
    this.log.begin()
    const stage = await openReplica({ no: 2, remembers: true, files, kv: this.kv })
    const own = await write(stage, [1, 2, 3].map(no => someFactDraft(no, no === 2 ? { value: { type: 'string', v: 'canary of our own' } } : {})))
    own.forEach(({ id }) => { this.promise(id, 'here') })
    const others = await foreignBundle(author, ['canary one', 'canary two', 'stays'].map((v, no) => ({ entity: `thing:${no}`, value: { type: 'string', v } })))
    await offer(stage, others)
    const [one, two, stays] = [0, 1, 2].map(index => factId(others.hash, index))
    this.promise(stays, 'here')
    await stage.replica.presence.forget(own[1].id, { reason: 'a mistake' })
    this.promise(own[1].id, 'erased')
    await stage.replica.presence.forget(one, { hereOnly: true })
    this.promise(one, 'refused')
    await offer(stage, await foreignBundle(author, [erasureInput(author, others, 1)], LATER))
    this.promise(two, 'erased')
    await until(stage, 'the author has it erased', async () => (await stage.replica.presence.presence(two))?.state === 'erased')
    await stage.replica.compactJournal()
    this.compactedAt = this.log.length
    const [last] = await write(stage, [someFactDraft(9)])
    this.promise(last.id, 'here')
    await stage.stop()
  }

  /** What every recovery from a power cut after some changes must come to, the newest word about each fact. */
  promisedAt (point: number): Map<string, PresenceState> {
    return new Map(this.promises.filter(({ at }) => at <= point).map(({ id, state }) => [id, state]))
  }

  private promise (id: string, state: PresenceState): void {
    this.promises.push({ at: this.log.length, id, state })
  }
}

/** Starts on what a power cut left, and compares with what was promised. */
async function recover (image: DiskImage, kv: CrashKV, { log, point, work }: { log: DiskLog, point: number, work: Work }): Promise<void> {
  const stage = await openReplica({ no: 2, seed: 3, remembers: true, files: new MemoryFiles({ image, log }), kv })
  const promised = work.promisedAt(point)

  for (const [id, state] of promised) {
    const mayComeLater = state === 'here' && work.promises.some(later => later.id === id && later.at > point)
    await until(stage, `${id} is ${state}`, async () => mayComeLater || (await stage.replica.presence.presence(id))?.state === state)
  }

  const seen = (await scanAll(stage)).map(({ id }) => id)
  const gone = [...promised].filter(([, state]) => state !== 'here').map(([id]) => id)
  expect(seen.filter(id => gone.includes(id))).to.deep.equal([])
  expect(stage.replica.scopes()[0].wanted).to.equal(0)
  expect((await stage.replica.verifyJournal()).damaged).to.equal(0)

  if (point >= work.compactedAt) {
    expect(await bytesBelow(stage.files, '/home/journal')).to.include('stays').and.to.not.include('canary')
  }

  await stage.stop()
}

/** What a power cut at some point may leave of disk and index, each with a log of what is done to it from then on. */
async function cuts ({ kv, log }: Pick<Work, 'kv' | 'log'>, point: number, cap: number): Promise<Array<Pick<Work, 'kv' | 'log'> & { readonly image: DiskImage }>> {
  const { max, min } = kv.choicesAt(point)
  const images = [...crashStates(log, point, { cap, random: seededRandom(SEED + point) })]

  return Promise.all(images.map(async (image, no) => {
    const next = new DiskLog()
    return { image, kv: await kv.restored(max - no % (max - min + 1), next), log: next }
  }))
}

/** Cuts the power at one point of the work, starts, and cuts it again at each point of the start. */
async function tryPoint (work: Work, point: number, tally: CrashTally): Promise<void> {
  const promise = new TextEncoder().encode([...work.promisedAt(point)].join())

  for (const first of await cuts(work, point, CAP)) {
    if (!tally.isNew(first.image, promise, 'work')) {
      continue
    }

    await recover(first.image, first.kv, { log: first.log, point, work })

    for (let within = first.log.start + 1; within <= first.log.length; within++) {
      const again = (await cuts(first, within, CAP_WITHIN)).filter(({ image }) => tally.isNew(image, promise, 'recovery'))

      for (const { image, kv, log } of again) {
        await recover(image, kv, { log, point, work })
      }
    }
  }
}

describe('erasure over power cuts', () => {
  it(`is in effect from its answer on, takes nothing else with it, and leaves nothing wanted (seed ${SEED})`, async function () {
    this.timeout(240_000)
    const work = new Work()
    const tally = new CrashTally()
    await work.run()

    for (let point = work.log.start; point <= work.log.length; point++) {
      await tryPoint(work, point, tally)
    }

    expect(tally.distinct.size).to.be.above(100)
  })
})
