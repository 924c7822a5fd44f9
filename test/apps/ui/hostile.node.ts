import { expect } from 'aegir/chai'
import { peerIdText } from '../../../src/model/identity/index.ts'
import { platform } from '../../../src/platform/index.ts'
import { Dashboards, PAGE_NAMES, sameFacts } from '../../fixtures/dashboard.ts'
import { HOSTILE_MARKUP } from '../../fixtures/hostile-markup.ts'
import { openStage } from '../../fixtures/stage.ts'
import type { Daemon } from '../../fixtures/daemon.ts'
import type { Stage } from '../../fixtures/stage.ts'

/** Fields that name one of a few things, whoever writes the fact; the node checks them. */
const NAMES_OF_FORMS = ['kind', 'type', 'via', 'state', 'status', 'role', 'auth', 'order', 'rights']

/** Values that are written as the reason of a revocation, each of which makes a key. */
const REVOCATIONS = 12

/** Fields of the address that some page shows. */
const ADDRESSED = ['entity', 'relation', 'source', 'author', 'scope', 'as_of', 'actor', 'peer', 'event_type', 'types']

describe('values that are markup, on every page of the dashboard', function () {
  this.timeout(300_000)

  let stage: Stage
  let daemon: Daemon
  let peer: Daemon
  let browsers: Dashboards

  before(async () => {
    stage = await openStage()
    daemon = await stage.daemon('home')
    peer = await stage.daemon('peer', '--join', (await daemon.client.ticket()).ticket)
    browsers = await Dashboards.launch()
  })

  after(async () => {
    await browsers?.close()
    await stage?.close()
  })

  it(`shows ${HOSTILE_MARKUP.length} values that a peer wrote as texts`, async () => {
    expect(HOSTILE_MARKUP.length).to.be.at.least(60)
    await writeAll(peer)
    await sameFacts(daemon, peer)
    const { facts } = await daemon.client.facts({ limit: 500, include_contradicted: true })
    expect(facts.length).to.be.at.least(HOSTILE_MARKUP.length * 3)
    const visit = await browsers.open(daemon)
    const [{ conflict_id: conflict }] = (await daemon.client.conflicts({})).conflicts
    const ids = [...Map.groupBy(facts, ({ value }) => value.type).values()].flatMap(group => group.slice(0, 8)).map(({ id }) => `fact?id=${id}`)
    for (const route of [...PAGE_NAMES, ...ids, 'entity?entity=evil:one', `conflicts?id=${conflict}`, 'facts?include_contradicted=true', 'facts?text=script', 'facts?cursor=']) {
      await visit.go(route)
      expect(await visit.injected(), route).to.deep.equal([])
    }
    await visit.go('facts?text=gnp.exe')
    await visit.page.getByRole('table').getByText('\\u{202e}gnp.exe').first().waitFor()
    await visit.go('facts?text=script')
    await visit.page.getByRole('table').getByText('<script>').first().waitFor()
    expect(visit.faults).to.deep.equal([])
    await visit.close()
  })

  it('shows those that reasons and names of scopes are made of', async () => {
    const { scopes, erased } = await decideAll(daemon)
    expect(scopes).to.deep.equal(['constructor'])
    expect(erased.length).to.be.at.least(50)
    const { entries } = await daemon.client.audit({ limit: 500 })
    expect(entries.filter(({ reason }) => reason?.includes('<script>')).length, 'reasons in the audit log').to.be.above(2)
    const visit = await browsers.open(daemon)
    for (const route of ['peers', 'audit?limit=500', 'audit?event_type=peer_blocked', 'scopes', 'scopes?scope=constructor', 'mesh', 'sync', 'overview', 'live', ...erased.map(id => `fact?id=${id}`)]) {
      await visit.go(route)
      expect(await visit.injected(), route).to.deep.equal([])
    }
    await visit.says('This fact was erased.')
    await visit.go('peers')
    await visit.page.getByRole('table').getByText('<script>').first().waitFor()
    expect(visit.faults).to.deep.equal([])
    await visit.close()
  })

  it('shows them in every field that a node answers with, and in every field of the address', async () => {
    const visit = await browsers.open(daemon)
    const [{ id }] = (await daemon.client.facts({ limit: 1 })).facts
    const [{ conflict_id: conflict }] = (await daemon.client.conflicts({})).conflicts
    const routes = [...PAGE_NAMES.filter(name => name !== 'playground'), 'playground?view=facts', `fact?id=${id}`, 'fact?id=erased', 'scopes?scope=constructor', 'entity?entity=evil:one', `conflicts?id=${conflict}`]
    for (const route of routes) { await visit.go(route) }
    await visit.page.evaluate(lieInEveryField, {
      kept: NAMES_OF_FORMS,
      real: { '/v1/scopes/*': '/v1/scopes/constructor', '/v1/scopes/*/ticket': '/v1/scopes/constructor/ticket', '/v1/facts/*/proof': `/v1/facts/${id}/proof` }
    })
    const found = await visit.page.evaluate(seeAll, { values: [...HOSTILE_MARKUP], routes, addressed: [...ADDRESSED] })
    expect(found.unseen, 'pages that showed none of them: a name of a peer has eight letters').to.deep.equal(['mesh'])
    expect(found.shown).to.equal(HOSTILE_MARKUP.length * routes.length)
    expect(await visit.injected()).to.deep.equal([])
    expect(found.injected).to.deep.equal([])
    expect(visit.faults).to.deep.equal([])
    await visit.close()
  })
})

