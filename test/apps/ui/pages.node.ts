import { expect } from 'aegir/chai'
import { Dashboards, PAGE_NAMES, sameFacts } from '../../fixtures/dashboard.ts'
import { eventually } from '../../fixtures/eventually.ts'
import { openStage } from '../../fixtures/stage.ts'
import type { Daemon } from '../../fixtures/daemon.ts'
import type { Visit } from '../../fixtures/dashboard.ts'
import type { Stage } from '../../fixtures/stage.ts'
import type { Page } from 'playwright-core'

describe('the dashboard of a mesh of three nodes', function () {
  this.timeout(300_000)

  let stage: Stage
  let alice: Daemon
  let bob: Daemon
  let carol: Daemon
  let browsers: Dashboards
  let visit: Visit
  let page: Page

  before(async () => {
    stage = await openStage()
    alice = await stage.daemon('alice')
    const { ticket } = await alice.client.ticket()
    bob = await stage.daemon('bob', '--join', ticket)
    carol = await stage.daemon('carol', '--join', ticket)
    await eventually('both were connected', async () => (await alice.client.status()).peers_connected === 2 ? true : undefined)
    browsers = await Dashboards.launch()
    visit = await browsers.open(alice)
    page = visit.page
  })

  after(async () => {
    await browsers?.close()
    await stage?.close()
  })

  afterEach(() => { expect(visit.faults).to.deep.equal([]) })

  it('says the next step on every page that has nothing to show', async () => {
    for (const [name, step] of [['overview', 'Write the first one'], ['live', 'Write a fact'], ['facts', 'write a fact with the button above'], ['entity', 'Name an entity'], ['conflicts', 'Conflicts appear here when']]) {
      await visit.go(name)
      await visit.says(step)
    }
    await visit.go('nowhere')
    await visit.says('There is no such page.')
  })

  it('overview: the state in words, the ticket, and its QR code', async () => {
    await visit.go('overview')
    await visit.says('In sync with 2 of 2 peers.')
    await visit.says((await alice.client.ticket()).ticket)
    await page.getByRole('img', { name: 'The ticket as a QR code' }).waitFor()
    await page.getByRole('button', { name: 'Copy the ticket' }).click()
    await visit.says('Done.')
    expect(await page.evaluate(async () => navigator.clipboard.readText())).to.equal((await alice.client.ticket()).ticket)
  })

  it('live: what changes here and on peers, paused and going on without a loss', async () => {
    await visit.go('live')
    await visit.says('Listening.')
    await bob.client.assert({ entity: 'city:rome', relation: 'geo:river', value: { type: 'ref', v: 'river:tiber' } })
    await page.locator('main').getByRole('link', { name: 'city:rome' }).waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await carol.client.assert({ entity: 'city:bern', relation: 'geo:river', value: { type: 'ref', v: 'river:aare' } })
    await sameFacts(alice, bob, carol)
    expect(await page.getByRole('link', { name: 'city:bern' }).count()).to.equal(0)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('link', { name: 'city:bern' }).waitFor()
    await page.getByRole('button', { name: 'Clear' }).click()
    await visit.says('Nothing has changed since')
  })

  it('facts: written, filtered by fields, by facets and by a text, and page by page', async () => {
    await visit.go('facts')
    await page.getByRole('button', { name: 'Write a fact' }).click()
    await page.getByLabel('Entity, such as').fill('city:paris')
    await page.getByLabel('Relation, such as').fill('geo:population')
    await page.getByLabel('Type').selectOption('number')
    await page.getByLabel('Value').fill('2102650')
    await page.getByRole('button', { name: 'Write', exact: true }).click()
    await visit.says('2102650')
    await page.getByLabel('Text in it').fill('BERN')
    await page.getByRole('button', { name: 'Search' }).click()
    await visit.says(/^1 facts with this text; 3 were looked at/)
    await visit.go('facts')
    await page.getByRole('link', { name: 'geo:river' }).first().click()
    await visit.says(/^2 facts; this page has 2/)
    expect(new URL(page.url()).hash).to.contain('relation=geo%3Ariver')
    const facts = Array.from({ length: 60 }, (_, i) => ({ entity: `many:${i}`, relation: 'many:r', value: { type: 'number' as const, v: i } }))
    await alice.client.call('postV1Facts', { body: { facts } })
    await visit.go('facts?relation=many:r')
    await visit.says(/^60 facts; this page has 50/)
    await page.getByRole('link', { name: 'Next page' }).click()
    await visit.says(/^60 facts; this page has 10/)
    await page.getByRole('link', { name: 'First page' }).click()
    await visit.says(/^60 facts; this page has 50/)
  })

  it('a fact: proof, votes, rivals, and taken back', async () => {
    const { id } = await alice.client.assert({ entity: 'city:oslo', relation: 'geo:note', value: { type: 'text', v: 'long '.repeat(200) } })
    await visit.go(`fact?id=${id}`)
    await visit.says('It was written on this node.')
    await page.getByRole('button', { name: /^Show all 1000 characters/ }).click()
    await page.getByRole('button', { name: 'Show less' }).waitFor()
    await page.getByRole('button', { name: 'Show the bytes that prove it' }).click()
    await page.getByText('Signature', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Vote against it' }).click()
    await visit.says('Your vote counts.')
    await visit.sure(page, 'Take it back')
    await eventually('it was taken back', async () => (await alice.client.facts({ entity: 'city:oslo' })).facts.length === 0 ? true : undefined)
  })

  it('an entity: its history by a slider, and what it leads to', async () => {
    await alice.client.assert({ entity: 'city:bern', relation: 'geo:population', value: { type: 'number', v: 1 } })
    await alice.client.assert({ entity: 'city:bern', relation: 'geo:population', value: { type: 'number', v: 133_883 } })
    await visit.go('entity?entity=city:bern')
    await visit.says('As it is now.')
    await visit.says('133883')
    await page.getByLabel('History').focus()
    await page.keyboard.press('ArrowLeft')
    await visit.says('As of')
    await page.getByRole('cell', { name: '1', exact: true }).first().waitFor()
    expect(await page.getByText('133883').count()).to.equal(0)
    await page.keyboard.press('Home')
    await page.getByRole('link', { name: 'river:aare' }).first().click()
    await visit.says('river:aare')
  })

  it('conflicts: the sides beside each other, and settled three ways', async () => {
    for (const [entity, node] of ['a', 'b', 'c'].flatMap(letter => [[`rival:${letter}`, alice], [`rival:${letter}`, bob]] as const)) {
      await node.client.assert({ entity, relation: 'rival:r', value: { type: 'string', v: node === alice ? 'from here' : 'from there' } })
    }
    await sameFacts(alice, bob, carol)
    await visit.go('conflicts')
    const of = (letter: string): ReturnType<Page['getByRole']> => page.getByRole('region', { name: `rival:${letter}` })
    expect(await of('a').getByRole('heading', { level: 3 }).allInnerTexts()).to.have.members(['from here', 'from there'])
    await of('a').getByRole('button', { name: 'This one is right' }).first().click()
    await of('a').getByRole('button', { name: 'Yes, settle it so' }).click()
    await of('a').waitFor({ state: 'detached' })
    await visit.sure(of('b'), 'Prefer none of them')
    await of('b').waitFor({ state: 'detached' })
    await of('c').getByLabel('Another value').fill('from both')
    await of('c').getByLabel('Why').fill('they met')
    await of('c').getByRole('button', { name: 'Settle it with this value' }).click()
    await of('c').waitFor({ state: 'detached' })
    await page.getByLabel('State').selectOption('resolved')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await visit.says('This side was chosen.')
    await visit.says('they met')
  })

  it('mesh: a graph and the same as a table', async () => {
    await visit.go('mesh')
    await page.locator('.graph canvas').first().waitFor()
    const rows = page.getByRole('row').filter({ hasText: 'direct' })
    expect(await rows.count()).to.equal(2)
    await page.getByRole('row').filter({ hasText: 'in sync' }).first().waitFor()
  })

  it('peers: added and forgotten', async () => {
    const dave = await stage.daemon('dave')
    await visit.go('peers')
    await page.getByLabel('Ticket or multiaddr').fill('no ticket')
    await page.getByRole('button', { name: 'Add the peer' }).click()
    await page.getByRole('alert').first().waitFor()
    await page.getByLabel('Ticket or multiaddr').fill((await dave.client.ticket()).ticket)
    await page.getByRole('button', { name: 'Add the peer' }).click()
    const row = page.getByRole('row').filter({ hasText: dave.api.peerId })
    await row.filter({ hasText: 'connected' }).waitFor()
    await visit.sure(row, 'Forget')
    await eventually('the peer was forgotten', async () => (await alice.client.peers()).peers.every(({ peer_id: id, status }) => id !== dave.api.peerId || status !== 'connected') ? true : undefined)
    await dave.kill()
  })

  it('sync: every peer of a scope, and compared now', async () => {
    await visit.go('sync')
    await page.getByRole('row').filter({ hasText: bob.api.peerId.slice(-8) }).getByRole('button', { name: 'Compare now' }).click()
    await visit.says(/comparisons? (was|were) made; \d+ found the sets equal/)
    await page.getByRole('button', { name: 'Compare with everybody now' }).click()
    await visit.says(/comparisons were made/)
    await page.locator('section[aria-label=public] .good').waitFor()
  })

  it('audit: filtered, and its chain checked', async () => {
    await visit.go('audit')
    await page.getByRole('row').filter({ hasText: 'token issue' }).first().waitFor()
    await page.getByLabel('Type, such as').fill('token_issue')
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.waitForFunction(() => !(document.querySelector('tbody')?.textContent ?? '').includes('fact write'))
    await page.getByRole('button', { name: 'Check the chain' }).click()
    await visit.says('Every entry follows the one before')
  })

  it('metrics: charts and all figures', async () => {
    await visit.go('metrics?name=factmesh_replica_facts')
    await page.locator('.chart canvas').first().waitFor()
    await page.getByRole('cell', { name: 'factmesh_replica_facts' }).first().waitFor()
  })

  it('playground: any question, and the same with curl, on the command line and in TypeScript', async () => {
    await visit.go('facts?entity=city:paris')
    await page.getByText('The same with curl').click()
    await page.getByRole('link', { name: 'Try it in the playground' }).click()
    await page.getByRole('button', { name: 'Ask' }).click()
    await visit.says('2102650')
    const texts = await page.locator('details pre').allInnerTexts()
    expect(texts).to.have.length(3)
    const args = texts[1].split(' ').slice(1)
    expect((await alice.run(...args)).stdout).to.contain('2102650')
    expect(texts[2]).to.contain('"entity":"city:paris"')
    await page.getByRole('combobox').selectOption('why')
    await page.getByRole('button', { name: 'Choose' }).click()
    await page.getByRole('textbox', { name: 'id' }).fill('nothing')
    await page.getByRole('button', { name: 'Ask' }).click()
    await page.getByRole('alert').waitFor()
  })

  it('is worked by the keyboard alone', async () => {
    await visit.go('metrics')
    await page.locator('.skip').focus()
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal('content')
    for (const name of PAGE_NAMES) {
      await page.locator(`nav a[href="#/${name}"]`).focus()
      await page.keyboard.press('Enter')
      await page.locator(`nav a[href="#/${name}"][aria-current=page]`).waitFor()
      await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
    }
  })
})
