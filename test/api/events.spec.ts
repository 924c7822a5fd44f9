import { expect } from 'aegir/chai'
import * as z from 'zod/mini'
import { createClient, ROUTES } from '../../src/api/index.ts'
import { simulatedPlatform } from '../../src/platform/index.ts'
import { FACT, ORIGIN, request, setup, TOKEN } from '../fixtures/api-requests.ts'
import { FakeFeed } from '../fixtures/fake-feed.ts'
import type { Change } from '../../src/replica/interface.ts'
import type { Setup } from '../fixtures/api-requests.ts'

const SSE = 'text/event-stream'
const NDJSON = 'application/x-ndjson'

const CONFLICT: Change = { type: 'conflict', id: '7.0', conflict: 'a'.repeat(26), entity: 'a:a', relation: 'r:a', scope: 'public', status: 'unresolved' }
const GAP: Change = { type: 'gap', id: '9.0', from: '7.0', reason: 'slow_reader' }

interface Live extends Setup {
  readonly feed: FakeFeed
}

function live (init?: Parameters<typeof setup>[0]): Live {
  const made = setup(init)
  const feed = new FakeFeed()
  Object.assign(made.mesh, { changes: feed.changes.bind(feed) })
  return { ...made, feed }
}

/** Reads a stream until a text has come. */
async function readUntil (reader: ReadableStreamDefaultReader<Uint8Array>, end: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  while (!text.includes(end)) {
    const { done, value } = await reader.read()
    if (done) { break }
    text += decoder.decode(value, { stream: true })
  }
  return text
}

function readerOf (response: Response): ReadableStreamDefaultReader<Uint8Array> {
  if (response.body == null) { throw new TypeError('The answer has no body.') }
  return response.body.getReader()
}

/** Holds one line of JSON against the shape of a change. */
function changeIn (line: string): unknown {
  const change: unknown = JSON.parse(line)
  const schema = ROUTES.find(({ path }) => path === '/v1/events')?.answers[200].content?.[NDJSON]
  expect(schema).to.not.equal(undefined)
  if (schema != null) { expect(z.safeParse(schema, change).error?.issues).to.equal(undefined) }
  return change
}

