import { expect } from 'aegir/chai'
import { createFactMesh } from '../../src/index.ts'
import { FactRefusedError } from '../../src/mesh/index.ts'
import { PeerNotConnectedError } from '../../src/network/sync/index.ts'
import { draftOf, Meshes, next, rootOf, until } from '../fixtures/meshes.ts'
import { testPeer } from '../fixtures/peers.ts'
import type { FactMesh } from '../../src/mesh/index.ts'
import type { FactRecord } from '../../src/replica/index.ts'

describe('two meshes', () => {
  const meshes = new Meshes()

  /** The fact as the mesh has it, once it has it. */
  const arrived = async (mesh: FactMesh, { id }: FactRecord): Promise<FactRecord> => until(`${id} arrived`, async () => mesh.get(id))

  afterEach(async () => {
    await meshes.stop()
  })

  it('exchange facts by gossip alone', async () => {
    const [alice, bob] = [await meshes.make({ syncIntervalMs: false }), await meshes.make({ syncIntervalMs: false })]
    await meshes.join(alice, bob)
    const event = next(bob, 'bundle:receive')
    const written = await alice.assert(draftOf(1))
    const read = await arrived(bob, written)
    expect(read).to.deep.include({ value: written.value, author: alice.peerId, receivedVia: 'gossip', receivedFrom: alice.peerId, contradicted: false })
    expect(written).to.deep.include({ author: alice.peerId, receivedVia: 'local', receivedFrom: null })
    expect((await event).origin).to.deep.equal({ via: 'gossip', peer: alice.peerId })
    expect(rootOf(bob)).to.equal(rootOf(alice))
    const back = await bob.assert(draftOf(2))
    expect((await arrived(alice, back)).receivedVia).to.equal('gossip')
    expect([alice, bob].flatMap(mesh => mesh.peers().map(({ sync }) => sync))).to.deep.equal([{}, {}])
  })

  it('exchange facts by sync alone, on connect and in intervals', async () => {
    const [alice, bob] = [await meshes.make({ gossip: false, syncIntervalMs: 50 }), await meshes.make({ gossip: false, syncIntervalMs: 50 })]
    const [first, second] = [await alice.assert(draftOf(1)), await bob.assert(draftOf(2))]
    const run = next(bob, 'sync:complete', ({ bundlesIn }) => bundlesIn > 0)
    await meshes.join(alice, bob)
    expect(await arrived(bob, first)).to.deep.include({ receivedVia: 'sync', receivedFrom: alice.peerId })
    expect(await arrived(alice, second)).to.deep.include({ receivedVia: 'sync', receivedFrom: bob.peerId })
    expect(await run).to.deep.include({ peer: alice.peerId, scope: 'public', result: 'equal' })
    const third = await alice.assert(draftOf(3))
    expect((await arrived(bob, third)).receivedVia).to.equal('sync')
    await until('the list of peers tells of the run', () => bob.peers()[0].sync.public?.result === 'equal')
  })

  it('exchange facts when they are told to', async () => {
    const [alice, bob] = [await meshes.make({ gossip: false, syncIntervalMs: false }), await meshes.make({ gossip: false, syncIntervalMs: false })]
    expect(await alice.syncNow()).to.deep.equal([])
    await expect(alice.syncNow(bob.peerId)).to.eventually.be.rejectedWith(PeerNotConnectedError)
    await expect(alice.syncNow('nobody')).to.eventually.be.rejectedWith(PeerNotConnectedError)
    await meshes.join(alice, bob)
    const written = await alice.assert(draftOf(1))
    const [run, ...more] = await bob.syncNow(bob.peers()[0].peerId)
    expect([run.result, run.bundlesIn, more]).to.deep.equal(['equal', 1, []])
    expect((await bob.get(written.id))?.receivedVia).to.equal('sync')
    const [again] = await alice.syncNow(bob.libp2p.peerId.toString())
    expect([again.result, again.bundlesIn, again.bundlesOut]).to.deep.equal(['equal', 0, 0])
    expect(await alice.syncNow()).to.have.lengthOf(1)
  })

  it('keep to themselves what is local', async () => {
    const [alice, bob] = [await meshes.make({ syncIntervalMs: false }), await meshes.make({ syncIntervalMs: false })]
    await meshes.join(alice, bob)
    const kept = await alice.assert({ ...draftOf(1), scope: 'local' })
    await arrived(bob, await alice.assert(draftOf(2)))
    await bob.syncNow()
    expect(await bob.get(kept.id)).to.equal(undefined)
    expect((await bob.page()).total).to.equal(1)
    expect((await alice.page()).total).to.equal(2)
  })

  it('take facts back on both sides', async () => {
    const [alice, bob] = [await meshes.make({ syncIntervalMs: false }), await meshes.make({ syncIntervalMs: false })]
    await meshes.join(alice, bob)
    const written = await alice.assert(draftOf(1))
    await arrived(bob, written)
    const retraction = await alice.retract(written.id)
    expect(retraction).to.deep.include({ entity: written.entity, relation: written.relation, source: written.source, confidence: 0 })
    await until('bob leaves the fact out', async () => (await bob.page()).total === 0)
    expect(await bob.get(written.id), 'it stays in the journal').to.deep.include({ id: written.id, current: false })
    expect(await alice.retract(`${written.bundle}.7`)).to.equal(undefined)
    expect(await alice.retract('nothing')).to.equal(undefined)
    await expect(bob.retract(written.id)).to.eventually.be.rejectedWith(FactRefusedError).with.property('code', 'source_not_owned')
  })

  it('take each name from the first key that claims it', async () => {
    const [alice, bob] = [await meshes.make({ names: ['alice.example'] }), await meshes.make()]
    await meshes.join(alice, bob)
    const source = 'stigmem://alice.example/notes'
    const written = await alice.assert({ ...draftOf(1), source })
    expect(await arrived(bob, written)).to.deep.include({ source, attested: true })
    await expect(bob.assert({ ...draftOf(2), source })).to.eventually.be.rejectedWith(FactRefusedError).with.property('code', 'source_not_owned')
    const mallory = await meshes.make({ names: ['alice.example'] })
    await meshes.join(mallory, bob)
    const refusal = next(bob, 'bundle:refuse')
    const forged = await mallory.assert({ ...draftOf(3), source })
    expect((await refusal).code).to.equal('source_not_owned')
    expect(await bob.get(forged.id)).to.equal(undefined)
  })

  it('tell who came and who left', async () => {
    const [alice, bob] = [await meshes.make(), await meshes.make()]
    const [accepted, left] = [next(alice, 'peer:accept'), next(alice, 'peer:leave')]
    await meshes.join(bob, alice)
    expect((await accepted).peer).to.equal(bob.peerId)
    expect(alice.peers()[0]).to.deep.include({ peerId: bob.peerId, status: 'connected', direction: 'inbound', transports: ['memory'], allowedScopes: ['public'] })
    expect(bob.peers()[0]).to.deep.include({ peerId: alice.peerId, status: 'connected', direction: 'outbound', addrs: alice.multiaddrs() })
    expect(alice.status()).to.deep.include({ peersConnected: 1, wrongNetwork: 0, warnings: [] })
    await bob.stop()
    expect((await left).peer).to.equal(bob.peerId)
    expect(alice.status().peersConnected).to.equal(0)
  })

  it('measure the way between them', async () => {
    const [alice, bob] = [await meshes.make(), await meshes.make()]
    await meshes.join(alice, bob)
    const { rttMs } = await until('a ping came back', () => alice.peers().find(({ rttMs }) => rttMs != null))
    expect(rttMs).to.be.within(0, 10_000)
  })
})

describe('a mesh from the public door', () => {
  it('answers the HTTP API without a socket', async () => {
    const mesh = await createFactMesh({ dht: false, libp2p: { transports: 'memory' }, seed: testPeer(9).seed })
    try {
      const response = await mesh.fetch('/v1/status')
      expect([response.status, JSON.stringify(await response.json()).includes(testPeer(9).text)]).to.deep.equal([200, true])
    } finally {
      await mesh.stop()
    }
  })
})
