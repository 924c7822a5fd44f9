import { expect } from 'aegir/chai'
import { EXIT } from '../../../src/apps/cli/index.ts'
import { formatScopeTicket, formatTicket } from '../../../src/network/discovery/index.ts'
import { someSigner } from '../../fixtures/bundles.ts'
import { cliStage, jsonLines } from '../../fixtures/cli-stage.ts'
import { fakeGenesis } from '../../fixtures/fake-scopes.ts'
import { testPeer } from '../../fixtures/peers.ts'
import type { CliStage } from '../../fixtures/cli-stage.ts'

const PEOPLE = { isTty: true }
const DAY_MS = 86_400_000

describe('cli scope', () => {
  const peer = testPeer(8)
  let stage: CliStage

  beforeEach(async () => { stage = await cliStage() })
  afterEach(async () => { await stage.close() })

  it('makes a scope, prints its id, and lists it', async () => {
    const made = await stage.run(['scope', 'create', 'plans'], PEOPLE)
    expect(made.out).to.match(/^plans@[a-z2-7]{26}\n$/)
    expect(made.err).to.equal('next  factmesh scope grant plans PEER --rights read,write\n')
    expect((await stage.run(['scope', 'ls', '-q'])).out).to.equal(`public@aaaa\nlocal@bbbb\n${made.out}`)
    expect(jsonLines((await stage.run(['scope', 'ls'])).out).map(({ scope, closed, members }) => [scope, closed, members]))
      .to.deep.equal([['public', false, null], ['local', false, null], ['plans', true, 1]])
    const table = (await stage.run(['scope', 'ls'], PEOPLE)).out
    expect(table).to.match(/^SCOPE +RIGHTS +MEMBERS +FACTS +ROOT\n/).and.to.match(/^plans@[a-z2-7]{26} +admin,curate,read,steward,write +1 +0 +00$/m)
    expect((await stage.run(['scope', 'create', 'public'])).code).to.equal(EXIT.usage)
  })

  it('grants and revokes, and shows who may do what', async () => {
    await stage.run(['scope', 'create', 'plans'])
    const granted = await stage.run(['scope', 'grant', 'plans', peer.base58, '--rights', 'read,write', '--name', 'node-b', '--expires', '30d'])
    expect(granted).to.deep.equal({ code: 0, out: 'bafyact.0\n', err: '' })
    const shown = (await stage.run(['scope', 'show', 'plans'], PEOPLE)).out
    expect(shown).to.match(/^our rights +admin, curate, read, steward, write$/m).and.to.match(/^keys +1, 2$/m)
    expect(shown).to.match(new RegExp(`^${peer.text} +read,write +node-b$`, 'm')).and.to.match(/^grant +\S{8} +\S{8} +1970-01-01T00:00:00 +yes$/m)
    expect((await stage.run(['scope', 'show', 'public'], PEOPLE)).out).to.match(/^kind +open$/m)
    expect(JSON.parse((await stage.run(['scope', 'revoke', 'plans', peer.text, '--reason', 'gone', '--outlaw-past', '--json'])).out)).to.deep.equal({ id: 'bafyact.1' })
    expect(JSON.parse((await stage.run(['scope', 'show', 'plans', '--json'])).out)).to.have.property('peers').with.length(1)
  })

  it('hands the drafts on as they were meant', async () => {
    const asked: unknown[] = []
    Object.assign(stage.mesh.scopes, { grant: async (...args: unknown[]) => { asked.push(args); return 'a' }, revoke: async (...args: unknown[]) => { asked.push(args); return 'b' } })
    const before = Date.now()
    await stage.run(['scope', 'grant', 'plans', 'P', '--rights', 'read', '--name', 'a', '--name', 'b', '--expires', '2d'])
    await stage.run(['scope', 'grant', 'plans', 'P', '--rights', 'admin'])
    await stage.run(['scope', 'revoke', 'plans', 'P', '--reason', 'why'])
    await stage.run(['scope', 'revoke', 'plans', 'P', '--reason', 'why', '--outlaw-past'])
    const [[, first], ...rest] = asked as Array<[string, { expiresMs: number }]>
    expect(first).to.deep.include({ peer: 'P', rights: ['read'], names: ['a', 'b'] })
    expect(first.expiresMs - before).to.be.within(2 * DAY_MS, 3 * DAY_MS)
    expect(rest).to.deep.equal([
      ['plans', { peer: 'P', rights: ['admin'], expiresMs: undefined }],
      ['plans', { peer: 'P', reason: 'why', past: 'keep' }],
      ['plans', { peer: 'P', reason: 'why', past: 'outlaw' }]
    ])
  })

  it('gives a ticket, and joins by one', async () => {
    await stage.run(['scope', 'create', 'plans'])
    const ticket = await stage.run(['scope', 'ticket', 'plans'], PEOPLE)
    expect(ticket.out).to.match(/^fms1[a-z2-7]+\n$/)
    expect(ticket.err).to.contain('factmesh scope join TICKET')
    const { id, bytes } = fakeGenesis('elsewhere', someSigner(3))
    const theirs = formatScopeTicket({ net: 'test', scope: id, genesis: bytes, addresses: [peer.address] })
    expect((await stage.run(['scope', 'join', theirs])).out).to.match(/^elsewhere@[a-z2-7]{26}\n$/)
    expect(JSON.parse((await stage.run(['scope', 'show', 'elsewhere', '--json'])).out)).to.deep.include({ rights: [], members: 0 })
  })

  it('says what else to do', async () => {
    await stage.run(['scope', 'create', 'plans'])
    const plain = formatTicket({ net: 'test', addresses: [peer.address] })
    const failures: Array<[string[], number, RegExp]> = [
      [['join', plain], EXIT.usage, /peers add.*invalid_ticket/s],
      [['show', 'nowhere'], EXIT.usage, /unknown_scope/],
      [['ticket', 'public'], EXIT.usage, /scope create NAME/],
      [['grant', 'plans', 'nobody', '--rights', 'read'], EXIT.usage, /factmesh id/],
      [['grant', 'plans', peer.text, '--rights', 'all'], EXIT.usage, /admin, curate, read, steward, write/],
      [['grant', 'plans', peer.text], EXIT.usage, /--rights/],
      [['revoke', 'plans', peer.text], EXIT.usage, /--reason/]
    ]
    for (const [args, code, pattern] of failures) {
      const ended = await stage.run(['scope', ...args])
      expect([ended.code, ended.out], args.join(' ')).to.deep.equal([code, ''])
      expect(ended.err).to.match(pattern)
    }
    const { id, bytes } = fakeGenesis('plans', someSigner(3))
    await stage.mesh.scopes.join(formatScopeTicket({ net: 'test', scope: id, genesis: bytes, addresses: [peer.address] }))
    expect((await stage.run(['scope', 'show', 'plans'])).err).to.match(/scope_ambiguous.*NAME@ID/s)
    const { name, id: joined } = stage.mesh.scopes.list().at(-1) ?? {}
    expect(name).to.equal('plans')
    const refused = await stage.run(['scope', 'grant', joined ?? '', peer.text, '--rights', 'read'])
    expect(refused.code).to.equal(EXIT.forbidden)
    expect(refused.err).to.contain('not_admin')
  })
})
