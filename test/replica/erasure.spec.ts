import { expect } from 'aegir/chai'
import { bundleId, decodeBundle, factId, redactFacts } from '../../src/model/bundle/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { becomes, bytesBelow, erasureInput, offer, visible } from '../fixtures/erasures.ts'
import { foreignBundle, openReplica, ORIGIN, publicBundles, scanAll, someFactDraft, write } from '../fixtures/replicas.ts'
import { statementInput } from '../fixtures/statements.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { FactInput } from '../../src/model/fact/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const author = someSigner(7)
const other = someSigner(8)
const LATER = { lane: new Uint8Array(8).fill(9) }

const FACTS: ReadonlyArray<Partial<FactInput>> = Array.from({ length: 6 }, (_, no) => ({
  entity: `thing:${no}`,
  relation: `test:relation-${no % 2}`,
  value: { type: 'string', v: `said ${no}` }
}))

describe('erasure', () => {
  let stage: Stage
  let whole: Bundle

  beforeEach(async () => {
    stage = await openReplica({ no: 2, remembers: true })
    whole = await foreignBundle(author, FACTS)
  })

  afterEach(async () => {
    await stage.stop()
  })

  const erase = async (target: Bundle, index?: number, signer = author, wallMs = 1_767_225_607_000): Promise<Bundle> => {
    return foreignBundle(signer, [erasureInput(signer, target, index)], { ...LATER, hlc: { wallMs, counter: 0 } })
  }

  it('takes the content of a fact out, and leaves the set as it was', async () => {
    await offer(stage, whole)
    const erasure = await erase(whole, 2)
    await offer(stage, erasure)
    const [{ root }] = stage.replica.scopes()
    const id = factId(whole.hash, 2)
    await becomes(stage, id, 'erased')
    expect(await stage.replica.presence.presence(id)).to.deep.include({ state: 'erased', reason: 'asked for' })
    expect((await scanAll(stage)).map(({ entity }) => entity)).to.not.include('thing:2')
    expect(await stage.replica.query({})).to.not.have.property('partial')
    await expect(stage.replica.get(id)).to.eventually.be.rejected.with.property('code', 'fact_erased')
    await expect(stage.replica.why(id)).to.eventually.be.rejected.with.property('code', 'fact_erased')
    expect(stage.replica.scopes()[0]).to.include({ root, erased: 1, refused: 0, wanted: 0, bundles: 2 })
    const kept = (await publicBundles(stage)).map(bytes => decodeBundle(bytes)).find(({ hash }) => hash.every((byte, i) => byte === whole.hash[i]))
    expect(kept?.bytes).to.deep.equal(redactFacts(whole, [2]).bytes)
  })

  it('says what the author said before, when the newest word is erased', async () => {
    const first = await foreignBundle(author, [FACTS[0]])
    const second = await foreignBundle(author, [{ ...FACTS[0], value: { type: 'string', v: 'newer' } }], { seq: 2, prev: first.hash, hlc: { wallMs: 1_767_225_606_000, counter: 0 } })
    await offer(stage, first, second, await erase(second, 0))
    await becomes(stage, factId(second.hash, 0), 'erased')
    expect((await scanAll(stage)).map(({ value }) => value)).to.deep.equal([FACTS[0].value])
  })

  it('ends a conflict whose winner it takes, and lets the other one stand', async () => {
    const first = await foreignBundle(author, [FACTS[0]])
    const rival = await foreignBundle(other, [{ ...FACTS[0], value: { type: 'string', v: 'otherwise' } }])
    await offer(stage, first, rival)
    expect((await stage.replica.conflicts.list({})).conflicts).to.have.lengthOf(1)
    await offer(stage, await erase(rival, 0, other))
    await becomes(stage, factId(rival.hash, 0), 'erased')
    expect((await stage.replica.conflicts.list({})).conflicts).to.deep.equal([])
    expect((await scanAll(stage)).map(({ contradicted, value }) => [contradicted, value])).to.deep.equal([[false, FACTS[0].value]])
  })

  it('opens a conflict again whose resolution it takes', async () => {
    const first = await foreignBundle(author, [FACTS[0]])
    const rival = await foreignBundle(other, [{ ...FACTS[0], value: { type: 'string', v: 'otherwise' } }])
    await offer(stage, first, rival)
    const [{ id }] = (await stage.replica.conflicts.list({})).conflicts
    const { resolution } = await stage.replica.conflicts.resolve(id, { winner: factId(first.hash, 0) })
    expect((await stage.replica.conflicts.list({ status: 'unresolved' })).conflicts).to.deep.equal([])
    expect(await stage.replica.presence.forget(resolution, { reason: 'wrong' })).to.include({ state: 'erased' })
    expect((await stage.replica.conflicts.list({ status: 'unresolved' })).conflicts).to.have.lengthOf(1)
  })

  it('counts votes as if the erased one had not been cast', async () => {
    await offer(stage, whole)
    const fact = { hash: whole.hash, index: 1 }
    const first = await foreignBundle(other, [statementInput('vote', { signer: other, body: { fact, stance: 'for', weight: 300_000 } })])
    const second = await foreignBundle(other, [statementInput('vote', { signer: other, body: { fact, stance: 'against', weight: 900_000 } })], { seq: 2, prev: first.hash, hlc: { wallMs: 1_767_225_606_000, counter: 0 } })
    await offer(stage, first, second)
    const id = factId(whole.hash, 1)
    expect((await stage.replica.why(id))?.votes).to.include({ forCount: 0, againstCount: 1 })
    await offer(stage, await erase(second, 0, other))
    await becomes(stage, factId(second.hash, 0), 'erased')
    expect((await stage.replica.why(id))?.votes).to.include({ for: 300_000, forCount: 1, againstCount: 0 })
    await offer(stage, await erase(first, undefined, other, 1_767_225_608_000))
    await becomes(stage, bundleId(first.hash), 'erased')
    expect((await stage.replica.why(id))?.votes).to.include({ forCount: 0, againstCount: 0 })
  })

  it('counts only for what is the author\'s own, and never for what is not there', async () => {
    await offer(stage, whole, await erase(whole, 1, other), await erase(whole, 500, author, 1_767_225_608_000))
    const before = await visible(stage)
    stage = await stage.crash()
    await becomes(stage, factId(whole.hash, 1), 'here')
    expect(await visible(stage)).to.deep.equal(before)
    expect(stage.replica.scopes()[0]).to.include({ erased: 0, wanted: 0 })
  })

  it('comes before its target: the content is not even written', async () => {
    await offer(stage, await erase(whole))
    expect(await offer(stage, whole)).to.deep.equal([false])
    await becomes(stage, bundleId(whole.hash), 'erased')
    expect(stage.replica.scopes()[0]).to.include({ wanted: 0, bundles: 2 })
    expect(await bytesBelow(stage.files, '/home')).to.include('asked for').and.to.not.include('said 3')
  })

  it('takes no copy in again, and wants none', async () => {
    await offer(stage, whole, await erase(whole, 4))
    await becomes(stage, factId(whole.hash, 4), 'erased')
    const { end } = stage.journal
    expect(await offer(stage, whole)).to.deep.equal([true])
    expect(await offer(stage, redactFacts(whole, [4]))).to.deep.equal([true])
    expect(await offer(stage, redactFacts(whole, [1, 4]))).to.deep.equal([true])
    expect(stage.journal.end).to.equal(end)
    expect(stage.replica.scopes()[0]).to.include({ wanted: 0 })
  })

  it('wants of a copy with digests only what no erasure names', async () => {
    await offer(stage, await erase(whole, 0), redactFacts(whole, [0, 1]))
    await becomes(stage, factId(whole.hash, 0), 'erased')
    await becomes(stage, factId(whole.hash, 1), 'wanted')
    expect(stage.replica.scopes()[0]).to.include({ wanted: 1 })
    expect(await offer(stage, whole)).to.deep.equal([false])
    await becomes(stage, factId(whole.hash, 1), 'here')
    await becomes(stage, factId(whole.hash, 0), 'erased')
    expect(stage.replica.scopes()[0]).to.include({ wanted: 0, erased: 1 })
  })

  it('settles what was wanted when the erasure comes later', async () => {
    await offer(stage, redactFacts(whole, [3]))
    expect(stage.replica.scopes()[0]).to.include({ wanted: 1 })
    await offer(stage, await erase(whole, 3))
    await becomes(stage, factId(whole.hash, 3), 'erased')
    expect(stage.replica.scopes()[0]).to.include({ wanted: 0, erased: 1 })
    stage = await stage.crash({ kv: memoryKV() })
    expect(stage.replica.scopes()[0]).to.include({ wanted: 0 })
  })

  it('stands over crashes and without the index, in the middle of a full bundle', async () => {
    const large = await foreignBundle(author, Array.from({ length: 512 }, (_, no) => ({ entity: `many:${no % 40}`, relation: `test:r-${no % 7}`, value: { type: 'number' as const, v: no } })))
    await offer(stage, large, await erase(large, 255), whole, await erase(whole, 1, author, 1_767_225_608_000))
    await becomes(stage, factId(large.hash, 255), 'erased')
    await becomes(stage, factId(whole.hash, 1), 'erased')
    const before = await visible(stage)
    const [{ root }] = stage.replica.scopes()

    for (const kv of [undefined, memoryKV(), undefined]) {
      stage = await stage.crash(kv == null ? {} : { kv })
      await becomes(stage, factId(large.hash, 255), 'erased')
      expect(await visible(stage)).to.deep.equal(before)
      expect(stage.replica.scopes()[0]).to.include({ root, wanted: 0 })
    }
  })

  it('by this node is durable when it is answered, and travels as a fact', async () => {
    const [record] = await write(stage, [someFactDraft(1)])
    const answer = await stage.replica.presence.forget(record.id, { reason: 'a mistake' })
    expect(answer).to.include({ id: record.id, state: 'erased' })
    const peer = await openReplica({ no: 3, remembers: true })
    await peer.replica.receive(await publicBundles(stage), ORIGIN)
    await becomes(peer, record.id, 'erased')
    expect(await peer.replica.presence.presence(record.id)).to.deep.include({ reason: 'a mistake', erasure: { id: answer?.erasure, author: stage.peer } })
    expect(peer.replica.scopes()[0].root).to.equal(stage.replica.scopes()[0].root)
    expect(await scanAll(peer, { entity: record.entity })).to.deep.equal([])
    await peer.stop()
  })

  it('is refused where it would have no effect, and for what nobody knows', async () => {
    await offer(stage, whole)
    await expect(stage.replica.presence.forget(factId(whole.hash, 0))).to.eventually.be.rejected.with.property('code', 'erasure_refused')
    expect(await stage.replica.presence.forget(factId(new Uint8Array(32), 0))).to.equal(undefined)
    expect(await stage.replica.presence.forget('no id')).to.equal(undefined)
  })

  it('of an erasure makes its content wanted again', async () => {
    const erasure = await erase(whole, 2)
    await offer(stage, whole, erasure)
    await becomes(stage, factId(whole.hash, 2), 'erased')
    await offer(stage, await foreignBundle(author, [erasureInput(author, erasure)], { lane: new Uint8Array(8).fill(4), hlc: { wallMs: 1_767_225_609_000, counter: 0 } }))
    await becomes(stage, bundleId(erasure.hash), 'erased')
    await becomes(stage, factId(whole.hash, 2), 'wanted')
    expect(await offer(stage, whole)).to.deep.equal([false])
    await becomes(stage, factId(whole.hash, 2), 'here')
  })
})