/** Writes each value wherever a node takes it. */
async function writeAll (peer: Daemon): Promise<void> {
  const source = `stigmem://${peer.api.peerId}/agent/`
  const drafts = HOSTILE_MARKUP.flatMap((text, i) => [
    { entity: 'evil:one', relation: `evil:r${i}`, value: { type: 'text', v: text } },
    { entity: 'evil:one', relation: 'evil:same', value: { type: 'text', v: text }, source: `${source}${i}` },
    { entity: 'evil:two', relation: text, value: { type: 'string', v: 'a relation' } },
    { entity: `evil:${text}`, relation: 'evil:r', value: { type: 'string', v: 'an entity' } },
    { entity: `evil:${encodeURIComponent(text.toWellFormed())}`, relation: 'evil:r', value: { type: 'string', v: 'an encoded entity' } },
    { entity: 'evil:three', relation: `evil:r${i}`, value: { type: 'ref', v: text } },
    { entity: 'evil:three', relation: `evil:s${i}`, value: { type: 'ref', v: `evil:${encodeURIComponent(text.toWellFormed())}` } }
  ])
  const answer = await peer.fetch('/v1/facts', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ facts: drafts }) })
  const { facts, errors } = await answer.json()
  expect(facts.length + errors.length).to.equal(drafts.length)
  expect(facts.length).to.be.at.least(HOSTILE_MARKUP.length * 3)
}

/** Makes a scope of each value, and writes each where a node takes a reason; answers the scopes that there are now, and the facts that were erased. */
async function decideAll ({ client }: Daemon): Promise<{ scopes: string[], erased: string[] }> {
  const scopes: string[] = []
  const erased: string[] = []
  for (const text of HOSTILE_MARKUP) { await client.createScope(text.toWellFormed()).then(() => scopes.push(text), () => {}) }
  for (const [i, text] of HOSTILE_MARKUP.entries()) {
    const reason = text.toWellFormed().slice(0, 500)
    const peer = peerIdText(platform().ed25519.signer(new Uint8Array(32).fill(i + 1)).publicKey)
    const isKept = !reason.startsWith('\ufeff')
    expect(await client.decidePeer(peer, { command: 'block', reason }).then(() => true, ({ code }) => code !== 'invalid_request')).to.equal(isKept)
    const { id } = await client.assert({ entity: 'evil:gone', relation: `evil:g${i}`, value: { type: 'boolean', v: true } })
    await client.forget(id, { reason }).then(() => erased.push(id), () => {})
    if (i < REVOCATIONS) {
      await client.grant('constructor', { peer, rights: ['read'] })
      await client.revoke('constructor', { peer, reason })
    }
  }
  return { scopes, erased }
}

