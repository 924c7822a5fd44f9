import { expect } from 'aegir/chai'
import { KIND_DECLARATION, KIND_ERASURE, KIND_GRANT, KIND_RESOLUTION, KIND_RULE, KIND_VOTE } from '../../src/model/body/index.ts'
import { peerIdText } from '../../src/model/identity/index.ts'
import { isEffective, judgeActs } from '../../src/policy/scope/index.ts'
import { CREATOR, grant, PEERS, place } from '../fixtures/governance.ts'
import type { Right } from '../../src/model/body/index.ts'

const [, AUTHOR, OTHER] = PEERS
const BY_KEY = `stigmem://${peerIdText(AUTHOR)}/node/self`

/** Whether a fact has effect with rights and names of a grant. */
function counts (kind: number, { rights = ['write'], names = [], source = BY_KEY }: { rights?: readonly Right[], names?: readonly string[], source?: string } = {}): boolean {
  const standing = judgeActs(CREATOR, rights.length === 0 ? [] : [grant(place(0, 1), 1, { rights, names })]).standingAt(place(1, 2))
  return isEffective({ kind, source }, AUTHOR, standing)
}

describe('policy/scope facts that have effect', () => {
  it('asks for the right of the kind', () => {
    expect([0, KIND_VOTE, KIND_RESOLUTION, KIND_RULE].map(kind => counts(kind))).to.deep.equal([true, true, false, false])
    expect([0, KIND_VOTE, KIND_RESOLUTION, KIND_RULE].map(kind => counts(kind, { rights: ['curate'] }))).to.deep.equal([false, false, true, false])
    expect([0, KIND_VOTE, KIND_RESOLUTION, KIND_RULE].map(kind => counts(kind, { rights: ['admin'] }))).to.deep.equal([true, true, true, true])
  })

  it('asks for any grant where a kind has no right of its own, and lets acts be', () => {
    expect([KIND_ERASURE, 99].map(kind => counts(kind, { rights: ['read'] }))).to.deep.equal([true, true])
    expect([KIND_ERASURE, 99].map(kind => counts(kind, { rights: [] }))).to.deep.equal([false, false])
    expect([KIND_GRANT, KIND_DECLARATION].map(kind => counts(kind, { rights: [] }))).to.deep.equal([true, true])
  })

  it('takes sources under the peer id, and under names of the grant as they were parsed', () => {
    const at = (name: string): boolean => counts(0, { names: ['node-b'], source: `stigmem://${name}/node/self` })

    expect([peerIdText(AUTHOR), 'node-b'].map(at)).to.deep.equal([true, true])
    expect(['node-bb', 'node', 'NODE-B', 'node%2db', 'node-b.', 'nоde-b', peerIdText(OTHER)].map(at)).to.deep.equal(Array(7).fill(false))
    expect(['user:alice', 'https://node-b/x', 'stigmem://node-b'].map(source => counts(0, { names: ['node-b'], source }))).to.deep.equal([false, false, false])
  })
})
