import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import {
  isScopeUri, isTakenBack, KIND_ALIAS, KIND_EDITION, KIND_RESOLUTION, KIND_RULE, KIND_VOTE, readBody, scopeUri, statementFact, statementKind, valueDigest,
  VALUES_MAX, WEIGHT_MAX
} from '../../src/model/body/index.ts'
import { compareBytes, fromHex, toHex } from '../../src/model/bytes/index.ts'
import { createFact, decodeFact, encodeFact } from '../../src/model/fact/index.ts'
import { seededBytes } from '../fixtures/bundles.ts'
import { SCOPE_URI, STATEMENT_VECTORS, VALUE_DIGEST_VECTORS } from '../vectors/kinds.ts'
import type { Bodies, StatementKind } from '../../src/model/body/index.ts'
import type { CborValue } from '../../src/model/bytes/index.ts'
import type { Fact, FactInput } from '../../src/model/fact/index.ts'
import type { Arbitrary } from 'fast-check'

const SEED = 60_613
const SOURCE = 'stigmem://node-a/agent/scribe'
const HASH = seededBytes('a bundle')
const KINDS: Record<StatementKind, number> = { vote: KIND_VOTE, resolution: KIND_RESOLUTION, alias: KIND_ALIAS, rule: KIND_RULE, edition: KIND_EDITION }
const ENTITIES: Record<StatementKind, string> = { vote: 'user:alice', resolution: 'user:alice', alias: 'user:alice', rule: SCOPE_URI, edition: SCOPE_URI }

/** One good body of each kind, as it is signed. */
const GOOD: Record<StatementKind, Record<string, CborValue>> = {
  vote: { fact: [HASH, 0], weight: 1, stance: 'for' },
  resolution: { relation: 'memory:role', winner: null, values: new Uint8Array(8), note: 'so be it' },
  alias: { canonical: 'user:alice', alias: 'user:al' },
  rule: { relation: 'memory:role', cardinality: 'one' },
  edition: { name: '2026', supersedes: '2025', type: 'refine' }
}

/** Fields that no good body has. */
const BAD: ReadonlyArray<readonly [StatementKind, Record<string, CborValue>]> = [
  ['vote', { fact: null }], ['vote', { fact: [HASH] }], ['vote', { fact: [HASH, 0, 0] }], ['vote', { fact: [HASH.slice(1), 0] }], ['vote', { fact: [HASH, -1] }],
  ['vote', { fact: [HASH, 65_536] }], ['vote', { fact: [HASH, 0.5] }], ['vote', { fact: ['x', 0] }], ['vote', { weight: -1 }], ['vote', { weight: 0.5 }],
  ['vote', { weight: WEIGHT_MAX + 1 }], ['vote', { weight: '1' }], ['vote', { stance: 'neither' }], ['vote', { stance: null }],
  ['resolution', { relation: '' }], ['resolution', { relation: ' a' }], ['resolution', { relation: 'a\n' }], ['resolution', { relation: 'a'.repeat(1_025) }],
  ['resolution', { relation: 'é'.repeat(513) }], ['resolution', { winner: 'nobody' }], ['resolution', { winner: [HASH, 1e9] }], ['resolution', { values: [] }],
  ['resolution', { values: new Uint8Array(7) }], ['resolution', { values: new Uint8Array(16) }], ['resolution', { values: Uint8Array.of(...new Uint8Array(7), 1, ...new Uint8Array(8)) }],
  ['resolution', { values: ascending(VALUES_MAX + 1) }], ['resolution', { note: 'x'.repeat(1_025) }], ['resolution', { note: null }],
  ['alias', { canonical: 'user:bob' }], ['alias', { alias: 'user:alice' }], ['alias', { alias: 'User:Al' }], ['alias', { alias: 'no uri' }], ['alias', { alias: '' }],
  ['alias', { alias: 7 }], ['alias', { alias: 'user:' + 'a'.repeat(1_024) }], ['alias', { alias: 'user:é\u0007' }],
  ['rule', { cardinality: 'few' }], ['rule', { relation: 1 }],
  ['edition', { name: '' }], ['edition', { name: 'x'.repeat(129) }], ['edition', { supersedes: '2026' }], ['edition', { type: 'because' }], ['edition', { supersedes: '\u0000' }]
]

