import { expect } from 'aegir/chai'
import { blake3, encodeCanonical, toBase32 } from '../../src/model/bytes/index.ts'
import { encodeGossip, MESSAGE_BYTES_MAX, TOPIC_PREFIX } from '../../src/network/gossip/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { MemoryStage, replicaNode } from '../fixtures/network.ts'
import { foreignBundle, NET, publicBundles, scanAll, someFactDraft, write } from '../fixtures/replicas.ts'
import type { ReplicaNode } from '../fixtures/network.ts'

const TOPIC = TOPIC_PREFIX + toBase32(publicScopeId(NET))

/** A fact whose bundle does not travel whole. */
const largeDraft = (no: number): ReturnType<typeof someFactDraft> => {
  return someFactDraft(no, { value: { type: 'text', v: `${no} `.repeat(10_000) } })
}

describe('network/gossip', () => {
  let stage: MemoryStage
  let nodes: ReplicaNode[]

  beforeEach(async () => {
    stage = new MemoryStage()
    nodes = await Promise.all([1, 2, 3].map(async no => replicaNode(stage, no)))
  })

  afterEach(async () => {
    await Promise.all(nodes.map(async node => { await node.stop() }))
  })

  /** First to second, second to third. */
  const connect = async (): Promise<void> => {
    stage.network.connect(nodes[0].peer, nodes[1].peer)
    stage.network.connect(nodes[1].peer, nodes[2].peer)
    await stage.settle()
  }

  const entitiesOf = async (node: ReplicaNode): Promise<string[]> => {
    return (await scanAll(node.stage)).map(({ entity }) => entity).sort()
  }

  /** A stranger next to the first node, who publishes what it likes. */
  const intruder = async (): Promise<(data: Uint8Array) => Promise<void>> => {
    const other = await replicaNode(stage, 9)
    nodes.push(other)
    stage.network.connect(other.peer, nodes[0].peer)
    await stage.settle()

    return async data => {
      await other.wire.publish(TOPIC, data)
      await stage.settle()
    }
  }

  it('carries a fact to neighbours and theirs, and tells how it came', async () => {
    await connect()
    const [record] = await write(nodes[0].stage, [someFactDraft(1)])
    await stage.settle()

    for (const node of nodes.slice(1)) {
      expect(await node.stage.replica.get(record.id)).to.include({ receivedVia: 'gossip', author: nodes[0].peer })
    }

    expect(await nodes[2].stage.replica.get(record.id)).to.include({ receivedFrom: nodes[1].peer })
    expect(nodes[0].gossip.counters()).to.include({ wholeOut: 1, headersOut: 0, unheard: 0 })
    expect(nodes[1].gossip.counters()).to.include({ accept: 1, ignore: 0, reject: 0 })
  })

  it('announces a large bundle, whose content comes by sync hop after hop', async () => {
    await connect()
    const [record] = await write(nodes[0].stage, [largeDraft(1)])
    await stage.settle()

    for (const node of nodes.slice(1)) {
      expect(await node.stage.replica.get(record.id)).to.include({ receivedVia: 'sync' })
      expect(node.gossip.counters()).to.include({ accept: 1 })
    }

    expect(nodes[0].gossip.counters()).to.include({ wholeOut: 0, headersOut: 1 })
  })

  it('announces small bundles as well while much is written, and loses none', async () => {
    await connect()

    for (let no = 0; no < 40; no++) {
      await write(nodes[0].stage, [someFactDraft(no, { value: { type: 'text', v: 'x'.repeat(4_000) } })])
      await stage.settle()
    }

    const { wholeOut, headersOut } = nodes[0].gossip.counters()
    expect(wholeOut).to.be.within(14, 16)
    expect(wholeOut + headersOut).to.equal(40)
    expect(await entitiesOf(nodes[2])).to.have.length(40)
    await stage.pass(1_000)
    await write(nodes[0].stage, [someFactDraft(41)])
    await stage.settle()
    expect(nodes[0].gossip.counters().wholeOut).to.equal(wholeOut + 1)
  })

  it('keeps local facts at home', async () => {
    await connect()
    await write(nodes[0].stage, [someFactDraft(1)], 'local')
    await stage.settle()
    expect(nodes[0].gossip.counters()).to.include({ wholeOut: 0, headersOut: 0 })
    expect(await entitiesOf(nodes[1])).to.deep.equal([])
  })

  it('loses nothing that nobody heard', async () => {
    const [record] = await write(nodes[0].stage, [someFactDraft(1)])
    await stage.settle()
    expect(nodes[0].gossip.counters()).to.include({ wholeOut: 1, unheard: 1 })
    await connect()
    const run = nodes[1].sync.request(nodes[0].peer, publicScopeId(NET))
    await stage.settle()
    expect(await run).to.include({ result: 'equal', bundlesIn: 1 })
    expect(await nodes[1].stage.replica.get(record.id)).to.include({ receivedVia: 'sync' })
  })

  it('survives a wire that fails', async () => {
    nodes[0].wire.publish = async () => { throw new TypeError('no') }
    await write(nodes[0].stage, [someFactDraft(1)])
    await stage.settle()
    expect(nodes[0].gossip.counters()).to.include({ unheard: 1 })
  })

  it('passes an old bundle on to nobody', async () => {
    await connect()
    await write(nodes[0].stage, [someFactDraft(1)])
    await stage.settle()
    const [bundle] = await publicBundles(nodes[0].stage)
    const publish = await intruder()
    await publish(encodeGossip({ type: 'whole', bundle }))
    expect(nodes[0].gossip.counters()).to.include({ ignore: 1, reject: 0 })
    expect(nodes[1].gossip.counters()).to.include({ accept: 1, ignore: 0 })
  })

  it('refuses what is malformed, at the cost of the sender', async () => {
    const publish = await intruder()
    const bundle = await foreignBundle(someSigner(1), [{}])
    const elsewhere = await foreignBundle(someSigner(1), [{}], { scope: new Uint8Array(32).fill(3) })
    const forged = Uint8Array.from(bundle.bytes)
    forged[forged.length - 1] ^= 1
    const { headerBytes, signature } = bundle
    const messages: Uint8Array[] = [
      new Uint8Array(0),
      new Uint8Array(MESSAGE_BYTES_MAX + 1),
      Uint8Array.of(0xff),
      encodeCanonical([2, bundle.bytes]),
      encodeCanonical([0, bundle.bytes, 0]),
      encodeCanonical([0, 'bundle']),
      encodeCanonical([0, Uint8Array.of(0x80)]),
      encodeCanonical([0, Uint8Array.of(0xff)]),
      encodeCanonical([1, headerBytes]),
      encodeCanonical([1, headerBytes, signature.subarray(1)]),
      encodeCanonical([1, headerBytes.subarray(1), signature]),
      encodeGossip({ type: 'whole', bundle: elsewhere.bytes }),
      encodeGossip({ type: 'header', headerBytes: elsewhere.headerBytes, signature }),
      encodeGossip({ type: 'whole', bundle: forged })
    ]

    for (const [count, message] of messages.entries()) {
      await publish(message)
      expect(nodes[0].gossip.counters(), `message ${count}`).to.include({ reject: count + 1, accept: 0 })
    }

    expect(await entitiesOf(nodes[0])).to.deep.equal([])
  })

  it('throws nothing for a message cut anywhere', async () => {
    const publish = await intruder()
    const { bytes, headerBytes, signature } = await foreignBundle(someSigner(1), [{}])

    for (const message of [encodeGossip({ type: 'whole', bundle: bytes }), encodeGossip({ type: 'header', headerBytes, signature })]) {
      const { reject } = nodes[0].gossip.counters()

      for (let cut = 0; cut < message.length; cut++) {
        await nodes[3].wire.publish(TOPIC, message.subarray(0, cut))
      }

      await publish(message.subarray(0, 1))
      expect(nodes[0].gossip.counters().reject).to.equal(reject + message.length + 1)
    }
  })

  it('passes over bundles of another version', async () => {
    const publish = await intruder()
    await publish(encodeGossip({ type: 'header', headerBytes: encodeCanonical([2, 'later']), signature: new Uint8Array(64) }))
    expect(nodes[0].gossip.counters()).to.include({ ignore: 1, reject: 0 })
  })

  it('does not believe an announcement without content', async () => {
    await connect()
    const publish = await intruder()
    const { headerBytes, signature } = await foreignBundle(someSigner(1), [{}])
    await publish(encodeGossip({ type: 'header', headerBytes, signature }))
    expect(nodes[0].gossip.counters()).to.include({ accept: 0, ignore: 1 })
    expect(nodes[1].gossip.counters()).to.include({ accept: 0, ignore: 0, reject: 0 })
    expect(await nodes[0].stage.replica.has(blake3(headerBytes))).to.equal(false)
  })

  it('does not pass on an announcement whose signature is not that of the bundle', async () => {
    await connect()
    const publish = await intruder()
    const { bytes, headerBytes } = await foreignBundle(someSigner(1), [{}])
    await nodes[3].stage.replica.receive([bytes], { via: 'sync', peer: nodes[2].peer })
    await publish(encodeGossip({ type: 'header', headerBytes, signature: new Uint8Array(64) }))
    expect(await nodes[0].stage.replica.has(blake3(headerBytes))).to.equal(true)
    expect(nodes[0].gossip.counters()).to.include({ accept: 0, ignore: 1 })
    expect(nodes[1].gossip.counters()).to.include({ accept: 0, ignore: 0 })
  })

  it('hears nobody who was not accepted', async () => {
    const stranger = stage.network.join('stranger')
    stage.network.connect('stranger', nodes[0].peer)
    const { bytes } = await foreignBundle(someSigner(1), [{}])
    await stranger.publish(TOPIC, encodeGossip({ type: 'whole', bundle: bytes }))
    await stage.pass(5_000)
    expect(nodes[0].gossip.counters()).to.include({ accept: 0, ignore: 1, reject: 0 })
    expect(await entitiesOf(nodes[0])).to.deep.equal([])
  })

  it('examines a bounded number of messages at once, half of them of one peer at most', async () => {
    for (const [at, name] of ['stranger', 'another', 'a third'].entries()) {
      const stranger = stage.network.join(name)
      stage.network.connect(name, nodes[0].peer)

      for (let no = 0; no < 150; no++) {
        await stranger.publish(TOPIC, Uint8Array.of(no, at))
      }

      expect(nodes[0].gossip.counters().ignore, name).to.equal([22, 44, 194][at])
    }

    await stage.pass(5_000)
    expect(nodes[0].gossip.counters().ignore).to.equal(450)
  })

  it('waits a moment for a new neighbour to join, once', async () => {
    const joins: Array<PromiseWithResolvers<boolean>> = []
    nodes[0].wire.reach = async () => {
      joins.push(Promise.withResolvers<boolean>())
      return joins[joins.length - 1].promise
    }
    await connect()
    await write(nodes[0].stage, [someFactDraft(1)])
    await stage.settle()
    expect(joins).to.have.length(1)
    expect(await entitiesOf(nodes[1])).to.have.length(0)
    joins[0].resolve(false)
    await stage.settle()
    expect(await entitiesOf(nodes[1])).to.have.length(1)
    await nodes[1].wire.disconnect(nodes[0].peer)
    stage.network.connect(nodes[0].peer, nodes[1].peer)
    await stage.settle()
    expect(joins).to.have.length(1)
  })

  it('falls silent when it stops', async () => {
    await connect()
    await nodes[0].gossip.stop()
    await write(nodes[0].stage, [someFactDraft(1)])
    await write(nodes[1].stage, [someFactDraft(2)])
    await stage.settle()
    expect(await entitiesOf(nodes[0])).to.have.length(1)
    expect(await entitiesOf(nodes[2])).to.have.length(1)
  })
})
