import { mkdir, readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { Dashboards, PAGE_NAMES, sameFacts } from '../../fixtures/dashboard.ts'
import { ROOT } from '../../fixtures/program.ts'
import { openStage } from '../../fixtures/stage.ts'
import type { Daemon } from '../../fixtures/daemon.ts'
import type { Stage } from '../../fixtures/stage.ts'

const IMAGES = join(ROOT, 'docs/images')

/** Bytes of all pictures together. */
const IMAGES_BYTES_MAX = 1_000_000

/** Pages whose pictures stand in the documents, by the names of the pictures; they are made when FACTMESH_IMAGES is set. */
const PICTURES = {
  overview: 'overview', facts: 'facts', entity: 'entity?entity=city:paris', conflicts: 'conflicts', mesh: 'mesh', peers: 'peers', scopes: 'scopes?scope=plans', audit: 'audit'
}

/** A peer that nobody met. */
const STRANGER = 'k51qzi5uqu5dgep2himo7809pzg3h24bu6mqubsbxlqr71c9b607vid2qvst1l'

interface Finding { readonly id: string, readonly impact: string, readonly nodes: ReadonlyArray<{ readonly html: string, readonly failureSummary: string }> }

/** What a finding says, if it is serious. */
function graveIn ({ id, impact, nodes }: Finding): string[] {
  const isGrave = impact === 'serious' || impact === 'critical'
  return isGrave ? [`${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(' | ')}`] : []
}

describe('the looks of the dashboard', function () {
  this.timeout(300_000)

  let stage: Stage
  let alice: Daemon
  let browsers: Dashboards
  let axe: string
  let routes: string[]

  before(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    stage = await openStage()
    alice = await stage.daemon('alice', '--approval', 'manual')
    const { ticket } = await alice.client.ticket()
    const [bob, carol] = [await stage.daemon('bob', '--join', ticket), await stage.daemon('carol', '--join', ticket)]
    for (const { api } of [bob, carol]) { await alice.client.decidePeer(api.peerId, { command: 'accept' }) }
    await alice.client.decidePeer(STRANGER, { command: 'block', reason: 'spam' })
    await stage.daemon('dave', '--join', ticket)
    await alice.client.createScope('plans')
    await bob.client.joinScope((await alice.client.scopeTicket('plans')).ticket)
    await alice.client.grant('plans', { peer: bob.api.peerId, rights: ['read', 'write'] })
    await alice.client.assert({ entity: 'plan:summer', relation: 'plan:goal', value: { type: 'string', v: 'ship it' }, scope: 'plans' })
    const { id: gone } = await alice.client.assert({ entity: 'city:atlantis', relation: 'geo:population', value: { type: 'number', v: 0 } })
    await alice.client.forget(gone, { reason: 'it never was' })
    for (const [i, city] of ['paris', 'rome', 'oslo', 'bern'].entries()) {
      await alice.client.assert({ entity: `city:${city}`, relation: 'geo:population', value: { type: 'number', v: 700_000 + i } })
      await bob.client.assert({ entity: `city:${city}`, relation: 'geo:river', value: { type: 'ref', v: `river:of-${city}` } })
    }
    await bob.client.assert({ entity: 'city:paris', relation: 'geo:population', value: { type: 'number', v: 2_102_650 } })
    await sameFacts(alice, bob, carol)
    const { id } = (await alice.client.facts({ limit: 1 })).facts[0]
    routes = [...PAGE_NAMES, `fact?id=${id}`, `fact?id=${gone}`, 'entity?entity=city:paris', 'scopes?scope=plans']
    browsers = await Dashboards.launch()
  })

  after(async () => {
    await browsers?.close()
    await stage?.close()
  })

  const schemes = ['light', 'dark'] as const

  schemes.forEach(colorScheme => {
    it(`has no serious finding of axe-core, in ${colorScheme}`, async () => {
      const visit = await browsers.open(alice, { colorScheme })
      await visit.page.evaluate(axe)
      for (const route of routes) {
        await visit.go(route)
        if (route === 'peers') { await visit.page.getByRole('button', { name: 'Block' }).first().click() }
        await visit.page.locator('details').first().evaluate(details => { details.setAttribute('open', '') })
        const { violations, passes } = await visit.page.evaluate('axe.run(document)') as { violations: Finding[], passes: Finding[] }
        expect(passes.map(({ id }) => id), route).to.include('color-contrast')
        expect(violations.flatMap(graveIn), route).to.deep.equal([])
      }
      expect(visit.faults).to.deep.equal([])
      await visit.close()
    })
  })

  it('fits into 360 pixels', async () => {
    const visit = await browsers.open(alice, { viewport: { width: 360, height: 740 } })
    for (const route of routes) {
      await visit.go(route)
      expect(await visit.page.evaluate(() => document.documentElement.scrollWidth), route).to.be.at.most(360)
    }
    await visit.close()
  })

  it('takes the colours that the reader prefers', async () => {
    const papers = await Promise.all(schemes.map(async colorScheme => {
      const visit = await browsers.open(alice, { colorScheme })
      const paper = await visit.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      await visit.close()
      return paper
    }))
    expect(papers).to.deep.equal(['rgb(255, 255, 255)', 'rgb(20, 23, 28)'])
  })

  it('has a picture of each page that the documents show, made anew when it is asked to', async () => {
    const visit = await browsers.open(alice, { viewport: { width: 1_080, height: 640 } })
    for (const [name, route] of process.env.FACTMESH_IMAGES == null ? [] : Object.entries(PICTURES)) {
      await mkdir(IMAGES, { recursive: true })
      await visit.go(route)
      if (name === 'overview') { await visit.says('In sync with 2 of 2 peers.') }
      if (name === 'mesh') { await visit.page.locator('.graph canvas').first().waitFor() }
      await visit.page.screenshot({ path: join(IMAGES, `dashboard-${name}.png`) })
    }
    await visit.close()
    const sizes = await Promise.all(Object.keys(PICTURES).map(async name => (await stat(join(IMAGES, `dashboard-${name}.png`))).size))
    expect(sizes.reduce((sum, size) => sum + size)).to.be.below(IMAGES_BYTES_MAX)
  })
})
