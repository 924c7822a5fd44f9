import { expect } from 'aegir/chai'
import { EXIT } from '../../../src/apps/cli/index.ts'
import { cliStage, jsonLines } from '../../fixtures/cli-stage.ts'
import type { CliEnd, CliStage } from '../../fixtures/cli-stage.ts'

const PEOPLE = { isTty: true }
const DAY_MS = 86_400_000

describe('cli token', () => {
  let stage: CliStage

  beforeEach(async () => { stage = await cliStage() })
  afterEach(async () => { await stage.close() })

  const make = async (...flags: string[]): Promise<CliEnd> => stage.run(['token', 'new', ...flags])

  it('prints a new token alone, and says the rest to people', async () => {
    const piped = await make()
    expect(piped).to.include({ code: 0, err: '' })
    expect(piped.out).to.match(/^factmesh_[a-z2-7]{52}\n$/)
    const shown = await stage.run(['token', 'new', '--allow', 'read,assert'], PEOPLE)
    expect(shown.out).to.match(/^factmesh_[a-z2-7]{52}\n$/)
    expect(shown.err).to.match(/^it is shown this once; it allows read, assert until 2\S+\nnext {2}factmesh token revoke [a-z2-7]{16}\n$/)
  })

  it('takes a name, rights and an end', async () => {
    const before = Date.now()
    const made = JSON.parse((await make('--json', '--name', 'census', '--allow', 'assert,read', '--expires', '7d')).out)
    expect(made).to.include({ name: 'census', state: 'live' }).and.to.have.deep.property('rights', ['read', 'assert'])
    expect(Date.parse(made.until) - Date.parse(made.created_at)).to.equal(7 * DAY_MS)
    expect(Date.parse(made.created_at)).to.be.at.least(before)
    for (const flags of [['--allow', 'root'], ['--allow', ''], ['--expires', 'never'], ['--expires', '7w'], ['--expires', '91d'], ['--expires', '10ms'], ['--name', 'a b']]) {
      expect((await make(...flags)).code, flags.join(' ')).to.equal(EXIT.usage)
    }
    expect(stage.mesh.tokens.list()).to.have.length(1)
  })

  it('opens what it allows, and nothing else', async () => {
    const token = (await make('--name', 'reader')).out.trim()
    const env = { FACTMESH_TOKEN: token }
    expect((await stage.run(['query'], { env })).code).to.equal(0)
    const refused = await stage.run(['assert', 'a:b', 'c:d', '1'], { env })
    expect(refused.code).to.equal(EXIT.forbidden)
    expect(refused.err).to.contain('missing_right').and.to.contain('"assert"').and.to.contain('factmesh token new --allow')
    expect((await stage.run(['token', 'new'], { env })).code).to.equal(EXIT.forbidden)
    const file = await stage.file('token', `${token}\n`)
    expect((await stage.run(['status', '--token-file', file])).code).to.equal(0)
  })

  it('lists and revokes, and lists what was revoked', async () => {
    await make('--name', 'first')
    const second = JSON.parse((await make('--json', '--name', 'second')).out)
    expect((await stage.run(['token', 'ls', '-q'])).out).to.equal(stage.mesh.tokens.list().map(({ id }) => `${id}\n`).join(''))
    expect(await stage.run(['token', 'revoke', second.id])).to.deep.equal({ code: 0, out: '', err: '' })
    expect(JSON.parse((await stage.run(['token', 'revoke', second.id, '--json'])).out)).to.deep.equal({ id: second.id, revoked: true })
    const listed = await stage.run(['token', 'ls'])
    expect(jsonLines(listed.out).map(({ name, state }) => [name, state])).to.deep.equal([['first', 'live'], ['second', 'revoked']])
    const table = await stage.run(['token', 'ls'], PEOPLE)
    expect(table.out).to.match(/^TOKEN +NAME +ALLOWS +MADE +UNTIL +STATE\n/).and.to.match(/^[a-z2-7]{16} +second +read +\S+ +\S+ +revoked$/m)
    expect(listed.out + table.out).to.not.contain(second.token)
    expect((await stage.run(['status'], { env: { FACTMESH_TOKEN: second.token } })).code).to.equal(EXIT.forbidden)
    expect((await stage.run(['token', 'revoke', 'none'])).code).to.equal(EXIT.notFound)
  })
})
