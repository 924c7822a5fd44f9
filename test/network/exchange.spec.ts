import { expect } from 'aegir/chai'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { FakeRights } from '../fixtures/fake-rights.ts'
import { fullNode, happened } from '../fixtures/libp2p.ts'
import { NET, someFactDraft, someFactDrafts, write } from '../fixtures/replicas.ts'
import type { SyncRunDetail } from '../../src/network/sync/index.ts'
import type { FullNode } from '../fixtures/libp2p.ts'

describe('network: nodes over libp2p', () => {
  let nodes: FullNode[] = []

  const open = async (...inits: Array<Parameters<typeof fullNode>[1]>): Promise<FullNode[]> => {
    nodes = await Promise.all(inits.map(async (init, no) => fullNode(no + 1, init)))
    return nodes
  }

  afterEach(async () => { await Promise.all(nodes.map(async node => { await node.stop() })) })

  const rootOf = ({ stage }: FullNode): string | null | undefined => {
    return stage.replica.scopes().find(({ name }) => name === 'public')?.root
  }

  /** Connects two nodes and waits for their hello, not for their subscriptions. */
  const meet = async (from: FullNode, to: FullNode): Promise<void> => {
    const accepted = [from, to].map(async node => happened(node.hello, 'peer:accept'))
    await from.libp2p.dial(to.libp2p.getMultiaddrs())
    await Promise.all(accepted)
  }

  it('makes a newcomer equal on connect', async () => {
    const [alice, bob] = await open({}, {})
    await write(alice.stage, someFactDrafts(2_000))
    await write(bob.stage, someFactDrafts(10, { relation: 'memory:note' }))
    const runs = nodes.map(async node => happened<SyncRunDetail>(node.sync, 'sync:complete'))
    await meet(alice, bob)
    const [ours, theirs] = await Promise.all(runs)
    expect(ours).to.include({ result: 'equal', role: 'initiator', bundlesIn: 1 })
    expect(theirs).to.include({ result: 'equal', role: 'responder', bundlesOut: 1 })
    expect(rootOf(alice)).to.equal(rootOf(bob))
  })

  it('takes nothing after a narrowing was settled, with thousands of bundles on the way', async function () {
    this.timeout(120_000)
    const scope = { id: publicScopeId(NET), name: 'public' }
    const [ours, theirs] = [new FakeRights([scope]), new FakeRights([scope])]
    const [alice, bob] = await open({ rights: ours }, { rights: theirs })
    await Promise.all(nodes.map(async node => { await node.gossip.stop() }))

    for (let no = 0; no < 3_000; no++) {
      await write(alice.stage, [someFactDraft(no)])
    }

    ours.give(bob.wire.peer, scope.id, ['push', 'pull'])
    theirs.give(alice.wire.peer, scope.id, ['push', 'pull'])
    const countOf = ({ stage }: FullNode): number => Number(stage.replica.scopes().find(({ name }) => name === 'public')?.bundles)
    const begun = happened(bob.stage.replica, 'bundle:receive')
    const ended = happened<SyncRunDetail>(alice.sync, 'sync:complete')
    await meet(alice, bob)
    await begun
    theirs.give(alice.wire.peer, scope.id, ['pull'])
    await bob.sync.settle(alice.wire.peer)
    const count = countOf(bob)
    await ended
    expect(count).to.be.within(1, 2_999)
    expect(countOf(bob)).to.equal(count)
    expect([...bob.sync.faulty(), ...alice.sync.faulty()]).to.deep.equal([])
  })

  it('carries new facts by gossip alone, from the moment of the hello', async () => {
    const [alice, bob] = await open({ syncIntervalMs: false }, { syncIntervalMs: false })
    await meet(alice, bob)

    const ran = happened<SyncRunDetail>(bob.sync, 'sync:complete')

    for (const draft of [someFactDraft(1), someFactDraft(2, { value: { type: 'text', v: 'long '.repeat(10_000) } })]) {
      const received = happened(bob.stage.replica, 'bundle:receive')
      await write(alice.stage, [draft])
      await received
      expect(rootOf(bob)).to.equal(rootOf(alice))
    }

    expect(alice.gossip.counters()).to.include({ wholeOut: 1, headersOut: 1, unheard: 0 })
    expect(await ran).to.include({ result: 'equal', role: 'initiator', bundlesIn: 1 })
    expect(bob.sync.status()).to.have.length(1)
  })

  it('carries new facts by sync alone', async () => {
    const [alice, bob] = await open({ syncIntervalMs: 50 }, { syncIntervalMs: 50 })
    await Promise.all(nodes.map(async ({ gossip }) => { await gossip.stop() }))
    await meet(alice, bob)

    for (let no = 0; no < 3; no++) {
      const received = happened(bob.stage.replica, 'bundle:receive')
      await write(alice.stage, [someFactDraft(no)])
      await received
    }

    const run = await bob.sync.request(alice.wire.peer, publicScopeId(NET))
    expect(run.result).to.equal('equal')
  })

  it('lets no fact pass between networks, and parts', async () => {
    const [alice, bob] = await open({}, { net: 'other' })
    await write(alice.stage, someFactDrafts(5))
    const parted = nodes.map(async node => Promise.all([happened(node.hello, 'peer:refuse'), happened(node.libp2p, 'peer:disconnect')]))
    await alice.libp2p.dial(bob.libp2p.getMultiaddrs())
    const [[seenByAlice], [seenByBob]] = await Promise.all(parted)
    expect(seenByAlice).to.deep.equal({ peer: bob.wire.peer, code: 'wrong_network' })
    expect(seenByBob).to.deep.equal({ peer: alice.wire.peer, code: 'wrong_network' })
    expect(nodes.map(({ hello }) => hello.counters().wrong_network)).to.deep.equal([1, 1])
    expect(nodes.map(({ sync }) => sync.status())).to.deep.equal([[], []])
    expect(bob.stage.replica.scopes().find(({ name }) => name === 'public')).to.include({ facts: 0, bundles: 0 })
  })

  it('stops while it talks', async () => {
    const [alice, bob] = await open({}, {})
    await write(alice.stage, someFactDrafts(500))
    await alice.libp2p.dial(bob.libp2p.getMultiaddrs())
    await Promise.all([alice.sync.stop(), bob.sync.stop()])
    expect(alice.sync.status().every(({ running }) => !running)).to.equal(true)
  })
})
