import { expect } from 'aegir/chai'
import { toBase32, toHex } from '../../src/model/bytes/index.ts'
import { Acquaintances, closedScope, PUBLIC } from '../fixtures/acquaintances.ts'
import type { HeldScope } from '../../src/replica/governance/index.ts'
import type { Acquaintance } from '../fixtures/acquaintances.ts'

describe('network/peers and closed scopes', () => {
  let stage: Acquaintances
  let alice: Acquaintance
  let bob: Acquaintance
  let scope: HeldScope

  beforeEach(async () => {
    stage = new Acquaintances()
    alice = await stage.node(1)
    bob = await stage.node(2)
    scope = closedScope(7, alice.key)
    alice.governance.hold(scope)
  })

  afterEach(async () => { await stage.stop() })

  const flow = ({ peers }: Acquaintance, { text }: Acquaintance, { id }: HeldScope = scope): string => {
    return (['push', 'pull'] as const).filter(direction => peers.may(direction, text, id)).join(' ')
  }

  /** How often a node sent a scope id, as bytes or as text. */
  const namings = ({ sent }: Acquaintance, { id }: HeldScope): number => {
    const forms = [toHex(id), toHex(new TextEncoder().encode(toHex(id))), toHex(new TextEncoder().encode(toBase32(id)))]
    return sent.filter(frame => forms.some(form => toHex(frame).includes(form))).length
  }

  it('name a scope to those who may know it, and to nobody else', async () => {
    const carol = await stage.node(3)
    alice.governance.grant(scope, carol.key, 'write')
    await stage.meet(bob, alice)
    await stage.meet(alice, bob)
    alice.peers.changed()
    await stage.pass(13 * 3_600_000)
    expect(namings(alice, scope), 'to a peer without rights').to.equal(0)
    expect(alice.peers.scopes(bob.text)).to.deep.equal([PUBLIC])
    await stage.meet(carol, alice)
    expect(namings(alice, scope), 'to one with rights').to.be.above(0)
    const before = namings(alice, scope)
    await stage.meet(bob, alice)
    expect(namings(alice, scope)).to.equal(before)
  })

  it('name it anew when a grant comes, and no more when it went, on the open connection', async () => {
    bob.governance.hold(scope)
    await stage.meet(bob, alice)
    expect([flow(alice, bob), flow(bob, alice)]).to.deep.equal(['', ''])
    for (const { governance } of [alice, bob]) { governance.grant(scope, bob.key, 'read', 'write') }
    alice.peers.changed()
    bob.peers.changed()
    await stage.settle()
    expect([flow(alice, bob), flow(bob, alice)]).to.deep.equal(['push pull', 'push pull'])
    const changes = alice.changes.length
    alice.governance.grant(scope, bob.key)
    expect(flow(alice, bob), 'without being told').to.equal('')
    alice.peers.changed()
    expect(alice.changes.slice(changes), 'at once').to.deep.equal([bob.text])
    await stage.settle()
    expect(bob.peers.declared(alice.text)).to.deep.equal([{ ...PUBLIC, push: true, pull: true }])
  })

  it('let those who may only write push, and those who may read do both', async () => {
    bob.governance.hold(scope)
    bob.governance.grant(scope, bob.key, 'write')
    alice.governance.grant(scope, bob.key, 'write')
    await stage.meet(bob, alice)
    expect(flow(alice, bob)).to.equal('push')
    alice.governance.grant(scope, bob.key, 'read')
    expect(flow(alice, bob)).to.equal('push pull')
  })

  it('notice by themselves that a grant ended', async () => {
    bob.governance.hold(scope)
    for (const { governance } of [alice, bob]) { governance.grant(scope, bob.key, 'read') }
    await stage.meet(bob, alice)
    const changes = alice.changes.length
    alice.governance.grant(scope, bob.key)
    await stage.pass(1_000)
    expect(alice.changes.slice(changes)).to.deep.equal([bob.text])
  })

  describe('for who joins by a ticket', () => {
    let carol: Acquaintance

    /** Bob has the genesis, and a ticket that named carol, to whom alice granted everything; no act of the scope is with bob. */
    beforeEach(async () => {
      carol = await stage.node(3)
      carol.governance.hold(scope)
      for (const { governance } of [alice, carol]) {
        governance.grant(scope, bob.key, 'read')
        governance.grant(scope, carol.key, 'read', 'write')
      }
      bob.governance.hold(scope)
      await stage.meet(bob, alice)
      await stage.meet(bob, carol)
    })

    it('let the creator and the peers of the ticket push and pull until it holds a grant', async () => {
      expect(flow(bob, alice), 'the creator').to.equal('push pull')
      expect([flow(bob, carol), namings(bob, scope) > 0]).to.deep.equal(['', true])
      await bob.peers.remember(scope.id, [carol.key])
      await stage.settle()
      expect([flow(bob, carol), flow(carol, bob)]).to.deep.equal(['push pull', 'push pull'])
      bob.governance.grant(scope, bob.key, 'read')
      bob.peers.changed()
      expect(flow(bob, carol), 'the grant of carol is not known').to.equal('')
      expect(flow(bob, alice)).to.equal('push pull')
    })

    it('give them nothing else: no other scope, nobody else, no other right, and not again', async () => {
      const [dave, other] = [await stage.node(4), closedScope(8, alice.key)]
      bob.governance.hold(other)
      await bob.peers.remember(scope.id, [carol.key])
      await stage.meet(dave, bob)
      expect([flow(bob, dave), flow(bob, carol, other), bob.peers.scopes(dave.text)]).to.deep.equal(['', '', [PUBLIC]])
      expect(namings(bob, other), 'it is named to its creator alone').to.equal(1)
      expect(bob.governance.standingNow(scope.id, carol.key).has('write')).to.equal(false)
      bob.governance.grant(scope, bob.key, 'read')
      bob.peers.changed()
      await stage.settle()
      bob.governance.grant(scope, bob.key)
      expect(flow(bob, carol), 'who was granted something once does not join any more').to.equal('')
    })

    it('are remembered over a restart', async () => {
      await bob.peers.remember(scope.id, [carol.key])
      const again = await bob.restart()
      await stage.meet(again, carol)
      expect(flow(again, carol)).to.equal('push pull')
    })
  })
})
