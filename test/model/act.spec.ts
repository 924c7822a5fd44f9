import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import {
  ACT_NAMES_MAX, actFact, actKind, actMap, BOX_BYTES_MAX, BOXES_MAX, DECLARED_SCOPES_MAX, KIND_DECLARATION, KIND_ERASURE, KIND_GENESIS, KIND_GRANT, KIND_REVOCATION,
  KIND_SCOPE_KEY, KIND_VOTE, readAct, REVOKED_CHAINS_MAX, RIGHTS, RIGHTS_MAX, SCOPE_KEY_NUMBER_MAX, statementKind
} from '../../src/model/body/index.ts'
import { fromHex, toHex } from '../../src/model/bytes/index.ts'
import { CONFIDENCE_ONE, createFact, decodeFact, encodeFact } from '../../src/model/fact/index.ts'
import { seededBytes, someBundle } from '../fixtures/bundles.ts'
import { ACT_SOURCE, ACT_VECTORS } from '../vectors/acts.ts'
import { PEER_IDS } from '../vectors/identity.ts'
import { SCOPE_URI } from '../vectors/kinds.ts'
import type { ActBodies, ActKind } from '../../src/model/body/index.ts'
import type { CborMap, CborValue } from '../../src/model/bytes/index.ts'
import type { Fact, FactInput } from '../../src/model/fact/index.ts'

const SEED = 61_401
const KEY = seededBytes('a peer')
const KINDS: Record<ActKind, number> = {
  genesis: KIND_GENESIS, declaration: KIND_DECLARATION, grant: KIND_GRANT, revocation: KIND_REVOCATION, 'scope-key': KIND_SCOPE_KEY, erasure: KIND_ERASURE
}
const ALL = Object.keys(KINDS) as ActKind[]
const LANE = new Uint8Array(8)

/** One good body of each kind, as it is signed. */
const GOOD: Record<ActKind, Record<string, CborValue>> = {
  genesis: { name: 'team', net: 'main', creator: KEY, nonce: new Uint8Array(16), shardBits: 0 },
  declaration: { names: ['a', 'b'], relays: [], scopes: [[KEY, true, false]], sequence: 1, expires: 5 },
  grant: { peer: KEY, rights: ['read', 'write'], names: ['node-b'], expires: 0, key: [1, new Uint8Array(1)] },
  revocation: { peer: KEY, reason: 'lost', upTo: [[LANE, 0, 1, KEY], [LANE, 1, 1, KEY]] },
  'scope-key': { number: 1, boxes: [[KEY, new Uint8Array(BOX_BYTES_MAX)]] },
  erasure: { bundle: KEY, index: 0, reason: '' }
}
const OPTIONAL = ['expires of grant', 'key of grant', 'index of erasure']

/** Names that are no names, or names of peers, or not in order. */
const BAD_NAMES: CborValue[] = [
  null, 'node-b', [''], ['Node-b'], ['node-b.'], ['.node-b'], ['node%2db'], ['nоde-b'], ['node-b\u0000'], ['node-b\n'], ['node_b'], ['a', 'a'], ['b', 'a'], [1], [null], [{}],
  [PEER_IDS[0].base36], [PEER_IDS[0].base58], Array.from({ length: ACT_NAMES_MAX + 1 }, (_, no) => `n${String(no).padStart(3, '0')}`)
]

