import { expect } from 'aegir/chai'
import { readBody, scopeUri, statementFact } from '../../src/model/body/index.ts'
import { createFact } from '../../src/model/fact/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { claimantOf } from '../../src/replica/index/index.ts'
import { someBundle, someSigner, START_MS } from '../fixtures/bundles.ts'
import { collect, openIndex } from '../fixtures/indexes.ts'
import { NET, ORIGIN } from '../fixtures/replicas.ts'
import { arrivalOf, someRef, sourceOf, SUBJECT, statementInput } from '../fixtures/statements.ts'
import type { FactInput } from '../../src/model/fact/index.ts'

const RELATION = 'memory:role'
const SCOPE = scopeUri(publicScopeId(NET))
const alice = someSigner(1)
const bob = someSigner(2)

describe('resolutions in an index', () => {
  it('are listed by entity and relation, newest first, those included that take one back', async () => {
    const { index, take } = await openIndex()
    await take([await arrivalOf(alice, [ruling(alice), ruling(alice, { entity: 'user:zoë' }), ruling(alice, { relation: 'memory:team' })], 3)])
    await take([await arrivalOf(bob, [ruling(bob, { confidence: 0 })], 5), await arrivalOf(alice, [ruling(alice)], 1)])
    const rows = await collect(index.read.rulings(0, SUBJECT, RELATION))

    expect(rows.map(({ author, hlc, takenBack }) => [author, hlc.wallMs - START_MS, takenBack])).to.deep.equal([
      [bob.publicKey, 5, true], [alice.publicKey, 3, false], [alice.publicKey, 1, false]
    ])
    expect(await collect(index.read.rulings(0, 'user:zoë', RELATION))).to.have.length(1)
    expect((await collect(index.read.rulings(0, SUBJECT, 'memory:team'))).map(row => row.index)).to.deep.equal([2])
    expect(await collect(index.read.rulings(1, SUBJECT, RELATION))).to.deep.equal([])
  })
})

describe('curations in an index', () => {
  it('are listed kind by kind, the oldest of each first', async () => {
    const { index, take } = await openIndex()
    const facts = [
      statementInput('edition', { signer: alice, entity: SCOPE, body: { name: '2026' } }),
      statementInput('alias', { signer: alice, body: { canonical: SUBJECT, alias: 'user:p0' } })
    ]
    await take([await arrivalOf(alice, facts, 2)], [await arrivalOf(bob, [statementInput('alias', { signer: bob, body: { canonical: SUBJECT, alias: 'user:zoë' } })], 1)])
    await take([await arrivalOf(bob, [statementInput('rule', { signer: bob, entity: SCOPE, body: { relation: RELATION, cardinality: 'many' } })], 9)])
    const rows = await collect(index.read.curations(0))

    expect(rows.map(({ kind, author, hlc, index: no }) => [kind, author, hlc.wallMs - START_MS, no])).to.deep.equal([
      ['alias', bob.publicKey, 1, 0], ['alias', alice.publicKey, 2, 1], ['rule', bob.publicKey, 9, 0], ['edition', alice.publicKey, 2, 0]
    ])
    expect(await collect(index.read.curations(1))).to.deep.equal([])
  })
})

describe('statements that do not read well', () => {
  it('have no entry, and neither have kinds that this version does not know', async () => {
    const { index, take, entries } = await openIndex()
    const malformed: Array<Partial<FactInput>> = [
      { ...statementInput('rule', { signer: alice, entity: SCOPE, body: { relation: RELATION, cardinality: 'many' } }), extras: { body: { relation: RELATION } } },
      { ...ruling(alice), extras: { body: { relation: RELATION, winner: null, values: new Uint8Array(3) } } },
      { ...ruling(alice), kind: 10 },
      { ...ruling(alice), kind: 200 },
      { ...statementInput('vote', { signer: alice, body: { fact: { hash: new Uint8Array(32), index: 0 }, weight: 1, stance: 'for' } }), extras: {} }
    ]
    await take([await arrivalOf(alice, malformed, 1)])
    expect((await entries()).map(line => line.slice(0, 2))).to.deep.equal(['05', '06'])
    expect(index.count(publicScopeId(NET))).to.deep.equal({ facts: malformed.length, bundles: 1 })
  })
})

describe('texts beyond ASCII', () => {
  it('are normalised again before they are filed, because the author may have had other tables', async () => {
    const { index, take } = await openIndex()
    const [written, normal] = ['zoe\u0308', 'zo\u00eb']
    const resolution = statementFact('resolution', { body: { relation: RELATION, winner: null, values: [] }, entity: SUBJECT, source: sourceOf(alice) })
    const vote = statementFact('vote', { body: { fact: someRef(0), weight: 1, stance: 'for' }, entity: SUBJECT, source: sourceOf(alice) })
    const link = createFact({ entity: SUBJECT, relation: 'memory:knows', value: { type: 'ref', v: 'user:bob' }, source: sourceOf(alice) })
    const bundle = someBundle([
      { ...resolution, entity: `user:${written}` },
      { ...vote, source: sourceOf(alice, written) },
      { ...link, value: { type: 'ref', v: `user:${written}` } }
    ], {}, alice)
    expect(readBody('vote', bundle.decoded[1] ?? vote)).to.not.equal(undefined)
    await take([{ bundle, arrival: { ...ORIGIN, receivedMs: START_MS }, lead: 0 }])

    expect(await collect(index.read.rulings(0, `user:${normal}`, RELATION))).to.have.length(1)
    expect(await collect(index.read.hits({ by: 'target', scope: 0, text: `user:${normal}` }))).to.have.length(1)
    expect(await index.read.liveVote(0, { bundle: someRef(0).hash, index: 0 }, claimantOf(alice.publicKey, sourceOf(alice, normal)).bytes)).to.include({ weight: 1 })
  })
})

function ruling (signer: typeof alice, { entity, relation = RELATION, confidence }: { entity?: string, relation?: string, confidence?: 0 | 1 } = {}): FactInput {
  return statementInput('resolution', { signer, entity, body: { relation, winner: null, values: [] }, confidence })
}
