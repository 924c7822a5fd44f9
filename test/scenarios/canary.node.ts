import { mkdir, writeFile } from 'node:fs/promises'
import { expect } from 'aegir/chai'
import { ROUTES } from '../../src/api/index.ts'
import { fromBase32, fromHex } from '../../src/model/bytes/index.ts'
import { bodyOf, nameOf, pathOf } from '../fixtures/api-routes.ts'
import { jsonLines } from '../fixtures/cli-stage.ts'
import { eventually } from '../fixtures/eventually.ts'
import { runProgram } from '../fixtures/program.ts'
import { filesOf, findSecrets, formsOf } from '../fixtures/secrets.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Route } from '../../src/api/index.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Ended, RunOptions } from '../fixtures/program.ts'
import type { Writing } from '../fixtures/secrets.ts'
import type { Stage } from '../fixtures/stage.ts'

const SEED = Uint8Array.from({ length: 32 }, (_, i) => i * 67 + 19)
const LOUD = ['--log-level', 'trace', '--audit-queries']

/** Commands that read, write and fail, beside those that this scenario calls for itself. */
const COMMANDS: readonly string[] = [
  'status', 'id', 'ticket', 'assert city:paris geo:population 2', 'assert city:paris geo:population x --confidence 7', 'assert city:paris', 'query', 'query city:paris --json', 'get none',
  'retract none', 'resolve city:paris geo:population', 'lenses', 'why none', 'conflicts ls', 'conflicts show none', 'conflicts resolve none --none', 'vote none', 'votes none', 'graph city:paris',
  'alias add city:paris city:lutetia', 'alias ls', 'rule set geo:twin many', 'rule ls', 'edition add one', 'edition ls', 'import -', 'export', 'peers ls', 'peers add nonsense', 'peers rm nobody',
  'sync status', 'sync now', 'audit query --json', 'audit verify', 'journal verify', 'journal stat', 'token ls', 'token revoke none', 'token new --allow nothing', 'daemon --http 127.0.0.1:0', 'nonsense'
]

/** Commands on the home of a stopped node. */
const AT_REST: readonly string[] = ['status', 'journal verify', 'audit verify', 'journal stat', 'store rebuild', 'token ls']

