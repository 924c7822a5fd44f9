import { expect } from 'aegir/chai'
import { bundleId, factId, redactFacts } from '../../src/model/bundle/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { becomes, bytesBelow, erasureInput, offer, until, visible } from '../fixtures/erasures.ts'
import { foreignBundle, openReplica, scanAll, someFactDraft, write } from '../fixtures/replicas.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { AuditEvent } from '../../src/replica/audit/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const author = someSigner(7)
const LATER = { lane: new Uint8Array(8).fill(9), hlc: { wallMs: 1_767_225_601_000, counter: 0 } }

describe('content that is refused here', () => {
  let stage: Stage
  let whole: Bundle
  let events: AuditEvent[]

  beforeEach(async () => {
    events = []
    stage = await openReplica({ no: 2, remembers: true, audit: { append: async event => { events.push(event); return 'written' } } })
    whole = await foreignBundle(author, ['canary one', 'canary two', 'canary three'].map((v, no) => ({ entity: `thing:${no}`, value: { type: 'string' as const, v } })))
    await offer(stage, whole)
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('goes, is not taken in again, and is in nobody\'s way', async () => {
    const id = factId(whole.hash, 1)
    const [{ root }] = stage.replica.scopes()
    expect(await stage.replica.presence.forget(id, { hereOnly: true, reason: 'none of ours' })).to.deep.equal({ id, state: 'refused' })
    expect(await stage.replica.presence.presence(id)).to.include({ state: 'refused', reason: 'none of ours' })
    await expect(stage.replica.get(id)).to.eventually.be.rejected.with.property('code', 'fact_refused')
    expect((await scanAll(stage)).map(({ entity }) => entity)).to.deep.equal(['thing:0', 'thing:2'])
    expect(await offer(stage, whole)).to.deep.equal([true])
    expect(stage.replica.scopes()[0]).to.include({ root, refused: 1, erased: 0, wanted: 0, bundles: 1 })
  })

  it('stays away over crashes and without the index', async () => {
    await stage.replica.presence.forget(bundleId(whole.hash), { hereOnly: true })

    for (const kv of [undefined, memoryKV()]) {
      stage = await stage.crash(kv == null ? {} : { kv })
      expect(await stage.replica.presence.presence(bundleId(whole.hash))).to.include({ state: 'refused' })
      expect(await offer(stage, whole, redactFacts(whole, [0]))).to.deep.equal([true, true])
      expect(stage.replica.scopes()[0]).to.include({ wanted: 0 })
      await until(stage, 'the refused bundle is counted', () => stage.replica.scopes()[0].refused === 1)
    }
  })

  it('comes back when the decision is undone', async () => {
    const before = await visible(stage)
    await stage.replica.presence.forget(bundleId(whole.hash), { hereOnly: true })
    expect(await visible(stage)).to.deep.equal([])
    let wants = 0
    stage.replica.addEventListener('bundle:want', () => { wants++ })
    expect(await stage.replica.presence.remember(factId(whole.hash, 0))).to.deep.equal({ id: factId(whole.hash, 0), state: 'wanted' })
    expect(await stage.replica.presence.presence(factId(whole.hash, 1))).to.include({ state: 'refused' })
    expect([wants, stage.replica.scopes()[0].wanted]).to.deep.equal([1, 1])
    expect(await offer(stage, whole)).to.deep.equal([false])
    await becomes(stage, factId(whole.hash, 0), 'here')
    await stage.replica.presence.remember(bundleId(whole.hash))
    await offer(stage, whole)
    expect(await visible(stage)).to.deep.equal(before)
    expect(stage.replica.scopes()[0]).to.include({ refused: 0, wanted: 0 })
    expect(await stage.replica.presence.remember(bundleId(whole.hash))).to.equal(undefined)
  })

  it('is erased, where an erasure names it too', async () => {
    const id = factId(whole.hash, 2)
    await stage.replica.presence.forget(id, { hereOnly: true })
    await offer(stage, await foreignBundle(author, [erasureInput(author, whole, 2)], LATER))
    await becomes(stage, id, 'erased')
    expect(await stage.replica.presence.remember(id)).to.deep.equal({ id, state: 'erased' })
    expect(stage.replica.scopes()[0]).to.include({ wanted: 0 })
  })

  it('is noted in the audit log, as is each erasure, without a word of the content', async () => {
    await stage.replica.presence.forget(factId(whole.hash, 0), { hereOnly: true })
    const erasure = await foreignBundle(author, [erasureInput(author, whole, 1), erasureInput(author, whole, 2)], LATER)
    await offer(stage, erasure)
    await becomes(stage, factId(whole.hash, 2), 'erased')
    const noted = events.filter(({ type }) => type === 'erasure')
    expect(noted[0]).to.deep.include({ reason: 'refused', detail: { id: factId(whole.hash, 0) } })
    expect(noted[1]).to.deep.include({ reason: 'erased', detail: { id: bundleId(whole.hash), facts: '1-2', erasure: factId(erasure.hash, 0) } })
    expect(JSON.stringify(events)).to.not.include('canary')
  })

  it('leaves the disk with the next compaction, and nothing else does', async () => {
    const mine = await write(stage, [someFactDraft(1), someFactDraft(2, { value: { type: 'string', v: 'canary of our own' } }), someFactDraft(3)])
    await stage.replica.presence.forget(factId(whole.hash, 0), { hereOnly: true })
    await stage.replica.presence.forget(mine[1].id, { reason: 'a mistake' })
    const before = await visible(stage)
    const [{ root }] = stage.replica.scopes()
    expect(await bytesBelow(stage.files, '/home/journal')).to.include('canary one').and.to.include('canary of our own')
    expect(await stage.replica.compactJournal()).to.include({ dropped: 2 })
    const bytes = await bytesBelow(stage.files, '/home/journal')
    expect(bytes).to.include('canary two').and.to.not.include('canary one')
    expect(bytes).to.not.include('canary of our own')
    expect((await stage.replica.verifyJournal()).damaged).to.equal(0)
    expect(await stage.replica.compactJournal()).to.include({ dropped: 0 })

    for (const kv of [undefined, memoryKV()]) {
      stage = await stage.crash(kv == null ? {} : { kv })
      expect(await visible(stage)).to.deep.equal(before)
      expect(stage.replica.scopes()[0]).to.include({ root, wanted: 0 })
      await expect(stage.replica.get(mine[1].id)).to.eventually.be.rejected.with.property('code', 'fact_erased')
    }

    const [later] = await write(stage, [someFactDraft(9)])
    expect(await stage.replica.get(later.id)).to.deep.include({ entity: later.entity })
  })

  it('leaves the disk though the index forgot the redaction, as after a power cut', async () => {
    const kv = memoryKV()
    const old = await openReplica({ no: 5, remembers: true, kv })
    await offer(old, whole)
    await old.replica.query({})
    const copy = memoryKV()
    await copy.start()
    await old.stop()
    await kv.start()

    for await (const [key, value] of kv.entries({})) {
      await copy.batch([{ type: 'put', key: key.slice(), value: value.slice() }])
    }

    await kv.stop()
    const { clock, files, laneStore } = old
    const next = await openReplica({ no: 5, remembers: true, clock, files, kv, laneStore })
    await next.replica.presence.forget(factId(whole.hash, 0), { hereOnly: true })
    await next.replica.compactJournal()
    const before = await visible(next)
    const last = await next.crash({ kv: copy })
    expect(await visible(last)).to.deep.equal(before)
    await becomes(last, factId(whole.hash, 0), 'refused')
    await last.stop()
  })
})
