import { expect } from 'aegir/chai'
import { boxScopeKey } from '../../src/model/seal/index.ts'
import { KEY_NUMBER_STEP_MAX, LastAdminError, NotAdminError } from '../../src/replica/governance/index.ts'
import { UnknownScopeError } from '../../src/replica/index.ts'
import { seededBytes, someSigner } from '../fixtures/bundles.ts'
import { copyScope, Hand, offer } from '../fixtures/closed-scopes.ts'
import { openReplica, scanAll, someFactDraft, write } from '../fixtures/replicas.ts'
import { someMember } from '../fixtures/scope-keys.ts'
import type { HeldScope } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const START_MS = 1_767_225_600_000

/** Two replicas, and a closed scope of the first one that the second one joined. */
async function pair (): Promise<{ alice: Stage, bob: Stage, scope: HeldScope }> {
  const alice = await openReplica({ no: 1 })
  const bob = await openReplica({ no: 2, clock: alice.clock })
  const scope = await alice.replica.closed.create('team')
  await bob.replica.closed.join(await alice.replica.closed.genesis('team'))

  return { alice, bob, scope }
}

async function stopAll (...stages: readonly Stage[]): Promise<void> {
  await Promise.all(stages.map(async stage => stage.stop()))
}

describe('a closed scope', () => {
  it('begins with its genesis alone, then its first key, in one group of the journal', async () => {
    const { journal, replica, signer, stop } = await openReplica()
    const { syncs } = journal.stat()
    const scope = await replica.closed.create('team')

    expect(scope.creator).to.deep.equal(signer.publicKey)
    expect(journal.stat().syncs - syncs).to.equal(1)
    expect(replica.scopes().map(({ name, bundles, facts }) => [name, bundles, facts])).to.deep.equal([['public', 0, 0], ['team', 2, 2], ['local', 0, 0]])
    expect(replica.shared().map(({ name }) => name)).to.deep.equal(['public', 'team'])
    expect(replica.governance.keys(scope.id).map(({ number, knownMs }) => [number, knownMs])).to.deep.equal([[1, START_MS]])
    expect(replica.governance.members(scope.id).map(({ rights }) => rights)).to.deep.equal([['admin', 'curate', 'read', 'steward', 'write']])
    expect(replica.governance.isOpen(scope.id)).to.equal(true)
    await stop()
  })

  it('has a chain of its own, whatever was written elsewhere before', async () => {
    const stage = await openReplica()
    await write(stage, [someFactDraft(1)])
    await stage.replica.closed.create('team')
    const [record] = await write(stage, [someFactDraft(2)], 'team')

    expect(record.scope).to.equal('team')
    expect(await stage.replica.closed.genesis('team')).to.be.an.instanceOf(Uint8Array)
    expect(await scanAll(stage, { scope: 'team' })).to.have.length(1)
    await stage.stop()
  })

  it('takes in who is granted, opens the key, and counts what is written', async () => {
    const { alice, bob, scope } = await pair()
    await alice.replica.closed.grant('team', { peer: bob.signer.publicKey, rights: ['read', 'write'] })
    await copyScope(alice, bob, scope.id)
    await write(bob, [someFactDraft(1)], 'team')
    expect(new Set(await copyScope(bob, alice, scope.id))).to.deep.equal(new Set(['accept']))

    expect(await scanAll(alice, { scope: 'team' })).to.have.length(1)
    expect(bob.replica.governance.keys(scope.id)).to.have.length(1)
    expect(bob.replica.governance.keys(scope.id)[0].key).to.deep.equal(alice.replica.governance.keys(scope.id)[0].key)
    expect(bob.replica.snapshot(scope.id)?.root()).to.deep.equal(alice.replica.snapshot(scope.id)?.root())
    expect(alice.replica.governance.isOpen(scope.id)).to.equal(false)
    await stopAll(alice, bob)
  })

  it('tells once of a scope that came, and once of all acts that came together', async () => {
    const { alice, bob, scope } = await pair()
    const told: string[] = []
    bob.replica.addEventListener('scope:govern', ({ detail }) => { told.push(`${detail.scope.name} is governed`) })
    bob.replica.addEventListener('scope:hold', ({ detail }) => { told.push(`${detail.scope.name} is held`) })
    await alice.replica.closed.create('guests')
    await alice.replica.closed.grant('team', { peer: bob.signer.publicKey, rights: ['read'] })
    await alice.replica.closed.grant('team', { peer: someSigner(7).publicKey, rights: ['read'] })
    await copyScope(alice, bob, scope.id)
    await bob.replica.closed.join(await alice.replica.closed.genesis('guests'))
    await bob.clock.advanceAsync(0)

    expect(told).to.deep.equal(['team is governed', 'guests is held'])
    await stopAll(alice, bob)
  })
})