describe('bodies of statements', () => {
  for (const { name, kind, init, hex } of STATEMENT_VECTORS) {
    it(`have golden bytes: ${name}`, () => {
      const fact = decodeFact(fromHex(hex))
      expect(toHex(encodeFact(statementFact(kind, init)))).to.equal(hex)
      expect(readBody(kind, fact)).to.deep.equal(init.body)
      expect(isTakenBack(fact)).to.equal(init.confidence === 0)
      expect(statementKind(fact.kind)).to.equal(kind)
    })
  }

  it('come back as they were stated', () => {
    fc.assert(fc.property(anyStatement(), ([kind, body]) => {
      const entity = kind === 'alias' && 'canonical' in body ? body.canonical : ENTITIES[kind]
      const fact = decodeFact(encodeFact(statementFact(kind, { body, entity, source: SOURCE })))
      expect(readBody(kind, fact)).to.deep.equal(body)
      expect(fact).to.deep.include({ kind: KINDS[kind], relation: `factmesh:${kind}`, value: { type: 'null', v: null } })
    }), { seed: SEED, numRuns: 400 })
  })

  it('are brought into their normal form', () => {
    const alias = statementFact('alias', { body: { canonical: 'User:Alice', alias: ' user:Al Ice' }, entity: 'User:Alice', source: SOURCE })
    expect(readBody('alias', alias)).to.deep.equal({ canonical: 'user:alice', alias: 'user:al-ice' })
    const rule = statementFact('rule', { body: { relation: ' memory:role ', cardinality: 'many' }, entity: SCOPE_URI, source: SOURCE })
    expect(readBody('rule', rule)?.relation).to.equal('memory:role')
  })

  it('are read with keys that this version does not know', () => {
    for (const kind of Object.keys(KINDS) as StatementKind[]) {
      expect(readBody(kind, statement(kind, { ...GOOD[kind], later: 1 })), kind).to.deep.equal(readBody(kind, statement(kind, GOOD[kind]))).and.not.equal(undefined)
    }
  })

  it('have no effect when a field is wrong or missing', () => {
    for (const [kind, change] of BAD) {
      expect(readBody(kind, statement(kind, { ...GOOD[kind], ...change })), `${kind} ${JSON.stringify(change)}`).to.equal(undefined)
    }

    for (const [kind, fields] of Object.entries(GOOD) as Array<[StatementKind, Record<string, CborValue>]>) {
      for (const field of Object.keys(fields).filter(name => name !== 'note')) {
        const rest = Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field))
        expect(readBody(kind, statement(kind, rest)), `${kind} without ${field}`).to.equal(undefined)
      }
    }
  })

  it('have no effect in a fact of another form', () => {
    for (const kind of Object.keys(KINDS) as StatementKind[]) {
      const changes: Array<Partial<FactInput>> = [
        { kind: KIND_VOTE + 100 }, { relation: 'factmesh:other' }, { value: { type: 'number', v: 1 } }, { confidence: 0.5 }, { extras: {} }, { extras: { body: [] } },
        { extras: { body: HASH } }, { extras: { body: null } }
      ]

      for (const change of changes) {
        expect(readBody(kind, statement(kind, GOOD[kind], change)), `${kind} ${JSON.stringify(change)}`).to.equal(undefined)
      }
    }

    expect(readBody('rule', statement('rule', GOOD.rule, { entity: 'user:alice' }))).to.equal(undefined)
    expect(readBody('edition', statement('edition', GOOD.edition, { entity: `${SCOPE_URI}a` }))).to.equal(undefined)
  })

  it('are read or passed over, whatever they hold', () => {
    const field = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.uint8Array({ maxLength: 40 }), fc.array(fc.integer(), { maxLength: 3 }))
    const names = fc.constantFrom(...new Set(Object.values(GOOD).flatMap(body => Object.keys(body))))

    fc.assert(fc.property(fc.constantFrom(...Object.keys(KINDS) as StatementKind[]), fc.dictionary(names, field), (kind, changes) => {
      const body = readBody(kind, statement(kind, { ...GOOD[kind], ...changes } as Record<string, CborValue>))
      expect(body === undefined || typeof body === 'object').to.equal(true)
    }), { seed: SEED, numRuns: 500 })
  })

  it('tell a caller which field is wrong', () => {
    expect(() => statementFact('vote', { body: { fact: { hash: HASH, index: 0 }, weight: 1.5, stance: 'for' }, entity: 'user:alice', source: SOURCE }))
      .to.throw('weight').with.property('field', 'weight')
    expect(() => statementFact('alias', { body: { canonical: 'user:alice', alias: '//' }, entity: 'user:alice', source: SOURCE })).to.throw().with.property('field', 'alias')
    expect(() => statementFact('alias', { body: { canonical: 'user:alice', alias: 'user:al' }, entity: 'user:bob', source: SOURCE })).to.throw().with.property('field', 'canonical')
    expect(() => statementFact('edition', { body: { name: '2026', supersedes: '2025' }, entity: SCOPE_URI, source: SOURCE })).to.throw().with.property('field', 'type')
    expect(() => statementFact('rule', { body: { relation: 'a', cardinality: 'one' }, entity: 'user:alice', source: SOURCE })).to.throw().with.property('field', 'entity')
    expect(() => statementFact('vote', { body: { fact: { hash: HASH, index: 0 }, weight: 1, stance: 'for' }, entity: '', source: SOURCE })).to.throw().with.property('field', 'entity')
  })

  it('settle as many values as are allowed in one fact', () => {
    const row = ascending(VALUES_MAX)
    const values = Array.from({ length: VALUES_MAX }, (_, no) => row.slice(no * 8, no * 8 + 8))
    const fact = statementFact('resolution', { body: { relation: 'memory:role', winner: null, values }, entity: 'user:alice', source: SOURCE })
    expect(readBody('resolution', decodeFact(encodeFact(fact)))?.values).to.have.length(VALUES_MAX)
  })
})

