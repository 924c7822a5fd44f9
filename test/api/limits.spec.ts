import { expect } from 'aegir/chai'
import { simulatedPlatform } from '../../src/platform/index.ts'
import { FACT, ORIGIN, post, request, setup, TOKEN } from '../fixtures/api-requests.ts'
import { until } from '../fixtures/meshes.ts'
import type { SimulatedPlatform } from '../../src/platform/index.ts'
import type { Setup } from '../fixtures/api-requests.ts'

async function codeOf (response: Response): Promise<string> {
  return (await response.json()).code
}

/** A body of parts that come when they are pushed. */
function slowBody (): { body: ReadableStream<Uint8Array>, push (text: string): void, end (): void } {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({ start (given) { controller = given } })
  return {
    body,
    push: text => { controller?.enqueue(new TextEncoder().encode(text)) },
    end: () => { controller?.close() }
  }
}

function slowPost (body: ReadableStream<Uint8Array>): Request {
  const made = request('/v1/facts', { method: 'POST', headers: { 'content-type': 'application/json' } })
  Object.defineProperty(made, 'body', { value: body })
  return made
}

describe('api limits', () => {
  let machine: SimulatedPlatform
  let made: Setup

  beforeEach(() => {
    machine = simulatedPlatform()
    made = setup({ platform: machine, rate: { perMinute: 60, burst: 3 } })
  })

  async function statusOf (asked: Request, remote?: string): Promise<number> {
    return (await made.ask(asked, { remote })).status
  }

  describe('of the rate', () => {
    const status = (): Request => request('/v1/status')
    const stranger = (): Request => request('/livez', { headers: { authorization: '' } })

    it('refuse what is too much, and say when to come again', async () => {
      for (let i = 0; i < 3; i++) { expect(await statusOf(status())).to.equal(200) }
      const response = await made.ask(status())
      expect(response.status).to.equal(429)
      expect(response.headers.get('retry-after')).to.equal('1')
      expect(response.headers.get('ratelimit-policy')).to.equal('"requests";q=60;w=60')
      expect(response.headers.get('ratelimit')).to.equal('"requests";r=0;t=1')
      expect(await codeOf(response)).to.equal('rate_limited')
      await machine.clock.advanceAsync(999)
      expect(await statusOf(status())).to.equal(429)
      await machine.clock.advanceAsync(1)
      expect(await statusOf(status())).to.equal(200)
      expect(await statusOf(status())).to.equal(429)
      await machine.clock.advanceAsync(3_600_000)
      for (let i = 0; i < 3; i++) { expect(await statusOf(status())).to.equal(200) }
      expect(await statusOf(status())).to.equal(429)
    })

    it('count those with the token as one, and every address without it', async () => {
      for (const remote of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) { expect(await statusOf(status(), remote)).to.equal(200) }
      expect(await statusOf(status(), '10.0.0.4')).to.equal(429)
      for (let i = 0; i < 3; i++) { expect(await statusOf(stranger(), '10.0.0.1')).to.equal(200) }
      expect(await statusOf(stranger(), '10.0.0.1')).to.equal(429)
      expect(await statusOf(request('/v1/status', { headers: { authorization: 'Bearer wrong' } }), '10.0.0.1')).to.equal(429)
      expect(await statusOf(stranger(), '10.0.0.2')).to.equal(200)
    })

    it('do not count calls from inside without a token', async () => {
      for (let i = 0; i < 10; i++) { expect(await statusOf(stranger())).to.equal(200) }
    })

    it('forget whoever has been quiet for longest, when there are too many', async () => {
      for (let i = 0; i < 3; i++) { await statusOf(stranger(), 'first') }
      expect(await statusOf(stranger(), 'first')).to.equal(429)
      for (let i = 0; i < 4_096; i++) { await statusOf(stranger(), `10.1.${i >> 8}.${i & 255}`) }
      expect(await statusOf(stranger(), 'first')).to.equal(200)
    })

    it('can be left out', async () => {
      made = setup({ rate: false })
      for (let i = 0; i < 100; i++) { expect(await statusOf(status())).to.equal(200) }
    })
  })

  describe('of time', () => {
    it('end an answer that takes too long, and let it go when it comes', async () => {
      const gate = Promise.withResolvers<void>()
      made.mesh.gate = gate.promise
      const answering = made.ask(post('/v1/facts', FACT))
      await until('the fact waits', () => made.mesh.appends.length === 1)
      await machine.clock.advanceAsync(30_000)
      const response = await answering
      expect([response.status, response.headers.get('retry-after'), await codeOf(response)]).to.deep.equal([503, '5', 'timeout'])
      gate.resolve()
      await until('it is written all the same', () => made.mesh.records.length === 1)
      expect(machine.clock.pending).to.equal(0)
    })

    it('leave what takes as long as its work takes alone', async () => {
      const gate = Promise.withResolvers<void>()
      const verify = made.mesh.verifyJournal
      made.mesh.verifyJournal = async () => { await gate.promise; return verify() }
      const answering = made.ask(request('/v1/journal/verifications', { method: 'POST' }))
      await machine.clock.advanceAsync(3_600_000)
      gate.resolve()
      expect((await answering).status).to.equal(200)
    })

    it('end a body that pauses', async () => {
      const { body, push } = slowBody()
      const answering = made.ask(slowPost(body))
      push('{"entity":')
      await until('a pause is timed', () => machine.clock.pending === 2)
      await machine.clock.advanceAsync(30_000)
      const response = await answering
      expect([response.status, response.headers.get('connection'), await codeOf(response)]).to.deep.equal([408, 'close', 'request_timeout'])
      expect(machine.clock.pending).to.equal(0)
    })

    it('end a body that never pauses and never ends', async () => {
      const { body, push } = slowBody()
      const answering = made.ask(slowPost(body))
      await until('the body is read', () => machine.clock.pending === 2)
      for (let i = 0; i < 6; i++) {
        push(' ')
        await machine.clock.advanceAsync(9_999)
      }
      expect(machine.clock.pending).to.equal(2)
      await machine.clock.advanceAsync(6)
      expect((await answering).status).to.equal(408)
    })

    it('take a body that comes in parts', async () => {
      const { body, push, end } = slowBody()
      const answering = made.ask(slowPost(body))
      for (const part of [JSON.stringify(FACT).slice(0, 20), JSON.stringify(FACT).slice(20)]) { push(part) }
      end()
      expect((await answering).status).to.equal(201)
    })
  })

  describe('of size', () => {
    it('refuse long addresses before anything else', async () => {
      const long = `/v1/facts?entity=${'a'.repeat(12_288)}`
      const response = await made.ask(request(long, { headers: { authorization: '', host: 'evil.example' } }))
      expect([response.status, await codeOf(response)]).to.deep.equal([414, 'uri_too_long'])
      const rest = 12_288 - `${ORIGIN}/v1/facts?entity=`.length
      expect(await statusOf(request(`/v1/facts?entity=${'a'.repeat(rest)}`))).to.equal(200)
    })

    it('refuse deep JSON, and count no bracket inside a text', async () => {
      made = setup()
      const deep = (levels: number): string => `{"address":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
      expect(await codeOf(await made.ask(post('/v1/peers', deep(65))))).to.equal('depth_exceeded')
      expect(await codeOf(await made.ask(post('/v1/peers', deep(64))))).to.equal('invalid_request')
      expect(await statusOf(post('/v1/peers', { address: `/memory/${'[{"'.repeat(100)}` }))).to.equal(201)
    })
  })

  describe('of pages of other origins', () => {
    it('answer no preflight with a permission', async () => {
      for (const origin of ['http://evil.example', 'null', `${ORIGIN}0`]) {
        const response = await made.ask(request('/v1/facts', {
          method: 'OPTIONS',
          headers: { origin, authorization: '', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' }
        }))
        expect(response.status).to.equal(403)
        expect([...response.headers.keys()].filter(name => name.startsWith('access-control'))).to.deep.equal([])
      }
    })

    it('take OPTIONS for a method that no path has', async () => {
      const response = await made.ask(request('/v1/facts', { method: 'OPTIONS', headers: { authorization: `Bearer ${TOKEN}` } }))
      expect([response.status, response.headers.get('allow')]).to.deep.equal([405, 'POST, GET, HEAD'])
    })
  })
})
