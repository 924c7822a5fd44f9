import { expect } from 'aegir/chai'
import { Dashboards } from '../../fixtures/dashboard.ts'
import { eventually } from '../../fixtures/eventually.ts'
import { openStage } from '../../fixtures/stage.ts'
import type { Daemon } from '../../fixtures/daemon.ts'
import type { Visit } from '../../fixtures/dashboard.ts'
import type { Stage } from '../../fixtures/stage.ts'
import type { Locator } from 'playwright-core'

describe('what the dashboard decides, in a mesh of three nodes', function () {
  this.timeout(300_000)

  let stage: Stage
  let alice: Daemon
  let bob: Daemon
  let carol: Daemon
  let browsers: Dashboards
  let here: Visit
  let there: Visit

  before(async () => {
    stage = await openStage()
    alice = await stage.daemon('alice', '--approval', 'manual')
    const { ticket } = await alice.client.ticket()
    bob = await stage.daemon('bob', '--join', ticket)
    carol = await stage.daemon('carol', '--join', ticket)
    browsers = await Dashboards.launch()
    here = await browsers.open(alice)
    there = await browsers.open(bob)
  })

  after(async () => {
    await browsers?.close()
    await stage?.close()
  })

  afterEach(() => { expect([...here.faults, ...there.faults]).to.deep.equal([]) })

  function rowOf ({ page }: Visit, { api: { peerId } }: Daemon, table: string): Locator {
    return page.getByRole('region', { name: table }).getByRole('row').filter({ hasText: peerId })
  }

  it('overview: peers that wait for a decision are a step of their own', async () => {
    await here.go('overview')
    await here.says('2 peers wait for your decision.')
    await here.page.getByRole('link', { name: 'Decide' }).click()
    await here.page.getByRole('heading', { name: 'Waiting' }).waitFor()
  })

  it('peers: accepted, rejected, blocked, unblocked, revoked and reinstated, each with its reason', async () => {
    const waiting = 'Peers that exchange nothing so far'
    const known = 'Peers that this node knows'
    await here.go('peers')
    await rowOf(here, bob, waiting).filter({ hasText: 'pending: waits for your decision' }).waitFor()
    await rowOf(here, bob, waiting).getByRole('button', { name: 'Accept' }).click()
    await rowOf(here, bob, known).filter({ hasText: 'active' }).filter({ hasText: 'connected, direct by tcp' }).filter({ hasText: 'public: gives and takes' }).waitFor()
    const walk: ReadonlyArray<readonly [table: string, label: string, reason: string | undefined, then: string, state: string]> = [
      [waiting, 'Reject', 'not yet', known, 'rejected: not yet'],
      [known, 'Block', 'a mistake', known, 'blocked: a mistake'],
      [known, 'Unblock', undefined, waiting, 'pending: waits for your decision'],
      [waiting, 'Accept', undefined, known, 'active'],
      [known, 'Revoke', 'it left', known, 'revoked: it left'],
      [known, 'Reinstate', undefined, waiting, 'pending: waits for your decision'],
      [waiting, 'Accept', undefined, known, 'active']
    ]
    for (const [table, label, reason, then, state] of walk) {
      if (reason == null) { await rowOf(here, carol, table).getByRole('button', { name: label, exact: true }).click() } else { await here.sure(rowOf(here, carol, table), label, reason) }
      await rowOf(here, carol, then).filter({ hasText: state }).waitFor()
    }
    await rowOf(here, bob, known).getByRole('button', { name: 'Block' }).click()
    await here.page.keyboard.press('Escape')
    expect(await here.page.getByRole('button', { name: 'Yes, block it' }).count()).to.equal(0)
    expect(await here.page.evaluate(() => document.activeElement?.textContent), 'the focus is where it was').to.equal('Block')
    expect((await alice.client.peers()).peers.map(({ state }) => state)).to.deep.equal(['active', 'active'])
  })

  it('scopes: made, joined by its ticket, granted, and its facts are there', async () => {
    await here.go('scopes')
    await here.page.getByRole('row').filter({ hasText: 'public' }).filter({ hasText: 'everybody' }).waitFor()
    await here.page.getByLabel('Name: a-z').fill('plans')
    await here.page.getByRole('button', { name: 'Make it' }).click()
    await here.says('This node decides who takes part here.')
    await here.says('Nobody else is in it.')
    await here.page.getByRole('button', { name: 'Show the ticket' }).click()
    await here.page.getByRole('img', { name: 'The ticket as a QR code' }).waitFor()
    const ticket = await here.page.locator('main .cards pre').innerText()
    await there.go('scopes')
    await there.page.getByLabel('Ticket of the scope').fill(ticket)
    await there.page.getByRole('button', { name: 'Join it' }).click()
    await there.says('This node may do nothing here so far.')
    await there.page.getByText(`${bob.api.peerId} --rights read,write`).waitFor()
    await there.says('Only an administrator of the scope grants')
    await here.page.locator(`datalist option[value="${bob.api.peerId}"]`).waitFor({ state: 'attached' })
    await here.page.getByLabel('Peer id, such as').fill(bob.api.peerId)
    await here.page.getByLabel('write', { exact: true }).check()
    await here.page.getByRole('button', { name: 'Grant', exact: true }).click()
    await rowOf(here, bob, 'Who may do something here now').filter({ hasText: 'read, write' }).waitFor()
    await here.page.getByRole('link', { name: 'Read and write facts of this scope' }).click()
    await here.page.getByRole('button', { name: 'Write a fact' }).click()
    expect(await here.page.getByLabel('Scope, which says').locator('option:checked').innerText(), 'the form begins with the scope').to.contain('plans')
    await here.page.getByLabel('Entity, such as').fill('plan:summer')
    await here.page.getByLabel('Relation, such as').fill('plan:goal')
    await here.page.getByLabel('Value').fill('ship it')
    await here.page.getByRole('button', { name: 'Write', exact: true }).click()
    await here.says('ship it')
    await there.says('This node may read and write here.')
    await eventually('the fact came', async () => (await bob.client.facts({ scope: 'plans' })).total === 1 ? true : undefined)
    await there.page.getByRole('link', { name: 'Read and write facts of this scope' }).click()
    await there.says('ship it')
    expect((await carol.client.scopes()).scopes.map(({ scope }) => scope)).to.not.include('plans')
  })

  it('live: rights that changed, and facts that were erased', async () => {
    const { id } = await alice.client.assert({ entity: 'plan:old', relation: 'plan:goal', value: { type: 'string', v: 'rest' }, scope: 'plans' })
    await here.go('live')
    await here.says('Listening.')
    await alice.client.grant('plans', { peer: carol.api.peerId, rights: ['read'] })
    await here.says(/^Rights changed what counts in plans/)
    await alice.client.forget(id, { reason: 'done' })
    await here.says('The content of 1 fact was taken out.')
    await here.page.getByLabel('Type').selectOption('erase')
    await here.page.getByRole('button', { name: 'Filter' }).click()
    await here.says('Nothing has changed since')
  })

  it('scopes: acts, and rights that are revoked', async () => {
    await here.go('scopes')
    await here.page.getByRole('link', { name: 'plans' }).click()
    const members = 'Who may do something here now'
    await here.sure(rowOf(here, carol, members), 'Revoke', 'it left')
    await rowOf(here, carol, members).waitFor({ state: 'detached' })
    const acts = here.page.getByRole('region', { name: 'Grants, revocations and new keys' })
    await acts.getByRole('row').filter({ hasText: 'revocation' }).filter({ hasText: carol.api.peerId.slice(-8) }).filter({ hasText: 'yes' }).waitFor()
    expect(await acts.getByRole('row').filter({ hasText: 'grant' }).count()).to.equal(2)
    await acts.getByRole('link', { name: 'revocation' }).click()
    await here.page.getByRole('heading', { name: 'Fact' }).waitFor()
    await here.page.goBack()
    await here.sure(rowOf(here, alice, members), 'Revoke', 'nobody would be left')
    await here.says('This node is the only admin')
    const { id } = await bob.client.assert({ entity: 'plan:summer', relation: 'plan:who', value: { type: 'string', v: 'bob' }, scope: 'plans' })
    await eventually('the fact came', async () => alice.client.fact(id))
    await here.sure(rowOf(here, bob, members), 'Revoke, and what it wrote', 'a stolen key')
    await rowOf(here, bob, members).waitFor({ state: 'detached' })
    await here.go(`fact?id=${id}`)
    await here.says('does not count: its author has no right to it')
  })

  it('a fact: dropped here and asked for again, erased everywhere, and only by whoever may', async () => {
    const { id } = await alice.client.assert({ entity: 'city:rome', relation: 'geo:note', value: { type: 'string', v: 'a secret' } })
    await eventually('the fact came', async () => bob.client.fact(id))
    await there.go(`fact?id=${id}`)
    await there.says('Only its author, or an administrator')
    expect(await there.page.getByRole('button', { name: 'Erase it everywhere' }).count()).to.equal(0)
    await there.sure(there.page, 'Drop it on this node', 'no room')
    await there.says('This node dropped the content of this fact.')
    await there.says(/no room/)
    await there.page.getByRole('button', { name: 'Ask peers for it again' }).click()
    await eventually('the content came again', async () => bob.client.fact(id))
    await there.page.getByRole('heading', { name: 'Proof' }).waitFor()
    await here.go(`fact?id=${id}`)
    await here.sure(here.page, 'Erase it everywhere', 'it was a secret')
    await here.says('This fact was erased.')
    await here.says(/it was a secret/)
    await eventually('the erasure came', async () => bob.client.fact(id).then(() => undefined, ({ code }) => code === 'fact_erased' ? true : undefined))
    await there.says('This fact was erased.')
    await there.says(/it was a secret/)
    expect(await there.page.getByText('a secret', { exact: true }).count()).to.equal(0)
  })
})
