import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { toHex } from '../../src/model/bytes/index.ts'
import { conflictId, conflictText, parseConflictText } from '../../src/policy/conflict/index.ts'
import { CONFLICT_ID_VECTOR } from '../vectors/kinds.ts'

const SEED = 12_026

describe('id of a conflict', () => {
  it('has golden bytes', () => {
    const { scope, entity, relation, hex, text } = CONFLICT_ID_VECTOR
    const id = conflictId(scope, entity, relation)
    expect(toHex(id)).to.equal(hex)
    expect(conflictText(id)).to.equal(text)
  })

  it('differs with scope, entity and relation', () => {
    const { scope, entity, relation, text } = CONFLICT_ID_VECTOR
    const others = [conflictId(new Uint8Array(32), entity, relation), conflictId(scope, `${entity}m`, relation), conflictId(scope, entity, relation.slice(1))]
    expect(others.map(conflictText)).to.not.include(text)
  })

  it('has one text', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), id => {
      expect(parseConflictText(conflictText(id))).to.deep.equal(id)
    }), { seed: SEED })

    const { text } = CONFLICT_ID_VECTOR
    const others = ['', text.slice(1), `${text}a`, text.toUpperCase(), `${text.slice(0, -1)}b`, `${text.slice(0, -1)}1`, ` ${text.slice(1)}`]
    expect(others.map(parseConflictText)).to.deep.equal(others.map(() => undefined))
  })
})
