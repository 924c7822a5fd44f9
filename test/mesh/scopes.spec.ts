import { expect } from 'aegir/chai'
import { InvalidConfigError, NotGrantedError, ScopeBook } from '../../src/mesh/index.ts'
import { peerIdText } from '../../src/model/identity/index.ts'
import { formatScopeTicket, formatTicket, InvalidTicketError, parseScopeTicket } from '../../src/network/discovery/index.ts'
import { scopeText } from '../../src/policy/scope/index.ts'
import { UnknownScopeError } from '../../src/replica/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { fakeGenesis, fakeScopes } from '../fixtures/fake-scopes.ts'
import { testPeer } from '../fixtures/peers.ts'
import type { FakeScopes } from '../fixtures/fake-scopes.ts'

const SELF = peerIdText(someSigner().publicKey)
const OTHER = someSigner(3)
const PEER = peerIdText(OTHER.publicKey)
const OPEN = { name: 'public', id: 'public@aaaa', facts: 3, bundles: 2, root: '00', wanted: 0, absent: 0, refused: 0, erased: 0, absentBundles: [] }

function book (changes: Partial<FakeScopes> = {}): { parts: FakeScopes, scopes: ScopeBook } {
  const parts = fakeScopes(() => [OPEN])
  return { parts, scopes: new ScopeBook(Object.assign(parts, changes)) }
}

function ticketOf (name: string, addresses: readonly string[] = [testPeer(1).address], net = 'test'): string {
  const { id, bytes } = fakeGenesis(name, OTHER, net)
  return formatScopeTicket({ net, scope: id, genesis: bytes, addresses })
}

describe('mesh scopes', () => {
  it('lists open and closed scopes with the rights of this node', async () => {
    const { scopes } = book()
    await scopes.create('plans')
    await scopes.join(ticketOf('other'))
    expect(scopes.list().map(({ name, isClosed, rights, members }) => [name, isClosed, rights, members])).to.deep.equal([
      ['public', false, ['read', 'write'], undefined],
      ['plans', true, ['admin', 'curate', 'read', 'steward', 'write'], 1],
      ['other', true, [], 0]
    ])
  })

  it('shows members, acts and the numbers of keys, and no key', async () => {
    const { scopes } = book()
    const made = await scopes.create('plans')
    expect(made).to.include({ name: 'plans', creator: SELF, isClosed: true, members: 1 })
    const granted = await scopes.grant('plans', { peer: PEER, rights: ['read', 'write'], names: ['node-b'] })
    const shown = scopes.show(made.id)
    expect(shown.peers).to.deep.equal([{ peerId: SELF, rights: ['admin'], names: [] }, { peerId: PEER, rights: ['read', 'write'], names: ['node-b'] }])
    expect(shown.acts).to.deep.equal([{ id: granted, kind: 'grant', author: SELF, peer: PEER, timeMs: 0, isEffective: true }])
    expect(shown.keys).to.deep.equal([1, 2])
    await scopes.revoke('plans', { peer: PEER, reason: 'gone' })
    expect(scopes.show('plans').peers.map(({ peerId }) => peerId)).to.deep.equal([SELF])
  })

  it('shows an open scope with empty lists, and lets nobody be granted in it', async () => {
    const { scopes } = book()
    for (const name of ['public', OPEN.id]) {
      expect(scopes.show(name)).to.deep.equal({ ...OPEN, isClosed: false, rights: ['read', 'write'], members: undefined, creator: undefined, peers: [], acts: [], keys: [] })
      await expect(scopes.grant(name, { peer: PEER, rights: ['read'] })).to.eventually.be.rejectedWith(InvalidConfigError, /scope create/)
      await expect(scopes.revoke(name, { peer: PEER, reason: '' })).to.eventually.be.rejectedWith(InvalidConfigError)
      await expect(scopes.ticket(name)).to.eventually.be.rejectedWith(InvalidConfigError)
    }
    expect(() => scopes.show('nowhere')).to.throw(UnknownScopeError)
  })

  it('takes peers in both spellings, and nothing else', async () => {
    const { scopes } = book()
    await scopes.create('plans')
    const { base58, text } = testPeer(4)
    await scopes.grant('plans', { peer: base58, rights: ['read'] })
    expect(scopes.show('plans').peers[1].peerId).to.equal(text)
    await expect(scopes.grant('plans', { peer: 'nobody', rights: ['read'] })).to.eventually.be.rejectedWith(InvalidConfigError, /factmesh id/)
    await expect(scopes.revoke('plans', { peer: '', reason: '' })).to.eventually.be.rejectedWith(InvalidConfigError)
  })

  it('joins by a ticket: holds the scope, remembers who knows of it, and dials them', async () => {
    const { parts, scopes } = book()
    const { address, text } = testPeer(1)
    const shown = await scopes.join(ticketOf('plans', [address, ...parts.addresses()]))
    expect(shown).to.include({ name: 'plans', creator: PEER })
    expect(parts.remembered.map(({ peers }) => peers.map(peerIdText))).to.deep.equal([[text]])
    expect(parts.remembered[0].scope).to.deep.equal(parts.held[0].id)
    expect(parts.dialled).to.have.length(1)
    expect(parts.dialled[0]).to.equal(address)
  })

  it('says what to do with a ticket of a network, and with one of another network', async () => {
    const { parts, scopes } = book()
    const plain = formatTicket({ net: 'test', addresses: [testPeer(1).address] })
    await expect(scopes.join(plain)).to.eventually.be.rejectedWith(InvalidTicketError, /factmesh peers add/)
    await expect(scopes.join(ticketOf('plans', [testPeer(1).address], 'other'))).to.eventually.be.rejectedWith(InvalidConfigError, /"other".*"test"/)
    expect([parts.held.length, parts.dialled.length]).to.deep.equal([0, 0])
  })

  it('puts our addresses and those of connected members into a ticket, at most sixteen', async () => {
    const member = testPeer(5)
    const stranger = testPeer(6)
    const many = Array.from({ length: 20 }, (_, number) => member.address.replace(/tcp\/\d+/, `tcp/${1_000 + number}`))
    const { parts, scopes } = book({ connected: () => [member.text, stranger.text], addressesOf: async peer => peer === member.text ? many : [stranger.address] })
    const { id } = await scopes.create('plans')
    const net = 'test'
    const ours = [`/ip4/127.0.0.1/tcp/4801/p2p/${testPeer(9).base58}`]
    parts.addresses = () => ours
    expect(parseScopeTicket(await scopes.ticket('plans')).addresses).to.deep.equal(ours)
    await scopes.grant('plans', { peer: member.text, rights: ['read'] })
    const ticket = parseScopeTicket(await scopes.ticket(id))
    expect(ticket.addresses).to.deep.equal([...ours, ...many.slice(0, 15)])
    expect(ticket).to.deep.include({ net, scope: parts.held[0].id, genesis: parts.held[0].genesis })
  })

  it('makes no ticket where nobody in it could help', async () => {
    const { scopes } = book()
    const { id } = await scopes.join(ticketOf('plans'))
    await expect(scopes.ticket('plans')).to.eventually.be.rejectedWith(NotGrantedError, id)
  })

  it('asks for the whole id where several scopes have one name', async () => {
    const { parts, scopes } = book()
    await scopes.create('plans')
    await scopes.join(ticketOf('plans'))
    const [first, second] = parts.held.map(({ name, id }) => scopeText(name, id))
    expect(() => scopes.show('plans')).to.throw().with.property('code', 'scope_ambiguous')
    expect([scopes.show(first).creator, scopes.show(second).creator]).to.deep.equal([SELF, PEER])
  })
})
