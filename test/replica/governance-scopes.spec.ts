import { expect } from 'aegir/chai'
import { toHex } from '../../src/model/bytes/index.ts'
import { scopeText } from '../../src/policy/scope/index.ts'
import { AmbiguousScopeError, InvalidGenesisError, ScopeNameError } from '../../src/replica/governance/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { bundlesOf, copyScope, Hand } from '../fixtures/closed-scopes.ts'
import { openReplica, publicBundles, scanAll, someFactDraft, write } from '../fixtures/replicas.ts'
import type { HeldScope } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const FOUNDS = ['team', 'company']

function namesOf ({ replica }: Stage): string[] {
  return replica.scopes().map(({ name }) => name)
}

/** A replica with scopes of its own, and a scope `team` of another one. */
async function twoTeams (): Promise<{ alice: Stage, theirs: HeldScope, genesis: Uint8Array }> {
  const alice = await openReplica({ no: 1, founds: FOUNDS })
  const other = await openReplica({ no: 2 })
  const theirs = await other.replica.closed.create('team')
  const genesis = await other.replica.closed.genesis('team')
  await other.stop()

  return { alice, theirs, genesis }
}

describe('scopes that a node founds', () => {
  it('are there from the first start on, once, in two syncs of the journal at most', async () => {
    const stage = await openReplica({ founds: FOUNDS })
    const { syncs } = stage.journal.stat()
    const ids = stage.replica.scopes().map(({ id }) => id)
    expect(namesOf(stage)).to.deep.equal(['public', 'team', 'company', 'local'])
    expect(syncs).to.be.below(3)
    const again = await stage.crash()

    expect(again.replica.scopes().map(({ id }) => id)).to.deep.equal(ids)
    expect(again.replica.scopes().map(({ bundles }) => bundles)).to.deep.equal([0, 2, 2, 0])
    await again.stop()
  })

  it('come to a home that was there before', async () => {
    const stage = await openReplica()
    await write(stage, [someFactDraft(1)])
    expect(namesOf(stage)).to.deep.equal(['public', 'local'])
    const again = await stage.crash({ founds: FOUNDS })

    expect(namesOf(again)).to.deep.equal(['public', 'team', 'company', 'local'])
    expect(await publicBundles(again)).to.have.length(1)
    await again.stop()
  })

  it('have the names of the node, and get new ones at a start', async () => {
    const stage = await openReplica({ founds: FOUNDS, names: ['node-a'] })
    const named = ({ replica, signer }: Stage): ReadonlyArray<readonly string[]> => replica.governance.held().map(({ id }) => replica.governance.standingNow(id, signer.publicKey).names)
    expect(named(stage)).to.deep.equal([['node-a'], ['node-a']])
    const again = await stage.crash({ names: ['node-a', 'node-b'] })
    expect(named(again)).to.deep.equal([['node-a', 'node-b'], ['node-a', 'node-b']])
    const third = await again.crash()

    expect(third.replica.scopes().map(({ bundles }) => bundles)).to.deep.equal([0, 3, 3, 0])
    await third.stop()
  })
})

