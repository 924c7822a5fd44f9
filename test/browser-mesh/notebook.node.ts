import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'aegir/chai'
import { createFactMesh } from '../../src/index.ts'
import { launchBrowser, serveFiles } from '../fixtures/mesh-pages.ts'
import { until } from '../fixtures/meshes.ts'
import type { FactMesh } from '../../src/index.ts'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'

const ROOT = join(import.meta.dirname, '../..')

describe('the notebook of browsers', function () {
  this.timeout(180_000)

  let folder: string
  let server: Server
  let browser: Browser
  let daemon: FactMesh

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'factmesh-notebook-'))
    await promisify(execFile)(process.execPath, ['--experimental-strip-types', '--no-warnings', join(ROOT, 'examples/browser-node/build.ts'), folder], { cwd: ROOT })
    const names = await readdir(folder)
    server = await serveFiles(new Map(await Promise.all(names.map(async name => [`/${name}`, await readFile(join(folder, name))] as const))))
    browser = await launchBrowser()
    daemon = await createFactMesh({ relay: true, listen: ['/ip4/127.0.0.1/tcp/0/ws'] })
  })

  after(async () => {
    await browser.close()
    server.close()
    await daemon.stop()
    await rm(folder, { recursive: true })
  })

  const open = async (problems: string[]): Promise<Page> => {
    const page = await (await browser.newContext()).newPage()
    page.on('dialog', dialog => { problems.push(dialog.message()) })
    page.on('pageerror', error => { problems.push(error.message) })
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`)
    await page.fill('#address', daemon.ticket())
    await page.click('#join button')
    await until('the page is connected', async () => (await page.textContent('#state'))?.startsWith('1 peers'))
    return page
  }

  it('shows in one what was written in another, as text', async () => {
    const problems: string[] = []
    const [one, other] = [await open(problems), await open(problems)]
    const note = '<img src=x onerror=alert(1)>'
    await one.fill('#note', note)
    await one.click('#write button')
    await until('the note is there', async () => (await other.textContent('#notes'))?.includes(note))
    expect(await other.locator('#notes img').count()).to.equal(0)
    await one.reload()
    await until('the note is still there', async () => (await one.textContent('#notes'))?.includes(`you: ${note}`))
    expect(problems).to.deep.equal([])
  })
})
