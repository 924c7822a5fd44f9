import { expect } from 'aegir/chai'
import { redactFacts } from '../../src/model/bundle/index.ts'
import { ASK_AGAIN_FIRST_MS, HASHES_MAX, HOLD_MS, SEEK_DELAY_MS } from '../../src/network/fetch/index.ts'
import { FETCH_PROTOCOL } from '../../src/network/wire/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { seededBytes, someSigner } from '../fixtures/bundles.ts'
import { MemoryStage, silentNodes } from '../fixtures/network.ts'
import { foreignBundle, NET } from '../fixtures/replicas.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { ReplicaNode } from '../fixtures/network.ts'

const SCOPE = publicScopeId(NET)

describe('network/fetch content seeker', () => {
  let stage: MemoryStage
  let nodes: ReplicaNode[]

  beforeEach(async () => {
    stage = new MemoryStage()
    nodes = await silentNodes(stage)
  })

  afterEach(async () => { await Promise.all(nodes.map(async node => { await node.stop() })) })

  async function bundleNo (no: number): Promise<Bundle> {
    const hlc = { wallMs: stage.clock.nowMs() - 100_000 + no, counter: 0 }

    return foreignBundle(someSigner(9), [{ entity: `thing:${no}` }, { entity: `thing:${no}/part` }], { hlc, lane: seededBytes(`lane ${no}`, 8) })
  }

  /** Hands bundles to a node as if somebody had sent them. */
  async function give (node: ReplicaNode, ...bundles: Bundle[]): Promise<void> {
    await node.stage.replica.receive(bundles.map(({ bytes }) => bytes), { via: 'sync', peer: nodes[3].peer })
    await stage.settle()
  }

  async function connect (from: ReplicaNode, to: ReplicaNode): Promise<void> {
    stage.network.connect(from.peer, to.peer)
    await stage.settle()
  }

  const wantedBy = ({ stage: { replica } }: ReplicaNode): number => replica.scopes()[0].wanted
  const requestsTo = (): number[] => nodes.map(({ fetch }) => fetch.counters().requestsIn)

  it('asks every peer, at equal roots as well, until one has the content', async () => {
    const [ours, second, third, fourth] = nodes
    const bundle = await bundleNo(1)
    await give(second, redactFacts(bundle, [0]))
    await give(third, redactFacts(bundle, [0, 1]))
    await give(fourth, bundle)
    await connect(ours, second)
    await connect(ours, third)
    await give(ours, redactFacts(bundle, [0]))
    expect([ours, second, third, fourth].map(wantedBy)).to.deep.equal([1, 1, 1, 0])
    expect(new Set(nodes.map(({ stage: { replica } }) => replica.scopes()[0].root)).size).to.equal(1)
    await stage.pass(ASK_AGAIN_FIRST_MS - 1_000)
    expect(wantedBy(ours)).to.equal(1)
    expect(requestsTo().slice(1)).to.deep.equal([1, 1, 0])
    await connect(fourth, ours)
    await stage.pass(SEEK_DELAY_MS)
    expect(wantedBy(ours)).to.equal(0)
    expect(fourth.fetch.counters()).to.include({ requestsIn: 1, bundlesOut: 1 })
    expect((await ours.stage.replica.query({})).facts).to.have.lengthOf(2)
    await stage.pass(SEEK_DELAY_MS)
    expect(requestsTo()[3]).to.equal(1)
  })

  it('asks a peer again after ten minutes, later and later, and when it comes back', async () => {
    const [ours, second] = nodes
    const bundle = await bundleNo(1)
    await give(second, redactFacts(bundle, [0]))
    await second.contentSeeker.stop()
    await connect(ours, second)
    await give(ours, redactFacts(bundle, [0]))
    const asked: number[] = []
    await stage.pass(60_000)

    for (let minutes = 0; minutes < 80; minutes += 5) {
      await stage.pass(300_000)
      asked.push(requestsTo()[1])
    }

    expect(asked).to.deep.equal([1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4])
    await ours.wire.disconnect(second.peer)
    await stage.settle()
    await give(second, bundle)
    await connect(ours, second)
    await stage.pass(SEEK_DELAY_MS)
    expect([requestsTo()[1], wantedBy(ours)]).to.deep.equal([5, 0])
  })

  it('takes many in one request after another, and asks one peer for what another one is not asked for', async () => {
    const [ours, second, third] = nodes
    const bundles = await Promise.all(Array.from({ length: 150 }, async (_, no) => bundleNo(no)))
    await give(second, ...bundles.slice(0, 100))
    await give(third, ...bundles)
    await give(ours, ...bundles.map(bundle => redactFacts(bundle, [1])))
    expect(wantedBy(ours)).to.equal(150)
    await connect(ours, second)
    await connect(ours, third)
    await stage.pass(30 * SEEK_DELAY_MS)
    expect(wantedBy(ours)).to.equal(0)
    expect(ours.fetch.counters()).to.include({ bundlesIn: 150, failures: 0 })
    expect(ours.fetch.counters().requestsOut).to.be.within(Math.ceil(150 / HASHES_MAX), 5)
  })

  it('does not wait long for a peer that does not answer', async () => {
    const [ours, second, third] = nodes
    const bundle = await bundleNo(1)
    await second.fetch.stop()
    await second.wire.handle(FETCH_PROTOCOL, async stream => { await stream.read() })
    await give(third, bundle)
    await give(ours, redactFacts(bundle, [0]))
    await connect(ours, second)
    await stage.pass(SEEK_DELAY_MS)
    await connect(ours, third)
    await stage.pass(HOLD_MS - 1_000)
    expect(wantedBy(ours)).to.equal(1)
    await stage.pass(1_000 + SEEK_DELAY_MS)
    expect(wantedBy(ours)).to.equal(0)
  })

  it('brings what the disk lost, and what an earlier life wanted', async () => {
    const [ours, second] = nodes
    const [one, other] = [await bundleNo(1), await bundleNo(2)]
    await ours.contentSeeker.stop()
    await give(second, one, other)
    await give(ours, redactFacts(one, [0]))
    await ours.stage.wanted?.add(SCOPE, [keyOf(second, other)])
    await connect(ours, second)
    await stage.pass(60_000)
    expect(wantedBy(ours)).to.equal(2)
    await ours.contentSeeker.start()
    await stage.pass(SEEK_DELAY_MS)
    expect(wantedBy(ours)).to.equal(0)
    expect(await ours.stage.replica.has(other.hash)).to.equal(true)
  })

  /** The key of a bundle in the tree of a node that has it. */
  function keyOf ({ stage: { replica } }: ReplicaNode, { hash }: Bundle): Uint8Array {
    const key = [...replica.snapshot(SCOPE)?.keys() ?? []].find(key => key.slice(8).join() === hash.join())

    return key ?? new Uint8Array(0)
  }
})
