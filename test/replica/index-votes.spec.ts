import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { compareBytes, concatBytes, toHex } from '../../src/model/bytes/index.ts'
import { encodeHlc } from '../../src/model/hlc/index.ts'
import { claimantOf } from '../../src/replica/index/index.ts'
import { someSigner, START_MS } from '../fixtures/bundles.ts'
import { collect, openIndex } from '../fixtures/indexes.ts'
import { arrivalOf, someRef, sourceOf, statementInput } from '../fixtures/statements.ts'
import type { FactInput } from '../../src/model/fact/index.ts'
import type { VoteTally4 } from '../../src/replica/index/index.ts'
import type { ArrivedBundle } from '../../src/replica/record/index.ts'

const SEED = 4_117
const FACTS = [0, 1, 2]

/** One vote as a test states it. */
interface Ballot {
  readonly fact: number
  readonly name: string
  readonly weight: number
  readonly stance: 'for' | 'against'
  readonly takenBack: boolean
}

/** Votes of one author that travel together. */
interface Paper {
  readonly author: number
  readonly wall: number
  readonly votes: readonly Ballot[]
}

describe('votes in an index', () => {
  it('come to the same sums in each of a hundred orders', async () => {
    const papers = fc.sample(anyPaper(), { seed: SEED, numRuns: 40 })
    const bundles = await Promise.all(papers.map(bundleOf))
    const expected = FACTS.map(fact => tallyOf(papers, bundles, fact))
    const first = await openIndex()
    await first.take(bundles)
    const entries = await first.entries()
    const orders = fc.tuple(fc.shuffledSubarray(bundles, { minLength: bundles.length }), fc.infiniteStream(fc.integer({ min: 1, max: 9 })))

    await fc.assert(fc.asyncProperty(orders, async ([order, sizes]) => {
      const { index, take, entries: entriesNow } = await openIndex()
      await take(...groupsOf(order, sizes))
      expect(await index.read.tallies(0, FACTS.map(refOf))).to.deep.equal(expected)
      expect(await entriesNow()).to.deep.equal(entries)
    }), { seed: SEED, numRuns: 100 })
  })

  it('are counted as any set of them says, and change nothing when they come again', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anyPaper(), { minLength: 1, maxLength: 12 }), fc.infiniteStream(fc.integer({ min: 1, max: 4 })), async (papers, sizes) => {
      const bundles = await Promise.all(papers.map(bundleOf))
      const { index, take, entries } = await openIndex()
      await take(...groupsOf(bundles, sizes))
      const before = await entries()
      expect(await index.read.tallies(0, FACTS.map(refOf))).to.deep.equal(FACTS.map(fact => tallyOf(papers, bundles, fact)))
      await take([...bundles, ...bundles].reverse())
      expect(await entries()).to.deep.equal(before)
      await collect(index.scrub())
    }), { seed: SEED, numRuns: 60 })
  })

  it('are listed claimant by claimant, the newest of each first', async () => {
    const { index, take } = await openIndex()
    const votes = [[1, 'a', 10], [3, 'a', 30], [2, 'a', 20], [2, 'b', 5]] as const
    const bundles = await Promise.all(votes.map(async ([wall, name, weight]) => bundleOf({ author: 1, wall, votes: [ballot({ name, weight })] }, wall * 10 + weight)))
    await take(...bundles.map(bundle => [bundle]))
    const [a, b] = ['a', 'b'].map(name => claimantOf(someSigner(1).publicKey, sourceOf(someSigner(1), name)))
    const listed = await collect(index.read.votes(0, refOf(0)))
    const ofA = listed.filter(({ claimant }) => toHex(claimant) === a.text)
    expect(listed).to.have.length(4)
    expect(ofA.map(({ weight, hlc }) => [weight, hlc.wallMs - START_MS])).to.deep.equal([[30, 3], [20, 2], [10, 1]])
    expect(ofA[0]).to.deep.include({ index: 0, stance: 'for', takenBack: false, bundle: bundles[1].bundle.hash.slice(0, 16) })
    expect(await index.read.liveVote(0, refOf(0), a.bytes)).to.deep.equal(ofA[0])
    expect(await index.read.liveVote(0, refOf(0), new Uint8Array(8))).to.equal(undefined)

    const [first, second] = [a, b].sort((one, other) => compareBytes(one.bytes, other.bytes))
    const rest = await collect(index.read.votes(0, refOf(0), first.bytes))
    expect(new Set(rest.map(({ claimant }) => toHex(claimant)))).to.deep.equal(new Set([second.text]))
    expect(await collect(index.read.votes(0, refOf(0), second.bytes))).to.deep.equal([])
    expect(await collect(index.read.votes(1, refOf(0)))).to.deep.equal([])
  })

  it('can be looked up by the whole hash of a bundle or its beginning', async () => {
    const { index, take } = await openIndex()
    await take([await bundleOf({ author: 1, wall: 1, votes: [ballot({ weight: 7 })] }, 1)])
    const { bundle } = refOf(0)
    const [whole, beginning, other] = await index.read.tallies(0, [{ bundle, index: 0 }, { bundle: bundle.slice(0, 16), index: 0 }, { bundle, index: 1 }])
    expect(whole).to.deep.equal({ forCount: 1, forWeight: 7, againstCount: 0, againstWeight: 0 }).and.deep.equal(beginning)
    expect(other).to.equal(undefined)
  })

  it('count exactly when a hundred voters come one by one', async () => {
    const { index, take } = await openIndex()
    const bundles = await Promise.all(Array.from({ length: 100 }, async (_, no) => {
      return bundleOf({ author: no % 7, wall: 1, votes: [ballot({ name: `agent-${no}`, weight: no === 0 ? 1_000_000_000 : 1, stance: no < 60 ? 'for' : 'against' })] }, no + 1)
    }))
    await take(...bundles.map(bundle => [bundle]))
    expect((await index.read.tallies(0, [refOf(0)]))[0]).to.deep.equal({ forCount: 60, forWeight: 1_000_000_059, againstCount: 40, againstWeight: 40 })
  })
})

