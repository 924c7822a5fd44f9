import { expect } from 'aegir/chai'


import { bundlesOf, copyScope } from '../fixtures/closed-scopes.ts'
import { openReplica, scanAll, someFactDraft, write } from '../fixtures/replicas.ts'

import type { HeldScope } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

/** Two replicas, and a closed scope of the first one that the second one joined. */
async function pair (): Promise<{ alice: Stage, bob: Stage, scope: HeldScope }> {
  const alice = await openReplica({ no: 1 })
  const bob = await openReplica({ no: 2, clock: alice.clock })
  const scope = await alice.replica.closed.create('team')
  await bob.replica.closed.join(await alice.replica.closed.genesis('team'))

  return { alice, bob, scope }
}

describe('a closed scope', () => {
  it('begins with its genesis alone, then its first key, in one group of the journal', async () => {
    const { replica, journal, signer } = await openReplica()
    const { syncs } = journal.stat()
    const scope = await replica.closed.create('team')

    expect(scope.creator).to.deep.equal(signer.publicKey)
    expect(journal.stat().syncs - syncs).to.equal(1)
    expect(replica.scopes().map(({ name, bundles, facts }) => [name, bundles, facts])).to.deep.equal([['public', 0, 0], ['team', 2, 2], ['local', 0, 0]])
    expect(replica.shared().map(({ name }) => name)).to.deep.equal(['public', 'team'])
    expect(replica.governance.keys(scope.id).map(({ number, knownMs }) => [number, knownMs])).to.deep.equal([[1, 1_767_225_600_000]])
    expect(replica.governance.members(scope.id).map(({ rights }) => rights)).to.deep.equal([['admin', 'curate', 'read', 'steward', 'write']])
    expect(replica.governance.isOpen(scope.id)).to.equal(true)
    await replica.stop()
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
    expect(bob.replica.snapshot(scope.id)?.root).to.equal(alice.replica.snapshot(scope.id)?.root)
    expect(alice.replica.governance.isOpen(scope.id)).to.equal(false)
  })
})
