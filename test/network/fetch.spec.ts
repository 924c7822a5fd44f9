import { expect } from 'aegir/chai'
import { readHeaderBytes } from '../../src/model/bundle/index.ts'
import { blake3, encodeCanonical, toHex } from '../../src/model/bytes/index.ts'
import { ANSWER_BYTES_MAX, encodeFetchItems, encodeFetchRequest, FetchFaultError } from '../../src/network/fetch/index.ts'
import { FETCH_PROTOCOL, FRAME_BYTES_MAX, PeerUnreachableError } from '../../src/network/wire/index.ts'
import { LOCAL_SCOPE, publicScopeId } from '../../src/policy/scope/index.ts'
import { seededBytes, someSigner } from '../fixtures/bundles.ts'
import { MemoryStage, replicaNode } from '../fixtures/network.ts'
import { foreignBundle, NET, publicBundles, scanAll, someFactDraft, write } from '../fixtures/replicas.ts'
import type { ReplicaNode } from '../fixtures/network.ts'

const SCOPE = publicScopeId(NET)
const NOBODY = seededBytes('a hash that nobody has')

describe('network/fetch', () => {
  let stage: MemoryStage
  let asker: ReplicaNode
  let answerer: ReplicaNode

  beforeEach(async () => {
    stage = new MemoryStage()
    const nodes = [await replicaNode(stage, 1), await replicaNode(stage, 2)]
    asker = nodes[0]
    answerer = nodes[1]
    await Promise.all(nodes.map(async node => { await node.gossip.stop() }))
    stage.network.connect(asker.peer, answerer.peer)
    await stage.settle()
  })

  afterEach(async () => { await Promise.all([asker, answerer].map(async node => { await node.stop() })) })

  /** Has the answerer write bundles of one fact each, and returns their hashes. */
  async function written (values: readonly string[]): Promise<Uint8Array[]> {
    for (const [no, v] of values.entries()) {
      await write(answerer.stage, [someFactDraft(no, { value: { type: 'text', v } })])
    }

    return (await publicBundles(answerer.stage)).map(bundle => blake3(readHeaderBytes(bundle)))
  }

  /** Answers the next request with frames of the test's own. */
  async function lie (...frames: Uint8Array[]): Promise<void> {
    await answerer.fetch.stop()
    await answerer.wire.handle(FETCH_PROTOCOL, async stream => {
      await stream.read()

      for (const frame of frames) {
        await stream.write(frame)
      }

      await stream.close()
    })
  }

  async function expectFault (code: string, hashes: Uint8Array[]): Promise<void> {
    const error = await asker.fetch.request(answerer.peer, { scope: SCOPE, hashes }).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(FetchFaultError).with.property('code', code)
    expect(asker.fetch.counters()).to.include({ failures: 1 })
  }

  it('brings what the peer has, and tells what it has not', async () => {
    const hashes = await written(['a', 'b', 'c'])
    const answer = await asker.fetch.request(answerer.peer, { scope: SCOPE, hashes: [hashes[2], NOBODY, hashes[0]] })
    expect(answer).to.deep.equal({ here: [hashes[2], hashes[0]], absent: [NOBODY], declined: [], unanswered: [] })
    const records = await scanAll(asker.stage)
    expect(records.map(({ receivedVia, receivedFrom }) => [receivedVia, receivedFrom])).to.deep.equal([['fetch', answerer.peer], ['fetch', answerer.peer]])
    expect(asker.fetch.counters()).to.deep.equal({ requestsOut: 1, requestsIn: 0, bundlesIn: 2, bundlesOut: 0, failures: 0 })
    expect(answerer.fetch.counters()).to.deep.equal({ requestsOut: 0, requestsIn: 1, bundlesIn: 0, bundlesOut: 2, failures: 0 })
  })

  it('ends an answer that is long enough, and gives the rest to the next request', async () => {
    const hashes = await written(Array.from({ length: 24 }, (_, no) => `${no} `.repeat(60_000 / `${no} `.length)))
    const first = await asker.fetch.request(answerer.peer, { scope: SCOPE, hashes })
    expect(first.here.length).to.equal(Math.ceil(ANSWER_BYTES_MAX / 60_300))
    expect(first.unanswered).to.deep.equal(hashes.slice(first.here.length))
    const second = await asker.fetch.request(answerer.peer, { scope: SCOPE, hashes: first.unanswered })
    expect(second.here).to.deep.equal(first.unanswered)
  })

  it('answers alike for what it lacks, what stays at home, and a scope that it does not share', async () => {
    const [shared] = await written(['a'])
    const [record] = await write(answerer.stage, [someFactDraft(9)], 'local')
    const home = (await answerer.stage.replica.proof(record.id))?.headerBytes ?? new Uint8Array()

    for (const request of [
      { scope: SCOPE, hashes: [NOBODY] },
      { scope: SCOPE, hashes: [blake3(home)] },
      { scope: LOCAL_SCOPE, hashes: [blake3(home)] },
      { scope: NOBODY, hashes: [shared] }
    ]) {
      const stream = await asker.wire.open(answerer.peer, FETCH_PROTOCOL)
      await stream.write(encodeFetchRequest(request))
      expect(await stream.read()).to.deep.equal(encodeCanonical([null]))
      expect(await stream.read()).to.equal(undefined)
    }
  })

  it('keeps what came before a fault', async () => {
    const [first, second] = await written(['a', 'b'])
    const bundles = await publicBundles(answerer.stage)
    await lie(encodeFetchItems([bundles[0]]), encodeFetchItems([bundles[0]]))
    await expectFault('unasked', [first, second])
    expect(await asker.stage.replica.has(first)).to.equal(true)
    expect(asker.fetch.counters()).to.include({ bundlesIn: 1 })
  })

  it('breaks off when the peer does not keep to the protocol', async () => {
    const [hash] = await written(['a'])
    const [bundle] = await publicBundles(answerer.stage)
    const foreign = await foreignBundle(someSigner(7), [{}])
    const forged = Uint8Array.from(bundle)
    forged[forged.length - 1] ^= 1
    const lies: Array<[frames: Uint8Array[], code: string]> = [
      [[], 'malformed'],
      [[Uint8Array.of(0xff)], 'malformed'],
      [[new Uint8Array(FRAME_BYTES_MAX)], 'malformed'],
      [[encodeFetchItems([null, null])], 'unasked'],
      [[encodeFetchItems([null]), encodeFetchItems([null])], 'unasked'],
      [[encodeFetchItems([foreign.bytes])], 'unasked'],
      [[encodeFetchItems([Uint8Array.of(1)])], 'unasked'],
      [[encodeFetchItems([new Uint8Array(0)])], 'unasked'],
      [[encodeFetchItems([forged])], 'faulty']
    ]

    for (const [no, [frames, code]] of lies.entries()) {
      await lie(...frames)
      const error = await asker.fetch.request(answerer.peer, { scope: SCOPE, hashes: [hash] }).catch((thrown: unknown) => thrown)
      expect(error, `lie ${no}`).to.be.instanceOf(FetchFaultError).with.property('code', code)
    }

    expect(await asker.stage.replica.has(hash)).to.equal(false)
    expect(await scanAll(asker.stage)).to.have.lengthOf(0)
  })

  it('drops requests that cannot be read, and goes on answering', async () => {
    const hashes = await written(['a'])
    const request = encodeFetchRequest({ scope: SCOPE, hashes })

    for (let cut = 1; cut < request.length; cut += 7) {
      const stream = await asker.wire.open(answerer.peer, FETCH_PROTOCOL)
      await stream.write(request.subarray(0, cut))
      await expect(stream.read(), `cut at ${cut}`).to.eventually.be.rejected()
    }

    const empty = await asker.wire.open(answerer.peer, FETCH_PROTOCOL)
    await empty.close()
    await expect(empty.read()).to.eventually.be.rejected()
    expect((await asker.fetch.request(answerer.peer, { scope: SCOPE, hashes })).here.map(toHex)).to.deep.equal(hashes.map(toHex))
    expect(answerer.fetch.counters()).to.include({ requestsIn: 1 })
  })

  it('gives up a peer that says nothing, and one that is not there', async () => {
    const [hash] = await written(['a'])
    await answerer.fetch.stop()
    await answerer.wire.handle(FETCH_PROTOCOL, async () => {})
    const waiting = asker.fetch.request(answerer.peer, { scope: SCOPE, hashes: [hash] }).catch((thrown: unknown) => thrown)
    await stage.pass(120_000)
    expect(await waiting).to.be.instanceOf(Error).with.property('name', 'StreamDeadlineError')
    const late = new AbortController()
    const aborted = asker.fetch.request(answerer.peer, { scope: SCOPE, hashes: [hash] }, { signal: late.signal }).catch((thrown: unknown) => thrown)
    late.abort()
    expect(await aborted).to.be.instanceOf(Error)
    await answerer.wire.disconnect(asker.peer)
    await expect(asker.fetch.request(answerer.peer, { scope: SCOPE, hashes: [hash] })).to.eventually.be.rejectedWith(PeerUnreachableError)
  })
})