describe('a revocation', () => {
  it('leaves what was written, ends all rights, and gives the others the next key', async () => {
    const { alice, bob, scope } = await pair()
    const { closed, governance } = alice.replica
    const carol = someMember(3)
    await closed.grant('team', { peer: bob.signer.publicKey, rights: ['read', 'write'] })
    await closed.grant('team', { peer: carol.publicKey, rights: ['read'] })
    await copyScope(alice, bob, scope.id)
    const [kept] = await write(bob, [someFactDraft(1)], 'team')
    await copyScope(bob, alice, scope.id)
    await closed.revoke('team', { peer: bob.signer.publicKey, reason: 'left' })
    await copyScope(alice, bob, scope.id)

    expect(governance.standingNow(scope.id, bob.signer.publicKey).isEffective).to.equal(false)
    expect(governance.members(scope.id).map(({ peer }) => peer)).to.deep.equal([alice.signer.publicKey, carol.publicKey])
    expect(governance.keys(scope.id).map(({ number }) => number)).to.deep.equal([2, 1])
    expect(bob.replica.governance.keys(scope.id).map(({ number }) => number)).to.deep.equal([1])
    expect(closed.acts('team').map(({ kind, isEffective }) => [kind, isEffective])).to.deep.equal([
      ['scope-key', true], ['grant', true], ['grant', true], ['scope-key', true], ['revocation', true]
    ])
    expect(await alice.replica.get(kept.id)).to.not.equal(undefined)
    const [refused] = await bob.replica.append([someFactDraft(2)], { scope: 'team' })
    expect(refused).to.include({ result: 'reject', code: 'not_granted', field: 'scope' })
    expect(refused).to.have.property('detail').that.includes(alice.peer)
    await stopAll(alice, bob)
  })

  it('of an admin by itself needs another admin, and its key comes before it', async () => {
    const { alice, bob, scope } = await pair()
    const self = { peer: alice.signer.publicKey, reason: 'going' }
    await expect(alice.replica.closed.revoke('team', self)).to.eventually.be.rejectedWith(LastAdminError)
    await alice.replica.closed.grant('team', { peer: bob.signer.publicKey, rights: ['admin'] })
    await alice.replica.closed.revoke('team', self)
    await copyScope(alice, bob, scope.id)

    expect(bob.replica.governance.keys(scope.id).map(({ number }) => number)).to.deep.equal([2, 1])
    await expect(alice.replica.closed.grant('team', { peer: bob.signer.publicKey, rights: ['read'] })).to.eventually.be.rejectedWith(NotAdminError)
    await stopAll(alice, bob)
  })

  it('outlaws all that was written where the admin says so', async () => {
    const { alice, bob, scope } = await pair()
    await alice.replica.closed.grant('team', { peer: bob.signer.publicKey, rights: ['write'] })
    await copyScope(alice, bob, scope.id)
    const hand = new Hand(bob.signer, { scope: scope.id })
    const bundle = await hand.says('hello', START_MS + 10)
    expect(await offer(alice, [bundle])).to.deep.equal(['accept'])
    const { author, hlc, lane, seq, shard } = bundle.header
    const standing = (): boolean => alice.replica.governance.standingAt(scope.id, { author, hlc, lane, seq, shard, hash: bundle.hash }).isEffective

    expect(standing()).to.equal(true)
    await alice.replica.closed.revoke('team', { peer: bob.signer.publicKey, reason: 'spam', past: 'outlaw' })
    expect(standing()).to.equal(false)
    await stopAll(alice, bob)
  })
})

