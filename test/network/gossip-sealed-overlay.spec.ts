import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { RPC } from '@libp2p/gossipsub/message'
import { expect } from 'aegir/chai'
import { base32 } from 'multiformats/bases/base32'
import { base58btc } from 'multiformats/bases/base58'
import { base64, base64url } from 'multiformats/bases/base64'
import { bundleId } from '../../src/model/bundle/index.ts'
import { blake3, toHex } from '../../src/model/bytes/index.ts'
import { sealPayload } from '../../src/model/seal/index.ts'
import { closedTopicOf, encodeGossip, overlayOptions, SEALED_TOPIC_SCORE, topicOf } from '../../src/network/gossip/index.ts'
import { platform } from '../../src/platform/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { seededBytes, someSigner } from '../fixtures/bundles.ts'
import { wireNode } from '../fixtures/libp2p.ts'
import { until } from '../fixtures/meshes.ts'
import { foreignBundle, NET } from '../fixtures/replicas.ts'
import { someScopeKey } from '../fixtures/scope-keys.ts'
import { gossipNode, letIn, secretBundle, shutOut } from '../fixtures/sealed-gossip.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { KnownKey } from '../../src/model/seal/index.ts'
import type { WireNode } from '../fixtures/libp2p.ts'
import type { GossipNode } from '../fixtures/sealed-gossip.ts'
import type { TopicScoreParams } from '@libp2p/gossipsub/score'
import type { PeerId } from '@libp2p/interface'

const PUBLIC_SCOPE = publicScopeId(NET)
const PUBLIC_TOPIC = topicOf(PUBLIC_SCOPE)

/** What gossipsub knows beside what its interface shows. */
interface Router {
  readonly score: { readonly params: { readonly topics: Record<string, TopicScoreParams> } }
  handleReceivedRpc (from: PeerId, rpc: RPC): Promise<void>
  sendRpc (id: string, rpc: Partial<RPC>): boolean
  getMeshPeers (topic: string): string[]
}

interface Node extends GossipNode {
  readonly libp2p: WireNode['libp2p']
  readonly router: Router
  /** Every message of gossipsub that came in, as it stood on the stream. */
  readonly received: Uint8Array[]
}

