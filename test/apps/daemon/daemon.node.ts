import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { startDaemon } from '../../fixtures/daemon.ts'
import { eventually } from '../../fixtures/eventually.ts'
import { ending, runProgram, spawnProgram } from '../../fixtures/program.ts'
import type { Daemon } from '../../fixtures/daemon.ts'
import type { AddressInfo } from 'node:net'

const LOOPBACK = ['--http', '127.0.0.1:0', '--listen', '/ip4/127.0.0.1/tcp/0']
const FACT = { entity: 'city:paris', relation: 'geo:population', value: { type: 'number', v: 2_102_650 } } as const

describe('daemon', function () {
  let folder: string
  let daemons: Daemon[]

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'factmesh-daemon-'))
    daemons = []
  })

  afterEach(async () => {
    await Promise.all(daemons.map(async daemon => daemon.kill()))
    await rm(folder, { recursive: true })
  })

  async function start (name: string, flags: string[] = []): Promise<Daemon> {
    const daemon = await startDaemon(join(folder, name), flags)
    daemons.push(daemon)
    return daemon
  }

  it('makes a home, tells where it is, serves, and leaves nothing but the home behind', async () => {
    const daemon = await start('a')
    const path = join(daemon.home, 'api.json')
    expect((await stat(path)).mode & 0o777).to.equal(0o600)
    expect((await stat(daemon.home)).mode & 0o777).to.equal(0o700)
    expect(daemon.api).to.have.all.keys('url', 'token', 'peerId', 'multiaddrs', 'pid', 'version')
    expect(daemon.api.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(daemon.api.token).to.match(/^[0-9a-f]{64}$/)
    expect(daemon.api.multiaddrs).to.satisfy((addresses: string[]) => addresses.length > 0 && addresses.every(address => address.startsWith('/ip4/127.0.0.1/tcp/')))
    const fact = await daemon.client.assert(FACT)
    expect(fact.author).to.equal(daemon.api.peerId)
    const { code, ms } = await daemon.stop()
    expect(code).to.equal(0)
    expect(ms).to.be.below(10_000)
    expect(existsSync(path)).to.equal(false)
    expect((await readdir(daemon.home)).filter(name => name.includes('tmp') || name === 'lock')).to.deep.equal([])
  })

  it('keeps identity and facts, and takes a new token, at the next start', async () => {
    const first = await start('a')
    const fact = await first.client.assert(FACT)
    await first.stop()
    const second = await start('a')
    expect(second.api.peerId).to.equal(first.api.peerId)
    expect(second.api.token).to.not.equal(first.api.token)
    expect(await second.client.fact(fact.id)).to.deep.equal(fact)
  })

  it('starts after a crash, with every fact that it had answered for', async () => {
    const first = await start('a')
    const facts = await Promise.all(Array.from({ length: 50 }, async (_, i) => first.client.assert({ ...FACT, entity: `city:${i}` })))
    await first.kill()
    expect(existsSync(join(first.home, 'api.json'))).to.equal(true)
    const gone = await first.run('status')
    expect(gone.code).to.equal(3)
    const second = await start('a')
    for (const { id } of facts) { expect((await second.client.fact(id)).id).to.equal(id) }
  })

  it('prints ready once, on stdout, and logs on stderr', async () => {
    const child = spawnProgram(['daemon', '--home', join(folder, 'a'), ...LOOPBACK])
    child.stdout.once('data', () => { child.kill('SIGINT') })
    const { code, stdout, stderr } = await ending(child)
    expect(code).to.equal(0)
    expect(stdout).to.match(/^ready http:\/\/127\.0\.0\.1:\d+ k51\w+\n$/)
    const lines = stderr.trimEnd().split('\n').map(line => JSON.parse(line))
    expect(lines.at(-1)).to.include({ level: 'info', component: 'factmesh:daemon', msg: 'stopped' })
  })

  it('refuses a home that is in use, and leaves its owner alone', async () => {
    const owner = await start('a')
    const { code, stdout, stderr } = await runProgram(['daemon', '--home', owner.home, ...LOOPBACK])
    expect(code).to.equal(5)
    expect(stdout).to.equal('')
    expect(stderr).to.contain('home_locked').and.to.contain(owner.home).and.to.contain(String(owner.api.pid))
    expect(stderr.trimEnd().split('\n')).to.have.length.within(1, 4)
    expect((await owner.client.status()).peer_id).to.equal(owner.api.peerId)
    expect(JSON.parse(await readFile(join(owner.home, 'api.json'), 'utf8'))).to.deep.equal(owner.api)
  })

  it('refuses a home of a newer version, and changes nothing in it', async () => {
    const home = join(folder, 'a')
    await mkdir(home, { mode: 0o700 })
    await writeFile(join(home, 'format.json'), '{"version":99}')
    const { code, stderr } = await runProgram(['daemon', '--home', home, ...LOOPBACK])
    expect(code).to.equal(5)
    expect(stderr).to.contain('home_too_new').and.to.contain('99')
    expect(await readdir(home)).to.deep.equal(['format.json'])
  })

  it('refuses a port that is taken, and gives the home back', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await eventually('the port was taken', () => server.listening ? true : undefined)
    const { port } = server.address() as AddressInfo
    try {
      const { code, stderr } = await runProgram(['daemon', '--home', join(folder, 'a'), '--http', `127.0.0.1:${port}`, '--listen', '/ip4/127.0.0.1/tcp/0'])
      expect(code).to.equal(5)
      expect(stderr).to.contain('http_address_taken').and.to.contain(`127.0.0.1:${port}`)
    } finally {
      server.close()
    }
    expect((await (await start('a')).stop()).code).to.equal(0)
  })

  const refusals = [
    [['--http', 'nonsense'], 9, 'invalid_http_address'],
    [['--net', 'NOT A NET'], 9, 'invalid_config'],
    [['--name', 'Not/A/Name'], 9, 'invalid_config'],
    [['--bootstrap', 'nowhere'], 9, 'invalid_address'],
    [['--join', 'fm1nonsense'], 9, 'invalid_ticket'],
    [['--gossip', 'maybe'], 2, 'usage'],
    [['--auth', 'password'], 2, 'usage'],
    [['--sync-interval', '-5'], 2, 'usage'],
    [['--sync-interval', 'often'], 2, 'usage'],
    [['--nonsense'], 2, 'usage'],
    [['extra'], 2, 'usage']
  ] as const

  refusals.forEach(([flags, code, text]) => {
    it(`refuses ${flags.join(' ')} before anything is made`, async () => {
      const home = join(folder, 'a')
      const { code: given, stdout, stderr } = await runProgram(['daemon', '--home', home, ...flags])
      expect(given, stderr).to.equal(code)
      expect(stdout).to.equal('')
      expect(stderr).to.contain(`(exit ${code}, ${text})`)
      expect(stderr.trimEnd().split('\n')).to.have.length.within(1, 4)
      expect(existsSync(home)).to.equal(false)
    })
  })

  it('refuses log levels that are none', async () => {
    const { code, stderr } = await runProgram(['daemon', '--home', join(folder, 'a'), ...LOOPBACK], { env: { FACTMESH_LOG: 'loud' } })
    expect(code).to.equal(9)
    expect(stderr).to.contain('invalid_log_levels')
    const quiet = await runProgram(['daemon', '--home', join(folder, 'a'), ...LOOPBACK, '--log-level', 'loud'], { env: { FACTMESH_LOG: 'off' } })
    expect(quiet.code).to.equal(9)
  })

  it('passes its flags on', async () => {
    const daemon = await start('a', ['--net', 'other', '--name', 'a.example', '--name', 'b.example', '--gossip', 'off', '--sync-interval', 'off'])
    expect(await daemon.client.status()).to.deep.include({ net: 'other', names: ['a.example', 'b.example'], gossip: false, sync_interval_ms: null, auth: 'token', mdns: false, home: daemon.home })
    const named = await daemon.client.assert({ ...FACT, source: 'stigmem://a.example/agent/x' })
    expect(named.attested).to.equal(true)
  })

  it('takes requests of everybody with --auth none, and writes no token', async () => {
    const child = spawnProgram(['up', '--home', join(folder, 'a'), ...LOOPBACK, '--auth', 'none'])
    await eventually('the daemon was ready', () => existsSync(join(folder, 'a/api.json')) ? true : undefined)
    const api = JSON.parse(await readFile(join(folder, 'a/api.json'), 'utf8'))
    expect(api).to.not.have.property('token')
    expect((await fetch(`${api.url}/v1/status`)).status).to.equal(200)
    expect((await runProgram(['id', '--home', join(folder, 'a')])).stdout).to.equal(`${api.peerId}\n`)
    child.kill('SIGTERM')
    expect((await ending(child)).code).to.equal(0)
  })

  it('finishes a request that runs when the signal comes', async () => {
    const daemon = await start('a')
    const lines = Array.from({ length: 10_000 }, (_, i) => JSON.stringify({ ...FACT, entity: `city:${i}` })).join('\n')
    const answers = await daemon.client.writeLines(new TextEncoder().encode(lines))
    const stopped = daemon.stop()
    let durable = 0
    for await (const answer of answers) { durable += 'id' in answer ? 1 : 0 }
    expect(durable).to.equal(10_000)
    expect((await stopped).code).to.equal(0)
    const again = await start('a')
    expect((await again.client.status()).scopes.find(({ scope }) => scope === 'public')?.facts).to.equal(10_000)
  })

  it('keeps token and key out of everything it says', async () => {
    const home = join(folder, 'a')
    const child = spawnProgram(['daemon', '--home', home, ...LOOPBACK], { env: { FACTMESH_LOG: 'trace,libp2p:*=trace' } })
    await eventually('the daemon was ready', () => existsSync(join(home, 'api.json')) ? true : undefined)
    const { url, token } = JSON.parse(await readFile(join(home, 'api.json'), 'utf8'))
    const [, seed] = (await readFile(join(home, 'identity.key'), 'utf8')).split('\n')
    const answers = await Promise.all(['/', '/v1/status', '/v1/id', '/.well-known/factmesh', '/openapi.json', '/v1/facts?nope=1', `/v1/facts/${token}`].map(async path => {
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
      return response.text()
    }))
    await fetch(`${url}/v1/status`, { headers: { authorization: 'Bearer wrong' } })
    child.kill('SIGTERM')
    const { stdout, stderr } = await ending(child)
    for (const text of [...answers, stdout, stderr]) {
      expect(text).to.not.contain(seed)
      expect(text).to.not.contain(token)
    }
  })
})
