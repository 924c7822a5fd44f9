import { expect } from 'aegir/chai'
import { createClient } from '../../src/api/index.ts'
import { FACT, ORIGIN, setup, TOKEN } from '../fixtures/api-requests.ts'
import { PEER } from '../fixtures/fake-mesh.ts'
import type { ApiClient } from '../../src/api/index.ts'
import type { Setup } from '../fixtures/api-requests.ts'

function clientOf ({ ask }: Setup, token: string | undefined = TOKEN): ApiClient {
  return createClient({ url: ORIGIN, token, fetch: async (input, init) => ask(new Request(input, init)) })
}

function clientThat (fetch: () => Promise<Response>): ApiClient {
  return createClient({ url: ORIGIN, fetch })
}

async function all<T> (source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) { items.push(item) }
  return items
}

describe('api client', () => {
  it('reaches every part of the API', async () => {
    const made = setup()
    const client = clientOf(made)
    const fact = await client.assert({ ...FACT, value: { type: 'number', v: 1 } })
    expect(await client.fact(fact.id)).to.deep.equal(fact)
    expect((await client.proof(fact.id)).id).to.equal(fact.id)
    expect((await client.facts({ entity: 'city:paris', limit: 1, scope: undefined })).facts).to.deep.equal([fact])
    expect((await client.retract(fact.id)).confidence).to.equal(0)
    expect((await client.status()).peer_id).to.equal(made.mesh.peerId)
    expect((await client.identity()).node_id).to.equal(`stigmem://${made.mesh.peerId}/node/self`)
    expect((await client.ticket()).ticket).to.equal('fmtest')
    expect((await client.sync()).scopes[0].peers[0].in_sync).to.equal(true)
    expect((await client.peers()).peers[0].peer_id).to.equal(PEER.peerId)
    expect(await client.addPeer('/memory/7')).to.deep.equal({ address: '/memory/7' })
    await client.removePeer(PEER.peerId)
    expect((await client.pendingPeers()).peers).to.deep.equal([])
    expect(await client.decidePeer(PEER.peerId, { command: 'block', reason: 'spam' })).to.include({ peer_id: PEER.peerId, state: 'blocked', reason: 'spam' })
    expect((await client.peers()).peers[0]).to.include({ state: 'blocked', reason: 'spam' })
    expect((await client.journalStat()).segments).to.equal(1)
    expect((await client.journalStat()).journals.map(({ journal }) => journal)).to.deep.equal(['journal', 'local', 'audit'])
    const report = await client.verifyJournal()
    expect(report).to.include({ ok: true, records: 3 })
    expect(report.journals.map(({ journal, records }) => [journal, records])).to.deep.equal([['journal', 3], ['local', 0], ['audit', 0]])
  })

  it('writes and reads lines', async () => {
    const made = setup()
    const client = clientOf(made)
    const lines = new TextEncoder().encode([FACT, { ...FACT, entity: 5 }, { ...FACT, entity: 'city:rome' }].map(fact => JSON.stringify(fact)).join('\n'))
    const answers = await all(await client.writeLines(lines, { skip_unchanged: true }))
    expect(answers.map(answer => 'id' in answer)).to.deep.equal([true, false, true])
    expect(made.mesh.appends[0].options).to.deep.equal({ scope: undefined, skipUnchanged: true })
    const records = (await all(await client.factLines())).map(line => JSON.parse(line))
    expect(records.map(record => record.entity)).to.deep.equal(['city:paris', 'city:rome'])
  })

  it('throws what the node refuses', async () => {
    const made = setup()
    await expect(clientOf(made, 'wrong').status()).to.eventually.be.rejected
      .with.property('code', 'unauthorized')
    const error = await clientOf(made).fact('x').catch(error => error)
    expect(error).to.include({ name: 'ApiProblemError', status: 404, code: 'not_found', title: 'There is nothing here' })
    await expect(clientOf(made).addPeer('nonsense')).to.eventually.be.rejected
      .with.property('code', 'invalid_address')
    await expect(clientOf(made).removePeer('nobody')).to.eventually.be.rejected
      .with.property('status', 404)
  })

  it('keeps what a caller puts into an id or a filter in its place', async () => {
    const made = setup()
    const seen: string[] = []
    const client = createClient({ url: ORIGIN, token: TOKEN, fetch: async input => { seen.push(String(input)); return made.ask(new Request(input)) } })
    await client.fact('../peers?x=1#').catch(() => {})
    await client.facts({ entity: 'a&limit=1' }).catch(() => {})
    expect(seen).to.deep.equal([`${ORIGIN}/v1/facts/..%2Fpeers%3Fx%3D1%23`, `${ORIGIN}/v1/facts?entity=a%26limit%3D1`])
  })

  it('tells that nobody answers', async () => {
    const client = clientThat(async () => { throw new TypeError('fetch failed') })
    const error = await client.status().catch(error => error)
    expect(error).to.include({ name: 'ApiUnreachableError', url: ORIGIN })
  })

  it('tells that an answer broke off', async () => {
    const body = (): ReadableStream<Uint8Array> => new ReadableStream({
      pull (controller) { controller.error(new TypeError('terminated')) }
    })
    const client = clientThat(async () => new Response(body()))
    expect(await client.status().catch(error => error.name)).to.equal('ApiUnreachableError')
    expect(await all(await client.factLines()).catch(error => error.name)).to.equal('ApiUnreachableError')
  })

  it('tells that something else answers', async () => {
    expect(await clientThat(async () => new Response('<html>')).status().catch(error => error.name)).to.equal('ApiMismatchError')
    expect(await clientThat(async () => new Response('no', { status: 502 })).status().catch(error => error.name)).to.equal('ApiMismatchError')
  })

  it('gives up when its caller does, with the reason of the caller', async () => {
    const abort = new AbortController()
    const client = createClient({
      url: ORIGIN,
      fetch: async (_input, init) => new Promise((resolve, reject) => {
        init?.signal?.addEventListener('abort', () => { reject(new DOMException('aborted', 'AbortError')) })
      })
    })
    const asked = client.status({ signal: abort.signal })
    const reason = new Error('enough')
    abort.abort(reason)
    expect(await asked.catch(error => error)).to.equal(reason)
  })
})
