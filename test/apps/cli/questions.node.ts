import { expect } from 'aegir/chai'
import { EXIT } from '../../../src/apps/cli/index.ts'
import { cliStage, jsonLines } from '../../fixtures/cli-stage.ts'
import { CONFLICT, EQUIVOCATION } from '../../fixtures/fake-questions.ts'
import type { CliStage } from '../../fixtures/cli-stage.ts'

const HOSTILE = '\u001b[2Jboo\u202e\n'
const PEOPLE = { isTty: true }

describe('cli questions', () => {
  let stage: CliStage

  /** What the node was asked last under a name. */
  function asked (name: string): unknown {
    return stage.mesh.asked.filter(([each]) => each === name).at(-1)?.[1]
  }

  beforeEach(async () => {
    stage = await cliStage()
    for (const v of [2_102_650, 2_165_423]) {
      await stage.mesh.assert({ entity: 'city:paris', relation: 'geo:population', value: { type: 'number', v } })
    }
  })

  afterEach(async () => { await stage.close() })

  describe('conflicts ls', () => {
    beforeEach(() => {
      for (let i = 0; i < 120; i++) { stage.mesh.conflictRecords.push({ ...CONFLICT, id: `conflict${i}`, status: i % 2 === 0 ? 'unresolved' : 'resolved' }) }
    })

    it('all as JSON Lines, or as many as asked for, or ids alone', async () => {
      const { code, out } = await stage.run(['conflicts', 'ls'])
      expect(code).to.equal(0)
      expect(jsonLines(out)).to.have.length(120)
      expect(jsonLines(out)[0]).to.include({ conflict_id: 'conflict0', status: 'unresolved', facts_count: 2 })
      expect(jsonLines((await stage.run(['conflicts', 'ls', '--limit', '7'])).out)).to.have.length(7)
      expect((await stage.run(['conflicts', 'ls', '-q', '--limit', '2'], PEOPLE)).out).to.equal('conflict0\nconflict1\n')
    })

    it('a table for people, with the next command', async () => {
      const { out, err } = await stage.run(['conflicts', 'ls'], PEOPLE)
      expect(out.split('\n')[0]).to.match(/^CONFLICT +STATUS +ENTITY +RELATION +FACTS +SCORE/)
      expect(out.split('\n')[1]).to.match(/^conflict0 +unresolved +city:paris +geo:population +2 +75 % +public +2023-11-14T22:13:20$/)
      expect(out.trimEnd().split('\n')).to.have.length(51)
      expect(err).to.contain('more than these 50').and.to.contain('factmesh conflicts show conflict0')
    })

    it('goes on over pages of the API, and passes every filter on', async () => {
      for (let i = 120; i < 1_200; i++) { stage.mesh.conflictRecords.push({ ...CONFLICT, id: `conflict${i}` }) }
      expect(jsonLines((await stage.run(['conflicts', 'ls'])).out)).to.have.length(1_200)
      expect((await stage.run(['conflicts', 'ls'], PEOPLE)).out.trimEnd().split('\n')).to.have.length(51)
      await stage.run(['conflicts', 'ls', '--status', 'resolved', '--scope', 'team', '--entity', 'a:b', '--relation', 'c:d', '--limit', '3'])
      expect(asked('conflicts')).to.include({ status: 'resolved', scope: 'team', entity: 'a:b', relation: 'c:d', limit: 3 })
      expect((await stage.run(['conflicts', 'ls', '--status', 'open'])).code).to.equal(EXIT.usage)
    })

    it('says nothing but its head when there is none', async () => {
      stage.mesh.conflictRecords.length = 0
      expect(await stage.run(['conflicts', 'ls'])).to.deep.equal({ code: 0, out: '', err: '' })
      expect((await stage.run(['conflicts', 'ls'], PEOPLE)).out).to.match(/^CONFLICT .*\n$/)
    })
  })

  describe('conflicts show and resolve', () => {
    beforeEach(() => { stage.mesh.conflictRecords.push(CONFLICT) })

    it('list and show equivocations, which nothing settles', async () => {
      stage.mesh.conflictRecords.push(EQUIVOCATION)
      const listed = await stage.run(['conflicts', 'ls', '--kind', 'equivocation'], PEOPLE)
      expect(listed.out.split('\n')[1]).to.match(/^equivocationfghijklmnopqr2 +unresolved +k51qzi5uqu5d +equivocation, seq 7 of lane 01f18622955e4757 +2 bundles +- +public/)
      expect(jsonLines((await stage.run(['conflicts', 'ls', '--kind', 'contradiction'])).out)).to.have.length(1)
      expect((await stage.run(['conflicts', 'ls', '--kind', 'quarrel'])).code).to.equal(EXIT.usage)
      const shown = await stage.run(['conflicts', 'show', EQUIVOCATION.id], PEOPLE)
      expect(shown.out).to.match(/^author +k51qzi5uqu5d$/m).and.to.match(/^sides +2 bundles$/m).and.to.match(/bafytwo$/m)
      expect(JSON.parse((await stage.run(['conflicts', 'show', EQUIVOCATION.id])).out)).to.deep.include({ kind: 'equivocation', seq: 7, bundles: ['bafyone', 'bafytwo'] })
      expect((await stage.run(['conflicts', 'resolve', EQUIVOCATION.id, '--none'])).code).to.equal(EXIT.conflict)
    })

    it('show: the record for programs, its sides for people', async () => {
      expect(JSON.parse((await stage.run(['conflicts', 'show', CONFLICT.id])).out)).to.include({ conflict_id: CONFLICT.id, fact_a: 'bafyfake.0' })
      const { out, err } = await stage.run(['conflicts', 'show', CONFLICT.id], PEOPLE)
      expect(out).to.match(/^status +unresolved$/m).and.to.match(/^\* +2102650 +1 +\+1\.5 -0 .* bafyfake\.0$/m).and.to.match(/^ +2165423 .* bafyfake\.1$/m)
      expect(err).to.contain(`factmesh conflicts resolve ${CONFLICT.id} --winner FACT`)
      expect((await stage.run(['conflicts', 'show', 'none'])).code).to.equal(EXIT.notFound)
    })

    it('resolve: by a winner, with a note', async () => {
      const { code, out } = await stage.run(['conflicts', 'resolve', CONFLICT.id, '--winner', 'bafyfake.1', '--note', 'counted twice', '--source', 'stigmem://a/b'])
      expect(code).to.equal(0)
      expect(out).to.equal('bafyfake.2\n')
      expect(asked('resolve conflict')).to.deep.equal({ winner: 'bafyfake.1', note: 'counted twice', source: 'stigmem://a/b' })
      const shown = (await stage.run(['conflicts', 'show', CONFLICT.id], PEOPLE)).out
      expect(shown).to.match(/^winner +bafyfake\.1$/m).and.to.match(/^note +counted twice$/m).and.to.match(/^resolution +bafyfake\.2$/m)
    })

    it('resolve: by a new value, or by none', async () => {
      expect(JSON.parse((await stage.run(['conflicts', 'resolve', CONFLICT.id, '--value', '5', '--json'])).out)).to.deep.equal({ resolution_fact_id: 'bafyfake.2', conflict_status: 'resolved' })
      expect(asked('resolve conflict')).to.deep.include({ newValue: { type: 'number', v: 5 } })
      stage.mesh.conflictRecords[0] = CONFLICT
      await stage.run(['conflicts', 'resolve', CONFLICT.id, '--none'])
      expect(asked('resolve conflict')).to.include({ winner: null })
      expect((await stage.run(['conflicts', 'show', CONFLICT.id], PEOPLE)).out).to.match(/^winner +none, the lens picks$/m)
    })

    const wrong: Array<[string, string[], number]> = [
      ['no way is said', [], EXIT.usage],
      ['two ways are said', ['--winner', 'bafyfake.0', '--none'], EXIT.usage],
      ['a value and a winner are said', ['--winner', 'bafyfake.0', '--value', '5'], EXIT.usage],
      ['the value is not of its type', ['--value', 'x', '--type', 'number'], EXIT.usage],
      ['the winner is none of its facts', ['--winner', 'bafyother.0'], EXIT.usage]
    ]

    wrong.forEach(([title, flags, exit]) => {
      it(`resolve: refused when ${title}`, async () => {
        const { code, out, err } = await stage.run(['conflicts', 'resolve', CONFLICT.id, ...flags])
        expect(code).to.equal(exit)
        expect(out).to.equal('')
        expect(err.trimEnd().split('\n')).to.have.length.within(2, 4)
        expect(stage.mesh.conflictRecords[0].status).to.equal('unresolved')
      })
    })

    it('resolve: a contradiction that is not there, and one that is settled', async () => {
      expect((await stage.run(['conflicts', 'resolve', 'none', '--none'])).code).to.equal(EXIT.notFound)
      await stage.run(['conflicts', 'resolve', CONFLICT.id, '--none'])
      const { code, err } = await stage.run(['conflicts', 'resolve', CONFLICT.id, '--none'])
      expect(code).to.equal(EXIT.conflict)
      expect(err).to.contain('conflict_resolved')
    })
  })

  describe('vote and votes', () => {
    it('casts a vote and prints its id', async () => {
      expect(await stage.run(['vote', 'bafyfake.0'])).to.deep.equal({ code: 0, out: 'bafyfake.2\n', err: '' })
      expect(asked('vote')).to.include({ fact: 'bafyfake.0', stance: 'for' })
      const { out } = await stage.run(['vote', 'bafyfake.0', '--against', '--weight', '2.5', '--source', 'stigmem://a/b', '--take-back', '--json'])
      expect(JSON.parse(out)).to.include({ fact: 'bafyfake.0', stance: 'against', weight: 2.5 })
      expect(asked('vote')).to.deep.include({ stance: 'against', weight: 2.5, source: 'stigmem://a/b', takeBack: true })
      for (const weight of ['-1', '1001', 'x']) { expect((await stage.run(['vote', 'bafyfake.0', '--weight', weight])).code).to.equal(EXIT.usage) }
    })

    it('shows how they stand', async () => {
      await stage.run(['vote', 'bafyfake.0', '--weight', '2.5'])
      await stage.run(['vote', 'bafyfake.0', '--weight', '1.5'])
      await stage.run(['vote', 'bafyfake.0', '--against', '--weight', '0.5'])
      const page = JSON.parse((await stage.run(['votes', 'bafyfake.0'])).out)
      expect(page).to.deep.include({ count: 2, weight: 4, against: { count: 1, weight: 0.5 }, cursor: null })
      expect(page.votes).to.have.length(3)
      const { out } = await stage.run(['votes', 'bafyfake.0'], PEOPLE)
      expect(out).to.match(/^votes +2 of weight 4 for, 1 of weight 0\.5 against$/m).and.to.match(/^for +2\.5 +stigmem:\/\/….*\/node\/self .* bafyfake\.2$/m)
      expect((await stage.run(['votes', 'bafyfake.0', '-q'])).out).to.equal('bafyfake.2\nbafyfake.3\nbafyfake.4\n')
      expect((await stage.run(['votes', 'bafyfake.1'], PEOPLE)).out).to.contain('none for, none against')
      expect((await stage.run(['votes', 'bafyfake.0', '--limit', '501'])).code).to.equal(EXIT.usage)
    })
  })

  it('why: who says it, what proves it and what stands against it', async () => {
    expect(JSON.parse((await stage.run(['why', 'bafyfake.0'])).out)).to.have.nested.property('proof.seq', 1)
    const { out, err } = await stage.run(['why', 'bafyfake.0'], PEOPLE)
    for (const line of [
      /^value +2102650 \(number\)$/m, /^signed by +\w+, checked$/m, /^after +bafyparent$/m, /^came +written here at 2023/m, /^replaces +bafyolder\.0$/m,
      /^derived from +bafyorigin\.0, which is not here$/m, /^votes +2 of weight 2\.5 for, 1 of weight 1 against$/m, /^conflict +none$/m, /^2165423 .* bafyfake\.1$/m
    ]) { expect(out).to.match(line) }
    expect(err).to.contain('next  factmesh votes bafyfake.0')
    expect((await stage.run(['why', 'none'])).code).to.equal(EXIT.notFound)
  })

  it('resolve: passes every flag on, and shows why a side answers', async () => {
    const flags = ['--scope', 'team', '--lens', 'recency', '--as-of', '1700000000000', '--cut', '1700000000001', '--edition', 'atlas-2', '--include-expired', '--max-stale', '2m', '--limit', '9']
    expect(JSON.parse((await stage.run(['resolve', 'city:paris', 'geo:population', ...flags])).out)).to.include({ lens: 'recency', scope: 'team' })
    expect(asked('resolve')).to.deep.include({
      scope: 'team', lens: 'recency', asOf: 1_700_000_000_000, cut: 1_700_000_000_001, edition: 'atlas-2', includeExpired: true, maxStaleMs: 120_000, limit: 9
    })
    const { out, err } = await stage.run(['resolve', 'city:paris', 'geo:population'], PEOPLE)
    for (const line of [
      /^answer +2102650 \(number\)$/m, /^status +Contested$/m, /^tier +expert: 1 fact, bafyfake\.0$/m, /^must use +2102650$/m, /^conflict +a+, resolved$/m,
      /^because +It was picked\.$/m, /^\* +2102650 +1 +\+1\.5 -0 +100 % .* bafyfake\.0$/m
    ]) { expect(out).to.match(line) }
    expect(err).to.contain('facts of 1 bundles are not here yet').and.to.contain('factmesh why bafyfake.0')
    expect((await stage.run(['resolve', 'city:paris', 'geo:population', '-q'])).out).to.equal('bafyfake.0\n')
    expect((await stage.run(['resolve', 'city:none', 'geo:population', '-q'])).out).to.equal('')
    expect((await stage.run(['resolve', 'city:none', 'geo:population'], PEOPLE)).out).to.match(/^answer +none$/m)
  })

  it('resolve: a lens that nobody knows is refused, and lenses says which there are', async () => {
    const { code, err } = await stage.run(['resolve', 'a:b', 'c:d', '--lens', 'crystal-ball'])
    expect(code).to.equal(EXIT.usage)
    expect(err).to.contain('unknown_lens')
    expect(jsonLines((await stage.run(['lenses'])).out)).to.deep.include({ name: 'epoch-aware', wraps: true, parameters: [] })
    expect((await stage.run(['lenses'], PEOPLE)).out).to.match(/^skeptic +agreed-below=0\.\.\d+ +-$/m)
    expect((await stage.run(['lenses', '-q'])).out.split('\n')).to.include('vote-aware-consensus')
  })

  it('graph: edges, near ones first', async () => {
    stage.mesh.edges.push({ from: 'city:paris', relation: 'geo:country', to: 'country:france', fact: 'bafyfake.0', confidence: 0.5, scope: 'public', depth: 1 })
    expect(jsonLines((await stage.run(['graph', 'city:paris', '--depth', '3', '--direction', 'both', '--min-confidence', '0.2', '--scope', 'team', '--limit', '5'])).out)[0]).to.include({ to: 'country:france' })
    expect(asked('neighbours')).to.include({ entity: 'city:paris', depth: 3, direction: 'both', minConfidence: 0.2, scope: 'team', limit: 5 })
    await stage.run(['graph', 'city:paris'])
    expect(asked('neighbours')).to.include({ limit: 200 })
    const { out, err } = await stage.run(['graph', 'city:paris'], PEOPLE)
    expect(out).to.match(/^1 +city:paris +geo:country +country:france +0\.5 +public +bafyfake\.0$/m)
    expect(err).to.contain('factmesh why bafyfake.0')
    for (const flags of [['--depth', '4'], ['--direction', 'up'], ['--min-confidence', '2']]) { expect((await stage.run(['graph', 'a:b', ...flags])).code).to.equal(EXIT.usage) }
  })

  it('audit query: entries page by page, with every filter', async () => {
    const record = { timeMs: 1_700_000_000_000, type: 'rejected_fact', peer: 'p'.repeat(20), reason: 'bad', detail: { id: 'x' }, previous: new Uint8Array(32), offset: 0 } as const
    for (let number = 1; number <= 600; number++) { stage.mesh.auditRecords.push({ ...record, number }) }
    expect(jsonLines((await stage.run(['audit', 'query', '--limit', '600'])).out).map(({ id }) => id)).to.have.length(600)
    const flags = ['--event-type', 'rejected_fact', '--peer', 'someone', '--actor', 'me', '--start-time', '2023-11-14T00:00:00Z', '--end-time', '1700000000001', '--order', 'oldest', '--limit', '2']
    expect((await stage.run(['audit', 'query', ...flags, '-q'])).out).to.equal('1\n2\n')
    expect(asked('audit')).to.include({ type: 'rejected_fact', peer: 'someone', actor: 'me', fromMs: Date.parse('2023-11-14T00:00:00Z'), toMs: 1_700_000_000_001, order: 'oldest' })
    expect((await stage.run(['audit', 'query', '--limit', '1'], PEOPLE)).out).to.match(/^2023-11-14T22:13:20 +rejected_fact +p{8} +- +- +bad +\{"id":"x"\}$/m)
    const { code, err } = await stage.run(['audit', 'query', '--event-type', 'gossip'])
    expect(code).to.equal(EXIT.usage)
    expect(err).to.contain('event_type must be')
  })

  it('query: every filter reaches the node', async () => {
    const flags = ['--entity-prefix', 'city:', '--no-aliases', '--relations', 'a:b,c:d', '--target', 'e:f', '--contradicted', '--lifecycle', 'any', '--source-class', 'expert', '--edition', 'atlas-2', '--after', '1700000000000', '--lens', 'epoch-aware(recency)']
    let given: unknown
    stage.mesh.query = query => {
      given = query
      return (async function * () {})()
    }
    expect((await stage.run(['query', ...flags])).code).to.equal(0)
    expect(given).to.deep.include({
      entityPrefix: 'city:', aliases: false, relations: ['a:b', 'c:d'], target: 'e:f', contradicted: true, lifecycle: 'any', sourceClass: 'expert', edition: 'atlas-2', after: 1_700_000_000_000, lens: 'epoch-aware(recency)'
    })
    await stage.run(['query'])
    expect(given).to.include({ aliases: undefined, contradicted: undefined })
    expect((await stage.run(['query', '--lifecycle', 'dead'])).err).to.contain('lifecycle must be')
  })

  it('foreign text does not steer the terminal', async () => {
    stage.mesh.records[0] = { ...stage.mesh.records[0], value: { type: 'string', v: HOSTILE }, source: `stigmem://${HOSTILE}` }
    stage.mesh.conflictRecords.push({ ...CONFLICT, entity: 'city:paris', note: HOSTILE, status: 'resolved', resolver: HOSTILE }, { ...CONFLICT, entity: HOSTILE })
    stage.mesh.edges.push({ from: HOSTILE, relation: HOSTILE, to: HOSTILE, fact: 'bafyfake.0', confidence: 1, scope: 'public', depth: 1 })
    stage.mesh.curationRecords.push({ id: 'bafyfake.9', kind: 'alias', scope: 'public', author: HOSTILE, source: HOSTILE, hlc: '1700000000000.00000', statement: { canonical: HOSTILE, alias: HOSTILE } })
    stage.mesh.changeRecords.push({ type: 'fact', id: '1.0', record: stage.mesh.records[0] }, { type: 'conflict', id: '2.0', conflict: 'x', entity: HOSTILE, relation: HOSTILE, scope: 'public', status: 'resolved' })
    const commands = [
      ['conflicts', 'ls'], ['conflicts', 'show', CONFLICT.id], ['why', 'bafyfake.0'], ['why', 'bafyfake.1'], ['resolve', 'city:paris', 'geo:population'],
      ['graph', 'a:b'], ['alias', 'ls'], ['watch', '--limit', '2']
    ]
    for (const args of commands) {
      const { code, out, err } = await stage.run(args, { isTty: true })
      expect(code, args.join(' ')).to.equal(0)
      expect(out, args.join(' ')).to.contain('\\u001b[2Jboo\\u202e\\u000a')
      for (const mark of ['\u001b', '\u202e']) { expect(out + err, args.join(' ')).to.not.contain(mark) }
    }
    const ESCAPES = '\u009b2Jboo\u202e'
    stage.mesh.records[0] = { ...stage.mesh.records[0], value: { type: 'string', v: ESCAPES } }
    for (const args of [['why', 'bafyfake.0', '--json'], ['query', '--json']]) {
      const { out } = await stage.run(args, { isTty: true })
      expect(out, args.join(' ')).to.not.match(/[\u009b\u202e]/)
      expect(out.trimEnd().split('\n').map(line => JSON.stringify(JSON.parse(line))).join(), 'the JSON is the same').to.contain(ESCAPES)
      expect((await stage.run(args)).out, 'programs get it as it is').to.contain(ESCAPES)
    }
  })
})
