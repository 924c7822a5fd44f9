import { expect } from 'aegir/chai'
import { createTestMesh } from '../../src/testing/index.ts'
import { draftOf, isConnected, until } from '../fixtures/meshes.ts'
import type { FactMesh, ScopeStatus } from '../../src/index.ts'
import type { TestMesh } from '../../src/testing/index.ts'

const CANARY = { entity: 'thing:canary', relation: 'test:said', value: { type: 'string' as const, v: 'canary' } }

describe('mesh: erased content', () => {
  let net: TestMesh

  afterEach(async () => { await net.stop() })

  const becomes = async (mesh: FactMesh, id: string, state: string): Promise<void> => {
    await until(`${id} is ${state}`, async () => (await mesh.presence.presence(id))?.state === state)
  }
  const join = async (dialler: FactMesh, listener: FactMesh): Promise<void> => {
    await dialler.addPeer(listener.multiaddrs()[0])
    await until('both accepted each other', () => isConnected(dialler, listener) && isConnected(listener, dialler))
  }

  it('leaves a node that was away, and does not come back from it', async () => {
    net = await createTestMesh({ size: 3, syncIntervalMs: 200 })
    const [author, near, away] = [0, 1, 2].map(index => net.node(index))
    const { id } = await author.assert(CANARY)
    await author.assert(draftOf(1))
    await net.converged()
    net.partition([0, 1], [2])
    const { erasure } = await author.presence.forget(id, { reason: 'asked for' }) ?? {}
    await becomes(near, id, 'erased')
    expect(await away.presence.presence(id)).to.include({ state: 'here' })
    net.heal()
    await becomes(away, id, 'erased')
    await net.converged()

    for (const mesh of [author, near, away]) {
      expect(await mesh.presence.presence(id)).to.deep.include({ state: 'erased', reason: 'asked for', erasure: { id: erasure, author: author.peerId } })
      expect(await mesh.page({ entity: CANARY.entity })).to.include({ total: 0 })
      await until('it is counted and in sync', () => {
        const { erased, wanted } = statusOf(mesh, 'public')
        return erased === 1 && wanted === 0 && mesh.agreement().scopes.find(({ scope }) => scope === 'public')?.inSync
      })
    }
  })

  it('that one node refuses is wanted by others, and comes from who has it', async () => {
    net = await createTestMesh({ size: 3, topology: 'none', syncIntervalMs: 200, node: () => ({ gossip: false }) })
    const [author, picky, third] = [0, 1, 2].map(index => net.node(index))
    const { id } = await author.assert(CANARY)
    await join(picky, author)
    await becomes(picky, id, 'here')
    await picky.presence.forget(id, { hereOnly: true, reason: 'none of ours' })
    await until('the picky one is in sync', () => statusOf(picky, 'public').refused === 1 && picky.agreement().scopes.find(({ scope }) => scope === 'public')?.inSync)
    net.partition([0], [1, 2])
    await join(third, picky)
    await becomes(third, id, 'wanted')
    expect(statusOf(third, 'public')).to.include({ wanted: 1, refused: 0, erased: 0 })
    net.heal()
    await join(third, author)
    await becomes(third, id, 'here')
    await net.converged()
    expect(await picky.presence.presence(id)).to.include({ state: 'refused' })
    await picky.presence.remember(id)
    await becomes(picky, id, 'here')
  })

  it('of a closed scope comes back when the admin who erased it is shut out', async () => {
    net = await createTestMesh({ size: 4, syncIntervalMs: 200 })
    const [creator, admin, writer, reader] = [0, 1, 2, 3].map(index => net.node(index))
    await creator.scopes.create('plans')
    const ticket = await creator.scopes.ticket('plans')
    await Promise.all([admin, writer, reader].map(async mesh => mesh.scopes.join(ticket)))
    await creator.scopes.grant('plans', { peer: admin.peerId, rights: ['admin'] })
    await creator.scopes.grant('plans', { peer: writer.peerId, rights: ['read', 'write'] })
    await creator.scopes.grant('plans', { peer: reader.peerId, rights: ['read'] })
    await until('the writer may write', () => writer.scopes.show('plans').rights.includes('write'))
    const { id } = await writer.assert({ ...CANARY, scope: 'plans' })
    await becomes(reader, id, 'here')
    await becomes(admin, id, 'here')
    await becomes(creator, id, 'here')
    net.partition([0, 2], [1, 3])
    await admin.presence.forget(id, { reason: 'not any more' })
    await becomes(reader, id, 'erased')
    await creator.scopes.revoke('plans', { peer: admin.peerId, reason: 'left' })
    await until('the writer knows', () => writer.scopes.show('plans').peers.every(({ peerId }) => peerId !== admin.peerId))
    net.heal()
    await becomes(reader, id, 'here')
    await until('the three have the same set', () => [writer, reader].every(mesh => statusOf(mesh, 'plans').root === statusOf(creator, 'plans').root))
    expect(await creator.presence.presence(id)).to.include({ state: 'here' })
    expect((await reader.get(id))?.value).to.deep.equal(CANARY.value)
  })
})

function statusOf (mesh: FactMesh, name: string): ScopeStatus {
  const status = mesh.status().scopes.find(scope => scope.name === name)

  if (status == null) {
    throw new TypeError(`There is no scope ${name}`)
  }

  return status
}
