import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'aegir/chai'
import { Dashboards } from '../../fixtures/dashboard.ts'
import { ROOT } from '../../fixtures/program.ts'
import { openStage } from '../../fixtures/stage.ts'
import type { Daemon } from '../../fixtures/daemon.ts'
import type { Stage } from '../../fixtures/stage.ts'

const PAGES = join(ROOT, 'dist/ui')

/** Bytes of what a browser loads before any lazy part, compressed. */
const FIRST_BYTES_MAX = 100_000

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('the dashboard of a daemon', function () {
  this.timeout(300_000)

  let stage: Stage
  let daemon: Daemon
  let browsers: Dashboards

  before(async () => {
    stage = await openStage()
    daemon = await stage.daemon('home')
    browsers = await Dashboards.launch()
  })

  after(async () => {
    await browsers?.close()
    await stage?.close()
  })

  async function newCode (): Promise<string> {
    const { url } = JSON.parse((await daemon.run('ui', '--json')).stdout)
    return new URL(url).hash.replace('#login=', '')
  }

  async function openSession (code: string): Promise<Response> {
    return fetch(new URL('/ui/sessions', daemon.api.url), { method: 'POST', headers: { authorization: `Bearer ${code}` } })
  }

  it('is small before its lazy parts', async () => {
    const page = await readFile(join(PAGES, 'index.html'), 'utf8')
    const named = [...page.matchAll(/(?:href|src)="\/ui\/([\w.-]+)"/g)].map(([, name]) => name)
    const first = new Set(['index.html', ...named])
    for (const name of first) { // what a module imports at once comes with it
      const text = await readFile(join(PAGES, name), 'utf8')
      for (const [, , chunk] of text.matchAll(/(?:from|import)\s*(["'])\.\/([\w.-]+)\1/g)) { first.add(chunk) }
    }
    const sizes = await Promise.all([...first].map(async name => gzipSync(await readFile(join(PAGES, name)), { level: 9 }).length))
    expect(first.size).to.be.above(2)
    expect(sizes.reduce((sum, size) => sum + size)).to.be.within(10_000, FIRST_BYTES_MAX)
    expect((await readdir(PAGES)).filter(name => name.endsWith('.js')).length, 'lazy parts beside it').to.be.above(2)
  })

  it('lies at /, for those who ask for a page; others get words', async () => {
    const page = await fetch(daemon.api.url, { headers: HTML })
    expect(await page.text()).to.contain('id="dashboard"').and.to.not.match(/<script(?![^>]* src=)|<style| on\w+=|style=/)
    expect(page.headers.get('vary')).to.equal('accept')
    expect(page.headers.get('content-security-policy')).to.equal("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
    expect(await (await fetch(daemon.api.url)).text()).to.contain('This is a factmesh node')
    expect(await (await fetch(daemon.api.url, { method: 'HEAD', headers: HTML })).text()).to.equal('')
  })

  it('serves the files that were built, and none beside them', async () => {
    for (const name of (await readdir(PAGES)).filter(name => !name.endsWith('.txt'))) {
      expect((await fetch(new URL(`/ui/${name}`, daemon.api.url))).status, name).to.equal(200)
    }
    for (const path of ['/ui/', '/ui/none.js', '/ui/LICENSES.txt', '/ui/%2e%2e/bin/factmesh.js', '/ui/..%2f..%2fpackage.json', '/ui/constructor', '/ui//main.js', '/UI/main.js']) {
      expect((await fetch(new URL(path, daemon.api.url))).status, path).to.equal(401)
    }
    expect((await fetch(new URL('/ui/main.js', daemon.api.url), { method: 'POST' })).status).to.equal(401)
  })

  it('is there for this machine alone, and for no page from elsewhere', async () => {
    expect((await fetch(new URL('/ui/main.js', daemon.api.url), { headers: { origin: 'https://evil.example' } })).status).to.equal(403)
    const code = await newCode()
    const foreign = await fetch(new URL('/ui/sessions', daemon.api.url), { method: 'POST', headers: { authorization: `Bearer ${code}`, origin: 'https://evil.example' } })
    expect(foreign.status).to.equal(403)
    expect((await openSession(code)).status, 'the code is not used up by that').to.equal(201)
  })

  it('gives a session for a code, once, and for nothing else', async () => {
    const code = await newCode()
    const answers = await Promise.all([1, 2, 3, 4].map(async () => openSession(code)))
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 401, 401, 401])
    const { token, id, until } = await answers.find(({ status }) => status === 201)?.json()
    const { tokens } = await daemon.client.tokens()
    expect(tokens.find(each => each.id === id)).to.include({ name: 'dashboard', state: 'live', until })
    expect(Date.parse(until) - Date.now()).to.be.within(11 * 3_600_000, 12 * 3_600_000)
    expect((await fetch(new URL('/v1/status', daemon.api.url), { headers: { authorization: `Bearer ${token}` } })).status).to.equal(200)
    for (const wrong of ['', 'a', code.slice(0, -1), daemon.api.token, token, '0'.repeat(32)]) {
      expect((await openSession(wrong)).status, wrong).to.equal(401)
    }
    expect((await fetch(new URL('/v1/status', daemon.api.url), { headers: { authorization: `Bearer ${await newCode()}` } })).status, 'a code is no token').to.equal(401)
  })

  it('makes links for whoever may make tokens', async () => {
    const { token } = await daemon.client.issueToken({ rights: ['read', 'assert'] })
    const ask = async (authorization: string): Promise<number> => (await fetch(new URL('/ui/links', daemon.api.url), { method: 'POST', headers: { authorization } })).status
    expect(await ask('')).to.equal(401)
    expect(await ask('Bearer wrong')).to.equal(401)
    expect(await ask(`Bearer ${token}`)).to.equal(403)
    expect(await ask(`Bearer ${daemon.api.token}`)).to.equal(201)
  })

  it('forgets old links when there are many', async () => {
    const codes: string[] = []
    for (let i = 0; i < 17; i++) { codes.push((await (await daemon.fetch('/ui/links', { method: 'POST' })).json()).code) }
    expect((await openSession(codes[0])).status).to.equal(401)
    expect((await openSession(codes[1])).status).to.equal(201)
  })

  it('logs in by a link, keeps the code out of every request and of the address, and logs out', async () => {
    const link = (await daemon.run('ui')).stdout.trim()
    const visit = await browsers.visit()
    await visit.page.goto(link)
    await visit.page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(visit.page.url()).to.not.contain('login')
    expect(visit.urls.slice(1).filter(url => url.includes(new URL(link).hash.slice(7)))).to.deep.equal([])
    expect(await visit.page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).to.deep.equal([0, 0, ''])
    await visit.page.getByRole('button', { name: 'Log out' }).click()
    await visit.page.getByText('You logged out.').waitFor()
    expect((await daemon.client.tokens()).tokens.at(-1)).to.include({ name: 'dashboard', state: 'revoked' })
    await visit.page.goto('about:blank')
    await visit.page.goto(link)
    await visit.page.getByText('The link was used before').waitFor()
    await visit.page.goto(daemon.api.url)
    await visit.page.getByText('factmesh ui').waitFor()
    expect(visit.faults).to.deep.equal([])
    expect(daemon.log, 'no code and no token in the log').to.not.match(/login=|factmesh_[a-z2-7]{20}/)
    await visit.close()
  })

  it('says so when its session ends', async () => {
    const visit = await browsers.open(daemon)
    const { tokens } = await daemon.client.tokens()
    for (const { id } of tokens.filter(({ state }) => state === 'live')) { await daemon.client.revokeToken(id) }
    await visit.page.getByText('The session has ended.').waitFor()
    await visit.close()
  })

  it('needs no session where nobody needs a token', async () => {
    const open = await stage.daemon('open', '--auth', 'none')
    const visit = await browsers.visit()
    await visit.page.goto(open.api.url)
    await visit.page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(await visit.page.getByRole('button', { name: 'Log out' }).count()).to.equal(0)
    await visit.close()
  })
})