function refOf (fact: number): { bundle: Uint8Array, index: number } {
  const { hash, index } = someRef(fact)
  return { bundle: hash, index }
}

function ballot (changes: Partial<Ballot> = {}): Ballot {
  return { fact: 0, name: 'a', weight: 1, stance: 'for', takenBack: false, ...changes }
}

function anyPaper (): fc.Arbitrary<Paper> {
  const votes = fc.array(fc.record<Ballot>({
    fact: fc.constantFrom(...FACTS),
    name: fc.constantFrom('a', 'b'),
    weight: fc.oneof(fc.nat(3), fc.nat(1_000_000_000)),
    stance: fc.constantFrom('for', 'against'),
    takenBack: fc.boolean()
  }), { minLength: 1, maxLength: 5 })

  return fc.record({ author: fc.integer({ min: 1, max: 2 }), wall: fc.nat(4), votes })
}

/** The bundle of a paper; its number is its place in its chain. */
async function bundleOf ({ author, wall, votes }: Paper, no: number): Promise<ArrivedBundle> {
  const signer = someSigner(author)
  const facts = votes.map(({ fact, name, weight, stance, takenBack }): FactInput => {
    return statementInput('vote', { signer, name, body: { fact: someRef(fact), weight, stance }, confidence: takenBack ? 0 : 1 })
  })

  return arrivalOf(signer, facts, no + 1, { hlc: { wallMs: START_MS + wall, counter: 0 } })
}

/** Cuts a run of bundles into groups. */
function groupsOf (bundles: readonly ArrivedBundle[], sizes: Iterator<number>): ArrivedBundle[][] {
  const groups: ArrivedBundle[][] = []

  for (let at = 0; at < bundles.length; at += groups.at(-1)?.length ?? 1) {
    groups.push(bundles.slice(at, at + Number(sizes.next().value)))
  }

  return groups
}

/** What the votes on a fact come to, worked out from all of them. */
function tallyOf (papers: readonly Paper[], bundles: readonly ArrivedBundle[], fact: number): VoteTally4 | undefined {
  const newest = new Map<string, { order: Uint8Array, vote: Ballot }>()

  for (const [no, { author, wall, votes }] of papers.entries()) {
    for (const [index, vote] of votes.entries()) {
      const name = `${author} ${vote.name}`
      const order = concatBytes([encodeHlc({ wallMs: START_MS + wall, counter: index }), bundles[no].bundle.hash.slice(0, 16), Uint8Array.of(index)])
      const known = newest.get(name)

      if (vote.fact === fact && (known == null || compareBytes(order, known.order) > 0)) {
        newest.set(name, { order, vote })
      }
    }
  }

  const live = [...newest.values()].map(({ vote }) => vote).filter(({ takenBack }) => !takenBack)
  const side = (stance: string): number[] => live.filter(vote => vote.stance === stance).map(({ weight }) => weight)
  const sum = (weights: readonly number[]): number => weights.reduce((total, weight) => total + weight, 0)

  return newest.size === 0
    ? undefined
    : { forCount: side('for').length, forWeight: sum(side('for')), againstCount: side('against').length, againstWeight: sum(side('against')) }
}
