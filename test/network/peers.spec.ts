import { expect } from 'aegir/chai'
import { peerIdText } from '../../src/model/identity/index.ts'
import { PeerDecisionError } from '../../src/network/peers/index.ts'
import { Acquaintances, PUBLIC, signerOf, someDeclaration } from '../fixtures/acquaintances.ts'
import type { PeersInit } from '../../src/network/peers/index.ts'
import type { PeerCommand } from '../../src/policy/scope/index.ts'
import type { Acquaintance } from '../fixtures/acquaintances.ts'

describe('network/peers', () => {
  let stage: Acquaintances

  beforeEach(() => { stage = new Acquaintances() })
  afterEach(async () => { await stage.stop() })

  const pair = async (...inits: Array<Partial<PeersInit>>): Promise<[Acquaintance, Acquaintance]> => {
    const [alice, bob] = [await stage.node(1, inits[0]), await stage.node(2, inits[1])]
    await stage.meet(alice, bob)
    return [alice, bob]
  }

  /** What flows between a node and a peer in the public scope, as the node sees it. */
  const flow = ({ peers }: Acquaintance, { text }: Acquaintance): string => {
    return (['push', 'pull'] as const).filter(direction => peers.may(direction, text, PUBLIC.id)).join(' ')
  }

  const reasonsOf = ({ notes }: Acquaintance): unknown[] => notes.map(({ type, reason }) => reason ?? type)

  it('are active once both declared, from the moment at which they are accepted', async () => {
    const [alice, bob] = [await stage.node(1), await stage.node(2)]
    const seen: string[] = []
    alice.hello.addEventListener('peer:accept', ({ detail }) => { seen.push(alice.peers.standing(detail.peer).state, flow(alice, bob)) })
    expect(alice.peers.standing(bob.text)).to.deep.equal({ state: 'pending', reason: 'peer_declares_nothing' })
    await stage.meet(alice, bob)
    expect(seen).to.deep.equal(['active', 'push pull'])
    expect(flow(bob, alice)).to.equal('push pull')
    expect(alice.peers.scopes(bob.text)).to.deep.equal([PUBLIC])
    expect(alice.peers.declared(bob.text)).to.deep.equal([{ ...PUBLIC, push: true, pull: true }])
    expect(reasonsOf(alice)).to.deep.equal(['peer_registered'])
    expect(alice.changes).to.deep.equal([bob.text])
  })

  it('exchange nothing while one side declares nothing', async () => {
    const alice = await stage.node(1)
    const wire = stage.network.join('bob')
    stage.network.connect('bob', alice.text)
    await stage.sayHello(wire, alice, undefined)
    expect(alice.hello.accepted('bob')).to.equal(true)
    expect(alice.peers.standing('bob')).to.deep.equal({ state: 'pending', reason: 'peer_declares_nothing' })
    expect(alice.peers.refusals('pull', 'bob', PUBLIC.id)).to.deep.equal(['peer_not_active', 'not_declared_by_peer'])
  })

  it('get what both sides share, in each direction by itself', async () => {
    const rows: Array<[ours: string, theirs: string, flows: string]> = [
      ['push pull', 'push pull', 'push pull'], ['push pull', 'push', 'push'], ['push pull', 'pull', 'pull'],
      ['push', 'push pull', 'pull'], ['push', 'push', ''], ['push', 'pull', 'pull'], ['pull', 'push', 'push'], ['pull', 'pull', '']
    ]
    const shareOf = (text: string): Pick<PeersInit, 'share'> => ({ share: [{ scope: 'public', push: text.includes('push'), pull: text.includes('pull') }] })

    for (const [ours, theirs, flows] of rows) {
      stage = new Acquaintances()
      const [alice, bob] = await pair(shareOf(ours), shareOf(theirs))
      expect(flow(alice, bob), `${ours} with ${theirs}`).to.equal(flows)
      await stage.stop()
    }

    stage = new Acquaintances()
    const [alice, bob] = await pair({ share: [] }, {})
    expect([flow(alice, bob), flow(bob, alice)]).to.deep.equal(['', ''])
    expect(alice.peers.refusals('push', bob.text, PUBLIC.id)).to.deep.equal(['not_declared_by_us', 'not_in_policy'])
  })

  it('are told of what is wrong with a declaration in the audit log alone, once, and nothing of it counts', async () => {
    const { clock } = stage
    const [alice, bob, carol] = [await stage.node(1), await stage.node(2), await stage.node(3)]
    const now = clock.nowMs()
    const good = await someDeclaration(clock, bob.signer, { sequence: now + 10 })
    const altered = good.slice()
    altered[altered.length - 3] ^= 1
    await bob.stop()
    const wire = stage.network.join(bob.text)
    stage.network.connect(bob.text, alice.text)
    const rows: Array<[title: string, declaration: Uint8Array, reason: string]> = [
      ['bytes that are none', Uint8Array.of(1, 2, 3), 'declaration_malformed'],
      ['a declaration that is too long', new Uint8Array(13_000), 'declaration_malformed'],
      ['a changed byte', altered, 'declaration_malformed'],
      ['that of somebody else', await someDeclaration(clock, carol.signer), 'declaration_of_another'],
      ['that of another network', await someDeclaration(clock, bob.signer, {}, 'other'), 'declaration_wrong_network'],
      ['one that is over', await someDeclaration(clock, bob.signer, { sequence: now + 1, expiresMs: now }), 'declaration_expired'],
      ['a good one', good, 'peer_registered'],
      ['an older one', await someDeclaration(clock, bob.signer, { sequence: now }), 'declaration_stale'],
      ['another with the same number', await someDeclaration(clock, bob.signer, { sequence: now + 10, scopes: [] }), 'declaration_contradictory']
    ]

    for (const [title, declaration, reason] of rows) {
      const before = alice.notes.length
      await stage.sayHello(wire, alice, declaration)
      const noted = reasonsOf(alice).slice(before)
      expect(noted, title).to.deep.equal(title === 'a good one' ? [] : [reason])
      expect(alice.peers.standing(bob.text).state === 'active', title).to.equal(rows.findIndex(([, bytes]) => bytes === declaration) >= 6)
    }

    expect(flow(alice, bob)).to.equal('push pull')
    expect(alice.notes.map(({ type }) => type)).to.deep.equal(rows.slice(1).map(() => 'manifest_failure'))
  })

  it('do not take a signature that does not hold, of the right form', async () => {
    const [alice, bob] = [await stage.node(1), await stage.node(2)]
    const declared = await someDeclaration(stage.clock, { publicKey: bob.key, sign: () => new Uint8Array(64).fill(1) })
    await bob.stop()
    const wire = stage.network.join(bob.text)
    stage.network.connect(bob.text, alice.text)
    await stage.sayHello(wire, alice, declared)
    expect(reasonsOf(alice)).to.deep.equal(['invalid_signature'])
    expect(flow(alice, bob)).to.equal('')
  })

  it('wait for the operator where it is so configured, and stay connected meanwhile', async () => {
    const [alice, bob] = await pair({ approval: 'manual' }, { names: ['node-b'] })
    expect(alice.peers.standing(bob.text)).to.deep.equal({ state: 'pending', reason: 'waits_for_operator' })
    expect(alice.hello.accepted(bob.text)).to.equal(true)
    expect([flow(alice, bob), alice.peers.listed(), alice.peers.names.namesOf(bob.key)]).to.deep.equal(['', [bob.text], []])
    const changes = alice.changes.length
    expect(await alice.peers.decide(bob.text, 'accept', { reason: 'a friend', actor: 'operator' })).to.deep.equal({ state: 'active', reason: 'a friend' })
    expect([flow(alice, bob), alice.changes.length > changes, alice.peers.names.namesOf(bob.key)]).to.deep.equal(['push pull', true, ['node-b']])
    expect(alice.notes.at(-1)).to.deep.equal({ type: 'peer_approved', peer: bob.text, actor: 'operator', reason: 'a friend' })
    const again = await alice.restart({ approval: 'manual' })
    expect(again.peers.standing(bob.text), 'it is remembered').to.deep.equal({ state: 'active', reason: 'a friend' })
  })

  /** Cuts a peer with one command, and lets it come back with another. */
  const cutAndBack = async ([command, wayOut]: readonly [PeerCommand, PeerCommand], { state, type }: { state: string, type: string }): Promise<void> => {
    let [alice, bob] = await pair()
    const changes = alice.changes.length
    await alice.peers.decide(bob.text, command, { reason: 'spam' })
    expect(alice.changes.length).to.be.above(changes)
    expect([alice.wire.peers(), bob.wire.peers()]).to.deep.equal([[], []])
    expect(alice.peers.standing(bob.text)).to.deep.equal({ state, reason: 'spam' })
    expect([flow(alice, bob), alice.peers.denies(bob.text)]).to.deep.equal(['', true])
    expect(alice.notes.at(-1)).to.include({ type, peer: bob.text, reason: 'spam' })
    alice = await alice.restart()

    for (const [dialler, listener] of [[bob, alice], [alice, bob]]) {
      const notes = alice.notes.length
      stage.network.connect(dialler.text, listener.text)
      await stage.settle()
      expect([alice.wire.peers(), alice.hello.accepted(bob.text), alice.notes.length]).to.deep.equal([[], false, notes])
    }

    await alice.peers.decide(bob.text, wayOut)
    await stage.meet(bob, alice)
    expect(flow(alice, bob)).to.equal('push pull')
  }

  it('are cut at once by reject, revoke and block, in both directions, and stay out after a restart', async () => {
    await cutAndBack(['reject', 'accept'], { state: 'rejected', type: 'peer_rejected' })
    await stage.stop()
    stage = new Acquaintances()
    await cutAndBack(['revoke', 'reinstate'], { state: 'revoked', type: 'peer_revoked' })
    await stage.stop()
    stage = new Acquaintances()
    await cutAndBack(['block', 'unblock'], { state: 'blocked', type: 'peer_blocked' })
  })

  it('refuse a command that does not apply, and change nothing', async () => {
    const [alice, bob] = await pair()
    await expect(alice.peers.decide(bob.text, 'unblock')).to.eventually.be.rejectedWith(PeerDecisionError).with.property('decision', 'undecided')
    await alice.peers.decide(bob.text, 'revoke')
    const both = await Promise.allSettled([alice.peers.decide(bob.text, 'block'), alice.peers.decide(bob.text, 'reinstate')])
    expect(both.map(({ status }) => status), 'one after another').to.deep.equal(['fulfilled', 'rejected'])
    expect(alice.peers.standing(bob.text).state).to.equal('blocked')
  })

  it('hear anew what is declared before it ends, on a connection that stays open', async () => {
    const [alice, bob] = await pair()
    const before = alice.peers.known(bob.text)
    await stage.pass(11 * 3_600_000)
    expect(alice.peers.known(bob.text)).to.equal(before)
    await stage.pass(2 * 3_600_000)
    expect(alice.peers.known(bob.text)).to.be.above(before)
    await stage.pass(24 * 3_600_000)
    expect([flow(alice, bob), flow(bob, alice), alice.notes.length]).to.deep.equal(['push pull', 'push pull', 1])
  })

  it('end with the declaration of a peer that does not renew it', async () => {
    const [alice, bob] = [await stage.node(1), await stage.node(2)]
    await bob.stop()
    const wire = stage.network.join(bob.text)
    stage.network.connect(bob.text, alice.text)
    await stage.sayHello(wire, alice, await someDeclaration(stage.clock, bob.signer))
    expect(flow(alice, bob)).to.equal('push pull')
    const changes = alice.changes.length
    await stage.pass(59_000)
    expect(alice.changes.length).to.equal(changes)
    await stage.pass(2_000)
    expect(alice.peers.standing(bob.text)).to.deep.equal({ state: 'pending', reason: 'declaration_expired' })
    expect(alice.changes.slice(changes)).to.deep.equal([bob.text])
  })

  it('believe a node whose clock went back, because they tell what they know of it', async () => {
    const [alice, bob] = await pair()
    const known = alice.peers.known(bob.text)
    stage.clock.jump(-3_600_000)
    const again = await bob.restart({ share: [{ scope: 'public', push: true, pull: false }] })
    await stage.meet(again, alice)
    expect(alice.peers.known(bob.text)).to.equal(known + 1)
    expect([flow(alice, bob), reasonsOf(alice)]).to.deep.equal(['push', ['peer_registered']])
  })

  it('are forgotten when they are many strangers, and never with a decision', async () => {
    const alice = await stage.node(1)
    const first = peerIdText(signerOf(2).publicKey)
    await alice.peers.decide(first, 'block', { reason: 'spam' })
    const strangers: string[] = []

    for (let no = 0; no < 1_030; no++) {
      const stranger = signerOf(10_000 + no)
      strangers.push(peerIdText(stranger.publicKey))
      await alice.peers.hear(strangers[no], await someDeclaration(stage.clock, stranger))
    }

    expect(alice.peers.known(strangers[0])).to.equal(0)
    expect(alice.peers.known(strangers[1_029])).to.be.above(0)
    await stage.pass(1_000)
    const again = await alice.restart()
    expect([again.peers.known(strangers[0]), again.peers.known(strangers[1_029]) > 0, again.peers.standing(first).state]).to.deep.equal([0, true, 'blocked'])
  })
})
