import { expect } from 'aegir/chai'
import { bundleId } from '../../src/model/bundle/index.ts'
import { SEEK_DELAY_MS } from '../../src/network/fetch/index.ts'
import { FETCH_PROTOCOL } from '../../src/network/wire/index.ts'
import { seededBytes, someSigner } from '../fixtures/bundles.ts'
import { MemoryStage, silentNodes } from '../fixtures/network.ts'
import { foreignBundle, someFactDraft, write } from '../fixtures/replicas.ts'
import type { Bundle, BundleDraft } from '../../src/model/bundle/index.ts'
import type { ReplicaNode } from '../fixtures/network.ts'

describe('network/fetch parent seeker', () => {
  let stage: MemoryStage
  let nodes: ReplicaNode[]

  beforeEach(async () => {
    stage = new MemoryStage()
    nodes = await silentNodes(stage)
  })

  afterEach(async () => { await Promise.all(nodes.map(async node => { await node.stop() })) })

  async function bundleBy (no: number, changes: Partial<BundleDraft> = {}): Promise<Bundle> {
    const hlc = { wallMs: stage.clock.nowMs() - 1_000 + (changes.seq ?? 1), counter: no }

    return foreignBundle(someSigner(no), [{ entity: `thing:${no}` }], { hlc, ...changes })
  }

  /** Hands bundles to a node as if another one had told them in gossip. */
  async function tell (node: ReplicaNode, from: ReplicaNode, ...bundles: Bundle[]): Promise<void> {
    await node.stage.replica.receive(bundles.map(({ bytes }) => bytes), { via: 'gossip', peer: from.peer })
    await stage.settle()
  }

  async function connect (from: ReplicaNode, to: ReplicaNode): Promise<void> {
    stage.network.connect(from.peer, to.peer)
    await stage.settle()
  }

  async function isVisible (node: ReplicaNode, bundle: Bundle): Promise<boolean | undefined> {
    return (await node.stage.replica.get(`${bundleId(bundle.hash)}.0`))?.visible
  }

  const requestsOf = (): number[] => nodes.map(({ fetch }) => fetch.counters().requestsOut)

  it('brings what a bundle names from the peer that told of it, and what that names in turn', async () => {
    const [first, second] = nodes
    const oldest = await bundleBy(5)
    const older = await bundleBy(6, { parents: [oldest.hash] })
    const newest = await bundleBy(7, { parents: [older.hash] })
    await tell(second, first, oldest, older)
    await connect(first, second)
    await tell(first, second, newest)
    expect(await isVisible(first, newest)).to.equal(false)
    await stage.pass(SEEK_DELAY_MS)
    expect([await isVisible(first, newest), await isVisible(first, older)]).to.deep.equal([true, false])
    await stage.pass(SEEK_DELAY_MS)
    expect([await isVisible(first, older), await isVisible(first, oldest)]).to.deep.equal([true, true])
    expect(first.stage.replica.absentParents()).to.deep.equal([])
    expect(first.fetch.counters()).to.deep.equal({ requestsOut: 2, requestsIn: 0, bundlesIn: 2, bundlesOut: 0, failures: 0 })
    await stage.pass(60_000)
    expect(requestsOf()).to.deep.equal([2, 0, 0, 0])
  })

  it('asks nobody for what only came out of order', async () => {
    const [first, second] = nodes
    const cause = await bundleBy(5)
    const effect = await bundleBy(6, { parents: [cause.hash] })
    await connect(first, second)
    await tell(first, second, effect)
    await stage.pass(SEEK_DELAY_MS - 1)
    await tell(first, second, cause)
    await stage.pass(60_000)
    expect(await isVisible(first, effect)).to.equal(true)
    expect(requestsOf()).to.deep.equal([0, 0, 0, 0])
  })

  it('asks every other peer once when the first does not have it, and each that connects later', async () => {
    const [first, second, third, fourth] = nodes
    const cause = await bundleBy(5)
    const effect = await bundleBy(6, { parents: [cause.hash] })
    await connect(first, second)
    await connect(first, third)
    await tell(first, second, effect)
    await stage.pass(10_000)
    expect(requestsOf()).to.deep.equal([2, 0, 0, 0])
    expect([second, third].map(({ fetch }) => fetch.counters().requestsIn)).to.deep.equal([1, 1])
    expect(await isVisible(first, effect)).to.equal(false)
    await tell(fourth, second, cause)
    await connect(fourth, first)
    await stage.pass(SEEK_DELAY_MS)
    expect(await isVisible(first, effect)).to.equal(true)
    expect(fourth.fetch.counters()).to.include({ requestsIn: 1, bundlesOut: 1 })
  })

  it('leaves a peer that fails alone for longer and longer, and goes on with others', async () => {
    const [first, second, third] = nodes
    const cause = await bundleBy(5)
    const effect = await bundleBy(6, { parents: [cause.hash] })
    let calls = 0
    await second.fetch.stop()
    await second.wire.handle(FETCH_PROTOCOL, async stream => {
      calls++
      await stream.close()
    })
    await connect(first, second)
    await tell(first, second, effect)
    const seen: number[] = []

    for (let s = 0; s < 16; s++) {
      await stage.pass(1_000)
      seen.push(calls)
    }

    expect(calls).to.be.within(4, 5)
    expect(seen[0]).to.equal(1)
    await tell(third, second, cause)
    await connect(first, third)
    await stage.pass(SEEK_DELAY_MS)
    expect(await isVisible(first, effect)).to.equal(true)
  })

  it('has sync run for a gap in a chain, at most once a second', async () => {
    const [first, second] = nodes
    const chain = [await bundleBy(5)]

    for (let seq = 2; seq <= 6; seq++) {
      chain.push(await bundleBy(5, { seq, prev: chain[seq - 2].hash }))
    }

    await tell(second, first, ...chain)
    await connect(first, second)
    await tell(first, second, chain[3])
    await tell(first, second, chain[5])
    await stage.settle()
    expect(await Promise.all(chain.map(async ({ hash }) => first.stage.replica.has(hash)))).to.deep.equal(chain.map(() => true))
    expect(first.sync.status().map(({ lastRun }) => lastRun?.result)).to.deep.equal(['equal'])
    expect(requestsOf()).to.deep.equal([0, 0, 0, 0])
  })

  it('looks for what an earlier life missed', async () => {
    const [first, second] = nodes
    const cause = await bundleBy(5)
    const effect = await bundleBy(6, { parents: [cause.hash] })
    await first.seeker.stop()
    await tell(first, second, effect)
    await tell(second, first, cause)
    await connect(first, second)
    await stage.pass(10_000)
    expect(requestsOf()).to.deep.equal([0, 0, 0, 0])
    await first.seeker.start()
    await stage.pass(SEEK_DELAY_MS)
    expect(await isVisible(first, effect)).to.equal(true)
  })

  it('bounds what a liar makes it look for', async () => {
    const [first, second] = nodes
    await connect(first, second)
    let requests = 0

    for (let no = 0; no < 40; no++) {
      const parents = Array.from({ length: 8 }, (_, i) => seededBytes(`nowhere ${no} ${i}`))
      await tell(first, second, await bundleBy(100 + no, { parents }))
    }

    await stage.pass(60_000)
    requests = first.fetch.counters().requestsOut
    // 320 hashes in requests of 64, each asked once.
    expect(requests).to.be.within(5, 6)
    await write(first.stage, [someFactDraft(1)])
    await stage.pass(60_000)
    expect(first.fetch.counters().requestsOut).to.equal(requests)
  })
})
