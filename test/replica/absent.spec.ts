import { expect } from 'aegir/chai'
import { bundleId } from '../../src/model/bundle/index.ts'
import { toHex } from '../../src/model/bytes/index.ts'
import { peerIdText } from '../../src/model/identity/index.ts'
import { encodeArrival } from '../../src/replica/record/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { seededBytes, someSigner } from '../fixtures/bundles.ts'
import { openIndex } from '../fixtures/indexes.ts'
import { flipBit } from '../fixtures/journal-damage.ts'
import { dump, foreignBundle, openReplica, ORIGIN, publicBundles, someFactDraft, write } from '../fixtures/replicas.ts'
import type { Bundle, BundleDraft } from '../../src/model/bundle/index.ts'
import type { ScopeStatus } from '../../src/replica/index.ts'
import type { ArrivedBundle } from '../../src/replica/record/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const AUTHOR = someSigner(7)
const GOSSIP = { ...ORIGIN, via: 'gossip' } as const

describe('replica: bundles that others name and that are absent', () => {
  let stage: Stage

  beforeEach(async () => { stage = await openReplica() })
  afterEach(async () => { await stage.stop() })

  /** A chain of so many bundles, one fact each. */
  async function chainOf (length: number): Promise<Bundle[]> {
    const chain: Bundle[] = []

    for (let seq = 1; seq <= length; seq++) {
      chain.push(await says({ seq, prev: chain.at(-1)?.hash ?? null }))
    }

    return chain
  }

  async function says (changes: Partial<BundleDraft>, no = 7): Promise<Bundle> {
    return foreignBundle(someSigner(no), [{}], { hlc: { wallMs: stage.clock.nowMs(), counter: changes.seq ?? 1 }, ...changes })
  }

  async function receive (...bundles: Bundle[]): Promise<void> {
    const verdicts = await stage.replica.receive(bundles.map(({ bytes }) => bytes), ORIGIN)
    expect(verdicts.map(({ result }) => result)).to.deep.equal(bundles.map(() => 'accept'))
  }

  const status = (): ScopeStatus => stage.replica.scopes()[0]

  it('are counted where a chain has a gap, over restarts, until they come', async () => {
    const [first, second, third, fourth] = await chainOf(4)
    await receive(first, third, fourth)
    const found = {
      id: bundleId(second.hash),
      as: 'previous',
      namedBy: { author: peerIdText(AUTHOR.publicKey), lane: toHex(third.header.lane), seq: 3 },
      sinceMs: stage.clock.nowMs()
    }
    expect(status()).to.deep.include({ absent: 1, absentBundles: [found] })
    expect(stage.replica.absentParents()).to.deep.equal([{ scope: second.header.scope, hash: second.hash }])
    const entries = await dump(stage)
    stage = await stage.crash()
    expect(status()).to.deep.include({ absent: 1, absentBundles: [found] })
    stage = await stage.crash({ kv: memoryKV() })
    expect(status()).to.deep.include({ absent: 1, absentBundles: [found] })
    expect(await dump(stage)).to.deep.equal(entries)
    await receive(second)
    expect(status()).to.deep.include({ absent: 0, absentBundles: [] })
  })

  it('are counted where a parent is not here, and hold nothing back where a predecessor is not', async () => {
    const [first, second] = await chainOf(2)
    const effect = await says({ parents: [second.hash] }, 8)
    await receive(effect, second)
    expect(status().absentBundles.map(({ as, id, namedBy }) => [as, id, namedBy.seq])).to.deep.equal([['previous', bundleId(first.hash), 2]])
    expect((await stage.replica.query({ includeContradicted: true })).facts).to.have.lengthOf(2)
    await receive(first)
    const last = await says({ parents: [seededBytes('nobody has it')] }, 9)
    await receive(last)
    expect(status().absentBundles.map(({ as, namedBy }) => [as, namedBy.author])).to.deep.equal([['parent', peerIdText(someSigner(9).publicKey)]])
  })

  it('are none while bundles come out of order in one group, and are asked for by whoever listens', async () => {
    const asked: unknown[] = []
    stage.replica.addEventListener('bundle:await', ({ detail: { gap, previous } }) => { asked.push([gap, previous]) })
    const [first, second, third, fourth] = await chainOf(4)
    await receive(second, first)
    expect([status().absent, asked]).to.deep.equal([0, []])
    await receive(fourth)
    expect(asked).to.deep.equal([[false, third.hash]])
    await stage.replica.receive([(await says({ seq: 6, prev: seededBytes('five') })).bytes], GOSSIP)
    expect(asked[1]).to.deep.equal([true, seededBytes('five')])
    expect(status().absent).to.equal(2)
  })

  it('are shown up to a bound', async () => {
    await receive(...await Promise.all(Array.from({ length: 20 }, async (_, no) => says({ parents: [seededBytes(`absent ${no}`)] }, no + 10))))
    expect([status().absent, status().absentBundles.length]).to.deep.equal([20, 16])
  })

  it('are those of our own chain too, when record and index are gone', async () => {
    for (let no = 0; no < 3; no++) {
      await write(stage, [someFactDraft(no)])
    }

    expect(status().absent).to.equal(0)
    const [, second] = await publicBundles(stage)
    const offsets: number[] = []
    for await (const { offset } of stage.journal.records(0)) { offsets.push(offset) }
    await flipBit(stage.files, 0, offsets[1] + second.length)
    stage = await stage.crash({ kv: memoryKV() })
    expect(status()).to.include({ bundles: 2, wanted: 0, absent: 1 })
    expect((await stage.replica.receive([second], ORIGIN))[0].result).to.equal('accept')
    expect(status()).to.include({ bundles: 3, absent: 0 })
  })

  it('beyond what memory holds are counted as one, until there is room for them', async () => {
    const opened = await openIndex()
    const { index } = opened
    const arrival = { ...ORIGIN, receivedMs: 1 }
    const template = await foreignBundle(AUTHOR, [{}])
    const hashOf = (no: number, of: number): Uint8Array => Uint8Array.of(of, no >> 16, no >> 8, no, ...new Uint8Array(28))
    const arrived = (no: number, changes: Partial<Bundle['header']>, hash: Uint8Array): ArrivedBundle => {
      const header = { ...template.header, seq: no + 1, ...changes }
      return { bundle: { ...template, header, hash }, arrival, lead: encodeArrival(arrival).length }
    }
    // Each bundle names eight that are absent, all bundles the same first one.
    const parentsOf = (no: number): Uint8Array[] => [hashOf(0, 2), ...Array.from({ length: 7 }, (_, i) => hashOf(no * 7 + i + 1, 2))]
    const group = Array.from({ length: 8_200 }, (_, no) => arrived(no, { parents: parentsOf(no) }, hashOf(no, 1)))

    for (let from = 0; from < group.length; from += 1_025) {
      await opened.take(group.slice(from, from + 1_025))
    }

    expect(index.absent.isWhole).to.equal(false)
    expect([index.absent.countIn(0), index.absent.countIn(1)]).to.deep.equal([1 + 8_192 * 7, 1])
    const causes = Array.from({ length: 7 * 4_200 }, (_, no) => arrived(no, { lane: new Uint8Array(8) }, hashOf(no + 1, 2)))
    await opened.take(causes)
    expect(index.absent.isWhole, 'more than half is still there').to.equal(false)
    await opened.take([arrived(0, { lane: new Uint8Array(8).fill(1) }, hashOf(0, 2))])
    expect(index.absent.isWhole).to.equal(true)
    expect([index.absent.countIn(0), index.absent.countIn(1)]).to.deep.equal([4_000 * 7, 0])
  }).timeout(60_000)
})