describe('api events', () => {
  it('tells changes as server-sent events', async () => {
    const { ask, mesh, feed } = live()
    const [written] = await mesh.append([{ ...FACT, value: { type: 'string', v: 'two\nlines\r\u2028' } }])
    const record = written.result === 'accept' ? written.record : undefined
    if (record == null) { throw new TypeError('The fact was refused.') }
    feed.put({ type: 'fact', id: '5.0', record }, CONFLICT, GAP)
    const response = await ask(request('/v1/events', { headers: { accept: SSE } }))
    expect(response.headers.get('content-type')).to.equal(SSE)
    expect(response.headers.get('cache-control')).to.equal('no-store')
    const reader = readerOf(response)
    const [opening, ...events] = (await readUntil(reader, 'event: gap\ndata: {')).split('\n\n').filter(text => text !== '')
    expect(opening).to.equal('retry: 2000\nid: 1')
    expect(response.headers.get('last-event-id')).to.equal('1')
    expect(events.map(event => event.split('\n').slice(0, 2))).to.deep.equal([
      ['id: 5.0', 'event: fact'], ['id: 7.0', 'event: conflict'], ['id: 9.0', 'event: gap']
    ])
    const [fact, conflict, gap] = events.map(event => {
      const lines = event.split('\n')
      expect(lines).to.have.length(3)
      expect(lines[2]).to.match(/^data: \{.*\}$/s)
      return changeIn(lines[2].slice('data: '.length))
    })
    expect(fact).to.deep.include({ id: '5.0', type: 'fact' }).and.to.have.nested.property('fact.value.v', 'two\nlines\r\u2028')
    expect(conflict).to.deep.equal({ id: '7.0', type: 'conflict', conflict_id: 'a'.repeat(26), entity: 'a:a', relation: 'r:a', scope: 'public', status: 'unresolved' })
    expect(gap).to.deep.equal({ id: '9.0', type: 'gap', from: '7.0', reason: 'slow_reader' })
    await reader.cancel()
    expect(feed.ended).to.equal(true)
  })

  it('tells changes as JSON Lines', async () => {
    const { ask, feed } = live()
    feed.put(CONFLICT, GAP)
    feed.stop()
    const response = await ask(request('/v1/events', { headers: { accept: NDJSON } }))
    expect(response.headers.get('content-type')).to.equal(NDJSON)
    const lines = (await response.text()).split('\n').filter(line => line !== '')
    expect(lines.map(changeIn)).to.deep.include.members([{ id: '9.0', type: 'gap', from: '7.0', reason: 'slow_reader' }])
    expect(lines).to.have.length(2)
  })

  it('follows from before its headers are out', async () => {
    const { ask, feed } = live()
    const response = await ask(request('/v1/events'))
    expect(feed.taken).to.equal(1)
    feed.put(CONFLICT)
    const reader = readerOf(response)
    expect(await readUntil(reader, '\n\nid: 7.0')).to.contain('event: conflict')
    await reader.cancel()
  })

  it('hands its filters to the mesh, and the place to go on', async () => {
    const { ask, feed } = live()
    feed.stop()
    const filters = 'types=fact,%20conflict&entity=a:a&entity_prefix=b:&relation=r:a&source=s:a&scope=public&author=k51&min_confidence=0.5'
    await (await ask(request(`/v1/events?${filters}&after=3.1`))).text()
    await (await ask(request('/v1/events?after=3.1', { headers: { 'last-event-id': '8.2' } }))).text()
    expect(JSON.parse(JSON.stringify(feed.asked))).to.deep.equal([
      [{ types: ['fact', 'conflict'], entity: 'a:a', entityPrefix: 'b:', relation: 'r:a', source: 's:a', scope: 'public', author: 'k51', minConfidence: 0.5 }, '3.1'],
      [{}, '8.2']
    ])
  })

  for (const [name, query, headers, status, code, pointer] of [
    ['a type that there is not', '?types=fact,party', {}, 422, 'invalid_request', '/types'],
    ['an empty type', '?types=', {}, 422, 'invalid_request', '/types'],
    ['a long place', `?after=${'1'.repeat(65)}`, {}, 422, 'invalid_request', '/after'],
    ['a long header', '', { 'last-event-id': '1'.repeat(65) }, 422, 'invalid_request', '/Last-Event-ID'],
    ['a limit', '?limit=1', {}, 422, 'invalid_request', '/limit'],
    ['another type of answer', '', { accept: 'application/json' }, 406, 'not_acceptable', undefined]
  ] as const) {
    it(`refuses ${name}`, async () => {
      const { ask, feed } = live()
      const response = await ask(request(`/v1/events${query}`, { headers }))
      const problem = await response.json()
      expect([response.status, problem.code, problem.errors[0]?.pointer]).to.deep.equal([status, code, pointer])
      expect(feed.asked).to.deep.equal([])
    })
  }

  it('answers a query that the mesh refuses with a problem', async () => {
    for (const isLate of [false, true]) {
      const { ask, mesh } = setup()
      const refusal = Object.assign(new Error('no such scope'), { name: 'UnknownScopeError' })
      const late = { [Symbol.asyncIterator]: () => ({ next: async () => { throw refusal } }) }
      Object.assign(mesh, { changes: () => { if (isLate) { return late } else { throw refusal } } })
      const response = await ask(request('/v1/events?scope=nowhere'))
      expect([response.status, (await response.json()).code]).to.deep.equal([422, 'unknown_scope'])
    }
  })

  it('shows that it lives while nothing happens, and only to a reader that listens', async () => {
    for (const [accept, opening, heartbeat] of [[SSE, 'retry: 2000\nid: 1\n\n', ':\n\n'], [NDJSON, '\n', '\n']]) {
      const machine = simulatedPlatform()
      const { ask, feed } = live({ platform: machine })
      const asking = ask(request('/v1/events', { headers: { accept } }))
      await machine.clock.advanceAsync(1)
      const reader = readerOf(await asking)
      const read = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value)
      await machine.clock.advanceAsync(60_000) // four beats that nobody takes
      expect(await read()).to.equal(opening)
      const next = read()
      await machine.clock.advanceAsync(15_000)
      expect(await next).to.equal(heartbeat)
      await reader.cancel()
      expect(feed.ended).to.equal(true)
      expect(machine.clock.pending).to.equal(0)
    }
  })

  it('takes no more than it can hand on', async () => {
    const { ask, feed } = live()
    for (let i = 0; i < 10_000; i++) { feed.put({ ...CONFLICT, id: `${i}.0` }) }
    const reader = readerOf(await ask(request('/v1/events')))
    await readUntil(reader, 'id: 99.0')
    expect(feed.taken).to.be.below(110)
    await reader.cancel()
  })

  it('ends when the node stops, when the handler is told to, and when the client leaves', async () => {
    const { ask, feed } = live()
    const answer = (await ask(request('/v1/events'))).text()
    feed.stop()
    expect(await answer).to.equal('retry: 2000\nid: 1\n\n')

    const closing = new AbortController()
    const closed = live({ signal: closing.signal })
    const text = (await closed.ask(request('/v1/events'))).text()
    closing.abort()
    expect(await text).to.equal('retry: 2000\nid: 1\n\n')
    expect(closed.feed.ended).to.equal(true)

    const left = live()
    await (await left.ask(request('/v1/events'))).body?.cancel()
    expect(left.feed.ended).to.equal(true)
  })

  it('leaves nothing behind when only the headers are asked for', async () => {
    const { ask, feed } = live()
    const response = await ask(request('/v1/events', { method: 'HEAD' }))
    expect([response.status, response.headers.get('content-type'), await response.text()]).to.deep.equal([200, SSE, ''])
    expect(feed.ended).to.equal(true)
  })

  it('cuts a stream off whose source fails, and tells the log', async () => {
    const { ask, feed, failures } = live()
    const response = await ask(request('/v1/events'))
    const broken = new Error('the secret of the house')
    feed.fail(broken)
    await expect(response.text()).to.eventually.be.rejected()
    expect(failures).to.deep.equal([broken])
  })

  it('is followed by the client, from where it left off', async () => {
    const { ask, feed } = live()
    const client = createClient({ url: ORIGIN, token: TOKEN, fetch: async (input, init) => ask(new Request(input, init)) })
    feed.put(CONFLICT, GAP)
    const seen: string[] = []
    for await (const change of client.events({ types: 'conflict' }, { after: '6.0' })) {
      seen.push(change.id)
      if (change.type === 'gap') { break }
    }
    expect(seen).to.deep.equal(['7.0', '9.0'])
    expect(feed.asked[0][1]).to.equal('6.0')
    expect(feed.ended).to.equal(true)
  })
})
