import { expect } from 'aegir/chai'
import { EXIT } from '../../../src/apps/cli/index.ts'
import { cliStage, jsonLines } from '../../fixtures/cli-stage.ts'
import type { Change } from '../../../src/replica/interface.ts'
import type { CliStage } from '../../fixtures/cli-stage.ts'

const GAP: Change = { type: 'gap', id: '9.0', from: '5.0', reason: 'slow_reader' }
const CONFLICT: Change = { type: 'conflict', id: '7.0', conflict: 'c'.repeat(26), entity: 'city:paris', relation: 'geo:population', scope: 'public', status: 'unresolved' }

describe('cli watch', () => {
  let stage: CliStage
  let fact: Change

  beforeEach(async () => {
    stage = await cliStage()
    const record = await stage.mesh.assert({ entity: 'city:paris', relation: 'geo:population', value: { type: 'number', v: 5 } })
    fact = { type: 'fact', id: '3.0', record }
  })

  afterEach(async () => { await stage.close() })

  /** Makes the node tell some changes at each call and then wait, or end when told so; answers what it was asked to go on behind. */
  function tell (...rounds: Array<{ changes: Change[], ends: boolean }>): Array<string | undefined> {
    const befores: Array<string | undefined> = []
    stage.mesh.changes = (_query, { after, onBegin, signal } = {}) => {
      if (after == null) { onBegin?.('1') }
      const { changes, ends } = rounds[Math.min(befores.length, rounds.length - 1)]
      befores.push(after)
      return (async function * () {
        yield * changes
        if (!ends) { await new Promise(resolve => { signal?.addEventListener('abort', resolve) }) }
      })()
    }
    return befores
  }

  it('one line of JSON for each change, and the filters reach the node', async () => {
    stage.mesh.changeRecords.push(fact, CONFLICT, GAP)
    const filters = ['--entity', 'a:b', '--entity-prefix', 'c:', '--relation', 'd:e', '--scope', 'team', '--source', 'f:g', '--author', 'h', '--min-confidence', '0.5', '--types', 'fact,conflict', '--after', '2.0']
    const { code, out } = await stage.run(['watch', ...filters, '--limit', '3'])
    expect(code).to.equal(0)
    expect(jsonLines(out).map(({ type }) => type)).to.deep.equal(['fact', 'conflict', 'gap'])
    expect(stage.mesh.asked[0]).to.deep.equal(['changes', [{
      types: ['fact', 'conflict'], entity: 'a:b', entityPrefix: 'c:', relation: 'd:e', scope: 'team', source: 'f:g', author: 'h', minConfidence: 0.5
    }, '2.0']])
    expect((await stage.run(['watch', '--limit', '3', '-q'])).out).to.equal(`bafyfake.0\n${'c'.repeat(26)}\n`)
  })

  it('one line of text for people', async () => {
    const vote: Change = { ...fact, type: 'vote', record: { ...stage.mesh.records[0], kind: 6, value: { type: 'null', v: null }, statement: { fact: 'bafyfake.0', stance: 'for' } } }
    stage.mesh.changeRecords.push(fact, vote, CONFLICT, GAP)
    const { out } = await stage.run(['watch', '--limit', '4'], { isTty: true })
    expect(out).to.match(/^fact {8}2023-11-14T22:13:20 {2}city:paris {2}geo:population {2}5 {2}\w{8}\nvote .* {2}fact=bafyfake\.0 stance=for {2}\w{8}\nconflict {4}unresolved {2}city:paris {2}geo:population {2}c{26}\ngap .*from 5\.0 to 9\.0 are left out: slow_reader\n$/)
  })

  it('ends with 0 when the person asks it to', async () => {
    tell({ changes: [fact], ends: false })
    const interrupt = new AbortController()
    const { code, out, err } = await stage.run(['watch'], { interrupt: interrupt.signal, hear: () => { interrupt.abort() } })
    expect({ code, err }).to.deep.equal({ code: 0, err: '' })
    expect(jsonLines(out)).to.have.length(1)
  })

  it('goes on behind the last change when the stream ends', async () => {
    const befores = tell({ changes: [fact], ends: true }, { changes: [CONFLICT], ends: true }, { changes: [GAP], ends: false })
    const { code, out, err } = await stage.run(['watch', '--limit', '3'])
    expect(code).to.equal(0)
    expect(jsonLines(out).map(({ id }) => id)).to.deep.equal(['3.0', '7.0', '9.0'])
    expect(befores).to.deep.equal([undefined, '3.0', '7.0'])
    expect(err).to.equal('the connection is lost; waiting for the node\nthe node answers again\n'.repeat(2))
  })

  it('goes on where it began when the node goes before the first change', async () => {
    const befores = tell({ changes: [], ends: true }, { changes: [fact], ends: false })
    await stage.run(['watch', '--limit', '1'])
    expect(befores).to.deep.equal([undefined, '1'])
    expect((await stage.run(['watch', '--limit', '1', '-q'])).err).to.equal('')
  })

  it('ends while it waits for a node that is gone', async () => {
    tell({ changes: [fact], ends: true })
    const interrupt = new AbortController()
    const { code, err } = await stage.run(['watch'], {
      interrupt: interrupt.signal,
      hear: (_out, err) => { if (err === '') { void stage.listener.close() } else { interrupt.abort() } }
    })
    expect(code).to.equal(0)
    expect(err).to.contain('waiting for the node')
  })

  it('does not wait when there is no node at the start, or it refuses the question', async () => {
    const { code, err } = await stage.run(['watch', '--types', 'gossip'])
    expect(code).to.equal(EXIT.usage)
    expect(err).to.contain('types must be of')
    await stage.listener.close()
    expect((await stage.run(['watch'])).code).to.equal(EXIT.unreachable)
  })
})
