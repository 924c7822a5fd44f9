import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { toHex } from '../../src/model/bytes/index.ts'
import { conflictId, conflictText } from '../../src/policy/conflict/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { textKey } from '../../src/replica/index/index.ts'
import { someSigner, START_MS } from '../fixtures/bundles.ts'
import { collect, openIndex } from '../fixtures/indexes.ts'
import { NET } from '../fixtures/replicas.ts'
import { arrivalOf, sourceOf } from '../fixtures/statements.ts'
import type { FactInput } from '../../src/model/fact/index.ts'
import type { ArrivedBundle } from '../../src/replica/record/index.ts'

const SEED = 8_803
const RELATION = 'memory:role'

interface Word {
  readonly entity: string
  readonly author: number
  readonly value: number
  readonly confidence: number
  readonly wall: number
}

describe('contests in an index', () => {
  it('are where several claimants and several values were ever seen, in any order and any groups', async () => {
    const word = fc.record<Word>({
      entity: fc.constantFrom('user:a', 'user:b', 'user:zoë'),
      author: fc.integer({ min: 1, max: 3 }),
      value: fc.nat(2),
      confidence: fc.constantFrom(0, 1),
      wall: fc.nat(3)
    })
    const cuts = fc.infiniteStream(fc.integer({ min: 1, max: 3 }))

    await fc.assert(fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 10 }), cuts, cuts, fc.nat(), async (words, some, others, turn) => {
      const bundles = await Promise.all(words.map(bundleOf))
      const [one, other] = [await openIndex(), await openIndex()]
      await one.take(...groupsOf(bundles, some))
      await other.take(...groupsOf([...bundles.slice(turn % bundles.length), ...bundles.slice(0, turn % bundles.length)].reverse(), others))
      expect(await other.entries()).to.deep.equal(await one.entries())
      const found = await collect(one.index.read.contests(0))
      expect(found.map(({ entity }) => entity).sort()).to.deep.equal(contestedIn(words))
      await collect(one.index.scrub())
    }), { seed: SEED, numRuns: 150 })
  })

  it('are found by their ids, one by one and in their order', async () => {
    const { index, take } = await openIndex()
    const words = Array.from({ length: 30 }, (_, no) => ({ entity: `user:${no >> 1}`, author: 1 + no % 2, value: no, confidence: 1, wall: no }))
    await take(await Promise.all(words.map(bundleOf)))
    const all = await collect(index.read.contests(0))
    expect(all.map(({ id }) => toHex(id))).to.deep.equal(all.map(({ id }) => toHex(id)).sort()).and.have.length(15)

    for (const [no, contest] of all.entries()) {
      expect(contest.id).to.deep.equal(conflictId(publicScopeId(NET), contest.entity, contest.relation))
      expect(contest.key).to.deep.equal(textKey('claim', 0, contest.entity, RELATION))
      expect(await index.read.contest(0, contest.id)).to.deep.equal(contest)
      expect((await collect(index.read.contests(0, contest.id))).map(({ id }) => conflictText(id))).to.deep.equal(all.slice(no + 1).map(({ id }) => conflictText(id)))
    }

    expect(await index.read.contest(0, new Uint8Array(16))).to.equal(undefined)
    expect(await collect(index.read.contests(0, new Uint8Array(16).fill(255)))).to.deep.equal([])
    expect(await collect(index.read.contests(1))).to.deep.equal([])
  })

  it('are one for a thousand rivals', async () => {
    const { index, take } = await openIndex()
    const signer = someSigner(1)
    const bundles = await Promise.all(Array.from({ length: 10 }, async (_, no) => arrivalOf(signer, Array.from({ length: 100 }, (_, i) => {
      return { entity: 'user:a', source: sourceOf(signer, `agent-${no}-${i}`), value: { type: 'number' as const, v: no * 100 + i } }
    }), no + 1)))
    await take(...bundles.map(bundle => [bundle]))
    expect(await collect(index.read.contests(0))).to.have.length(1)
    expect((await index.read.claims([textKey('claim', 0, 'user:a', RELATION)]))[0]).to.have.length(1_000)
  })
})

