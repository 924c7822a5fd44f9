import { expect } from 'aegir/chai'
import { parseConflictText } from '../../src/policy/conflict/index.ts'
import { InvalidQueryError, UnknownScopeError } from '../../src/replica/index.ts'
import { openReplica, someFactDraft, write } from '../fixtures/replicas.ts'
import { agent, carry, contradictionsIn, exchange, idsOf, listed, onlyConflict, rivalDraft, writeRivals } from '../fixtures/rivals.ts'
import type { ConflictQuery } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const HOUR_MS = 3_600_000

describe('replica conflicts', () => {
  let stage: Stage
  let other: Stage

  beforeEach(async () => {
    stage = await openReplica({ no: 1 })
    other = await openReplica({ no: 2, clock: stage.clock })
  })

  afterEach(async () => {
    await stage.stop()
    await other.stop()
  })

  it('tells everything about a contradiction', async () => {
    const [unsure] = await write(stage, [rivalDraft(stage, 1, { confidence: 0.5 })])
    const [sure] = await write(stage, [rivalDraft(stage, 2, { confidence: 0.9 })])
    const { conflicts, cursor } = await stage.replica.conflicts.list()
    const [conflict] = contradictionsIn(conflicts)

    expect(cursor).to.equal(null)
    expect(conflicts).to.have.lengthOf(1)
    expect(conflict).to.deep.equal({
      kind: 'contradiction',
      id: conflict.id,
      entity: 'user:alice',
      relation: 'memory:role',
      scope: 'public',
      facts: [sure.id, unsure.id],
      factsCount: 2,
      factA: sure.id,
      factB: unsure.id,
      status: 'unresolved',
      detectedAt: sure.hlc,
      conflictScore: conflict.conflictScore
    })
    expect(parseConflictText(conflict.id)).to.have.lengthOf(16)
    expect(conflict.conflictScore).to.be.within(0.9, 0.99)
    expect(await stage.replica.conflicts.get(conflict.id)).to.deep.equal(conflict)
  })

  it('sees no contradiction in equal values, in one source that changes its mind, in other scopes, or in what is taken back or expired', async () => {
    await writeRivals(stage, 2, { entity: 'user:equal', value: { type: 'string', v: 'x' } })
    await write(stage, [rivalDraft(stage, 1, { entity: 'user:mind' }), rivalDraft(stage, 1, { entity: 'user:mind', value: { type: 'number', v: 7 } })])
    await write(stage, [rivalDraft(stage, 1, { entity: 'user:scope' })])
    await write(stage, [rivalDraft(stage, 2, { entity: 'user:scope' })], 'local')
    await write(stage, [rivalDraft(stage, 1, { entity: 'user:gone' }), rivalDraft(stage, 2, { entity: 'user:gone', confidence: 0 })])
    await write(stage, [rivalDraft(stage, 1, { entity: 'user:old' }), rivalDraft(stage, 2, { entity: 'user:old', validUntilMs: stage.clock.nowMs() + HOUR_MS })])
    await stage.clock.advanceAsync(HOUR_MS + 1)

    expect(await idsOf(stage)).to.deep.equal([])
  })

  it('ends when a rival is taken back or expires, and begins again with it', async () => {
    await write(stage, [rivalDraft(stage, 1), rivalDraft(stage, 2, { validUntilMs: stage.clock.nowMs() + HOUR_MS })])
    const id = await onlyConflict(stage)
    await stage.clock.advanceAsync(HOUR_MS + 1)
    expect(await stage.replica.conflicts.get(id)).to.equal(undefined)
    await write(stage, [rivalDraft(stage, 2)])
    expect(await onlyConflict(stage)).to.equal(id)
    await write(stage, [rivalDraft(stage, 2, { confidence: 0 })])
    expect(await idsOf(stage)).to.deep.equal([])
    await expectFailure(stage.replica.conflicts.resolve(id), 'ConflictNotFoundError')
  })

  it('lets relations with many values never conflict', async () => {
    await writeRivals(stage, 3)
    const id = await onlyConflict(stage)
    await stage.replica.curations.rule({ relation: 'memory:role', cardinality: 'many' })
    expect(await idsOf(stage)).to.deep.equal([])
    expect(await stage.replica.conflicts.get(id)).to.equal(undefined)
    await stage.replica.curations.rule({ relation: 'memory:role', cardinality: 'many', takeBack: true })
    expect(await idsOf(stage)).to.deep.equal([id])
  })

  it('settles a conflict by a fact, by a new value, and by none', async () => {
    const [, second] = await writeRivals(stage, 2)
    await writeRivals(stage, 2, { entity: 'user:bob' })
    await writeRivals(stage, 2, { entity: 'user:carol' })
    const ids = new Map((await listed(stage)).map(({ entity, id }) => [entity, id]))
    const byFact = await stage.replica.conflicts.resolve(ids.get('user:alice') ?? '', { winner: second.id, note: 'asked her' })
    const byValue = await stage.replica.conflicts.resolve(ids.get('user:bob') ?? '', { newValue: { type: 'string', v: 'both' }, source: agent(stage, 9) })
    const byNone = await stage.replica.conflicts.resolve(ids.get('user:carol') ?? '', { winner: null })
    const written = (await stage.replica.query({ entity: 'user:bob', source: agent(stage, 9), includeContradicted: true })).facts[0]

    expect(byFact.conflict).to.include({ status: 'resolved', winner: second.id, note: 'asked her', resolver: stage.peer, resolvedBy: byFact.resolution })
    expect(byValue.conflict).to.include({ status: 'resolved', winner: written.id, factsCount: 3 })
    expect(written.value).to.deep.equal({ type: 'string', v: 'both' })
    expect(byNone.conflict).to.include({ status: 'resolved', winner: null })
    expect(await stage.replica.get(byFact.resolution)).to.include({ kind: 7, entity: 'user:alice', relation: 'factmesh:resolution' })
    expect(await idsOf(stage, { status: 'unresolved' })).to.deep.equal([])
    expect(await idsOf(stage, { status: 'resolved' })).to.deep.equal([...ids.values()].sort())
  })

  it('keeps what was said when it is settled', async () => {
    const before = await writeRivals(stage, 2)
    await stage.replica.conflicts.resolve(await onlyConflict(stage), { winner: before[0].id })

    for (const { id, value } of before) {
      expect(await stage.replica.get(id)).to.deep.include({ value, current: true })
    }
  })

  it('refuses to settle twice, without a conflict, and for a winner that is none of it', async () => {
    const [first] = await writeRivals(stage, 2)
    const [stranger] = await write(stage, [someFactDraft(7)])
    const id = await onlyConflict(stage)

    await expectFailure(stage.replica.conflicts.resolve(id, { winner: stranger.id }), 'BadWinnerError')
    await expectFailure(stage.replica.conflicts.resolve(id, { winner: 'nonsense' }), 'BadWinnerError')
    await expectFailure(stage.replica.conflicts.resolve(id, { winner: first.id, newValue: { type: 'null', v: null } }), 'BadWinnerError')
    await expectFailure(stage.replica.conflicts.resolve(id, { note: 'x'.repeat(1_025) }), 'FactRefusedError')
    await expectFailure(stage.replica.conflicts.resolve(id, { source: 'stigmem://somebody/agent' }), 'FactRefusedError')
    await expectFailure(stage.replica.conflicts.resolve('a'.repeat(26)), 'ConflictNotFoundError')
    await expectFailure(stage.replica.conflicts.resolve('../etc'), 'ConflictNotFoundError')
    await stage.replica.conflicts.resolve(id)
    await expectFailure(stage.replica.conflicts.resolve(id), 'ConflictResolvedError')
  })

  it('lets one of two who settle at once win', async () => {
    const facts = await writeRivals(stage, 2)
    const id = await onlyConflict(stage)
    const outcomes = await Promise.allSettled(facts.map(async fact => stage.replica.conflicts.resolve(id, { winner: fact.id })))

    expect(outcomes.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected'])
    expect(await stage.replica.conflicts.get(id)).to.include({ winner: facts[0].id })
  })

  it('opens again with a new value, and not with one that was looked at', async () => {
    const [first] = await writeRivals(stage, 2)
    const id = await onlyConflict(stage)
    await stage.replica.conflicts.resolve(id, { winner: first.id })
    await write(stage, [rivalDraft(stage, 3, { value: { type: 'number', v: 1 } })])
    expect(await stage.replica.conflicts.get(id)).to.include({ status: 'resolved', factsCount: 3 })
    await write(stage, [rivalDraft(stage, 4)])
    expect(await stage.replica.conflicts.get(id)).to.include({ status: 'unresolved', factsCount: 4 }).and.not.have.property('resolvedBy')
    await stage.replica.conflicts.resolve(id)
    expect(await stage.replica.conflicts.get(id)).to.include({ status: 'resolved', winner: null })
  })

  it('stays settled when its sides agree or leave', async () => {
    const facts = await writeRivals(stage, 2)
    const id = await onlyConflict(stage)
    await stage.replica.conflicts.resolve(id, { winner: facts[0].id })
    await write(stage, [rivalDraft(stage, 1, { value: { type: 'number', v: 0 } })])
    expect(await stage.replica.conflicts.get(id)).to.include({ status: 'resolved', factsCount: 2, conflictScore: 0 })
    const [gone] = await write(stage, [rivalDraft(stage, 0, { confidence: 0 })])
    const [last] = await write(stage, [rivalDraft(stage, 1, { confidence: 0 })])
    expect(await stage.replica.conflicts.get(id)).to.deep.include({ status: 'resolved', facts: [], factsCount: 0, factA: last.id, factB: gone.id })
  })

  it('handles a thousand rivals as one conflict', async () => {
    const facts = await writeRivals(stage, 1_000)
    const id = await onlyConflict(stage)
    const [before] = contradictionsIn([await stage.replica.conflicts.get(id)])
    const { conflict } = await stage.replica.conflicts.resolve(id, { winner: facts[500].id })

    expect(before).to.include({ factsCount: 1_000, factA: facts[999].id, factB: facts[998].id, detectedAt: facts[1].hlc, conflictScore: 1 })
    expect(before.facts).to.deep.equal(facts.slice(900).map(fact => fact.id).reverse())
    expect(conflict).to.include({ status: 'resolved', winner: facts[500].id })
    await write(stage, [rivalDraft(stage, 1_000)])
    expect(await stage.replica.conflicts.get(id)).to.include({ status: 'unresolved', factsCount: 1_001 })
    expect(await idsOf(stage)).to.deep.equal([id])
  })

  it('orders facts that are level by evidence and id, however many there are', async () => {
    const level = { confidence: 0.5 }
    await writeRivals(stage, 3, level)
    await writeRivals(other, 3, level)
    await exchange(stage, other)
    const [conflict] = contradictionsIn([await stage.replica.conflicts.get(await onlyConflict(stage))])

    expect(conflict.facts).to.have.lengthOf(6)
    expect(await other.replica.conflicts.get(conflict.id)).to.deep.equal(conflict)
  })

  it('reads as facts that nobody stores', async () => {
    const facts = await writeRivals(stage, 2)
    const id = await onlyConflict(stage)
    const before = await factsAbout(`stigmem:conflict:${id}`)
    const { resolution } = await stage.replica.conflicts.resolve(id)
    const after = await factsAbout(`stigmem:conflict:${id}`)

    expect(before).to.deep.equal({ between: { type: 'string', v: `${facts[1].id} ${facts[0].id}` }, status: { type: 'string', v: 'unresolved' } })
    expect(after).to.deep.equal({ ...before, status: { type: 'string', v: 'resolved' }, resolved_by: { type: 'ref', v: resolution } })
    expect(await factsAbout('stigmem:conflict:nothing')).to.deep.equal({})
    expect((await stage.replica.query({ entity: 'stigmem:conflict', includeContradicted: true })).total).to.equal(0)
  })

  describe('between replicas', () => {
    it('shows equal sets the same conflicts, before and after one is settled', async () => {
      await write(stage, [rivalDraft(stage, 1), rivalDraft(stage, 1, { entity: 'user:bob' })])
      await write(other, [rivalDraft(other, 2), rivalDraft(other, 2, { entity: 'user:bob' })])
      await exchange(stage, other)
      const { conflicts } = await stage.replica.conflicts.list({ status: 'unresolved' })
      expect(conflicts).to.have.lengthOf(2)
      expect(await other.replica.conflicts.list({ status: 'unresolved' })).to.deep.equal({ conflicts, cursor: null })

      await stage.replica.conflicts.resolve(conflicts[0].id, { winner: contradictionsIn(conflicts)[0].factB })
      await exchange(stage, other)
      expect(await idsOf(other, { status: 'resolved' })).to.deep.equal([conflicts[0].id])
      expect(await other.replica.conflicts.list()).to.deep.equal(await stage.replica.conflicts.list())
    })

    it('tells readers on both sides until it is settled', async () => {
      const [mine] = await write(stage, [rivalDraft(stage, 1)])
      const [theirs] = await write(other, [rivalDraft(other, 2)])
      await exchange(stage, other)
      const readBy = async ({ replica }: Stage): Promise<unknown[]> => Promise.all([mine.id, theirs.id].map(async id => (await replica.get(id))?.contradicted))
      expect([await readBy(stage), await readBy(other)]).to.deep.equal([[true, true], [true, true]])

      await stage.replica.conflicts.resolve(await onlyConflict(stage), { winner: mine.id })
      await exchange(stage, other)
      expect([await readBy(stage), await readBy(other)]).to.deep.equal([[false, false], [false, false]])
      expect((await other.replica.query({ entity: 'user:alice' })).facts.map(({ id }) => id)).to.deep.equal([mine.id])
    })

    it('lets the newer of two resolutions rule on both sides', async () => {
      const [mine] = await write(stage, [rivalDraft(stage, 1)])
      const [theirs] = await write(other, [rivalDraft(other, 2)])
      await exchange(stage, other)
      const id = await onlyConflict(stage)
      await other.replica.conflicts.resolve(id, { winner: theirs.id })
      await stage.clock.advanceAsync(5)
      await stage.replica.conflicts.resolve(id, { winner: mine.id })
      await exchange(stage, other)

      expect(await stage.replica.conflicts.get(id)).to.include({ winner: mine.id, resolver: stage.peer })
      expect(await other.replica.conflicts.get(id)).to.deep.equal(await stage.replica.conflicts.get(id))
    })

    it('gives the resolution of a stranger no effect once curators are chosen', async () => {
      const careful = await openReplica({ no: 3, clock: stage.clock, curators: [other.signer.publicKey] })
      await writeRivals(stage, 2)
      const id = await onlyConflict(stage)
      await stage.replica.conflicts.resolve(id)
      await carry(stage, careful)
      await carry(stage, other)
      expect(await careful.replica.conflicts.get(id)).to.include({ status: 'unresolved' })

      await write(other, [rivalDraft(other, 5)])
      await other.replica.conflicts.resolve(id)
      await carry(other, careful)
      expect(await careful.replica.conflicts.get(id)).to.include({ status: 'resolved', resolver: other.peer })
      await careful.stop()
    })
  })

  /** Values of the facts about an entity by the ends of their relations. */
  async function factsAbout (entity: string): Promise<Record<string, unknown>> {
    const { facts } = await stage.replica.query({ entity })
    expect(facts.every(({ source, confidence }) => source === 'system:stigmem' && confidence === 1)).to.equal(true)
    return Object.fromEntries(facts.map(({ relation, value }) => [relation.slice('stigmem:conflict:'.length), value]))
  }

  describe('in pages', () => {
    it('lists every conflict once, whatever the limit', async () => {
      for (let no = 0; no < 23; no++) {
        await writeRivals(stage, 2, { entity: `user:person-${no}` })
      }

      await writeRivals(stage, 2, { relation: 'memory:home' })
      await write(stage, [rivalDraft(stage, 1, { entity: 'z:1' }), rivalDraft(stage, 2, { entity: 'z:2' })])
      await stage.replica.curations.alias({ canonical: 'z:1', alias: 'z:2' })
      const all = await listed(stage)
      expect(all.map(({ id }) => id)).to.deep.equal(all.map(({ id }) => id).sort(byBytes))
      expect(all).to.have.lengthOf(25)

      for (const limit of [1, 3, 24, 25, 500]) {
        expect(await listed(stage, { limit })).to.deep.equal(all)
      }

      expect(await listed(stage, { entity: 'user:alice' })).to.deep.equal(all.filter(({ entity }) => entity === 'user:alice'))
      expect(await listed(stage, { relation: 'memory:home', limit: 1 })).to.deep.equal(all.filter(({ relation }) => relation === 'memory:home'))
      expect(await listed(stage, { scope: 'public', entity: 'User:Alice', relation: 'memory:role' })).to.deep.equal([])
      expect(await listed(stage, { scope: 'local' })).to.deep.equal([])
    })

    it('lists scope after scope', async () => {
      await writeRivals(stage, 2)
      await write(stage, [rivalDraft(stage, 1), rivalDraft(stage, 2)], 'local')
      const all = await listed(stage, { limit: 1 })

      expect(all.map(({ scope }) => scope)).to.deep.equal(['public', 'local'])
      expect(await stage.replica.conflicts.get(all[1].id)).to.deep.equal(all[1])
    })

    it('refuses what it cannot read', async () => {
      const queries: ConflictQuery[] = [
        { limit: 0 }, { limit: 501 }, { limit: 1.5 }, { status: 'open' as 'resolved' }, { cursor: 'x' }, { cursor: 'a'.repeat(500) },
        { cursor: '' }, { entity: '\0' }, { entity: 'nothing' }, { relation: '\ud800' }, { scope: '\0' }
      ]

      for (const query of queries) {
        await expectFailure(stage.replica.conflicts.list(query), InvalidQueryError.name)
      }

      await expectFailure(stage.replica.conflicts.list({ scope: 'nowhere' }), UnknownScopeError.name)
    })
  })
})

/** Orders base32 text as the bytes behind it. */
function byBytes (a: string, b: string): number {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
  const place = [...a].findIndex((character, i) => character !== b[i])
  return place === -1 ? 0 : alphabet.indexOf(a[place]) - alphabet.indexOf(b[place])
}

async function expectFailure (call: Promise<unknown>, name: string): Promise<void> {
  await expect(call).to.eventually.be.rejected().with.property('name', name)
}