describe('network/gossip in closed scopes over gossipsub', () => {
  let nodes: Node[]
  let alice: Node
  let bob: Node
  let carol: Node
  let dave: Node

  beforeEach(async () => {
    nodes = []
    alice = await open(1)
    bob = await open(2)
    carol = await open(3)
    dave = await open(4)
  })

  afterEach(async () => { await Promise.all(nodes.map(async node => { await node.stop() })) })

  async function open (no: number): Promise<Node> {
    const { clock, random, timers } = platform()
    const { libp2p, wire, stop } = await wireNode(await generateKeyPairFromSeed('Ed25519', seededBytes(`gossip node ${no}`)), overlayOptions([PUBLIC_SCOPE]))
    const router = libp2p.services.pubsub as unknown as Router
    const received: Uint8Array[] = []
    const receive = router.handleReceivedRpc.bind(router)
    router.handleReceivedRpc = async (from, rpc) => {
      received.push(RPC.encode(rpc))
      return receive(from, rpc)
    }
    const node = await gossipNode({ wire, clock, timers, random })
    nodes.push({
      ...node,
      libp2p,
      router,
      received,
      stop: async () => {
        await node.stop()
        await stop()
      }
    })

    return nodes[nodes.length - 1]
  }

  const idOf = ({ libp2p }: Node): string => libp2p.peerId.toString()
  const keyNow = (number: number): KnownKey => ({ ...someScopeKey(number), knownMs: platform().clock.nowMs() })
  const has = async (node: Node, { hash }: Bundle): Promise<boolean> => node.store.has(hash)
  const hears = (node: Node, other: Node, topic: string): boolean => node.libp2p.services.pubsub.getSubscribers(topic).some(id => id.equals(other.libp2p.peerId))

  async function connect (one: Node, other: Node): Promise<void> {
    await one.libp2p.dial(other.libp2p.getMultiaddrs())
    await until('both accepted each other, and hear each other', () => [[one, other], [other, one]].every(([from, to]) => {
      return from.hello.accepted(to.peer) && hears(from, to, PUBLIC_TOPIC)
    }))
  }

  async function write (node: Node, bundle: Bundle): Promise<Bundle> {
    await new Promise<void>(resolve => {
      const { wire } = node
      const publish = wire.publish.bind(wire)
      wire.publish = async (topic, data) => {
        wire.publish = publish
        const told = await publish(topic, data)
        resolve()
        return told
      }
      node.store.append(bundle)
    })

    return bundle
  }

  /** Everything is here that went to a node before: what is sent last comes last. */
  async function drained (from: Node, to: Node, no: number): Promise<void> {
    const last = await write(from, await foreignBundle(someSigner(90 + no), [{}], { seq: 1 }))
    await until('the last message came', async () => has(to, last))
  }

  /** How a secret may be spelled. */
  const formsOf = (secret: Uint8Array): string[] => [
    String.fromCharCode(...secret), toHex(secret), base32.baseEncode(secret), base58btc.baseEncode(secret), ...[base64, base64url].flatMap(base => [0, 1, 2].map(before => {
      const text = base.baseEncode(Uint8Array.of(...new Uint8Array(before), ...secret)).replace(/[=]+$/, '')

      return text.slice(before === 0 ? 0 : before + 1, -1)
    }))
  ]

  /** Names of what stands in something that a node received, in whatever form. */
  function found (node: Node, bundle: Bundle): string[] {
    const utf8 = new TextEncoder()
    const no = bundle.header.seq
    const secrets = new Map<string, Uint8Array>([
      ['hash', bundle.hash], ['scope', bundle.header.scope], ['id', utf8.encode(bundleId(bundle.hash))], ['root', bundle.header.root], ['signature', bundle.signature],
      ['entity', utf8.encode(`secret:entity-${no}`)], ['relation', utf8.encode('secret:relation')], ['value', utf8.encode(`secret value ${no}`)]
    ])
    const text = node.received.map(bytes => String.fromCharCode(...bytes)).join('\n').toLowerCase()

    return [...secrets].filter(([, secret]) => formsOf(secret).some(form => text.includes(form.toLowerCase()))).map(([name]) => name)
  }

  it('tells members hop after hop, and a stranger in the topic nothing', async () => {
    const key = keyNow(1)
    const topic = closedTopicOf(key)
    await connect(alice, bob)
    await connect(bob, carol)
    await connect(dave, alice)
    await connect(dave, bob)
    dave.libp2p.services.pubsub.subscribe(topic)
    dave.wire.subscribe(topic, async () => 'ignore')
    letIn(nodes, [alice, bob, carol], key)
    await until('the members hear each other', () => hears(alice, bob, topic) && hears(bob, carol, topic) && bob.router.getMeshPeers(topic).includes(idOf(carol)))
    const bundle = await write(alice, await secretBundle(someSigner(1)))
    await until('the last member heard it', async () => has(carol, bundle))
    await drained(alice, dave, 1)
    expect(found(dave, bundle)).to.deep.equal([])
    expect(found(carol, bundle), 'who has no key but the wire').to.deep.equal([])
    expect(String.fromCharCode(...dave.received.flatMap(bytes => [...bytes]))).to.not.include(topic)
    expect([alice, bob].map(node => hears(node, dave, topic))).to.deep.equal([false, false])

    const open = await write(alice, await secretBundle(someSigner(1), 7, PUBLIC_SCOPE))
    await until('the stranger heard the public one', async () => has(dave, open))
    expect(found(dave, open)).to.include.members(['scope', 'root', 'signature', 'entity', 'relation', 'value'])
  })

  it('remembers who joined a topic before this node knew of it', async () => {
    const [first, second] = [keyNow(1), keyNow(2)]
    await connect(alice, bob)
    letIn([alice, bob], [alice, bob], first)
    alice.governance.learn(second)
    await drained(alice, bob, 1)
    expect(hears(bob, alice, closedTopicOf(second))).to.equal(false)
    bob.governance.learn(second)
    await until('they hear each other', () => hears(bob, alice, closedTopicOf(second)) && hears(alice, bob, closedTopicOf(second)))
    const bundle = await write(bob, await secretBundle(someSigner(2)))
    await until('it was heard', async () => has(alice, bundle))
  })

  it('cuts a peer off in both directions when its rights end, and lets it back in', async () => {
    const key = keyNow(1)
    const topic = closedTopicOf(key)
    await connect(alice, bob)
    await connect(alice, carol)
    letIn(nodes, [alice, bob, carol], key)
    await until('all hear each other', () => hears(alice, bob, topic) && hears(alice, carol, topic) && hears(carol, alice, topic))
    shutOut([alice, bob], carol.peer)
    expect(alice.router.getMeshPeers(topic)).to.not.include(idOf(carol))
    await until('it learned that alice is gone for it', () => !hears(carol, alice, topic))
    const bundle = await write(alice, await secretBundle(someSigner(1)))
    const data = sealPayload(encodeGossip({ type: 'whole', bundle: (await secretBundle(someSigner(3))).bytes }), key, seededBytes('nonce', 24))
    await alice.router.handleReceivedRpc(carol.libp2p.peerId, { subscriptions: [], messages: [{ topic, data }] })
    await until('it was heard', async () => has(bob, bundle))
    await drained(alice, carol, 1)
    await drained(carol, alice, 2)
    expect([await has(carol, bundle), alice.gossip.counters().outside, alice.store.bundles.size]).to.deep.equal([false, 1, 3])
    expect(alice.audit.map(({ type, peer }) => [type, peer])).to.deep.equal([['scope_violation', carol.peer]])

    alice.governance.let(carol.peer, true)
    alice.rights.change(carol.peer)
    const again = await write(alice, await secretBundle(someSigner(1), 2))
    await until('it was heard again', async () => has(carol, again))
  })

  it('does not take the same message for heard because somebody without rights told it first', async () => {
    const key = keyNow(1)
    const topic = closedTopicOf(key)
    await connect(alice, bob)
    await connect(carol, bob)
    letIn([alice, bob], [alice, bob], key)
    letIn([carol], [carol, bob], key)
    await until('they are told of', () => hears(alice, bob, topic))
    const bundle = await secretBundle(someSigner(1))
    const data = sealPayload(encodeGossip({ type: 'whole', bundle: bundle.bytes }), key, seededBytes('nonce', 24))
    const rpc: RPC = { subscriptions: [], messages: [{ topic, data }] }
    await bob.router.handleReceivedRpc(carol.libp2p.peerId, rpc)
    expect(bob.gossip.counters()).to.include({ outside: 1, accept: 0 })
    await alice.wire.publish(topic, data)
    await until('it was heard', async () => has(bob, bundle))
  })

  it('answers nobody who asks for a message that it may not hear', async () => {
    const key = keyNow(1)
    await connect(alice, bob)
    await connect(dave, alice)
    letIn([alice, bob], [alice, bob], key)
    await until('they are told of', () => hears(alice, bob, closedTopicOf(key)))
    const sent: Array<Partial<RPC>> = []
    const send = alice.router.sendRpc.bind(alice.router)
    alice.router.sendRpc = (id, rpc) => {
      sent.push(...id === idOf(bob) ? [rpc] : [])
      return send(id, rpc)
    }
    const bundle = await write(alice, await secretBundle(someSigner(1)))
    const data = sent.flatMap(({ messages = [] }) => messages)[0].data ?? expect.fail('nothing was sent')
    const control = { ihave: [], iwant: [{ messageIDs: [blake3(data)] }], graft: [{ topicID: closedTopicOf(key) }], prune: [], idontwant: [] }
    await alice.router.handleReceivedRpc(dave.libp2p.peerId, { subscriptions: [{ topic: closedTopicOf(key), subscribe: true }], messages: [], control })
    await drained(alice, dave, 1)
    expect(found(dave, bundle)).to.deep.equal([])
    expect(alice.router.getMeshPeers(closedTopicOf(key))).to.not.include(idOf(dave))
    expect(dave.received.some(bytes => String.fromCharCode(...bytes).includes(String.fromCharCode(...data.subarray(0, 32))))).to.equal(false)
  })

  it('says not one byte to who asks for, or offers, what it may not hear or tell', async () => {
    const key = keyNow(1)
    const topicID = closedTopicOf(key)
    await connect(alice, bob)
    await connect(dave, alice)
    letIn([alice, bob], [alice, bob], key)
    await until('they are told of', () => hears(alice, bob, topicID))
    const told = new Map<string, Array<Partial<RPC>>>()
    const send = alice.router.sendRpc.bind(alice.router)
    alice.router.sendRpc = (id, rpc) => {
      const isSent = send(id, rpc)
      told.set(id, [...told.get(id) ?? [], ...isSent ? [rpc] : []])
      return isSent
    }
    await write(alice, await secretBundle(someSigner(1)))
    const data = told.get(idOf(bob))?.flatMap(({ messages = [] }) => messages)[0].data ?? expect.fail('nothing was sent')
    const nothing = { ihave: [], iwant: [], graft: [], prune: [], idontwant: [] }
    const words: Array<Partial<RPC['control']>> = [
      { iwant: [{ messageIDs: [blake3(data)] }] },
      { ihave: [{ topicID, messageIDs: [seededBytes('a message')] }] },
      { graft: [{ topicID }] },
      { prune: [{ topicID, peers: [] }] },
      { idontwant: [{ messageIDs: [blake3(data)] }] }
    ]

    for (const word of words) {
      told.clear()
      await alice.router.handleReceivedRpc(dave.libp2p.peerId, { subscriptions: [], messages: [], control: { ...nothing, ...word } })
      expect(told.get(idOf(dave)) ?? [], Object.keys(word ?? {})[0]).to.deep.equal([])
    }

    told.clear()
    await alice.router.handleReceivedRpc(bob.libp2p.peerId, { subscriptions: [], messages: [], control: { ...nothing, ...words[1] } })
    expect(told.get(idOf(bob))?.flatMap(({ control }) => control?.iwant ?? []), 'a member is asked').to.have.length(1)
  })

  it('keeps no topics of hostile peers, and scores in those that it joins', async () => {
    const key = keyNow(1)
    await connect(dave, alice)
    const junk = Array.from({ length: 3_000 }, (_, no) => topicOf(seededBytes(`junk ${no}`)))
    await alice.router.handleReceivedRpc(dave.libp2p.peerId, { subscriptions: junk.map(topic => ({ topic, subscribe: true })), messages: [] })
    await alice.router.handleReceivedRpc(dave.libp2p.peerId, { subscriptions: [], messages: junk.map(topic => ({ topic, data: new Uint8Array(8) })) })
    expect(junk.filter(topic => alice.libp2p.services.pubsub.getSubscribers(topic).length > 0)).to.deep.equal([])
    expect(alice.gossip.counters()).to.include({ accept: 0, ignore: 0, reject: 0 })
    letIn(nodes, [alice, bob], key)
    expect(alice.router.score.params.topics[closedTopicOf(key)]).to.deep.equal(SEALED_TOPIC_SCORE)
    expect(SEALED_TOPIC_SCORE.invalidMessageDeliveriesWeight).to.be.below(0)
    expect(Object.keys(alice.router.score.params.topics)).to.have.length(2)
  })
})