/** Fields that no good body has. */
const BAD: ReadonlyArray<readonly [ActKind, string, CborValue[]]> = [
  ['genesis', 'name', ['', 'Team', 'public', 'local', 'a b', 'a'.repeat(33), 'té', 'team\n', 7, null]],
  ['genesis', 'net', ['', 'Main', 'a.b', null]],
  ['genesis', 'creator', [KEY.slice(1), 'x', null, [KEY]]],
  ['genesis', 'nonce', [new Uint8Array(15), new Uint8Array(17), null]],
  ['genesis', 'shardBits', [-1, 17, 0.5, '0', null]],
  ['declaration', 'names', BAD_NAMES],
  ['declaration', 'relays', BAD_NAMES],
  ['declaration', 'scopes', [
    null, {}, [[KEY, true]], [[KEY, true, true, true]], [[KEY, false, false]], [[KEY, 1, true]], [[KEY.slice(1), true, true]], [KEY], [null],
    [[KEY, true, true], [KEY, true, false]], [[new Uint8Array(32).fill(2), true, true], [new Uint8Array(32).fill(1), true, true]], rising(DECLARED_SCOPES_MAX + 1).map(id => [id, true, true])
  ]],
  ['declaration', 'sequence', [0, -1, 0.5, null, '1']],
  ['declaration', 'expires', [-1, 0.5, 8_640_000_000_000_001, null]],
  ['grant', 'peer', [KEY.slice(1), null, 'x']],
  ['grant', 'rights', [null, [], ['Read'], [''], ['read', 'read'], ['write', 'read'], ['read\u0000'], ['a'.repeat(33)], [1], 'read', Array.from({ length: RIGHTS_MAX + 1 }, (_, no) => 'r'.repeat(no + 1))]],
  ['grant', 'names', BAD_NAMES],
  ['grant', 'expires', [-1, 0.5, null]],
  ['grant', 'key', [null, [], [0, new Uint8Array(1)], [1], [1, new Uint8Array(0)], [1, new Uint8Array(BOX_BYTES_MAX + 1)], [SCOPE_KEY_NUMBER_MAX + 1, new Uint8Array(1)], [1, 'x']]],
  ['revocation', 'peer', [KEY.slice(1), null]],
  ['revocation', 'reason', [null, 7, 'x'.repeat(1_025), 'é'.repeat(513)]],
  ['revocation', 'upTo', [
    null, [null], [[]], [[LANE, 0, 1]], [[LANE, 0, 0, KEY]], [[LANE, -1, 1, KEY]], [[LANE, 65_536, 1, KEY]], [[LANE.slice(1), 0, 1, KEY]], [[LANE, 0, 1, KEY.slice(1)]], [[LANE, 0, 0.5, KEY]],
    [[LANE, 0, 1, KEY], [LANE, 0, 2, KEY]], [[LANE, 1, 1, KEY], [LANE, 0, 1, KEY]], rising(REVOKED_CHAINS_MAX + 1).map(id => [id.slice(24), 0, 1, KEY])
  ]],
  ['scope-key', 'number', [0, -1, 0.5, SCOPE_KEY_NUMBER_MAX + 1, null]],
  ['scope-key', 'boxes', [
    null, [], [[KEY]], [[KEY, new Uint8Array(0)]], [[KEY, new Uint8Array(BOX_BYTES_MAX + 1)]], [[KEY.slice(1), LANE]], [[KEY, LANE], [KEY, LANE]], rising(BOXES_MAX + 1).map(id => [id, LANE])
  ]],
  ['erasure', 'bundle', [KEY.slice(1), null]],
  ['erasure', 'index', [-1, 65_536, 0.5, null]],
  ['erasure', 'reason', [null, 'x'.repeat(1_025)]]
]

