import { expect } from 'aegir/chai'
import { factId } from '../../src/model/bundle/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { brief, take } from '../fixtures/change-feeds.ts'
import { erasureInput, offer } from '../fixtures/erasures.ts'
import { foreignBundle, openReplica } from '../fixtures/replicas.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { Change, ChangeOptions, ChangeQuery } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const author = someSigner(7)
const LATER = { lane: new Uint8Array(8).fill(9), hlc: { wallMs: 1_767_225_601_000, counter: 0 } }

describe('live queries of erased content', () => {
  let stage: Stage
  let whole: Bundle

  beforeEach(async () => {
    stage = await openReplica({ no: 2, remembers: true })
    whole = await foreignBundle(author, ['one', 'canary', 'three'].map((v, no) => ({ entity: `thing:${no}`, value: { type: 'string', v } })))
  })

  afterEach(async () => {
    await stage.stop()
  })

  const follow = (query?: ChangeQuery, options?: ChangeOptions): AsyncIterator<Change> => stage.replica.changes(query, options)[Symbol.asyncIterator]()
  const erase = async (index: number): Promise<Bundle> => foreignBundle(author, [erasureInput(author, whole, index)], LATER)

  it('tell what is gone, and tell what stays no second time', async () => {
    const reader = follow()
    const narrow = follow({ entity: 'thing:0' })
    await offer(stage, whole)
    expect((await take(reader, 3)).map(brief)).to.deep.equal(['fact thing:0', 'fact thing:1', 'fact thing:2'])
    await offer(stage, await erase(1))
    const [statement, erased] = await take(reader, 2)
    expect(statement.type).to.equal('statement')
    expect(erased).to.deep.equal({ type: 'erase', id: erased.id, facts: [factId(whole.hash, 1)], scope: 'public' })
    expect((await take(narrow, 2)).map(brief)).to.deep.equal(['fact thing:0', brief(erased)])
    await offer(stage, await foreignBundle(author, [{ entity: 'thing:9' }], { lane: new Uint8Array(8).fill(5), hlc: LATER.hlc }))
    expect((await take(reader, 1)).map(brief)).to.deep.equal(['fact thing:9'])
  })

  it('never tell content that went before the reader came to it', async () => {
    let start = ''
    const reader = follow({}, { onBegin: id => { start = id } })
    await offer(stage, whole)
    await stage.replica.presence.forget(factId(whole.hash, 1), { hereOnly: true })
    const expected = ['fact thing:0', 'fact thing:2', `erase ${factId(whole.hash, 1)}`]
    const live = await take(reader, 3)
    expect(live.map(brief)).to.deep.equal(expected)
    const resumed = await take(follow({}, { after: start }), 3)
    expect(resumed).to.deep.equal(live)
    expect(JSON.stringify(resumed)).to.not.include('canary')
    expect(await take(follow({}, { after: live[1].id }), 1)).to.deep.equal([live[2]])
    stage = await stage.crash()
    expect(await take(follow({}, { after: start }), 3)).to.deep.equal(live)
  })

  it('tell it to those who ask for it, for the scope and the author', async () => {
    const queries: ChangeQuery[] = [{ types: ['erase'] }, { types: ['erase'], scope: 'public', entity: 'thing:5' }, { types: ['erase'], author: stage.peer }, { types: ['fact'], entity: 'thing:7' }, { types: ['erase'], scope: 'local' }]
    const readers = queries.map(query => follow(query))
    const nexts = readers.map(async reader => brief((await reader.next()).value))
    await offer(stage, whole, await erase(2))
    const told = [brief({ type: 'erase', id: '', facts: [factId(whole.hash, 2)], scope: 'public' })]
    expect(await Promise.all(nexts.slice(0, 2))).to.deep.equal([...told, ...told])
    await offer(stage, await foreignBundle(author, [{ entity: 'thing:7' }], { lane: new Uint8Array(8).fill(5), hlc: LATER.hlc }))
    expect(await nexts[3]).to.equal('fact thing:7')
    await Promise.all([readers[2].return?.(), readers[4].return?.()])
  })
})
