import { expect } from 'aegir/chai'
import { PeerDecisionError } from '../../src/network/peers/index.ts'
import { createTestMesh } from '../../src/testing/index.ts'
import { isConnected, until } from '../fixtures/meshes.ts'
import type { FactMesh, FactMeshInit, PeerStatus } from '../../src/mesh/index.ts'
import type { TestMesh } from '../../src/testing/index.ts'

describe('what the operator says about peers', () => {
  let net: TestMesh

  afterEach(async () => { await net.stop() })

  const open = async (...nodes: Array<Partial<FactMeshInit>>): Promise<[FactMesh, FactMesh]> => {
    net = await createTestMesh({ size: 2, topology: 'line', node: index => nodes[index] ?? {} })
    await until('they know each other', () => isConnected(net.node(0), net.node(1)) && isConnected(net.node(1), net.node(0)))
    return [net.node(0), net.node(1)]
  }

  /** How a node sees another one. */
  const seen = (mesh: FactMesh, other: FactMesh): PeerStatus | undefined => mesh.peers().find(({ peerId }) => peerId === other.peerId)

  it('lets them wait, connected and without a scope, until one is accepted', async () => {
    const [alice, bob] = await open({ approval: 'manual' }, {})
    expect(seen(alice, bob)).to.deep.include({ status: 'connected', state: 'pending', reason: 'waits_for_operator', allowedScopes: [] })
    expect(seen(bob, alice)).to.deep.include({ state: 'active', declared: [{ scope: 'public', push: true, pull: true }] })
    expect(await alice.decidePeer(bob.peerId, 'accept', { reason: 'a friend' })).to.deep.include({ state: 'active', reason: 'a friend', allowedScopes: ['public'] })
    expect((await alice.audit({ type: 'peer_approved' })).records[0]).to.include({ peer: bob.peerId, reason: 'a friend' })
  })

  it('cuts a blocked peer both ways, and keeps it out over a restart, until it is unblocked', async () => {
    const [first, bob] = await open()
    expect(await first.decidePeer(bob.peerId, 'block', { reason: 'spam' })).to.deep.include({ state: 'blocked', reason: 'spam', allowedScopes: [] })
    await until('it is cut', () => bob.libp2p.getConnections().length === 0)
    await net.crash(0)
    const alice = await net.restart(0)
    expect(seen(alice, bob)).to.deep.include({ state: 'blocked', reason: 'spam' })

    for (const [from, to] of [[alice, bob], [bob, alice]]) {
      await from.libp2p.dial(to.libp2p.getMultiaddrs()).catch(() => {})
      await until('the connection is refused', () => alice.libp2p.getConnections().length === 0 && bob.libp2p.getConnections().length === 0)
    }

    expect((await alice.audit({ type: 'federation_connect' })).records.length, 'it was heard before the block alone').to.equal(1)
    await alice.decidePeer(bob.peerId, 'unblock')
    await alice.addPeer(bob.multiaddrs()[0])
    await until('they know each other again', () => isConnected(alice, bob) && seen(alice, bob)?.state === 'active')
  })

  it('refuses a command that does not apply, and a text that names nobody else', async () => {
    const [alice, bob] = await open()
    await expect(alice.decidePeer(bob.peerId, 'reinstate')).to.eventually.be.rejectedWith(PeerDecisionError)
    expect([await alice.decidePeer('nobody', 'block'), await alice.decidePeer(alice.peerId, 'block')]).to.deep.equal([undefined, undefined])
  })
})
