import { expect } from 'aegir/chai'
import { ACT_NAMES_MAX } from '../../src/model/body/index.ts'
import { judgeSource, peerIdText } from '../../src/model/identity/index.ts'
import { NAME_TABLE_MAX, NameTable } from '../../src/policy/scope/index.ts'
import { PEERS } from '../fixtures/governance.ts'

const [US, B, C] = PEERS

/** Names that are not `node-b`, however much they look like it. */
const LOOK_ALIKES = [
  'node-bb', 'node-', 'node', 'ode-b', 'node-b.evil', 'evil.node-b', 'node-b-evil', 'NODE-B', 'Node-b', 'node%2db', 'node-b%00', '%6eode-b', 'node-b.', '.node-b', 'node-b..', 'nоde-b', 'node‐b',
  'ｎode-b', 'node-b\u200d', 'node-b\u0301', 'node-b\u0000', 'node-b\n', 'node-b ', ' node-b', 'evil@node-b', 'node-b:80', 'node-b?', 'node-b#', 'node-b\\', 'node_b', ''
]

describe('policy/scope names', () => {
  it('belong to who claimed them first', () => {
    const table = new NameTable()
    expect(table.claim(B, ['node-b', 'acme'])).to.deep.equal(['node-b', 'acme'])
    expect(table.claim(C, ['node-b', 'node-c'])).to.deep.equal(['node-c'])
    expect(table.claim(B, ['node-b'])).to.deep.equal([])
    expect([B, C, US].map(key => table.namesOf(key))).to.deep.equal([['node-b', 'acme'], ['node-c'], []])
    expect(table.holderOf('node-b')).to.deep.equal(B)
  })

  it('belong to whom the operator pinned them, before and after any claim', () => {
    const table = new NameTable({ pins: [['node-b', C]], claims: [['node-b', B], ['acme', B]] })
    expect(table.claim(B, ['node-b'])).to.deep.equal([])
    expect([table.namesOf(B), table.namesOf(C)]).to.deep.equal([['acme'], ['node-b']])
    expect([table.judge('stigmem://node-b/x', B), table.judge('stigmem://node-b/x', C)]).to.deep.equal(['foreign', 'own'])
  })

  it('are no peer ids and no other texts', () => {
    const table = new NameTable()
    expect(table.claim(B, [peerIdText(C), peerIdText(B), 'Node-B', 'a b', ''])).to.deep.equal([])
    expect(new NameTable({ pins: [[peerIdText(C), B]] }).judge(`stigmem://${peerIdText(C)}/x`, B)).to.equal('foreign')
  })

  it('are bounded for each key and in all, and pins are not among them', () => {
    const table = new NameTable({ pins: [['pinned', B]] })
    const names = Array.from({ length: ACT_NAMES_MAX + 1 }, (_, no) => `n${no}`)
    expect(table.claim(B, names)).to.have.length(ACT_NAMES_MAX)
    expect(table.namesOf(B)).to.have.length(ACT_NAMES_MAX + 1)

    for (let no = 0; no < NAME_TABLE_MAX / ACT_NAMES_MAX; no++) {
      const key = Uint8Array.from({ length: 32 }, (_, byte) => byte < 2 ? no >>> (8 * byte) : 9)
      table.claim(key, names.map(name => `${name}-${no}`))
    }

    expect(table.claim(C, ['late'])).to.deep.equal([])
    expect(table.holderOf('n0')).to.deep.equal(B)
  })

  it('judge a source as own, foreign or undeclared', () => {
    const table = new NameTable({ claims: [['node-b', B]] })
    const rows: ReadonlyArray<readonly [string, string, string]> = [
      [`stigmem://${peerIdText(B)}/node/self`, 'own', 'foreign'],
      ['stigmem://node-b/agent/x', 'own', 'foreign'],
      ['stigmem://node-z/agent/x', 'undeclared', 'undeclared'],
      ['user:alice', 'foreign', 'foreign'],
      ['https://node-b/agent/x', 'foreign', 'foreign']
    ]

    for (const [source, forB, forC] of rows) {
      expect([table.judge(source, B), table.judge(source, C)], source).to.deep.equal([forB, forC])
    }
  })

  it('are compared whole: no look-alike is owned with a name, nor a name with a look-alike', () => {
    const table = new NameTable({ claims: [['node-b', B]] })
    const others = new NameTable()
    LOOK_ALIKES.forEach((name, no) => { others.claim(PEERS[1 + no % 2], [name]) })

    for (const name of LOOK_ALIKES) {
      expect(table.judge(`stigmem://${name}/agent/x`, B), name).not.to.equal('own')
      expect(table.holderOf(name), name).to.equal(undefined)
    }

    expect([others.judge('stigmem://node-b/agent/x', B), others.judge('stigmem://node-b/agent/x', C)]).to.deep.equal(['undeclared', 'undeclared'])
    expect(judgeSource('stigmem://node-b/../node-c/x', B, () => B)).to.equal('foreign')
  })
})