describe('a joined scope', () => {
  it('takes the place of an own one in which nothing is, also after a restart', async () => {
    const { alice, genesis, theirs } = await twoTeams()
    const joined = await alice.replica.closed.join(genesis)
    expect(joined).to.deep.equal(theirs)
    expect(namesOf(alice)).to.deep.equal(['public', 'company', 'team', 'local'])
    expect(alice.replica.shared().map(({ id }) => toHex(id))).to.include(toHex(theirs.id))
    const again = await alice.crash()

    expect(again.replica.scopes().find(({ name }) => name === 'team')?.id).to.equal(scopeText('team', theirs.id))
    expect(await again.replica.closed.join(genesis)).to.deep.equal(theirs)
    await again.stop()
  })

  it('makes its name ambiguous where something was written in the own one', async () => {
    const { alice, genesis, theirs } = await twoTeams()
    const own = alice.replica.shared()[1].id
    const [before] = await write(alice, [someFactDraft(1)], 'team')
    await alice.replica.closed.join(genesis)
    const texts = [own, theirs.id].map(id => scopeText('team', id))
    const [refused] = await alice.replica.append([someFactDraft(2)], { scope: 'team' })

    expect(before.scope).to.equal('team')
    expect(refused).to.include({ result: 'reject', code: 'scope_ambiguous', field: 'scope' }).and.to.have.property('detail').that.includes(texts[0]).and.includes(texts[1])
    expect(() => alice.replica.closed.acts('team')).to.throw(AmbiguousScopeError).with.deep.property('scopes', texts)
    await expect(alice.replica.query({ scope: 'team' })).to.eventually.be.rejectedWith(AmbiguousScopeError)
    expect(namesOf(alice)).to.have.members(['public', ...texts, 'company', 'local'].map(text => text.split('@')[0]))

    for (const name of [texts[0], toHex(own)]) {
      const [record] = await write(alice, [someFactDraft(3)], name)
      expect(record.scope).to.equal(texts[0])
    }

    expect(await scanAll(alice, { scope: texts[0] })).to.have.length(2)
    await alice.stop()
  })

  it('makes its name ambiguous where somebody was let into the own one', async () => {
    const { alice, genesis } = await twoTeams()
    await alice.replica.closed.grant('team', { peer: someSigner(1).publicKey, rights: ['read'] })
    await alice.replica.closed.join(genesis)

    expect(() => alice.replica.closed.acts('team')).to.throw(AmbiguousScopeError)
    await alice.stop()
  })

  it('holds what comes, and the same tree as those who were there', async () => {
    const alice = await openReplica({ no: 1 })
    const bob = await openReplica({ no: 2 })
    const { id } = await alice.replica.closed.create('guests')
    await write(alice, [1, 2, 3].map(no => someFactDraft(no)), 'guests')
    await bob.replica.closed.join(await alice.replica.closed.genesis('guests'))
    await copyScope(alice, bob, id)
    const again = await bob.crash()

    expect(toHex(again.replica.snapshot(id)?.root() ?? id)).to.equal(toHex(alice.replica.snapshot(id)?.root() ?? new Uint8Array(1)))
    expect(again.replica.scopes().find(({ name }) => name === 'guests')).to.include({ bundles: 3, facts: 5 })
    await Promise.all([alice.stop(), again.stop()])
  })
})

describe('a genesis', () => {
  it('is not taken in when it is not one, or not alone, or signed by somebody else', async () => {
    const { alice, genesis } = await twoTeams()
    const { id } = await alice.replica.closed.create('guests')
    const [, second] = await bundlesOf(alice, id)
    const forged = genesis.slice()
    const at = forged.findIndex((_, i) => forged[i] === 0x58 && forged[i + 1] === 64) + 2
    forged[at] ^= 1
    const ours = await openReplica({ no: 5 })

    for (const bytes of [new Uint8Array(9), second, forged, (await new Hand(someSigner(1), { scope: id }).says('x', 1)).bytes]) {
      await expect(ours.replica.closed.join(bytes)).to.eventually.be.rejectedWith(InvalidGenesisError)
    }

    expect(namesOf(ours)).to.deep.equal(['public', 'local'])
    expect((await ours.replica.closed.join(genesis)).name).to.equal('team')
    await Promise.all([alice.stop(), ours.stop()])
  })
})

describe('names of new scopes', () => {
  it('have a form, and are not those of scopes that are here', async () => {
    const stage = await openReplica()
    await stage.replica.closed.create('team')

    for (const name of ['', 'Team', 'public', 'local', 'a b', 'x'.repeat(33), 'team', 'tëam']) {
      await expect(stage.replica.closed.create(name)).to.eventually.be.rejectedWith(ScopeNameError)
    }

    const [one, two] = await Promise.allSettled([stage.replica.closed.create('x'), stage.replica.closed.create('x')])
    expect([one.status, two.status]).to.deep.equal(['fulfilled', 'rejected'])
    await stage.stop()
  })
})
