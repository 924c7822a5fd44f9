import { expect } from 'aegir/chai'
import { createClient } from '../../src/api/index.ts'
import { TOKEN } from '../fixtures/api-requests.ts'
import { eventually } from '../fixtures/eventually.ts'
import { FakeFeed } from '../fixtures/fake-feed.ts'
import { fakeMesh } from '../fixtures/fake-mesh.ts'
import { serve } from '../fixtures/served.ts'
import type { Change } from '../../src/replica/interface.ts'
import type { Served } from '../fixtures/served.ts'
import type { IncomingMessage } from 'node:http'

const CONFLICT: Change = { type: 'conflict', id: '1.0', conflict: 'a'.repeat(26), entity: 'a:a', relation: 'r:a', scope: 'public', status: 'unresolved' }

describe('api events over a socket', () => {
  let feeds: FakeFeed[]
  let served: Served

  beforeEach(async () => {
    feeds = []
    const mesh = fakeMesh()
    Object.assign(mesh, {
      changes (...args: Parameters<FakeFeed['changes']>) {
        const feed = new FakeFeed()
        feeds.push(feed)
        return feed.changes(...args)
      }
    })
    served = await serve(mesh)
  })

  afterEach(async () => { await served.close() })

  /** Reads until a text has come, and leaves the rest. */
  async function readUntil (answer: IncomingMessage, end: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    let text = ''
    const onData = (chunk: Buffer): void => {
      text += chunk.toString()
      if (text.includes(end)) {
        answer.off('data', onData).pause()
        resolve(text)
      }
    }
    answer.on('data', onData).once('end', () => { reject(new TypeError(`The stream ended behind ${text}`)) }).resume()
    return promise
  }

  it('sends headers at once and each change when it comes', async () => {
    const answer = await served.open({ path: '/v1/events', headers: { accept: 'text/event-stream' } })
    expect(answer.headers['content-type']).to.equal('text/event-stream')
    expect(answer.headers['transfer-encoding']).to.equal('chunked')
    for (const id of ['1.0', '2.0', '3.0']) {
      feeds[0].put({ ...CONFLICT, id })
      expect(await readUntil(answer, `id: ${id}\n`)).to.contain('event: conflict')
    }
    answer.destroy()
    await eventually('the source ended', () => feeds[0].ended ? true : undefined)
  })

  it('lets go of what clients leave, however many come and go', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, async () => served.open({ path: '/v1/events' })))
    expect(feeds).to.have.length(50)
    for (const answer of answers) { answer.destroy() }
    await eventually('all sources ended', () => feeds.every(({ ended }) => ended) ? true : undefined)
  })

  it('holds back a source whose reader has stopped to read', async () => {
    const large: Change = { ...CONFLICT, entity: `a:${'x'.repeat(60_000)}` }
    const answer = await served.open({ path: '/v1/events' })
    await readUntil(answer, 'retry')
    for (let i = 0; i < 4_000; i++) { feeds[0].put(large) }
    for (let i = 0; i < 200; i++) { expect((await served.ask({ path: '/livez' })).status).to.equal(200) }
    expect(feeds[0].taken).to.be.below(1_000) // what the buffers of the two sockets hold
    answer.destroy()
    await eventually('the source ended', () => feeds[0].ended ? true : undefined)
  })

  it('ends streams when the listener closes, without cutting them', async () => {
    const answer = await served.open({ path: '/v1/events', headers: { accept: 'application/x-ndjson' } })
    feeds[0].put(CONFLICT)
    await readUntil(answer, '"1.0"')
    const ended = new Promise((resolve, reject) => { answer.once('end', resolve).once('error', reject).resume() })
    await served.close()
    await ended
    expect(answer.complete).to.equal(true)
    served = await serve(fakeMesh())
  })

  it('is followed by the client until it gives up', async () => {
    const client = createClient({ url: served.url, token: TOKEN })
    const left = new AbortController()
    const seen: string[] = []
    const following = (async () => {
      for await (const change of client.events({}, { signal: left.signal })) {
        seen.push(change.id)
        left.abort(new Error('enough'))
      }
    })()
    await eventually('the client follows', () => feeds[0] == null ? undefined : true)
    feeds[0].put(CONFLICT)
    await expect(following).to.eventually.be.rejectedWith('enough')
    expect(seen).to.deep.equal(['1.0'])
    await eventually('the source ended', () => feeds[0].ended ? true : undefined)
  })
})
