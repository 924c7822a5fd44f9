import { expect } from 'aegir/chai'
import { platform, simulatedPlatform } from '../../src/platform/index.ts'
import { FACT, post, request, setup } from '../fixtures/api-requests.ts'
import type { Setup } from '../fixtures/api-requests.ts'

const NDJSON = 'application/x-ndjson'
const DAY_MS = 24 * 60 * 60 * 1_000

async function write ({ ask }: Setup, key: string, body: unknown = FACT, headers: Record<string, string> = {}): Promise<Response> {
  return ask(post('/v1/facts', body, { 'idempotency-key': key, ...headers }))
}

async function codeOf (response: Response): Promise<string> {
  return (await response.json()).code
}

describe('api idempotency keys', () => {
  it('give the answer again and write once', async () => {
    const made = setup()
    const first = await write(made, 'k1')
    const again = await write(made, 'k1')
    expect([first.status, again.status]).to.deep.equal([201, 201])
    expect(await again.text()).to.equal(await first.text())
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).to.deep.equal([null, 'true'])
    expect(again.headers.get('content-type')).to.equal('application/json')
    expect(made.mesh.records).to.have.length(1)
    await write(made, 'k2')
    await made.ask(post('/v1/facts', FACT))
    expect(made.mesh.records).to.have.length(3)
  })

  it('give the lines of a list again', async () => {
    const made = setup()
    const first = await (await write(made, 'k', [FACT, { ...FACT, confidence: 2 }], { accept: NDJSON })).text()
    const again = await write(made, 'k', [FACT, { ...FACT, confidence: 2 }], { accept: NDJSON })
    expect(again.headers.get('content-type')).to.equal(NDJSON)
    expect(await again.text()).to.equal(first)
    expect(made.mesh.records).to.have.length(1)
  })

  it('belong to one request', async () => {
    const made = setup()
    await write(made, 'k')
    expect(await codeOf(await write(made, 'k', { ...FACT, confidence: 0.5 }))).to.equal('idempotency_key_reused')
    expect(await codeOf(await write(made, 'k', FACT, { accept: NDJSON }))).to.equal('idempotency_key_reused')
    expect(await codeOf(await made.ask(post('/v1/facts?scope=team', FACT, { 'idempotency-key': 'k' })))).to.equal('idempotency_key_reused')
    expect((await made.ask(post('/v1/peers', { address: '/memory/1' }, { 'idempotency-key': 'k' }))).status).to.equal(201)
    expect(made.mesh.records).to.have.length(1)
  })

  it('wait for nobody while the first request is under way', async () => {
    const made = setup()
    const gate = Promise.withResolvers<void>()
    made.mesh.gate = gate.promise
    const first = write(made, 'k')
    const second = await write(made, 'k')
    expect([second.status, second.headers.get('retry-after'), await codeOf(second)]).to.deep.equal([409, '1', 'idempotency_in_progress'])
    gate.resolve()
    expect((await first).status).to.equal(201)
    expect((await write(made, 'k')).headers.get('idempotency-replayed')).to.equal('true')
    expect(made.mesh.records).to.have.length(1)
  })

  it('are free again after a failure, which wrote nothing', async () => {
    const made = setup()
    made.mesh.failure = Object.assign(new Error('disk'), { code: 'storage_failed' })
    expect((await write(made, 'k')).status).to.equal(503)
    made.mesh.failure = undefined
    expect((await write(made, 'k')).status).to.equal(201)
    expect((await write(made, 'other', { ...FACT, confidence: 7 })).status).to.equal(422)
    expect((await write(made, 'other')).status).to.equal(201)
  })

  it('are free again when the reader of a list goes away', async () => {
    const made = setup()
    const response = await write(made, 'k', [FACT], { accept: NDJSON })
    await response.body?.cancel()
    expect((await write(made, 'k', [FACT], { accept: NDJSON })).headers.get('idempotency-replayed')).to.equal(null)
  })

  it('are refused when they are none', async () => {
    const made = setup()
    for (const key of ['a b', 'x'.repeat(256), 'schlüssel', 'a, b']) {
      const response = await write(made, key)
      expect([response.status, await codeOf(response)], key).to.deep.equal([400, 'idempotency_key_invalid'])
    }
    expect((await write(made, 'x'.repeat(255))).status).to.equal(201)
    expect((await write(made, '!~'))?.status).to.equal(201)
  })

  it('mean nothing to what only reads', async () => {
    const { ask } = setup()
    const ask1 = async (): Promise<Response> => ask(request('/v1/facts', { headers: { 'idempotency-key': 'a b' } }))
    expect((await ask1()).status).to.equal(200)
  })

  it('are forgotten after a day', async () => {
    const { clock } = simulatedPlatform()
    const made = setup({ platform: { clock, timers: platform().timers } })
    await write(made, 'k')
    clock.advance(DAY_MS - 1)
    expect((await write(made, 'k')).headers.get('idempotency-replayed')).to.equal('true')
    clock.advance(2)
    expect((await write(made, 'k')).headers.get('idempotency-replayed')).to.equal(null)
  })

  it('are forgotten one by one, the oldest first, when there are too many', async function () {
    this.timeout(600_000)
    const made = setup()
    const peer = { address: '/memory/1' }
    const add = async (key: number): Promise<string | null> => (await made.ask(post('/v1/peers', peer, { 'idempotency-key': String(key) }))).headers.get('idempotency-replayed')
    for (let key = 0; key <= 10_000; key++) { await add(key) }
    expect(await add(1)).to.equal('true')
    expect(await add(0)).to.equal(null)
  })

  it('keep no answer of more than 1 MiB', async () => {
    const made = setup()
    const list = Array.from({ length: 3_000 }, (_, i) => ({ ...FACT, entity: `city:${i}` }))
    const first = await write(made, 'k', list)
    expect((await first.text()).length).to.be.above(1024 * 1024)
    expect((await write(made, 'k', list)).headers.get('idempotency-replayed')).to.equal(null)
    expect(made.mesh.records).to.have.length(6_000)
  })
})