describe('scenario: secrets stay where they belong', function () {
  this.timeout(600_000)

  let stage: Stage
  let daemon: Daemon
  let friend: Daemon
  let issued: string
  const writings: Writing[] = []

  const keep = (where: string, ...texts: string[]): void => { texts.forEach(text => writings.push({ where, bytes: Buffer.from(text) })) }

  async function run (args: readonly string[], options?: RunOptions): Promise<Ended> {
    const ended = await runProgram([...args, '--home', daemon.home], options)
    keep(`factmesh ${args.join(' ')}`, ended.stdout, ended.stderr)
    return ended
  }

  /** Sends a request and keeps all of the answer; of one without an end, its headers. */
  async function ask (route: Pick<Route, 'method' | 'path'>, path: string, init: RequestInit): Promise<number> {
    const response = await fetch(new URL(path, daemon.api.url), { ...init, method: route.method })
    const isEndless = route.path === '/v1/events'
    keep(nameOf(route), JSON.stringify([...response.headers]), isEndless ? '' : await response.text())
    await response.body?.cancel().catch(() => {})
    return response.status
  }

  before(async () => {
    stage = await openStage()
    await mkdir(stage.path('home'), { mode: 0o700 })
    await writeFile(stage.path('home', 'identity.key'), `factmesh ed25519 seed 1\n${Buffer.from(SEED).toString('hex')}\n`, { mode: 0o600 })
    daemon = await stage.daemon('home', ...LOUD)
    friend = await stage.daemon('friend', ...LOUD, '--bootstrap', daemon.api.multiaddrs[0])
    issued = (await daemon.run('token', 'new', '--name', 'canary', '--allow', 'read,assert')).stdout.trim()
  })

  after(async () => { await stage.close() })

  /** The token of the daemon, one that it handed out, and its key, each in every form. */
  function secrets (): Map<string, Map<string, string>> {
    const forms = (text: string, bytes: Uint8Array): Map<string, string> => new Map([['text', text], ...formsOf(Buffer.from(text)), ...[...formsOf(bytes)].map(([form, found]) => [`bytes, ${form}`, found] as const)])
    return new Map([
      ['own token', forms(daemon.api.token, fromHex(daemon.api.token))],
      ['issued token', forms(issued, fromBase32(issued.slice('factmesh_'.length)))],
      ['key', formsOf(SEED)]
    ])
  }

  it('whatever commands and requests do, well or not', async () => {
    for (const command of COMMANDS) { await run(command.split(' ')) }
    for (const file of ['--json', '--quiet']) { await run(['peers', 'ls', file], { env: { FACTMESH_TOKEN: issued } }) }
    await run(['backup', 'create', stage.path('backup')])

    const OWN = daemon.api.token
    const HEADERS = [`Bearer ${OWN}`, `Bearer ${issued}`, `Bearer ${OWN}x`, `Basic ${OWN}`, `${OWN}`, `Bearer ${OWN} ${issued}`]
    for (const route of ROUTES.filter(route => nameOf(route) !== 'POST /v1/tokens')) {
      for (const authorization of HEADERS) {
        const headers = { authorization, 'content-type': 'application/json' }
        await ask(route, pathOf(route), { headers, body: route.body == null ? null : JSON.stringify(bodyOf(route)) })
        await ask(route, pathOf(route, `?access_token=${OWN}`), { headers, body: route.body == null ? null : '{' })
      }
    }
    const id = jsonLines((await run(['token', 'ls', '--json'])).stdout).find(({ name }) => name === 'canary')?.id
    expect((await run(['token', 'revoke', String(id)])).code).to.equal(0)
    expect((await run(['status'], { env: { FACTMESH_TOKEN: issued } })).code).to.equal(6)
    await eventually('the friend holds what was written', async () => (await friend.publicScope()).root === (await daemon.publicScope()).root ? true : undefined)
  })

  it('over a crash, a restart and a stop, after which the issued token is still revoked', async () => {
    const { api, log } = daemon
    keep('the first log of the daemon', log)
    await daemon.kill()
    daemon = await stage.daemon('home', ...LOUD)
    expect(daemon.api.token).to.not.equal(api.token)
    for (const token of [issued, api.token]) {
      expect((await fetch(new URL('/v1/status', daemon.api.url), { headers: { authorization: `Bearer ${token}` } })).status).to.equal(401)
    }
    const { entries } = await daemon.client.audit({ event_type: 'token_revoke' })
    expect(entries.map(({ actor, detail }) => [actor, detail.name])).to.deep.equal([['api.json', 'canary']])
  })

  it('and nothing that was said, logged, kept or sent holds one', async () => {
    const own = secrets()
    const running = await filesOf(daemon.home)
    expect(findSecrets(running, own)).to.include.members(['own token as text in api.json', 'key as hex in identity.key'])

    await friend.stop()
    await daemon.stop()
    for (const command of AT_REST) { await run(command.split(' ')) }
    keep('the log of the daemon', daemon.log)
    keep('the log of the friend', friend.log)
    const kept = [...await filesOf(daemon.home), ...await filesOf(friend.home), ...await filesOf(stage.path('backup')), ...running.filter(({ where }) => where !== 'api.json')]
    const all = [...writings, ...kept.filter(({ where }) => where !== 'identity.key')]
    expect(findSecrets(all, own)).to.deep.equal([])
    expect(all.reduce((sum, { bytes }) => sum + bytes.length, 0)).to.be.above(100_000)
  })

  it('and the search finds every form of each, wherever it stands', () => {
    for (const [name, forms] of secrets()) {
      for (const [form, text] of forms) {
        const bytes = Buffer.from(`some words, ${text} and more`, 'latin1')
        expect(findSecrets([{ where: 'a text', bytes }], secrets())).to.include(`${name} as ${form} in a text`)
      }
    }
    const key = Buffer.concat([Buffer.from([8, 1, 18, 64]), SEED]) // as libp2p writes one
    for (const [form, text] of [['base64', key.toString('base64')], ['hex', key.toString('hex')], ['raw', key.toString('latin1')]]) {
      expect(findSecrets([{ where: form, bytes: Buffer.from(text, 'latin1') }], secrets()), form).to.have.length.above(0)
    }
  })
})
