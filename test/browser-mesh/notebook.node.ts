import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'aegir/chai'
import { PAGE_NAMES, SHOWN_TIMEOUT_MS, Visit } from '../fixtures/dashboard.ts'
import { launchBrowser, serveFiles } from '../fixtures/mesh-pages.ts'
import { ROOT, plainEnvironment } from '../fixtures/program.ts'
import type { ChildProcess } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext } from 'playwright-core'

const HOSTILE = '<img src=x onerror=alert(1)>'

interface Finding { readonly id: string, readonly impact: string, readonly nodes: ReadonlyArray<{ readonly html: string }> }

describe('the notebook of browsers', function () {
  this.timeout(300_000)

  let folder: string
  let server: ChildProcess
  let invitation: string
  let browser: Browser
  let one: Visit
  let other: Visit

  const open = async (context: BrowserContext, url: string): Promise<Visit> => {
    const page = await context.newPage()
    page.setDefaultTimeout(SHOWN_TIMEOUT_MS)
    const visit = new Visit(page)
    await visit.watch()
    await page.goto(new URL(url, invitation).href)
    return visit
  }

  /** A new browser that joined by the link. */
  const joined = async (context: BrowserContext, url = ''): Promise<Visit> => {
    const visit = await open(context, url + new URL(invitation).hash)
    await visit.page.getByRole('button', { name: 'Join' }).click()
    await visit.page.getByText(/Connected with [1-9]/).waitFor()
    return visit
  }

  const write = async ({ page }: Visit, title: string, note: string): Promise<void> => {
    await page.getByLabel('Title').fill(title)
    await page.getByLabel('Note', { exact: true }).fill(note)
    await page.getByRole('button', { name: 'Write' }).click()
  }

  const note = ({ page }: Visit, text: string): ReturnType<typeof page.locator> => page.locator('#notes li').filter({ hasText: text })

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'factmesh-notebook-'))
    const args = ['--experimental-strip-types', '--no-warnings', join(ROOT, 'examples/browser-node/start.ts'), folder]
    const child = spawn(process.execPath, args, { env: plainEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] })
    server = child
    const [line] = await once(createInterface(child.stdout), 'line')
    invitation = line
    browser = await launchBrowser()
    one = await joined(await browser.newContext({ colorScheme: 'light' }))
    other = await joined(await browser.newContext({ colorScheme: 'dark' }))
  })

  after(async () => {
    await browser?.close()
    if (server?.kill() === true) { await once(server, 'close') }
    await rm(folder, { recursive: true })
  })

  afterEach(async () => {
    const { origin } = new URL(invitation)
    for (const { page, faults, urls } of [one, other]) {
      expect(faults).to.deep.equal([])
      expect(urls.filter(url => !url.startsWith(`${origin}/`) && !url.startsWith('data:'))).to.deep.equal([])
      expect(await page.evaluate('violations')).to.deep.equal([])
    }
  })

  it('shows in one what was written in another, as text', async () => {
    await write(one, 'first', HOSTILE)
    await note(other, HOSTILE).waitFor()
    expect(await other.page.locator('#notes img').count()).to.equal(0)
    await one.page.reload()
    await note(one, `you: ${HOSTILE}`).waitFor()
  })

  it('shows what contradicts each other in both, until one is kept', async () => {
    await write(one, 'lunch', 'soup')
    await note(other, 'soup').waitFor()
    await write(other, 'lunch', 'bread')
    await Promise.all([one, other].map(async visit => note(visit, '2 texts contradict each other.').filter({ hasText: 'soup' }).filter({ hasText: 'bread' }).waitFor()))
    await note(one, 'lunch').locator('p', { hasText: 'bread' }).getByRole('button').click()
    await Promise.all([one, other].map(async visit => note(visit, 'soup').waitFor({ state: 'detached' })))
    await note(other, 'you: bread').waitFor()
  })

  it('invites a third browser, which needs nothing else', async () => {
    const link = one.page.getByLabel('Invitation', { exact: true })
    await link.waitFor()
    await one.page.getByRole('img', { name: 'The invitation as a QR code' }).waitFor()
    const third = await (await browser.newContext()).newPage()
    await third.goto(await link.inputValue())
    await third.getByRole('button', { name: 'Join' }).click()
    await third.locator('#notes li', { hasText: 'bread' }).waitFor()
    await third.context().close()
  })

  it('has the dashboard of the same node in another tab, which takes it over', async () => {
    const dashboard = await open(one.page.context(), 'dashboard.html')
    const { page } = dashboard
    await dashboard.go('facts')
    await page.getByRole('button', { name: 'Write a fact' }).click()
    await page.getByLabel('Entity, such as').fill('note:dashboard')
    await page.getByLabel('Relation, such as').fill('note:text')
    await page.getByLabel('Value').fill('from the dashboard')
    await page.getByRole('button', { name: 'Write', exact: true }).click()
    await Promise.all([note(one, 'you: from the dashboard').waitFor(), note(other, 'from the dashboard').waitFor()])
    const fact = await page.locator('main a[href^="#/fact?id="]').first().getAttribute('href')
    for (const route of [...PAGE_NAMES, fact?.slice(2) ?? '', 'entity?entity=note:lunch']) {
      await dashboard.go(route)
      expect(await page.locator('.problem, main img').allInnerTexts(), route).to.deep.equal([])
    }
    await dashboard.go('playground')
    await page.getByText('no other program reaches it').waitFor()
    expect(await page.getByRole('button', { name: 'Log out' }).count()).to.equal(0)
    await one.page.close()
    one = dashboard
    await dashboard.go('overview')
    await page.getByText(/^In sync with (\d) of \1 peers?\.$/).waitFor()
  })

  it('is read by everybody: axe-core, light and dark, 360 pixels', async () => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    await one.page.goto(new URL('index.html', invitation).href)
    await note(one, 'bread').waitFor()
    for (const visit of [one, other, await open(one.page.context(), 'dashboard.html')]) {
      await visit.page.setViewportSize({ width: 360, height: 740 })
      await visit.page.locator('main h2').first().waitFor()
      expect(await visit.page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(360)
      await visit.page.evaluate(axe)
      const { violations, passes } = await visit.page.evaluate('axe.run(document)') as Record<'violations' | 'passes', Finding[]>
      expect(passes.map(({ id }) => id)).to.include('color-contrast')
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).to.deep.equal([])
    }
  })

  it('works where compiled code is forbidden', async () => {
    const names = await readdir(folder)
    const files = new Map(await Promise.all(names.map(async name => [`/${name}`, await readFile(join(folder, name))] as const)))
    const strict = await serveFiles(files, { 'content-security-policy': "script-src 'self'" })
    const visit = await joined(await browser.newContext(), `http://127.0.0.1:${(strict.address() as AddressInfo).port}/index.html`)
    await note(visit, 'bread').waitFor()
    await write(visit, 'strict', 'no compiled code')
    await note(other, 'no compiled code').waitFor()
    strict.close()
  })
})
