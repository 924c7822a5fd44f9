import { expect } from 'aegir/chai'
import { factId } from '../../src/model/bundle/index.ts'
import { encodeCanonical, toBase32, toHex } from '../../src/model/bytes/index.ts'
import { publicKeyOf } from '../../src/model/identity/index.ts'
import { OLD_KEY_MS, openPayload, PAYLOAD_BYTES_MAX, readPayload, sealPayload, topicTag } from '../../src/model/seal/index.ts'
import { closedTopicOf, encodeGossip, topicOf } from '../../src/network/gossip/index.ts'
import { seededRandom } from '../../src/platform/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { seededBytes, someSigner } from '../fixtures/bundles.ts'
import { MemoryStage } from '../fixtures/network.ts'
import { foreignBundle, NET } from '../fixtures/replicas.ts'
import { someScopeKey } from '../fixtures/scope-keys.ts'
import { CLOSED_SCOPE, gossipNode, letIn, peerOf, secretBundle, shutOut } from '../fixtures/sealed-gossip.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { KnownKey } from '../../src/model/seal/index.ts'
import type { GossipNode } from '../fixtures/sealed-gossip.ts'

const PUBLIC_TOPIC = topicOf(publicScopeId(NET))
const NONCE = seededBytes('a nonce', 24)

