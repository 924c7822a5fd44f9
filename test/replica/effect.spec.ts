import { expect } from 'aegir/chai'
import { scopeUri } from '../../src/model/body/index.ts'
import { START_MS } from '../fixtures/bundles.ts'
import { brief, take as takeChanges } from '../fixtures/change-feeds.ts'
import { endOf, idIn } from '../fixtures/governed.ts'
import { openLab } from '../fixtures/labs.ts'
import { someFactDraft, write } from '../fixtures/replicas.ts'
import type { FactInput } from '../../src/model/fact/index.ts'
import type { Lab } from '../fixtures/labs.ts'

/** One fact about Alice. */
function says (v: string, changes: Partial<FactInput> = {}): Array<Partial<FactInput>> {
  return [{ value: { type: 'string', v }, ...changes }]
}

describe('replica effect', () => {
  let lab: Lab

  beforeEach(async () => { lab = await openLab() })
  afterEach(async () => { await lab.stop() })

  it('hides what is written below the grant, or by whom a grant lets read only', async () => {
    const { ann, bob, creator, take, values } = lab
    const early = ann.say(1, says('too early'))
    await take(creator.grant(2, ann.key), creator.grant(2, bob.key, { rights: ['read'] }), early, ann.say(3, says('in time')), bob.say(4, says('a reader')))

    expect(await values()).to.deep.equal(['in time'])
    expect(await lab.replica.get(idIn(early))).to.include({ visible: false, outlawed: true, current: false, contradicted: false })
  })

  it('takes the end of a grant as exclusive', async () => {
    const { ann, creator, take, values } = lab
    await take(creator.grant(1, ann.key, { expiresMs: START_MS + 10 }), ann.say(9, says('last')), ann.say(10, says('over', { entity: 'user:b' })))

    expect(await values()).to.deep.equal(['last'])
  })

  it('cuts a chain behind the end that is named, and chains that are not named', async () => {
    const { ann, creator, take, values } = lab
    const kept = ann.say(5, says('kept'))
    await take(creator.grant(1, ann.key), kept, ann.say(6, says('cut', { relation: 'memory:b' })), ann.say(4, says('elsewhere', { relation: 'memory:c' }), { lane: 'other' }))
    expect(await values()).to.have.members(['kept', 'cut', 'elsewhere'])
    await take(creator.revoke(7, ann.key, { upTo: [endOf(kept)] }))
    expect(await values()).to.deep.equal(['kept'])
  })

  it('shows the version before one that is outlawed, as the current one', async () => {
    const { ann, creator, replica, take, values } = lab
    const first = ann.say(5, says('first'))
    const second = ann.say(6, says('second'))
    await take(creator.grant(1, ann.key), first, second)
    expect(await values()).to.deep.equal(['second'])
    expect((await replica.why(idIn(second)))?.replaces).to.deep.equal([idIn(first)])
    await take(creator.revoke(7, ann.key, { upTo: [endOf(first)] }))

    expect(await values()).to.deep.equal(['first'])
    expect(await replica.get(idIn(first))).to.include({ current: true, visible: true })
    expect(await replica.why(idIn(first))).to.not.have.property('replacedBy')
  })

  it('shows what comes behind a new grant, and nothing that lies between', async () => {
    const { ann, creator, take, values } = lab
    await take(creator.grant(1, ann.key), creator.revoke(5, ann.key), creator.grant(10, ann.key))
    await take(ann.say(7, says('between', { relation: 'memory:b' })), ann.say(11, says('again')))

    expect(await values()).to.deep.equal(['again'])
  })

  it('brings back what was outlawed when it is known that the revoker had been revoked', async () => {
    const { ann, bob, creator, take, values } = lab
    await take(creator.grant(1, ann.key), creator.grant(2, bob.key, { rights: ['admin'] }), ann.say(5, says('content')))
    await take(bob.revoke(20, ann.key))
    expect(await values()).to.deep.equal([])
    await take(creator.revoke(19, bob.key))
    expect(await values()).to.deep.equal(['content'])
  })

  it('hides what stands under a name that no grant gives, and attests the others', async () => {
    const { ann, creator, replica, take, values } = lab
    const named = ann.say(5, [...says('node', { source: ann.source('node-a') }), ...says('other', { source: ann.source('node-b'), relation: 'memory:b' }), ...says('self', { relation: 'memory:c' })])
    await take(creator.grant(1, ann.key, { names: ['node-a'] }), named)

    expect(await values()).to.have.members(['node', 'self'])
    expect((await replica.get(idIn(named)))?.attested).to.equal(true)
    expect(await replica.get(idIn(named, 1))).to.include({ attested: false, visible: false, outlawed: true })
    expect((await replica.get(idIn(named, 2)))?.attested).to.equal(true)
  })

  it('answers the same after a restart and from an index that was built again', async () => {
    const { ann, bob, creator, take } = lab
    await take(creator.grant(1, ann.key), ann.say(5, says('kept')), creator.grant(2, bob.key), bob.say(6, says('gone')), creator.revoke(7, bob.key))
    const again = await lab.crash()

    try {
      const { facts } = await again.replica.query({ scope: 'lab', includeContradicted: true })
      expect(facts.map(({ value }) => value.v)).to.deep.equal(['kept'])
    } finally {
      await again.stop()
    }
  })

  it('counts statements of curators, from where they may curate, and rules of admins only', async () => {
    const { ann, bob, creator, replica, take } = lab
    const alias = (canonical: string, other: string): ReturnType<typeof ann.statement> => ann.statement('alias', { canonical, alias: other }, canonical)
    await take(creator.grant(5, ann.key, { rights: ['curate'] }), creator.grant(5, bob.key))
    await take(
      ann.say(4, [alias('user:a', 'user:early')]),
      ann.say(6, [alias('user:a', 'user:b'), ann.statement('rule', { relation: 'memory:role', cardinality: 'many' }, scopeUri(lab.scope))]),
      bob.say(6, [bob.statement('alias', { canonical: 'user:a', alias: 'user:writer' }, 'user:a')])
    )
    const names = async (): Promise<unknown[]> => (await replica.curations.list('alias', { scope: 'lab' })).map(({ statement }) => statement.alias)

    expect(await names()).to.deep.equal(['user:b'])
    expect(await replica.curations.list('rule', { scope: 'lab' })).to.deep.equal([])
    await take(creator.grant(3, ann.key, { rights: ['curate'] }))
    expect(await names()).to.deep.equal(['user:early', 'user:b'])
    await take(creator.revoke(7, ann.key))
    expect(await names()).to.deep.equal([])
  })

  it('counts the vote before one that is outlawed', async () => {
    const { ann, bob, creator, replica, take } = lab
    const fact = ann.say(5, says('voted on'))
    const vote = (at: number, weight: number): ReturnType<typeof bob.say> => {
      return bob.say(at, [bob.statement('vote', { fact: { hash: fact.hash, index: 0 }, weight, stance: 'for' })])
    }
    const first = vote(6, 2_000_000)
    await take(creator.grant(1, ann.key), creator.grant(1, bob.key), fact, first, vote(7, 5_000_000))
    expect(await replica.votes.of(idIn(fact))).to.include({ count: 1, weight: 5 })
    await take(creator.revoke(8, bob.key, { upTo: [endOf(first)] }))

    const page = await replica.votes.of(idIn(fact))
    expect(page).to.include({ count: 1, weight: 2 })
    expect(page.votes.map(({ id, weight }) => [id, weight])).to.deep.equal([[idIn(first), 2]])
    expect((await replica.resolve({ entity: 'user:alice', relation: 'memory:role', scope: 'lab', lens: 'vote-aware-consensus', asOf: START_MS + 9 })).winner?.votes).to.deep.equal({ for: 2_000_000, against: 0 })
  })

  it('writes an own fact anew that was outlawed', async () => {
    const { creator, replica, signer, take } = lab
    await take(creator.grant(1, signer.publicKey))
    const draft = someFactDraft(1, { lifecycle: 'approved' })
    await write(lab, [draft], 'lab')
    expect((await replica.append([draft], { scope: 'lab', skipUnchanged: true }))[0]).to.include({ unchanged: true })
    await take(creator.revoke(2, signer.publicKey), creator.grant(3, signer.publicKey))

    // What was cut has no state, so a proposal is no step back from it.
    const [written] = await replica.append([{ ...draft, lifecycle: 'proposed' }], { scope: 'lab', skipUnchanged: true })
    expect(written).to.include({ result: 'accept', unchanged: false })
  })

  it('tells readers of what counts, and that acts changed what does', async () => {
    const { ann, bob, creator, replica, take } = lab
    await take(creator.grant(1, ann.key), creator.grant(1, bob.key, { rights: ['read'] }))
    const [told, elsewhere, later] = [{ entity: 'user:alice' }, { scope: 'public' }, { entity: 'user:alice', types: ['scope' as const] }]
      .map(query => replica.changes(query)[Symbol.asyncIterator]())
    const fact = ann.say(6, says('a writer'))
    await take(bob.say(5, says('a reader')), fact)
    await take(creator.revoke(7, ann.key, { upTo: [endOf(fact)] }), creator.grant(8, ann.key))
    await write(lab, [someFactDraft(1)])

    expect((await takeChanges(told, 3)).map(brief)).to.deep.equal(['fact user:alice', 'scope lab', 'scope lab'])
    expect((await takeChanges(elsewhere, 1)).map(brief)).to.deep.equal(['fact user:person-1'])
    const [change] = await takeChanges(later, 1)
    const behind = replica.changes({ types: ['scope'] }, { after: change.id })[Symbol.asyncIterator]()
    expect((await takeChanges(behind, 1)).map(brief)).to.deep.equal(['scope lab'])
  })
})
