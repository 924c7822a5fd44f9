import { expect } from 'aegir/chai'
import { LIFECYCLES } from '../../src/model/fact/index.ts'
import { openReplica, someFactDraft } from '../fixtures/replicas.ts'
import { agent } from '../fixtures/rivals.ts'
import type { AppendResult, FactDraft } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

/** All steps that lead to another state. */
const LEGAL = ['proposed under-review', 'under-review approved', 'under-review rejected', 'approved deprecated']

describe('replica append with lifecycle', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openReplica()
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('takes legal steps and refuses the others', async () => {
    for (const from of LIFECYCLES) {
      for (const to of LIFECYCLES) {
        const entity = `user:${from}-${to}`
        expect(codesOf(await append([{ entity, lifecycle: from }]))).to.deep.equal(['accept'])
        const expected = from === to || LEGAL.includes(`${from} ${to}`) ? 'accept' : 'illegal_transition'
        expect(codesOf(await append([{ entity, lifecycle: to }])), `${from} ${to}`).to.deep.equal([expected])
      }
    }
  })

  it('names the field and what is possible', async () => {
    await append([{ lifecycle: 'under-review' }])
    const [refused] = await append([{ lifecycle: 'deprecated' }])

    expect(refused).to.include({ result: 'reject', code: 'illegal_transition', field: 'lifecycle' })
    expect(refused).to.have.property('detail').that.includes('approved or rejected')
  })

  it('judges the drafts of one call in their order', async () => {
    const states = ['proposed', 'approved', 'under-review', 'approved', 'proposed', 'deprecated']

    expect(codesOf(await append(states.map(lifecycle => ({ lifecycle }))))).to.deep.equal([
      'accept', 'illegal_transition', 'accept', 'accept', 'illegal_transition', 'accept'
    ])
  })

  it('judges calls that are made at once like calls in a row', async () => {
    const results = await Promise.all(['proposed', 'under-review', 'proposed', 'rejected', 'approved'].map(async lifecycle => append([{ lifecycle }])))

    expect(results.map(result => codesOf(result)[0])).to.deep.equal(['accept', 'accept', 'illegal_transition', 'accept', 'illegal_transition'])
  })

  it('begins anew behind a statement without a state, and knows each claimant, relation and scope by itself', async () => {
    await append([{ lifecycle: 'rejected' }])
    expect(codesOf(await append([{ lifecycle: 'proposed', source: agent(stage, 2) }, { lifecycle: 'proposed', relation: 'memory:home' }]))).to.deep.equal(['accept', 'accept'])
    expect(codesOf(await stage.replica.append([someFactDraft(1, { lifecycle: 'proposed' })], { scope: 'local' }))).to.deep.equal(['accept'])
    expect(codesOf(await append([{}, { lifecycle: 'proposed' }]))).to.deep.equal(['accept', 'accept'])
    expect(codesOf(await append([{ confidence: 0 }]))).to.deep.equal(['accept'])
    expect(codesOf(await append([{ lifecycle: 'approved' }]))).to.deep.equal(['accept'])
  })

  it('keeps the order of long calls', async () => {
    const drafts = Array.from({ length: 1_500 }, (_, no) => ({ value: { type: 'number' as const, v: no }, ...no % 700 === 0 ? { lifecycle: 'approved' } : {} }))
    await append(drafts)

    expect((await stage.replica.query({ entity: 'user:person-1' })).facts[0].value.v).to.equal(1_499)
  })

  it('works with drafts that are left out when they change nothing', async () => {
    const draft = someFactDraft(1, { lifecycle: 'proposed' })
    await stage.replica.append([draft])
    const results = await stage.replica.append([draft, { ...draft, lifecycle: 'approved' }, { ...draft, lifecycle: 'under-review' }], { skipUnchanged: true })

    expect(results.map(result => result.result === 'accept' ? result.unchanged : result.code)).to.deep.equal([true, 'illegal_transition', false])
  })

  async function append (drafts: ReadonlyArray<Partial<FactDraft>>): Promise<AppendResult[]> {
    return stage.replica.append(drafts.map(draft => someFactDraft(1, draft)))
  }
})

function codesOf (results: readonly AppendResult[]): string[] {
  return results.map(result => result.result === 'accept' ? 'accept' : result.code)
}