describe('network/gossip in closed scopes', () => {
  let stage: MemoryStage
  let nodes: GossipNode[]
  /** Admin, member, somebody else. */
  let alice: GossipNode
  let bob: GossipNode
  let carol: GossipNode
  /** What carol's wire heard in each topic that it was told to sit in. */
  let heard: Uint8Array[]

  beforeEach(async () => {
    stage = new MemoryStage()
    nodes = await Promise.all([1, 2, 3].map(async no => join(no)))
    alice = nodes[0]
    bob = nodes[1]
    carol = nodes[2]
    heard = []
    stage.network.connect(alice.peer, bob.peer)
    stage.network.connect(carol.peer, alice.peer)
    stage.network.connect(bob.peer, carol.peer)
    await stage.settle()
  })

  afterEach(async () => { await Promise.all(nodes.map(async node => { await node.stop() })) })

  async function join (no: number, isLenient = false): Promise<GossipNode> {
    const { clock, network } = stage

    return gossipNode({ wire: network.join(peerOf(someSigner(no))), clock, timers: clock, random: seededRandom(no), isLenient })
  }

  const keyNow = (number: number, words = ''): KnownKey => ({ ...someScopeKey(number, words), knownMs: stage.clock.nowMs() })

  async function write (node: GossipNode, bundle: Bundle): Promise<Bundle> {
    node.store.append(bundle)
    await stage.settle()

    return bundle
  }

  const has = async (node: GossipNode, { hash }: Bundle): Promise<boolean> => node.store.has(hash)

  /** Sits in a topic like a member, and keeps what it hears. */
  const eavesdrop = (node: GossipNode, topic: string): void => {
    node.wire.subscribe(topic, async data => {
      heard.push(data)
      return 'ignore'
    })
  }

  const sealed = (bundle: Bundle, key: KnownKey): Uint8Array => sealPayload(encodeGossip({ type: 'whole', bundle: bundle.bytes }), key, NONCE)

  it('reaches the members, in a topic that says nothing, with bytes that say nothing', async () => {
    const key = keyNow(1)
    const mallory = await join(9, true)
    nodes.push(mallory)
    stage.network.connect(mallory.peer, alice.peer)
    alice.governance.let(mallory.peer, true)
    letIn(nodes, [alice, bob], key)
    eavesdrop(mallory, closedTopicOf(key))
    await stage.settle()
    const bundle = await write(alice, await secretBundle(someSigner(1)))
    expect([await has(bob, bundle), await has(carol, bundle)]).to.deep.equal([true, false])
    expect(bob.gossip.counters()).to.include({ accept: 1, unopened: 0, outside: 0 })
    const [payload] = heard
    expect(heard).to.have.length(1)
    expect(closedTopicOf(key)).to.equal(topicOf(topicTag(key))).and.to.not.include(toBase32(CLOSED_SCOPE))
    const text = String.fromCharCode(...payload)
    expect(text).to.not.include('secret').and.to.not.include(String.fromCharCode(...CLOSED_SCOPE)).and.to.not.include(String.fromCharCode(...bundle.hash))
    expect(openPayload(readPayload(payload) ?? expect.fail('no payload'), [key])).to.deep.equal(encodeGossip({ type: 'whole', bundle: bundle.bytes }))
  })

  it('is told to nobody who may not read, although it sits in the topic', async () => {
    const key = keyNow(1)
    letIn(nodes, [alice, bob], key)
    eavesdrop(carol, closedTopicOf(key))
    await write(alice, await secretBundle(someSigner(1)))
    expect(heard).to.deep.equal([])
    eavesdrop(carol, PUBLIC_TOPIC)
    await write(alice, await foreignBundle(someSigner(1), [{}]))
    expect(heard).to.have.length(1)
  })

  it('judges what is no payload, and what no key opens', async () => {
    const key = keyNow(1)
    letIn([alice, bob], [alice, bob], key)
    const topic = closedTopicOf(key)
    const bundle = await secretBundle(someSigner(2))
    const good = sealed(bundle, key)
    const elsewhere = await foreignBundle(someSigner(2), [{}])
    const cases: Array<{ title: string, data: Uint8Array, verdict: 'accept' | 'ignore' | 'reject', unopened: number }> = [
      { title: 'nothing', data: new Uint8Array(0), verdict: 'reject', unopened: 0 },
      { title: 'no payload', data: encodeGossip({ type: 'whole', bundle: bundle.bytes }), verdict: 'reject', unopened: 0 },
      { title: 'too long', data: new Uint8Array(PAYLOAD_BYTES_MAX + 1), verdict: 'reject', unopened: 0 },
      { title: 'number 0', data: encodeCanonical([0, NONCE, new Uint8Array(40)]), verdict: 'reject', unopened: 0 },
      { title: 'damaged', data: Uint8Array.from(good, (byte, at) => at === good.length - 1 ? byte ^ 1 : byte), verdict: 'ignore', unopened: 1 },
      { title: 'another number', data: sealed(bundle, { ...key, number: 2 }), verdict: 'ignore', unopened: 1 },
      { title: 'another scope', data: sealed(bundle, { ...key, scope: seededBytes('another scope') }), verdict: 'ignore', unopened: 1 },
      { title: 'another key', data: sealed(bundle, keyNow(1, 'forged')), verdict: 'ignore', unopened: 1 },
      { title: 'a bundle of another scope', data: sealed(elsewhere, key), verdict: 'reject', unopened: 0 },
      { title: 'no message', data: sealPayload(Uint8Array.of(0xff), key, NONCE), verdict: 'reject', unopened: 0 },
      { title: 'a good one', data: good, verdict: 'accept', unopened: 0 },
      { title: 'the same again', data: good, verdict: 'ignore', unopened: 0 }
    ]

    for (const { title, data, verdict, unopened } of cases) {
      const before = alice.gossip.counters()
      await bob.wire.publish(topic, data)
      await stage.settle()
      const after = alice.gossip.counters()
      expect({ [verdict]: after[verdict] - before[verdict], unopened: after.unopened - before.unopened }, title).to.deep.equal({ [verdict]: 1, unopened })
    }

    expect(await has(alice, bundle)).to.equal(true)
    expect(await has(alice, elsewhere)).to.equal(false)
  })

  it('examines nothing of who may not push, counts it and notes it', async () => {
    const key = keyNow(1)
    letIn(nodes, [alice, bob], key)
    const bundle = await secretBundle(someSigner(3))
    await carol.wire.publish(closedTopicOf(key), sealed(bundle, key))
    await stage.settle()
    expect(alice.gossip.counters()).to.include({ accept: 0, ignore: 1, reject: 0, outside: 1, unopened: 0 })
    expect(alice.audit).to.deep.equal([{
      type: 'scope_violation', peer: carol.peer, scope: toBase32(CLOSED_SCOPE), reason: 'not_granted', detail: { via: 'gossip', direction: 'push' }
    }])
    await carol.wire.publish(topicOf(publicScopeId(NET)), encodeGossip({ type: 'whole', bundle: bundle.bytes }))
    await stage.settle()
    expect(alice.audit[1]).to.deep.equal({ ...alice.audit[0], detail: { via: 'gossip', direction: 'push', hash: toHex(bundle.hash), fact: factId(bundle.hash, 0) } })
    expect(alice.gossip.counters()).to.include({ reject: 1, outside: 1 })
    alice.rights.set('push', carol.peer, false)
    await write(carol, await foreignBundle(someSigner(3), [{}]))
    expect(alice.audit[2]).to.include({ scope: toBase32(publicScopeId(NET)), reason: 'not_in_policy' })
    expect([alice.store.bundles.size, bob.store.bundles.size]).to.deep.equal([0, 1])
  })

  it('sends nothing public to who may not pull', async () => {
    alice.rights.set('pull', carol.peer, false)
    bob.rights.set('pull', carol.peer, false)
    const bundle = await write(alice, await foreignBundle(someSigner(1), [{}]))
    expect([await has(bob, bundle), await has(carol, bundle)]).to.deep.equal([true, false])
  })

  it('goes on with the next key at once, and hears the old one for an hour', async () => {
    const [first, second] = [keyNow(1), keyNow(2)]
    letIn(nodes, [alice, bob], first)
    alice.governance.learn(second)
    const late = await write(bob, await secretBundle(someSigner(2), 1))
    expect(await has(alice, late)).to.equal(true)
    const news = await write(alice, await secretBundle(someSigner(1), 2))
    expect(await has(bob, news)).to.equal(false)
    bob.governance.learn(second)
    const more = await write(alice, await secretBundle(someSigner(1), 3))
    expect(await has(bob, more)).to.equal(true)

    const old = sealed(await secretBundle(someSigner(2), 4), first)
    await stage.pass(OLD_KEY_MS - 1)
    await bob.wire.publish(closedTopicOf(first), old)
    await stage.settle()
    expect(alice.gossip.counters()).to.include({ accept: 2, unopened: 0 })
    await stage.pass(1)
    await bob.wire.publish(closedTopicOf(first), sealed(await secretBundle(someSigner(2), 5), first))
    await bob.wire.publish(closedTopicOf(second), sealed(await secretBundle(someSigner(2), 6), first))
    await stage.settle()
    expect(alice.gossip.counters()).to.include({ accept: 2, unopened: 1 })
  })

  it('brings a member that was away back in after a revocation, and tells the revoked nothing more', async () => {
    const [first, second] = [keyNow(1), keyNow(2)]
    letIn(nodes, nodes, first)
    const before = await write(alice, await secretBundle(someSigner(1), 1))
    expect([await has(bob, before), await has(carol, before)]).to.deep.equal([true, true])

    await bob.wire.disconnect(alice.peer)
    await bob.wire.disconnect(carol.peer)
    await stage.settle()
    shutOut([alice], carol.peer)
    alice.governance.learn(second)
    eavesdrop(carol, closedTopicOf(second))
    const during = await write(alice, await secretBundle(someSigner(1), 2))
    expect(heard).to.deep.equal([])

    stage.network.connect(bob.peer, alice.peer)
    stage.network.connect(bob.peer, carol.peer)
    shutOut([bob], carol.peer)
    bob.governance.learn(second)
    await stage.settle()
    const after = await write(alice, await secretBundle(someSigner(1), 3))
    expect(await has(bob, after)).to.equal(true)
    expect([await has(carol, during), await has(carol, after)]).to.deep.equal([false, false])
    expect(heard).to.deep.equal([])
    expect(openPayload(readPayload(sealed(before, first)) ?? expect.fail('no payload'), carol.governance.keys())).to.not.equal(undefined)
    expect(openPayload(readPayload(sealed(after, second)) ?? expect.fail('no payload'), carol.governance.keys())).to.equal(undefined)

    await write(carol, await secretBundle(someSigner(3), 1))
    expect([alice.store.bundles.size, bob.store.bundles.size]).to.deep.equal([3, 2])
  })

  it('takes nothing more from a peer from the moment on at which it is revoked, also of what is on its way', async () => {
    const key = keyNow(1)
    letIn(nodes, nodes, key)
    const gate = Promise.withResolvers<boolean>()
    const outcome = alice.hello.outcome.bind(alice.hello)
    alice.hello.outcome = async peer => await outcome(peer) && gate.promise
    await carol.wire.publish(closedTopicOf(key), sealed(await secretBundle(someSigner(3)), key))
    await stage.settle()
    shutOut([alice], carol.peer)
    gate.resolve(true)
    await stage.settle()
    expect(alice.store.bundles.size).to.equal(0)
    expect(alice.gossip.counters()).to.include({ accept: 0, ignore: 1, outside: 1 })
  })

  it('leaves the topics of a scope that this node may not read any more, and sends nothing there', async () => {
    const key = keyNow(1)
    letIn(nodes, nodes, key)
    bob.governance.let(bob.peer, false)
    const bundle = await write(alice, await secretBundle(someSigner(1)))
    await write(bob, await secretBundle(someSigner(2), 2))
    expect([await has(bob, bundle), await has(carol, bundle)]).to.deep.equal([false, true])
    expect(bob.gossip.counters()).to.include({ wholeOut: 1, unheard: 1 })
    expect([alice.store.bundles.size, carol.store.bundles.size]).to.deep.equal([1, 1])
  })

  it('listens to all keys of a contested number, and all send with the same one', async () => {
    const rivals = [keyNow(2, 'of alice'), keyNow(2, 'of bob')]
    const chosen = rivals.map(key => toBase32(topicTag(key))).sort()[0]
    letIn(nodes, [alice, bob], keyNow(1), rivals[0])
    alice.governance.learn(rivals[1])
    const one = await write(bob, await secretBundle(someSigner(2)))
    expect(await has(alice, one)).to.equal(true)
    bob.governance.learn(rivals[1])
    alice.governance.let(carol.peer, true)
    eavesdrop(carol, topicOf(topicTag(rivals.find(key => toBase32(topicTag(key)) === chosen) ?? expect.fail('no key'))))
    const two = await write(alice, await secretBundle(someSigner(1)))
    expect(await has(bob, two)).to.equal(true)
    expect(heard).to.have.length(1)
  })

  it('has no topic for a scope of which it knows no key, whatever the replica shares', async () => {
    alice.governance.let(alice.peer, true)
    alice.governance.hold(publicKeyOf(alice.peer) ?? new Uint8Array(0))
    eavesdrop(carol, topicOf(CLOSED_SCOPE))
    await write(alice, await secretBundle(someSigner(1)))
    expect(heard).to.deep.equal([])
    expect(alice.gossip.counters()).to.include({ unheard: 1 })
  })

  it('announces a large bundle sealed as well, and is told its content by sync', async () => {
    const key = keyNow(1)
    letIn([alice, bob], [alice, bob], key)
    alice.governance.let(carol.peer, true)
    eavesdrop(carol, closedTopicOf(key))
    const bundle = await foreignBundle(someSigner(1), [{ value: { type: 'text', v: 'x'.repeat(40_000) } }], { scope: CLOSED_SCOPE })
    await write(alice, bundle)
    expect(alice.gossip.counters()).to.include({ wholeOut: 0, headersOut: 1 })
    expect(openPayload(readPayload(heard[0]) ?? expect.fail('no payload'), [key])).to.deep.equal(encodeGossip({ type: 'header', headerBytes: bundle.headerBytes, signature: bundle.signature }))
    expect(bob.gossip.counters()).to.include({ ignore: 1, unopened: 0 })
  })
})
