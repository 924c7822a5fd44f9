import { expect } from 'aegir/chai'
import { TabGoneError } from '../../src/tabs/index.ts'
import { SharedTab } from '../../src/tabs/shared-tab.ts'
import { until } from '../fixtures/meshes.ts'
import type { FactMesh } from '../../src/index.ts'

/** Locks of one site, handed on in the order in which they were asked for. */
class Locks {
  private readonly queues = new Map<string, Promise<void>>()

  async request (name: string, { signal }: { signal?: AbortSignal }, call: () => Promise<void>): Promise<void> {
    const turn = (this.queues.get(name) ?? Promise.resolve()).then(async () => {
      if (signal?.aborted !== true) { await call() }
    })
    this.queues.set(name, turn.catch(() => {}))
    await turn
  }
}

describe('tabs that share a node', () => {
  let locks: Locks
  let tabs: SharedTab[]
  let started: number
  let answer: (request: Request) => Promise<Response>

  const open = (): SharedTab => {
    const mesh = { fetch: async (request: Request) => answer(request), stop: async () => { started-- } } as unknown as FactMesh
    const start = async (): Promise<FactMesh> => {
      started++
      return mesh
    }
    const tab = new SharedTab({ channel: new BroadcastChannel('factmesh tabs test'), locks: locks as unknown as LockManager, start }, { home: 'a', name: `tab ${tabs.length}` })
    tabs.push(tab)
    return tab
  }

  beforeEach(() => {
    locks = new Locks()
    tabs = []
    started = 0
    answer = async request => new Response(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`, { status: 201, headers: { 'x-a': 'b' } })
  })

  afterEach(async () => {
    for (const tab of tabs) { await tab.close() }
    expect(started).to.equal(0)
  })

  it('run one node, and answer alike', async () => {
    const [one, other] = [open(), open()]
    await one.owned
    for (const tab of [one, other]) {
      const response = await tab.fetch('/v1/facts', { method: 'POST', body: 'fact' })
      expect([response.status, response.headers.get('x-a'), await response.text()]).to.deep.equal([201, 'b', 'POST /v1/facts fact'])
    }
    expect([started, other.mesh]).to.deep.equal([1, undefined])
    answer = async () => new Response(null, { status: 204 })
    expect((await other.fetch('/v1/peers/a', { method: 'DELETE' })).body).to.equal(null)
  })

  it('hand the node on, and tell of what was under way', async () => {
    const [one, other] = [open(), open()]
    await one.owned
    let asked = false
    answer = async () => {
      asked = true
      return new Promise(() => {})
    }
    const lost = other.fetch('/v1/status')
    await until('the request is there', () => asked)
    await one.close()
    await expect(lost).to.eventually.be.rejectedWith(TabGoneError)
    await other.owned
    answer = async () => new Response('later')
    expect(await (await other.fetch('/v1/status')).text()).to.equal('later')
    await expect(one.fetch('/v1/status')).to.eventually.be.rejectedWith(TabGoneError, /was closed/)
  })

  it('read streams as they pull, and end them', async () => {
    const [one, other] = [open(), open()]
    await one.owned
    let pulls = 0
    let ended = false
    answer = async () => new Response(new ReadableStream({
      pull: stream => { stream.enqueue(Uint8Array.of(++pulls)) },
      cancel: () => { ended = true }
    }, { highWaterMark: 0 }))
    const reader = (await other.fetch('/v1/events')).body?.getReader()
    expect((await reader?.read())?.value).to.deep.equal(Uint8Array.of(1))
    expect((await reader?.read())?.value).to.deep.equal(Uint8Array.of(2))
    await reader?.cancel()
    await until('the stream has ended', () => ended)
    expect(pulls).to.equal(2)
  })

  it('tell failures, and stop what is given up', async () => {
    const [one, other] = [open(), open()]
    await one.owned
    answer = async () => { throw new RangeError('broken') }
    await expect(other.fetch('/v1/status')).to.eventually.be.rejectedWith(TabGoneError, /broken/)
    let signal: AbortSignal | undefined
    answer = async request => {
      signal = request.signal
      return new Promise(() => {})
    }
    const abort = new AbortController()
    const given = other.fetch('/v1/status', { signal: abort.signal })
    await until('the request is there', () => signal != null)
    abort.abort(new RangeError('given up'))
    await expect(given).to.eventually.be.rejectedWith(RangeError)
    await until('the node was told', () => signal?.aborted)
  })
})
