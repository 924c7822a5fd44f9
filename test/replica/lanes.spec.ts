import { expect } from 'aegir/chai'
import { decodeBundle } from '../../src/model/bundle/index.ts'
import { toHex } from '../../src/model/bytes/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { foreignBundle, openReplica, ORIGIN, publicBundles, someFactDraft, someLaneStore, write } from '../fixtures/replicas.ts'
import type { AuditEvent } from '../../src/replica/audit/index.ts'
import type { LaneStore } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

describe('replica lanes', () => {
  let stage: Stage

  afterEach(async () => {
    await stage.stop()
  })

  it('saves a new lane before it signs in it', async () => {
    const saved: string[] = []
    stage = await openReplica({ laneStore: recordingStore(saved) })

    expect(saved).to.have.lengthOf(1)
    await write(stage, [someFactDraft(0)])
    expect(await lanesOf(stage)).to.deep.equal(saved)
  })

  it('goes on with its chain after a restart', async () => {
    stage = await openReplica()
    await write(stage, [someFactDraft(0)])
    await write(stage, [someFactDraft(1)])
    stage = await stage.crash()
    await write(stage, [someFactDraft(2)])
    const headers = (await publicBundles(stage)).map(bytes => decodeBundle(bytes))

    expect(headers.map(({ header }) => header.seq)).to.deep.equal([1, 2, 3])
    expect(headers[2].header.prev).to.deep.equal(headers[1].hash)
    expect(new Set(await lanesOf(stage)).size).to.equal(1)
  })

  it('stamps above its journal after a restart with the clock set back', async () => {
    stage = await openReplica()
    const [before] = await write(stage, [someFactDraft(0)])
    stage.clock.jump(-20_000)
    stage = await stage.crash()
    const [after] = await write(stage, [someFactDraft(1)])

    expect(after.hlc > before.hlc).to.equal(true)
  })

  it('begins a new lane when the directory gives none', async () => {
    stage = await openReplica()
    await write(stage, [someFactDraft(0)])
    stage = await stage.crash({ laneStore: someLaneStore() })
    await write(stage, [someFactDraft(1)])
    const headers = (await publicBundles(stage)).map(bytes => decodeBundle(bytes).header)

    expect(headers.map(({ seq, prev }) => [seq, prev])).to.deep.equal([[1, null], [1, null]])
    expect(new Set(await lanesOf(stage)).size).to.equal(2)
  })

  it('switches lanes at once when a peer knows more of its chain', async () => {
    const laneStore = someLaneStore()
    stage = await openReplica({ laneStore })
    await write(stage, [someFactDraft(0)])
    await write(stage, [someFactDraft(1)])
    const bundles = await publicBundles(stage)
    await stage.stop()

    // A backup from before the first bundle, with the lane that it was made in.
    const noted: AuditEvent[] = []
    const append = async (event: AuditEvent): Promise<'written'> => {
      noted.push(event)
      return 'written'
    }
    stage = await openReplica({ laneStore, seed: 2, files: new MemoryFiles(), kv: memoryKV(), audit: { append } })
    const opened: string[] = []
    stage.replica.addEventListener('lane:open', ({ detail }) => { opened.push(toHex(detail.lane)) })
    await stage.replica.receive([bundles[0]], ORIGIN)
    await stage.replica.receive([bundles[1]], ORIGIN)
    const [record] = await write(stage, [someFactDraft(2)])

    expect(opened).to.have.lengthOf(1)
    expect(noted).to.deep.equal([{ type: 'lane_opened', detail: { lane: opened[0] } }])
    expect(record.hlc).to.equal('1767225600000.00002')
    expect(await lanesOf(stage)).to.have.lengthOf(2).and.include(opened[0])
    expect(stage.replica.counters().equivocation).to.equal(0)
  })

  it('switches once for a whole chain that comes at once', async () => {
    const saved: string[] = []
    const laneStore = recordingStore(saved)
    stage = await openReplica({ laneStore })

    for (let no = 0; no < 20; no++) {
      await write(stage, [someFactDraft(no)])
    }

    const bundles = await publicBundles(stage)
    await stage.stop()
    stage = await openReplica({ laneStore, seed: 2, files: new MemoryFiles(), kv: memoryKV() })
    await Promise.all([stage.replica.receive(bundles, ORIGIN), write(stage, [someFactDraft(99)])])

    expect(saved).to.have.lengthOf(2)
    expect(stage.replica.scopes()[0].bundles).to.equal(21)
  })

  it('does not switch for a forged bundle', async () => {
    const saved: string[] = []
    stage = await openReplica({ laneStore: recordingStore(saved) })
    await write(stage, [someFactDraft(0)])
    const [bytes] = await publicBundles(stage)
    const { header } = decodeBundle(bytes)
    const real = await foreignBundle(stage.signer, [{}], { ...header, seq: 2, prev: header.author })
    const forged = real.bytes.slice()
    forged[real.signature.byteOffset - real.bytes.byteOffset] ^= 1
    const [verdict] = await stage.replica.receive([forged], ORIGIN)

    expect(verdict).to.deep.equal({ result: 'reject', code: 'invalid_signature', hash: real.hash })
    expect(saved).to.have.lengthOf(1)
  })
})

function recordingStore (saved: string[]): LaneStore {
  const inner = someLaneStore()

  return {
    load: async () => inner.load(),
    save: async lane => {
      saved.push(toHex(lane))
      await inner.save(lane)
    }
  }
}

/** Lanes of the bundles in the public scope, each once. */
async function lanesOf (stage: Stage): Promise<string[]> {
  return [...new Set((await publicBundles(stage)).map(bytes => toHex(decodeBundle(bytes).header.lane)))]
}
