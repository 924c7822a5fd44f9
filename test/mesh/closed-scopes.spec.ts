import { expect } from 'aegir/chai'
import { InvalidTicketError, parseScopeTicket } from '../../src/network/discovery/index.ts'
import { Meshes } from '../fixtures/meshes.ts'

describe('the closed scopes of a mesh', () => {
  const meshes = new Meshes()

  afterEach(async () => { await meshes.stop() })

  it('are made, listed, and written to by their creator', async () => {
    const mesh = await meshes.make()
    const { id, rights, keys } = await mesh.scopes.create('plans')
    expect(rights).to.include('admin')
    expect(keys).to.deep.equal([1])
    const { scope } = await mesh.assert({ entity: 'a:b', relation: 'c:d', value: { type: 'number', v: 1 }, scope: 'plans' })
    expect(scope).to.equal('plans')
    const names = mesh.scopes.list().map(({ name }) => name)
    expect(names).to.include.members(['public', 'local', 'plans'])
    expect(mesh.scopes.show(id)).to.deep.include({ name: 'plans', isClosed: true, members: 1, creator: mesh.peerId })
  })

  it('are joined by a ticket, and nothing may be done there before a grant', async () => {
    const [one, other] = [await meshes.make(), await meshes.make()]
    const { id } = await one.scopes.create('plans')
    const ticket = await one.scopes.ticket('plans')
    expect(parseScopeTicket(ticket).addresses).to.deep.equal(one.multiaddrs())
    expect(await other.scopes.join(ticket)).to.deep.include({ id, rights: [], creator: one.peerId })
    const refused = await other.append([{ entity: 'a:b', relation: 'c:d', value: { type: 'null', v: null } }], { scope: 'plans' })
    expect(refused).to.have.nested.property('[0].code', 'not_granted')
    await expect(other.scopes.grant('plans', { peer: other.peerId, rights: ['write'] })).to.eventually.be.rejected.with.property('code', 'not_admin')
  })

  it('know who was granted what, and who was shut out', async () => {
    const mesh = await meshes.make()
    const other = await meshes.make()
    await mesh.scopes.create('plans')
    const granted = await mesh.scopes.grant('plans', { peer: other.peerId, rights: ['read', 'write'], names: ['node-b'] })
    expect(mesh.scopes.show('plans').peers.at(-1)).to.deep.equal({ peerId: other.peerId, rights: ['read', 'write'], names: ['node-b'] })
    const revoked = await mesh.scopes.revoke('plans', { peer: other.peerId, reason: 'gone' })
    const { acts, keys, peers } = mesh.scopes.show('plans')
    expect(peers.map(({ peerId }) => peerId)).to.deep.equal([mesh.peerId])
    expect(acts.map(({ id }) => id)).to.include.members([granted, revoked])
    expect(keys).to.deep.equal([1, 2])
  })

  it('are not joined by a damaged ticket', async () => {
    const [one, other] = [await meshes.make(), await meshes.make()]
    await one.scopes.create('plans')
    const ticket = await one.scopes.ticket('plans')
    const held = other.scopes.list().length
    await expect(other.scopes.join(ticket.slice(0, -3))).to.eventually.be.rejectedWith(InvalidTicketError)
    await expect(other.addPeer(ticket)).to.eventually.be.rejectedWith(InvalidTicketError, /scope join/)
    expect(other.scopes.list()).to.have.length(held)
  })
})
