import { expect } from 'aegir/chai'
import { openReplica, someFactDraft, someFactDrafts, write } from '../fixtures/replicas.ts'
import type { FactDraft } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

describe('replica append with skipUnchanged', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openReplica()
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('writes nothing for facts that stand there already', async () => {
    const written = await write(stage, someFactDrafts(1_200))
    const { end } = stage.journal
    const repeated = await stage.replica.append(someFactDrafts(1_200), { skipUnchanged: true })

    expect(repeated).to.deep.equal(written.map(record => ({ result: 'accept', record, unchanged: true })))
    expect(stage.journal.end).to.equal(end)
  })

  it('writes what differs in value, type, confidence, expiry or any other meaning', async () => {
    const base = someFactDraft(0)
    await write(stage, [base])
    const changes: Array<Partial<FactDraft>> = [
      { value: { type: 'string', v: 'other' } },
      { value: { type: 'text', v: 'engineer number 0' } },
      { confidence: 0.5 },
      { confidence: 0 },
      { validUntilMs: 1_900_000_000_000 },
      { lifecycle: 'approved' },
      { sourceClass: 'expert' },
      { hash: 'ab'.repeat(32) },
      { derivedFrom: ['somewhere'] },
      {}
    ]

    for (const change of changes) {
      expect(await unchangedOf([{ ...base, ...change }]), JSON.stringify(change)).to.deep.equal([false])
      expect(await unchangedOf([{ ...base, ...change }]), JSON.stringify(change)).to.deep.equal([true])
    }
  })

  it('takes spelling for no change, and other sources and scopes for others', async () => {
    await write(stage, [someFactDraft(0)])

    expect(await unchangedOf([someFactDraft(0, { entity: 'User:Person-0' })])).to.deep.equal([true])
    expect(await unchangedOf([someFactDraft(0, { source: `stigmem://${stage.peer}/agent/x` })])).to.deep.equal([false])
    expect(await unchangedOf([someFactDraft(0)], 'local')).to.deep.equal([false])
  })

  it('finds repetitions within one call', async () => {
    const drafts = [someFactDraft(0), someFactDraft(1), someFactDraft(0), someFactDraft(0, { confidence: 0.5 }), someFactDraft(0, { confidence: 0.5 }), someFactDraft(0)]

    expect(await unchangedOf(drafts)).to.deep.equal([false, false, true, false, true, false])
  })

  it('writes one file once, however often it is imported side by side', async () => {
    const calls = await Promise.all(Array.from({ length: 4 }, async () => unchangedOf(someFactDrafts(700))))

    expect(calls.flat().filter(unchanged => !unchanged)).to.have.lengthOf(700)
    expect(stage.replica.scopes()[0].facts).to.equal(700)
  })

  it('answers repetitions with the same record', async () => {
    const results = await stage.replica.append([someFactDraft(0), someFactDraft(0)], { skipUnchanged: true })
    const ids = results.map(result => result.result === 'accept' ? result.record.id : undefined)

    expect(ids[0]).to.equal(ids[1])
    expect(ids[0]).to.be.a('string')
  })

  it('repeats nothing for drafts that are refused', async () => {
    const results = await stage.replica.append([someFactDraft(0, { confidence: 2 }), someFactDraft(0)], { skipUnchanged: true })

    expect(results.map(({ result }) => result)).to.deep.equal(['reject', 'accept'])
  })

  async function unchangedOf (drafts: readonly FactDraft[], scope?: string): Promise<Array<boolean | undefined>> {
    const results = await stage.replica.append(drafts, { scope, skipUnchanged: true })

    return results.map(result => result.result === 'accept' ? result.unchanged : undefined)
  }
})
