import { expect } from 'aegir/chai'
import { jsonLines } from '../../fixtures/cli-stage.ts'
import { eventually } from '../../fixtures/eventually.ts'
import { ending, spawnProgram } from '../../fixtures/program.ts'
import { openStage } from '../../fixtures/stage.ts'
import type { Daemon } from '../../fixtures/daemon.ts'
import type { Ended } from '../../fixtures/program.ts'
import type { Stage } from '../../fixtures/stage.ts'

describe('the program, where facts contradict each other', function () {
  this.timeout(600_000)

  let stage: Stage
  let daemon: Daemon

  before(async () => {
    stage = await openStage()
    daemon = await stage.daemon('home')
  })

  after(async () => { await stage.close() })

  function sourceOf (agent: string): string {
    return `stigmem://${daemon.api.peerId}/agent/${agent}`
  }

  /** Runs a command that must go well, and answers what it printed. */
  async function print (...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await daemon.run(...args)
    expect(code, `${args.join(' ')}\n${stderr}`).to.equal(0)
    return stdout.trimEnd()
  }

  async function json (...args: string[]): Promise<Record<string, unknown>> {
    return JSON.parse(await print(...args, '--json'))
  }

  it('finds it, asks lenses, votes, settles it, and says why', async () => {
    const census = await print('assert', 'city:paris', 'geo:population', '2102650', '--source', sourceOf('census'))
    const rumour = await print('assert', 'city:paris', 'geo:population', '2165423', '--source', sourceOf('rumour'), '--confidence', '0.6')

    const [conflict, ...others] = jsonLines(await print('conflicts', 'ls', '--status', 'unresolved'))
    const id = String(conflict.conflict_id)
    expect(others).to.deep.equal([])
    expect(conflict).to.include({ entity: 'city:paris', relation: 'geo:population', scope: 'public', facts_count: 2, resolved_by: null })
    expect(await json('conflicts', 'show', id)).to.deep.include({ conflict_id: id, facts: [census, rumour] })
    expect(await json('get', census)).to.include({ contradicted: true })
    expect(jsonLines(await print('query', '--contradicted', '--include-contradicted'))).to.have.length(2)

    expect(await print('resolve', 'city:paris', 'geo:population', '--lens', 'confidence', '-q')).to.equal(census)
    expect(await print('resolve', 'city:paris', 'geo:population', '--lens', 'hlc-recency', '-q')).to.equal(rumour)

    await print('vote', rumour, '--weight', '2.5', '--source', sourceOf('alice'))
    await print('vote', rumour, '--source', sourceOf('bob'))
    await print('vote', rumour, '--against', '--weight', '0.5', '--source', sourceOf('carol'))
    expect(await json('votes', rumour)).to.deep.include({ count: 2, weight: 3.5, against: { count: 1, weight: 0.5 } })
    expect(await print('resolve', 'city:paris', 'geo:population', '--lens', 'vote-aware-consensus', '-q')).to.equal(rumour)
    await print('vote', rumour, '--take-back', '--source', sourceOf('bob'))
    expect(await json('votes', rumour)).to.include({ count: 1, weight: 2.5 })

    const resolution = await print('conflicts', 'resolve', id, '--winner', census, '--note', 'counted by hand')
    expect(await print('conflicts', 'ls', '--status', 'unresolved')).to.equal('')
    expect(await json('conflicts', 'show', id)).to.include({
      status: 'resolved', resolved_by: resolution, winning_fact_id: census, resolution_note: 'counted by hand', resolver: daemon.api.peerId
    })
    expect((await daemon.run('conflicts', 'resolve', id, '--none')).code).to.equal(5)
    expect(jsonLines(await print('query', 'city:paris'))).to.have.nested.property('[0].id', census)

    const why = await json('why', rumour)
    expect(why).to.have.nested.property('proof.author', daemon.api.peerId)
    expect(why).to.have.nested.property('votes.weight', 2.5)
    expect(why).to.have.nested.property('conflict.status', 'resolved')
    expect(why).to.have.nested.property('rivals[0].id', census)
  })

  it('shapes answers by rules and aliases, and takes them back', async () => {
    await print('rule', 'set', 'geo:language', 'many')
    for (const language of ['french', 'breton']) { await print('assert', 'country:france', 'geo:language', language, '--source', sourceOf(language)) }
    expect(jsonLines(await print('query', 'country:france'))).to.have.length(2)
    expect(await print('conflicts', 'ls', '--relation', 'geo:language')).to.equal('')
    await print('rule', 'rm', 'geo:language')
    expect(jsonLines(await print('conflicts', 'ls', '--relation', 'geo:language'))).to.have.length(1)

    await print('assert', 'city:lutetia', 'geo:river', 'river:seine', '--type', 'ref')
    await print('alias', 'add', 'city:paris', 'city:lutetia')
    expect(jsonLines(await print('query', 'city:paris', '--relation', 'geo:river'))).to.have.length(1)
    expect(await print('query', 'city:paris', '--relation', 'geo:river', '--no-aliases')).to.equal('')
    expect(jsonLines(await print('graph', 'city:lutetia'))).to.have.nested.property('[0].to', 'river:seine')
    await print('alias', 'rm', 'city:paris', 'city:lutetia')
    expect(await print('query', 'city:paris', '--relation', 'geo:river')).to.equal('')
  })

  it('watches over a restart of the node without a gap, and ends with 0', async () => {
    const child = spawnProgram(['watch', '--entity', 'door:front', '--types', 'fact', '--home', daemon.home])
    let printed = ''
    child.stdout.on('data', chunk => { printed += String(chunk) })
    const ended: Promise<Ended> = ending(child)
    const values = (): unknown[] => jsonLines(printed).map(change => (change.fact as { value: { v: number } }).value.v)

    let v = 0
    await eventually('a change was shown', async () => {
      await print('assert', 'door:front', 'door:opened', String(++v))
      return values().length > 0 ? true : undefined
    }, 30_000)
    await daemon.kill()
    daemon = await stage.daemon('home')
    await print('assert', 'door:front', 'door:opened', String(++v))
    await eventually('it went on', () => values().includes(v) ? true : undefined)
    child.kill('SIGINT')

    const { code, stderr } = await ended
    const shown = values()
    expect(code).to.equal(0)
    expect(stderr).to.contain('the node answers again')
    expect(shown).to.deep.equal(Array.from({ length: shown.length }, (_, i) => v - shown.length + 1 + i))
  })
})
