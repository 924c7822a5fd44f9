import { createServer } from 'node:http'
import { expect } from 'aegir/chai'
import { chromium } from 'playwright-core'
import { draftOf, Meshes } from '../fixtures/meshes.ts'
import { TRICKS } from '../fixtures/pages.ts'
import { serve } from '../fixtures/served.ts'
import { CHROMIUM_ARGS, findChromium } from '../run/chromium.ts'
import type { FactMesh } from '../../src/mesh/interface.ts'
import type { Served } from '../fixtures/served.ts'
import type { Server } from 'node:http'
import type { Browser, Page, Request } from 'playwright-core'

/** A name that belongs to somebody else and leads to this machine. */
const EVIL = 'evil.example'

/** That name, and a browser that does not keep pages from this machine by itself, as not every browser does. */
const DEFENCELESS = [`--host-resolver-rules=MAP ${EVIL} 127.0.0.1`, '--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks']

describe('pages that come from elsewhere, in Chromium', function () {
  this.timeout(120_000)

  const meshes = new Meshes()
  let mesh: FactMesh
  let browser: Browser
  let elsewhere: Server
  /** One asks for a token, and one does not. */
  let served: Served[]

  before(async () => {
    browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_ARGS, ...DEFENCELESS] })
    mesh = await meshes.make()
    await mesh.assert(draftOf(1))
    served = [await serve(mesh), await serve(mesh, { auth: 'none', token: undefined })]
    elsewhere = createServer((_, answer) => { answer.writeHead(200, { 'content-type': 'text/html' }).end('<body>A page.') })
    await new Promise<void>(resolve => { elsewhere.listen(0, '127.0.0.1', resolve) })
  })

  after(async () => {
    await browser?.close()
    elsewhere?.close()
    for (const each of served ?? []) { await each.close() }
    await meshes.stop()
  })

  /** Everything that a page must leave as it was. */
  function standing (): string {
    const { scopes, journals } = mesh.status()
    return JSON.stringify([scopes, journals.filter(({ journal }) => journal !== 'audit'), mesh.peers(), mesh.tokens.list()])
  }

  /** Opens a page whose address is the given one, wherever that leads. */
  async function open (address: string): Promise<Page> {
    const page = await browser.newPage()
    await page.route(address, async route => { await route.fulfill({ contentType: 'text/html', body: '<body>A page.' }) })
    await page.goto(address)
    return page
  }

  /** Waits until a write of a page was answered or could not be sent. */
  async function ended (page: Page): Promise<void> {
    const isWrite = (request: Request): boolean => request.method() === 'POST'
    await Promise.race([page.waitForEvent('requestfinished', isWrite), page.waitForEvent('requestfailed', isWrite)])
  }

  /** Lets a page try everything on a node, and answers what it got hold of. */
  async function tryAll (page: Page, url: string): Promise<string[]> {
    const got: string[] = []
    for (const { title, isBlind, run, given = '' } of TRICKS) {
      const over = isBlind === true ? ended(page) : undefined
      const outcome = await page.evaluate(`(${run.toString()})(${JSON.stringify(url)}, ${JSON.stringify(given)}).catch(() => 'refused')`)
      await over
      if (outcome !== 'refused') { got.push(`${title}: ${String(outcome).slice(0, 200)}`) }
    }
    await page.close()
    return got
  }

  it(`can do nothing from another port, in ${TRICKS.length} ways`, async () => {
    const before = standing()
    const address = elsewhere.address()
    const port = typeof address === 'object' ? address?.port : undefined
    for (const { url } of served) {
      for (const host of ['127.0.0.1', 'localhost', EVIL]) {
        const page = await browser.newPage()
        await page.goto(`http://${host}:${port}/`)
        expect(await tryAll(page, url), `a page of ${host} and ${url}`).to.deep.equal([])
      }
    }
    expect(standing()).to.equal(before)
  })

  it('can do nothing by a name that leads here: for the browser it is the origin of the node, for the node it is not', async () => {
    const before = standing()
    for (const { url } of served) {
      const own = `http://${EVIL}:${new URL(url).port}`
      const got = await tryAll(await open(`${own}/page`), own)
      expect(got.filter(outcome => !outcome.includes('misdirected_host')), own).to.deep.equal([])
      expect(got.length, 'problems that it may read').to.be.above(3)
    }
    expect(standing()).to.equal(before)
  })

  it('could do so if they came from the node, where nobody needs a token', async () => {
    const before = standing()
    const { url } = served[1]
    const got = await tryAll(await open(`${url}/page`), url)
    expect(got.join('\n')).to.contain('evil:b').and.to.contain('server-sent events: opened').and.to.contain('a read: {"facts":')
    expect(standing()).to.not.equal(before)
  })
})