describe('bodies of acts', () => {
  for (const { name, kind, body, hex } of ACT_VECTORS) {
    it(`have golden bytes: ${name}`, () => {
      const fact = decodeFact(fromHex(hex))
      expect(toHex(encodeFact(actFact(kind, { body, entity: SCOPE_URI, source: ACT_SOURCE })))).to.equal(hex)
      expect(readAct(kind, fact)).to.deep.equal(body)
      expect(actMap(kind, body)).to.deep.equal({ ...fact.extras.body as CborMap })
      expect(fact).to.deep.include({ kind: KINDS[kind], relation: `factmesh:${kind}`, value: { type: 'null', v: null }, confidence: CONFIDENCE_ONE })
    })
  }

  it('have kinds of their own', () => {
    for (const kind of ALL) {
      expect(actKind(KINDS[kind])).to.equal(kind)
      expect(statementKind(KINDS[kind])).to.equal(undefined)
    }

    expect([0, KIND_VOTE, 10, 11, 13, 255].map(actKind)).to.deep.equal(Array.from({ length: 6 }))
  })

  it('are sorted for the caller, and read as they stand', () => {
    const fact = actFact('grant', { body: { peer: KEY, rights: [...RIGHTS].reverse(), names: ['b', 'a'] }, entity: SCOPE_URI, source: ACT_SOURCE })
    expect(readAct('grant', fact)).to.deep.include({ rights: [...RIGHTS], names: ['a', 'b'] })
    const upTo = [{ lane: LANE, shard: 1, seq: 1, hash: KEY }, { lane: LANE, shard: 0, seq: 2, hash: KEY }]
    expect(readAct('revocation', actFact('revocation', { body: { peer: KEY, reason: '', upTo }, entity: SCOPE_URI, source: ACT_SOURCE }))?.upTo).to.deep.equal([upTo[1], upTo[0]])
  })

  it('are read with keys and rights that this version does not know', () => {
    for (const kind of ALL) {
      expect(readAct(kind, act(kind, { ...GOOD[kind], later: 1 })), kind).to.deep.equal(readAct(kind, act(kind, GOOD[kind]))).and.not.equal(undefined)
    }

    expect(readAct('grant', act('grant', { ...GOOD.grant, rights: ['audit', 'read'] }))?.rights).to.deep.equal(['audit', 'read'])
  })

  it('have no effect when a field is wrong or missing', () => {
    for (const [kind, field, values] of BAD) {
      for (const [no, value] of values.entries()) {
        expect(readAct(kind, act(kind, { ...GOOD[kind], [field]: value })), `${kind} ${field} ${no}`).to.equal(undefined)
      }
    }

    for (const kind of ALL) {
      for (const field of Object.keys(GOOD[kind])) {
        const rest = Object.fromEntries(Object.entries(GOOD[kind]).filter(([name]) => name !== field))
        expect(readAct(kind, act(kind, rest)) !== undefined, `${kind} without ${field}`).to.equal(OPTIONAL.includes(`${field} of ${kind}`))
      }
    }
  })

  it('have no effect in a fact of another form, and are not taken back', () => {
    const changes: Array<Partial<FactInput>> = [
      { kind: KIND_VOTE }, { relation: 'factmesh:other' }, { value: { type: 'number', v: 1 } }, { confidence: 0.5 }, { confidence: 0 }, { extras: {} }, { extras: { body: [] } }, { extras: { body: null } }
    ]

    for (const kind of ALL) {
      for (const change of changes) {
        expect(readAct(kind, act(kind, GOOD[kind], change)), `${kind} ${JSON.stringify(change)}`).to.equal(undefined)
      }

      expect(readAct(kind, act(kind, GOOD[kind], { entity: 'user:alice' })) === undefined, kind).to.equal(kind !== 'erasure')
    }
  })

  it('are read or passed over, whatever they hold', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.uint8Array({ maxLength: 40 }))
    const field = fc.oneof(leaf, fc.array(fc.oneof(leaf, fc.array(leaf, { maxLength: 4 }), fc.constant({})), { maxLength: 4 }))
    const names = fc.constantFrom(...new Set(Object.values(GOOD).flatMap(body => Object.keys(body))))

    fc.assert(fc.property(fc.constantFrom(...ALL), fc.dictionary(names, field), (kind, changes) => {
      const fact = act(kind, { ...GOOD[kind], ...changes } as Record<string, CborValue>)
      const body = readAct(kind, fact)
      expect(body === undefined || typeof body === 'object').to.equal(true)
    }), { seed: SEED, numRuns: 2_000 })
  })

  it('tell a caller which field is wrong', () => {
    const wrong = (body: Partial<ActBodies['grant']>): () => Fact => () => actFact('grant', { body: { peer: KEY, rights: ['read'], names: [], ...body }, entity: SCOPE_URI, source: ACT_SOURCE })
    expect(wrong({ names: ['Node-A'] })).to.throw().with.property('field', 'names')
    expect(wrong({ rights: [] })).to.throw().with.property('field', 'rights')
    expect(wrong({ peer: KEY.slice(1) })).to.throw().with.property('field', 'peer')
    expect(wrong({ expiresMs: Number.NaN })).to.throw()
  })

  it('fit into a bundle with as much as they may hold', () => {
    const upTo = rising(REVOKED_CHAINS_MAX).map(id => ({ lane: id.slice(24), shard: 65_535, seq: Number.MAX_SAFE_INTEGER, hash: KEY }))
    const boxes = rising(BOXES_MAX).map(peer => ({ peer, box: new Uint8Array(BOX_BYTES_MAX) }))
    const revocation = actFact('revocation', { body: { peer: KEY, reason: 'x'.repeat(1_024), upTo }, entity: SCOPE_URI, source: ACT_SOURCE })
    const keys = actFact('scope-key', { body: { number: 1, boxes }, entity: SCOPE_URI, source: ACT_SOURCE })

    for (const fact of [revocation, keys]) {
      expect(someBundle([fact]).decoded).to.deep.equal([fact])
    }
  })
})

/** The fact that would carry a body, whatever it holds. */
function act (kind: ActKind, body: Record<string, CborValue>, changes: Partial<FactInput> = {}): Fact {
  return createFact({
    kind: KINDS[kind], entity: SCOPE_URI, relation: `factmesh:${kind}`, value: { type: 'null', v: null }, source: ACT_SOURCE, extras: { body }, ...changes
  })
}

/** Keys in ascending order. */
function rising (count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, no) => {
    const key = new Uint8Array(32)
    new DataView(key.buffer).setUint32(24, no)
    return key
  })
}