describe('digests of values', () => {
  for (const { value, hex } of VALUE_DIGEST_VECTORS) {
    it(`have golden bytes: ${value.type}`, () => {
      expect(toHex(valueDigest(value))).to.equal(hex)
    })
  }

  it('are those of the text, however long it is', () => {
    const long = 'é'.repeat(2_000)
    expect(valueDigest({ type: 'text', v: long })).to.deep.equal(valueDigest({ type: 'text', v: long })).and.not.deep.equal(valueDigest({ type: 'string', v: long }))
    expect(valueDigest({ type: 'text', v: long })).to.not.deep.equal(valueDigest({ type: 'text', v: long.slice(1) }))
  })
})

describe('URI of a scope', () => {
  it('is one of a scope, and no other URI is', () => {
    expect(scopeUri(Uint8Array.from({ length: 32 }, (_, i) => i))).to.equal(SCOPE_URI)
    expect(isScopeUri(SCOPE_URI)).to.equal(true)
    expect([`${SCOPE_URI}a`, SCOPE_URI.slice(0, -1), SCOPE_URI.toUpperCase(), 'user:alice'].some(isScopeUri)).to.equal(false)
  })
})

/** A fact with any body, in the form of a kind. */
function statement (kind: StatementKind, body: Record<string, CborValue>, changes: Partial<FactInput> = {}): Fact {
  const form: FactInput = { kind: KINDS[kind], entity: ENTITIES[kind], relation: `factmesh:${kind}`, value: { type: 'null', v: null }, source: SOURCE, extras: { body } }

  return createFact({ ...form, ...changes })
}

/** So many digests in a row. */
function ascending (count: number): Uint8Array {
  const row = new Uint8Array(count * 8)
  const view = new DataView(row.buffer)

  for (let no = 0; no < count; no++) {
    view.setUint32(no * 8, no)
  }

  return row
}

function anyStatement (): Arbitrary<[StatementKind, Bodies[StatementKind]]> {
  const ref = fc.record({ hash: fc.uint8Array({ minLength: 32, maxLength: 32 }), index: fc.nat(511) })
  const relation = fc.constantFrom('memory:role', 'intent:ziel-é', 'x')
  const digest = fc.uint8Array({ minLength: 8, maxLength: 8 })
  const values = fc.uniqueArray(digest, { selector: toHex, maxLength: 9 }).map(list => list.sort(compareBytes))
  const entity = fc.constantFrom('user:alice', 'user:café', 'https://example.com/A')
  const name = fc.stringMatching(/^[a-zé0-9]{1,9}$/)
  const of = <K extends StatementKind>(kind: K, body: Arbitrary<Bodies[K]>): Arbitrary<[K, Bodies[K]]> => body.map(one => [kind, one])

  return fc.oneof<Array<Arbitrary<[StatementKind, Bodies[StatementKind]]>>>(
    of('vote', fc.record({ fact: ref, weight: fc.nat(WEIGHT_MAX), stance: fc.constantFrom('for', 'against') })),
    of('resolution', fc.record({ relation, winner: fc.option(ref), values, note: fc.string({ maxLength: 20 }).filter(text => text.isWellFormed()) }, { requiredKeys: ['relation', 'winner', 'values'] })),
    of('alias', fc.record({ canonical: entity, alias: fc.constantFrom('user:al', 'user:zoë') })),
    of('rule', fc.record({ relation, cardinality: fc.constantFrom('one', 'many') })),
    of('edition', fc.oneof(fc.record({ name }), fc.record({ name, supersedes: name.map(text => `${text}-0`), type: fc.constantFrom('invalidate', 'temporal', 'refine') })))
  )
}
