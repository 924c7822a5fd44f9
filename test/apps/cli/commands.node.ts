import { expect } from 'aegir/chai'
import { EXIT } from '../../../src/apps/cli/index.ts'
import { PeerDecisionError } from '../../../src/network/peers/index.ts'
import { TOKEN } from '../../fixtures/api-requests.ts'
import { cliStage, jsonLines } from '../../fixtures/cli-stage.ts'
import { PEER } from '../../fixtures/fake-mesh.ts'
import type { CliStage } from '../../fixtures/cli-stage.ts'

describe('cli commands', () => {
  let stage: CliStage

  beforeEach(async () => { stage = await cliStage() })
  afterEach(async () => { await stage.close() })

  describe('assert', () => {
    it('prints the id alone', async () => {
      expect(await stage.run(['assert', 'city:paris', 'geo:population', '2102650'])).to.deep.equal({ code: 0, out: 'bafyfake.0\n', err: '' })
    })

    it('passes every flag on', async () => {
      const { code, out } = await stage.run(['assert', 'city:paris', 'geo:mood', 'très bien', '--scope', 'team', '--confidence', '0.5', '--valid-until', '2030-01-31T12:00:00Z', '--source', `stigmem://${stage.mesh.peerId}/agent/a`, '--json'])
      expect(code).to.equal(0)
      expect(JSON.parse(out)).to.include({ scope: 'team', confidence: 0.5, valid_until: '2030-01-31T12:00:00Z', source: `stigmem://${stage.mesh.peerId}/agent/a` })
    })

    const readings = [
      ['5', { type: 'number', v: 5 }],
      ['-5.5e3', { type: 'number', v: -5500 }],
      ['007', { type: 'string', v: '007' }],
      ['1e999', { type: 'string', v: '1e999' }],
      ['', { type: 'string', v: '' }],
      ['true', { type: 'boolean', v: true }],
      ['null', { type: 'null', v: null }],
      ['x'.repeat(1_025), { type: 'text', v: 'x'.repeat(1_025) }]
    ] as const

    readings.forEach(([text, value]) => {
      it(`reads ${text.slice(0, 10)} as ${value.type}`, async () => {
        expect((await stage.run(['assert', 'a:b', 'c:d', text])).code).to.equal(0)
        expect(stage.mesh.records[0].value).to.deep.equal(value)
      })
    })

    const types = [['string', '5'], ['text', '5'], ['ref', 'country:france']] as const

    types.forEach(([type, text]) => {
      it(`reads a ${type} when told to`, async () => {
        expect((await stage.run(['assert', 'a:b', 'c:d', text, '--type', type])).code).to.equal(0)
        expect(stage.mesh.records[0].value).to.deep.equal({ type, v: text })
      })
    })

    it('refuses what is not of the type, and what the node refuses', async () => {
      for (const args of [['x', '--type', 'number'], ['x', '--type', 'boolean'], ['x', '--type', 'blob'], ['x', '--type', 'datetime'], ['x', '--confidence', '2'], ['x', '--scope', 'nowhere']]) {
        const { code, out, err } = await stage.run(['assert', 'a:b', 'c:d', ...args])
        expect(code, args.join(' ')).to.equal(EXIT.usage)
        expect(out).to.equal('')
        expect(err.trimEnd().split('\n')).to.have.length.within(2, 4)
      }
      expect(stage.mesh.records).to.have.length(0)
    })

    it('says what to do next to people', async () => {
      expect((await stage.run(['assert', 'a:b', 'c:d', '1'], { isTty: true })).err).to.contain('factmesh get bafyfake.0')
      expect((await stage.run(['assert', 'a:b', 'c:d', '1', '-q'], { isTty: true })).err).to.equal('')
    })
  })

  describe('get, query and retract', () => {
    beforeEach(async () => {
      await stage.mesh.append(Array.from({ length: 120 }, (_, i) => ({ entity: `city:${i}`, relation: 'geo:population', value: { type: 'number', v: i } })))
    })

    it('get: a record as JSON, a list of fields for people', async () => {
      expect(JSON.parse((await stage.run(['get', 'bafyfake.7'])).out)).to.include({ id: 'bafyfake.7', entity: 'city:7' })
      expect((await stage.run(['get', 'bafyfake.7'], { isTty: true })).out).to.match(/^entity +city:7$/m)
      expect((await stage.run(['get', 'nothing'])).code).to.equal(EXIT.notFound)
    })

    it('query: all as JSON Lines, or as many as asked for', async () => {
      expect(jsonLines((await stage.run(['query'])).out)).to.have.length(120)
      expect(jsonLines((await stage.run(['query', '--limit', '100'])).out)).to.have.length(100)
      expect(jsonLines((await stage.run(['query', 'city:3', '--json'], { isTty: true })).out).map(fact => fact.id)).to.deep.equal(['bafyfake.3'])
      expect((await stage.run(['query', 'city:3', '-q'])).out).to.equal('bafyfake.3\n')
      expect(await stage.run(['query', 'city:none'])).to.deep.equal({ code: 0, out: '', err: '' })
    })

    it('query: a table for people, with word of what is left', async () => {
      const { out, err } = await stage.run(['query'], { isTty: true })
      expect(out.split('\n')[0]).to.match(/^ENTITY +RELATION +VALUE/)
      expect(out.trimEnd().split('\n')).to.have.length(51)
      expect(err).to.contain('50 of 120')
      expect((await stage.run(['query', '--limit', '110'], { isTty: true })).out.trimEnd().split('\n')).to.have.length(111)
    })

    it('query: foreign text does not steer the terminal', async () => {
      stage.mesh.records[0] = { ...stage.mesh.records[0], value: { type: 'string', v: '\u001b[2Jboo\u202e\n' } }
      const { out } = await stage.run(['query', 'city:0'], { isTty: true })
      expect(out).to.contain('\\u001b[2Jboo\\u202e\\u000a')
      expect(out).to.not.contain('\u001b')
    })

    it('retract: prints the id of the retraction', async () => {
      expect((await stage.run(['retract', 'bafyfake.7'])).out).to.equal('bafyfake.120\n')
      expect(stage.mesh.records[120]).to.include({ entity: 'city:7', confidence: 0 })
    })
  })

  it('status, id, ticket, peers and journal answer programs and people', async () => {
    expect(JSON.parse((await stage.run(['status'])).out)).to.have.property('peer_id', stage.mesh.peerId)
    expect((await stage.run(['status'], { isTty: true })).out).to.match(/^SCOPE +FACTS/m)
    expect((await stage.run(['id'])).out).to.equal(`${stage.mesh.peerId}\n`)
    expect(JSON.parse((await stage.run(['id', '--json'])).out)).to.have.property('net', 'test')
    expect((await stage.run(['ticket'])).out).to.equal('fmtest\n')
    expect(JSON.parse((await stage.run(['ticket', '--json'])).out)).to.deep.equal({ ticket: 'fmtest' })
    expect(jsonLines((await stage.run(['peers', 'ls'])).out)[0]).to.have.property('peer_id', PEER.peerId)
    expect((await stage.run(['peers', 'ls'], { isTty: true })).out).to.contain('connected')
    expect((await stage.run(['peers', 'add', '/memory/5'])).code).to.equal(0)
    expect(stage.mesh.known).to.deep.equal(['/memory/5'])
    expect((await stage.run(['peers', 'rm', PEER.peerId])).code).to.equal(0)
    expect((await stage.run(['peers', 'rm', 'nobody'])).code).to.equal(EXIT.notFound)
    expect(jsonLines((await stage.run(['journal', 'stat'])).out)[0]).to.include({ journal: 'journal', segments: 1 })
    expect((await stage.run(['journal', 'verify'], { isTty: true })).out).to.contain('every record is sound')
  })

  it('peers says who is wanted, in words and with what to do next', async () => {
    const { mesh } = stage
    const short = PEER.peerId.slice(-8)
    mesh.standing = { state: 'pending', reason: 'waits_for_operator' }
    const listed = await stage.run(['peers', 'ls'], { isTty: true })
    expect(listed.out).to.contain('pending: waits for your decision')
    expect(listed.err).to.equal('next  factmesh peers pending\n')
    const pending = await stage.run(['peers', 'pending'], { isTty: true })
    expect(pending.out).to.match(new RegExp(`^${short}  pending: waits for your decision$`, 'm'))
    expect(pending.err).to.equal(`next  factmesh peers accept ${PEER.peerId}\n`)
    expect(jsonLines((await stage.run(['peers', 'pending'])).out)[0]).to.include({ state: 'pending', reason: 'waits_for_operator' })

    const taken = await stage.run(['peers', 'accept', short], { isTty: true })
    expect(taken).to.deep.equal({ code: 0, out: '', err: `${short} is active\nnext  factmesh peers ls\n` })
    expect((await stage.run(['peers', 'pending'])).out).to.equal('')
    expect((await stage.run(['peers', 'show', short], { isTty: true })).out).to.match(/^declares +public \(gives, takes\)$/m)

    for (const [command, state, next] of [['reject', 'rejected', 'accept'], ['block', 'blocked', 'unblock'], ['revoke', 'revoked', 'reinstate']]) {
      const { out, err } = await stage.run(['peers', command, PEER.peerId, '--reason', 'spam', '--json'])
      expect([JSON.parse(out).state, err]).to.deep.equal([state, ''])
      const shown = await stage.run(['peers', 'show', PEER.peerId], { isTty: true })
      expect(shown.out).to.match(new RegExp(`^state +${state}: spam$`, 'm')).and.to.match(new RegExp(`^next +factmesh peers ${next} ${PEER.peerId}$`, 'm'))
      expect((await stage.run(['peers', next, short])).code).to.equal(0)
    }

    expect((await stage.run(['peers', 'block', 'nobody'])).code, 'no peer ends like that').to.equal(EXIT.notFound)
    expect((await stage.run(['peers', 'block', ''])).code, 'every peer ends like that').to.equal(EXIT.notFound)
    expect((await stage.run(['peers', 'block', 'x'.repeat(62)])).code, 'that is no id').to.equal(EXIT.notFound)
    mesh.decidePeer = async (id, command) => { throw new PeerDecisionError(id, command, 'blocked') }
    const refused = await stage.run(['peers', 'accept', short])
    expect(refused.code).to.equal(EXIT.conflict)
    expect(refused.err).to.contain('The command "accept" does not apply to a peer that is blocked')
  })

  it('status says how the disk is, and what to do', async () => {
    expect((await stage.run(['status'], { isTty: true })).out).to.match(/^storage +ok, writes are immediate$/m)
    const scrub = { state: 'running', done: 5, entries: 9 } as const
    stage.mesh.storage = { state: 'full', reason: 'no space left on device', durability: 'batched', damaged: 2, wanted: 3, scrub }
    const { out } = await stage.run(['status'], { isTty: true })
    for (const text of ['FULL: writes are refused, reads go on', 'no space left on device', 'free space', '2 ranges of the journal', '3 bundles', '5 of 9 entries']) { expect(out).to.contain(text) }
    expect(JSON.parse((await stage.run(['status', '--json'])).out).storage).to.deep.equal({ ...stage.mesh.storage })
    for (const [state, text] of [['sound', '9 entries were checked'], ['rebuilding', 'built again']] as const) {
      stage.mesh.storage = { ...stage.mesh.storage, state: 'failed', scrub: { ...scrub, state } }
      expect((await stage.run(['status'], { isTty: true })).out).to.contain('FAILED').and.to.contain('check the disk').and.to.contain(text)
    }
  })

  it('query says what is not here yet', async () => {
    stage.mesh.missing = ['bafyone', 'bafytwo']
    expect((await stage.run(['query'], { isTty: true })).err).to.contain('facts of 2 bundles are not here yet')
    expect((await stage.run(['query', '-q'], { isTty: true })).err).to.equal('')
  })

  it('query and export say it behind JSON Lines too, and such an export ends with 7', async () => {
    await stage.mesh.assert({ entity: 'city:paris', relation: 'geo:mood', value: { type: 'string', v: 'fine' } })
    for (const command of ['query', 'export']) {
      expect(await stage.run([command]), command).to.include({ code: 0, err: '' })
    }
    stage.mesh.storage = { ...stage.mesh.storage, wanted: 2 }
    const query = await stage.run(['query', '--scope', 'public'])
    expect(query.code).to.equal(0)
    expect(query.err).to.contain('facts of 2 bundles are not here yet')
    const exported = await stage.run(['export'])
    expect(exported.code).to.equal(EXIT.partial)
    expect(exported.err).to.equal(query.err)
    expect(exported.out).to.equal(query.out)
    expect(await stage.run(['export', '--scope', 'local'])).to.include({ code: 0, err: '' })
    expect((await stage.run(['query', '-q'])).err).to.equal('')
  })

  it('journal verify ends with 8 on damage', async () => {
    const found = { segments: 1, records: 2, payloadBytes: 9, damaged: 1, damage: [{ kind: 'record' as const, offset: 64, length: 20 }] }
    const sound = { ...found, damaged: 0, damage: [] }
    stage.mesh.verifyJournal = async () => ({ ...sound, journals: [{ journal: 'journal', ok: true, ...sound, tailBytes: 0 }, { journal: 'audit', ok: false, ...found, tailBytes: 0 }] })
    const { code, out } = await stage.run(['journal', 'verify'])
    expect(code).to.equal(EXIT.damaged)
    expect(jsonLines(out)).to.have.lengthOf(2)
    expect(jsonLines(out)[1]).to.deep.include({ journal: 'audit', ok: false, damage: [{ kind: 'record', offset: 64, length: 20 }] })
    expect((await stage.run(['journal', 'verify'], { isTty: true })).out).to.contain('record at 64, 20 bytes')
  })

  describe('which node', () => {
    it('the flag comes before the variable', async () => {
      const { code, err } = await stage.run(['id', '--home', `${stage.home}/none`])
      expect(code).to.equal(EXIT.unreachable)
      expect(err).to.contain('no_daemon').and.to.contain(`${stage.home}/none`)
    })

    it('--api and a token stand in for the home', async () => {
      const url = stage.listener.url
      const token = await stage.file('token', `${TOKEN}\n`)
      expect((await stage.run(['id', '--api', url, '--token-file', token, '--home', '/none'])).code).to.equal(0)
      expect((await stage.run(['id', '--api', url], { env: { FACTMESH_TOKEN: TOKEN } })).code).to.equal(0)
      expect((await stage.run(['id', '--api', url])).code).to.equal(EXIT.forbidden)
      expect((await stage.run(['id', '--api', url, '--token-file', '/none/token'])).code).to.equal(EXIT.notFound)
    })

    it('a daemon that is gone is told from one that was never there', async () => {
      await stage.listener.close()
      const { code, err } = await stage.run(['id'])
      expect(code).to.equal(EXIT.unreachable)
      expect(err).to.contain('node_unreachable')
    })

    it('an api.json that is damaged is named', async () => {
      for (const content of ['', '{', '[]', 'null', '{"url":5}', '{"url":"no url","token":"a","peerId":"b","pid":1,"version":"c","multiaddrs":[]}']) {
        await stage.file('api.json', content)
        const { code, err } = await stage.run(['id'])
        expect(code).to.equal(EXIT.config)
        expect(err).to.contain('api_file_damaged')
      }
    })

    it('journal says that there is no home', async () => {
      expect((await stage.run(['journal', 'verify', '--home', `${stage.home}/none`])).code).to.equal(EXIT.notFound)
    })
  })

  it('gives up after --timeout', async () => {
    stage.mesh.gate = new Promise(() => {})
    const { code, err } = await stage.run(['assert', 'a:b', 'c:d', '1', '--timeout', '50ms'])
    expect(code).to.equal(EXIT.partial)
    expect(err).to.contain('timed_out').and.to.contain('0.05 s')
    for (const text of ['', 'x', '-1', '5 s', '1d']) {
      expect((await stage.run(['id', '--timeout', text])).code, text).to.equal(EXIT.usage)
    }
  })

  it('writes errors as one line of JSON when asked', async () => {
    const { out, err } = await stage.run(['get', 'nothing', '--json'])
    expect(out).to.equal('')
    expect(jsonLines(err)).to.have.nested.property('[0].error.code', 'not_found')
  })

  it('colours errors for people who want it', async () => {
    const red = '\u001b[31m'
    expect((await stage.run(['get', 'x'], { isTty: true })).err).to.contain(red)
    for (const [args, env] of [[['--no-color'], {}], [[], { NO_COLOR: '1' }], [[], { TERM: 'dumb' }]] as const) {
      expect((await stage.run(['get', 'x', ...args], { isTty: true, env })).err).to.not.contain(red)
    }
    expect((await stage.run(['get', 'x'])).err).to.not.contain(red)
    expect((await stage.run(['get', 'x'], { env: { FORCE_COLOR: '1' } })).err).to.contain(red)
  })
})