describe('what is given to a scope', () => {
  it('is not taken from those who are no admin, nor for scopes that are not here', async () => {
    const { alice, bob } = await pair()
    const draft = { peer: bob.signer.publicKey, rights: ['read'] as const }
    await expect(bob.replica.closed.grant('team', draft)).to.eventually.be.rejectedWith(NotAdminError).that.has.property('admins').that.deep.equals([alice.peer])
    await expect(alice.replica.closed.grant('elsewhere', draft)).to.eventually.be.rejectedWith(UnknownScopeError)
    await expect(alice.replica.closed.grant('public', draft)).to.eventually.be.rejectedWith(UnknownScopeError)
    await stopAll(alice, bob)
  })

  it('passes one after another, and each act is noted', async () => {
    const noted: unknown[] = []
    const alice = await openReplica({
      audit: {
        append: async ({ peer, reason, scope, type }) => {
          noted.push([type, reason, scope?.split('@')[0], peer])
          return 'written'
        }
      }
    })
    const { closed } = alice.replica
    const scope = await closed.create('team')
    const peers = [1, 2, 3].map(no => someSigner(no).publicKey)
    await Promise.all(peers.map(async peer => closed.grant('team', { peer, rights: ['read'] })))
    await Promise.all(peers.map(async peer => closed.revoke('team', { peer, reason: 'test' })))

    expect(alice.replica.governance.keys(scope.id).map(({ number }) => number)).to.deep.equal([4, 3])
    expect(noted.map(one => (one as string[]).slice(0, 3).join(' '))).to.deep.equal([
      'admin_action scope_create team', ...Array.from({ length: 3 }, () => 'admin_action grant team'), ...Array.from({ length: 3 }, () => 'admin_action revoke team')
    ])
    await alice.stop()
  })

  it('has a time from which on it covers nothing', async () => {
    const { alice, bob, scope } = await pair()
    const peer = bob.signer.publicKey
    await alice.replica.closed.grant('team', { peer, rights: ['read'], expiresMs: START_MS + 1_000 })

    expect(alice.replica.governance.standingNow(scope.id, peer).has('read')).to.equal(true)
    alice.clock.advance(1_000)
    expect(alice.replica.governance.standingNow(scope.id, peer).has('read')).to.equal(false)
    await stopAll(alice, bob)
  })
})

describe('scope keys', () => {
  it('with numbers far ahead have no effect', async () => {
    const stage = await openReplica()
    const { closed, governance } = stage.replica
    const { id: scope } = await closed.create('team')
    const hand = new Hand(stage.signer, { scope })
    const peer = stage.signer.publicKey

    for (const [no, number] of [2 + KEY_NUMBER_STEP_MAX, 1 + KEY_NUMBER_STEP_MAX, 2 + KEY_NUMBER_STEP_MAX].entries()) {
      const box = boxScopeKey({ scope, number, key: seededBytes(`key ${no}`) }, agreementOf(stage), { receiver: peer, nonce: seededBytes(`nonce ${no}`, 24) })
      expect(await offer(stage, [await hand.act('scope-key', { number, boxes: [{ peer, box: box ?? new Uint8Array(1) }] }, START_MS + 10 + no)])).to.deep.equal(['accept'])
    }

    expect(governance.keys(scope).map(({ key, number }) => [number, key])).to.deep.equal([
      [2 + KEY_NUMBER_STEP_MAX, seededBytes('key 2')], [1 + KEY_NUMBER_STEP_MAX, seededBytes('key 1')]
    ])
    await stage.stop()
  })

  it('of one number, made by two, are followed by the next one', async () => {
    const stage = await openReplica()
    const { closed, governance } = stage.replica
    const { id: scope } = await closed.create('team')
    const hand = new Hand(stage.signer, { scope })
    const peer = stage.signer.publicKey
    const box = boxScopeKey({ scope, number: 1, key: seededBytes('another key') }, agreementOf(stage), { receiver: peer, nonce: seededBytes('nonce', 24) })
    await offer(stage, [await hand.act('scope-key', { number: 1, boxes: [{ peer, box: box ?? new Uint8Array(1) }] }, START_MS + 10)])
    expect(governance.keys(scope).map(({ number }) => number)).to.deep.equal([1, 1])
    await new Promise(resolve => { stage.replica.addEventListener('bundle:append', resolve, { once: true }) })

    expect(governance.keys(scope).map(({ number }) => number)).to.deep.equal([2, 1, 1])
    await stage.stop()
  })

  it('that a grant brings are known from when it came', async () => {
    const { alice, bob, scope } = await pair()
    alice.clock.advance(5_000)
    await alice.replica.closed.grant('team', { peer: bob.signer.publicKey, rights: ['read'] })
    alice.clock.advance(7_000)
    await copyScope(alice, bob, scope.id)
    const again = await bob.crash()

    expect(again.replica.governance.keys(scope.id).map(({ knownMs }) => knownMs)).to.deep.equal([START_MS + 12_000])
    expect(alice.replica.governance.keys(scope.id).map(({ knownMs }) => knownMs)).to.deep.equal([START_MS])
    await stopAll(alice, again)
  })
})

/** The key of a stage as one end of boxes. */
function agreementOf ({ platform }: Stage): ReturnType<Stage['platform']['ed25519']['signer']> {
  return platform.ed25519.signer(seededBytes('replica 1'))
}