/** Runs in the page: from now on every text that the node answers with is `window.lie`, and every relation of objects stays. What a lie leads to is asked at its real path. */
function lieInEveryField ({ kept, real }: { kept: string[], real: Record<string, string> }): void {
  const own = window as unknown as { lie: string, fetch: typeof fetch, answers: Map<string, unknown>, asked: number }
  const ask = window.fetch.bind(window)
  own.answers = new Map()
  own.asked = 0
  /** With a relay in between, which no peer of this test has. */
  const grown = (answer: { peers?: object[] }): object => ({
    ...answer,
    ...answer.peers == null ? {} : { peers: answer.peers.map(peer => ({ ...peer, path: { kind: 'relayed', transport: 'a', relay: 'a', upgrade: { attempts: 2, next_in_ms: 1, error: 'a' } } })) }
  })
  const lieIn = (value: unknown, name = ''): unknown => {
    if (typeof value === 'string') { return kept.includes(name) ? value : own.lie }
    if (Array.isArray(value)) { return value.slice(0, 3).map(each => lieIn(each, name)) }
    if (value == null || typeof value !== 'object') { return name === 'reason' || name === 'resolution_note' ? own.lie : value }
    const lies = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, lieIn(each, key)]))
    return 'type' in lies && 'v' in lies ? { type: own.asked % 2 === 0 ? 'ref' : 'text', v: own.lie } : lies
  }
  own.fetch = async (input, init) => {
    const { pathname } = new URL(String(input), location.href)
    own.asked += 1
    if (pathname === '/v1/events') {
      const { facts } = await (await ask('/v1/facts?entity=evil:one', { headers: init?.headers })).json()
      return new Response(JSON.stringify({ id: '1.0', type: 'fact', fact: lieIn(facts[0]) }) + '\n', { headers: { 'content-type': 'application/x-ndjson' } })
    }
    if (pathname === '/metrics') { return new Response(`# HELP factmesh_lies ${own.lie}\n# TYPE factmesh_lies gauge\nfactmesh_lies{of="${own.lie.replaceAll('\n', ' ')}"} 1\n`) }
    if (pathname.includes('/facts/erased')) { return Response.json({ ...lieIn({ title: 'a', detail: 'a', hint: 'a' }) as object, status: 410, code: 'fact_erased', errors: [] }, { status: 410, headers: { 'content-type': 'application/problem+json' } }) }
    const key = pathname.replace(/^\/v1\/(facts|conflicts|scopes)\/[^/]+/, '/v1/$1/*')
    if (!own.answers.has(key)) { own.answers.set(key, await (await ask(pathname === '/v1/graph/neighbours' ? `${pathname}?entity=evil:three` : real[key] ?? pathname, init)).json()) }
    return Response.json(lieIn(grown(own.answers.get(key) as object)))
  }
}

/** Runs in the page: shows each value on each page, and answers what was injected and which pages showed nothing. */
async function seeAll ({ values, routes, addressed }: { values: string[], routes: string[], addressed: string[] }): Promise<{ injected: string[], unseen: string[], shown: number }> {
  const own = window as unknown as { lie: string }
  const injected: string[] = []
  const seen = new Set<string>()
  let shown = 0
  for (const [i, value] of values.entries()) {
    own.lie = value
    for (const route of routes) {
      const [page, query = ''] = route.split('?')
      const fields = Object.fromEntries(addressed.map(name => [name, value.toWellFormed()]))
      location.hash = `#/${page}?${new URLSearchParams({ ...fields, ...Object.fromEntries(new URLSearchParams(query)), turn: String(i) }).toString()}`
      await settled(page)
      const more = [...document.querySelectorAll('main button')].filter(button => button.textContent?.startsWith('Show the ')) as HTMLElement[]
      if (more.length > 0) {
        more.forEach(button => { button.click() })
        await settled(page)
      }
      shown += 1
      const main = document.querySelector('main')
      if (main?.textContent?.includes('<script>') === true) { seen.add(route) }
      for (const element of main?.querySelectorAll('script,img,iframe,object,embed,style,link,base,meta,video,audio,math,template,[onload],[onerror],[onfocus],[ontoggle]') ?? []) { injected.push(`${route} ${element.outerHTML.slice(0, 100)}`) }
      for (const link of main?.querySelectorAll('a') ?? []) {
        if (!(link.getAttribute('href') ?? '').startsWith('#/')) { injected.push(`${route} leads to ${link.getAttribute('href') ?? ''}`) }
      }
    }
  }
  return { injected, shown, unseen: routes.filter(route => !seen.has(route)) }

  /** Every answer that the page waits for has come, and is drawn. */
  async function settled (page: string): Promise<void> {
    for (let frames = 0; frames < 500; frames += 1) {
      await new Promise(resolve => { requestAnimationFrame(resolve) })
      const isThere = document.querySelector(`nav a[href="#/${page}"][aria-current]`) != null || page === 'fact'
      if (frames > 1 && isThere && document.querySelector('main')?.textContent?.includes('Loading…') === false) { return }
    }
    throw new Error(`the page ${page} did not settle`)
  }
}