describe('groups below an entity', () => {
  const entities = ['code://rust/app', 'code://rust/app-x', 'code://rust/app.rs', 'code://rust/app/', 'code://rust/app/lib', 'code://rust/app/main/a', 'code://rust/app2', 'user:a', 'user:zoë', 'user:zoë/b']
  const prefixes = [...entities, 'code://rust', 'code://rust/', 'code:', 'user:', 'user', 'user:z', 'nothing:']

  it('are the entity and what stands below it, in the order of keys, from any group on', async () => {
    const { index, take } = await openIndex()
    const words = entities.flatMap((entity, no) => [1, 2, 3].map(author => ({ entity, author, value: author, confidence: 1, wall: no })))
    await take(await Promise.all(words.map(bundleOf)))

    for (const prefix of prefixes) {
      const below = prefix.endsWith('/') || prefix.endsWith(':') ? prefix : `${prefix}/`
      const expected = entities.filter(entity => entity === prefix || entity.startsWith(below)).sort()
      const groups = await collect(index.read.groupsBelow(0, prefix))
      expect(groups.map(({ entity }) => entity), prefix).to.have.members(expected)
      expect(groups.map(({ key }) => toHex(key)), prefix).to.deep.equal(groups.map(({ key }) => toHex(key)).sort())

      for (const [no, { key, entity, relation, claims }] of groups.entries()) {
        expect(claims).to.have.length(3)
        expect(key).to.deep.equal(textKey('claim', 0, entity, relation))
        expect((await collect(index.read.groupsBelow(0, prefix, key))).map(group => group.entity), prefix).to.deep.equal(groups.slice(no + 1).map(group => group.entity))
      }
    }
  })

  it('never lead out of the prefix, whatever key a cursor brings', async () => {
    const { index, take } = await openIndex()
    await take(await Promise.all(entities.map(async (entity, no) => bundleOf({ entity, author: 1, value: 1, confidence: 1, wall: no }, no))))
    const keys = [new Uint8Array(0), Uint8Array.of(0), Uint8Array.of(255), Uint8Array.of(7), textKey('claim', 0, 'a:'), textKey('claim', 1, 'z:'), textKey('claim', 0, 'user:a')]

    for (const key of keys) {
      const found = (await collect(index.read.groupsBelow(0, 'code://rust/app', key))).map(({ entity }) => entity)
      expect(found.every(entity => entity === 'code://rust/app' || entity.startsWith('code://rust/app/'))).to.equal(true)
    }
  })
})

describe('targets in an index', () => {
  it('lead to the facts that refer to an entity', async () => {
    const { index, take } = await openIndex()
    const facts: Array<Partial<FactInput>> = [{ value: { type: 'ref', v: 'user:zoë' } }, { value: { type: 'string', v: 'user:zoë' } }, { value: { type: 'ref', v: 'user:b' } }, { value: { type: 'ref', v: 'user:zoë' } }]
    const bundle = await arrivalOf(someSigner(1), facts, 1)
    const whole = await arrivalOf(someSigner(1), [{ value: { type: 'ref', v: 'user:zoë' } }], 2)
    await take([whole], [bundle])
    const hits = await collect(index.read.hits({ by: 'target', scope: 0, text: 'user:zoë' }))
    expect(hits.map(({ numbers }) => numbers)).to.deep.equal([[0, 3], undefined])
    expect(hits.map(hit => hit.bundle)).to.deep.equal([bundle, whole].map(arrived => arrived.bundle.hash.slice(0, 16)))
    expect(await collect(index.read.hits({ by: 'target', scope: 0, text: 'user:zo' }))).to.deep.equal([])
    expect(await collect(index.read.hits({ by: 'target', scope: 0, text: 'user:zoë' }, { hlc: { wallMs: START_MS + 2, counter: 0 } }))).to.have.length(1)
  })
})

/** A bundle that says one thing; its number is its place in its chain. */
async function bundleOf ({ entity, author, value, confidence, wall }: Word, no: number): Promise<ArrivedBundle> {
  const fact: Partial<FactInput> = { entity, relation: RELATION, value: { type: 'number', v: value }, confidence }
  return arrivalOf(someSigner(author), [fact], no + 1, { hlc: { wallMs: START_MS + wall, counter: 0 } })
}

/** Cuts a run of bundles into groups. */
function groupsOf (bundles: readonly ArrivedBundle[], sizes: Iterator<number>): ArrivedBundle[][] {
  const groups: ArrivedBundle[][] = []

  for (let at = 0; at < bundles.length; at += groups.at(-1)?.length ?? 1) {
    groups.push(bundles.slice(at, at + Number(sizes.next().value)))
  }

  return groups
}

function contestedIn (words: readonly Word[]): string[] {
  const entities = [...new Set(words.map(({ entity }) => entity))]
  return entities.filter(entity => {
    const about = words.filter(word => word.entity === entity)
    return new Set(about.map(({ author }) => author)).size > 1 && new Set(about.map(({ value }) => value)).size > 1
  }).sort()
}
