import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { openReplica, write } from '../fixtures/replicas.ts'
import { carry, rivalDraft } from '../fixtures/rivals.ts'
import type { FactRecord } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const SEED = 50_505
const RUNS = 25

/** What somebody says: who, of which of few entities, and one of two values. */
interface Said { readonly no: number, readonly entity: string, readonly v: number }

describe('a fact that stands alone', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openReplica({ no: 1 })
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('is no longer current as soon as its claimant says something newer', async () => {
    const [first] = await write(stage, [rivalDraft(stage, 1)])
    expect(await standingOf(stage, first)).to.deep.equal([true, false])

    const [second] = await write(stage, [rivalDraft(stage, 1, { value: { type: 'number', v: 7 } })])
    expect(await standingOf(stage, first)).to.deep.equal([false, false])
    expect(await standingOf(stage, second)).to.deep.equal([true, false])
  })

  it('is contradicted as soon as somebody else says something else, and until that is taken back', async () => {
    const [one, beside] = await write(stage, [rivalDraft(stage, 1), rivalDraft(stage, 1, { entity: 'user:bob' })])
    expect(await standingOf(stage, one)).to.deep.equal([true, false])

    await write(stage, [rivalDraft(stage, 2)])
    expect(await standingOf(stage, one)).to.deep.equal([true, true])
    expect(await standingOf(stage, beside)).to.deep.equal([true, false])

    await write(stage, [rivalDraft(stage, 2, { confidence: 0 })])
    expect(await standingOf(stage, one)).to.deep.equal([true, false])
  })

  it('is contradicted when an alias joins its entity with another one', async () => {
    const [one, other] = await write(stage, [rivalDraft(stage, 1), rivalDraft(stage, 2, { entity: 'user:al' })])
    expect(await standingOf(stage, one)).to.deep.equal([true, false])

    await stage.replica.curations.alias({ canonical: 'user:alice', alias: 'user:al' })
    expect(await standingOf(stage, one)).to.deep.equal([true, true])
    expect(await standingOf(stage, other)).to.deep.equal([true, true])
  })

  it('is read as what the whole set says, whatever is said in whatever order, by one node and by another', async () => {
    const said = fc.record({ no: fc.nat(2), entity: fc.constantFrom('user:a', 'user:b', 'user:c'), v: fc.nat(1) })
    const calls = fc.array(fc.array(said, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 })

    await fc.assert(fc.asyncProperty(calls, async calls => {
      const author = await openReplica({ no: 2 })
      const reader = await openReplica({ no: 3, clock: author.clock })
      const all: Array<Said & { record: FactRecord }> = []

      for (const drafts of calls) {
        const records = await write(author, drafts.map(({ no, entity, v }) => rivalDraft(author, no, { entity, value: { type: 'number', v } })))
        all.push(...drafts.map((draft, i) => ({ ...draft, record: records[i] })))
        await carry(author, reader)

        for (const node of [author, reader]) {
          expect(await Promise.all(all.map(async ({ record }) => standingOf(node, record)))).to.deep.equal(all.map(one => expected(all, one)))
        }
      }

      await author.stop()
      await reader.stop()
    }), { seed: SEED, numRuns: RUNS })
  })
})

/** Whether a fact is its claimant's current one, and whether it is contradicted, as a node reads it now. */
async function standingOf ({ replica }: Stage, { id }: FactRecord): Promise<[boolean | undefined, boolean | undefined]> {
  const record = await replica.get(id)
  return [record?.current, record?.contradicted]
}

/** The same, from everything that was said so far, in its order. */
function expected (all: readonly Said[], one: Said): [boolean, boolean] {
  const newest = new Map(all.filter(({ entity }) => entity === one.entity).map(said => [said.no, said]))
  const isCurrent = newest.get(one.no) === one

  return [isCurrent, isCurrent && [...newest.values()].some(({ v }) => v !== one.v)]
}
