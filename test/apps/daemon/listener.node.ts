import { connect } from 'node:net'
import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { createHandler } from '../../../src/api/index.ts'
import { listen, parseHttpAddress } from '../../../src/apps/daemon/index.ts'
import { platform } from '../../../src/platform/index.ts'
import { TOKEN } from '../../fixtures/api-requests.ts'
import { fakeMesh } from '../../fixtures/fake-mesh.ts'
import type { Listener } from '../../../src/apps/daemon/index.ts'

const { timers } = platform()

describe('listener of the daemon', () => {
  let listener: Listener
  const failures: unknown[] = []

  before(async () => {
    const handler = createHandler(fakeMesh(), { auth: 'token', token: TOKEN, onFailure: error => { failures.push(error) } })
    listener = await listen({ host: '127.0.0.1', port: 0 }, handler, { timers })
  })

  afterEach(() => { expect(failures).to.deep.equal([]) })
  after(async () => { await listener.close() })

  /** Writes bytes, closes our side, and answers all that comes back; nothing when the connection was reset. */
  async function exchange (...parts: ReadonlyArray<string | Uint8Array>): Promise<string> {
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1')
    let answer = ''
    socket.on('error', () => {}) // a reset is an answer too
    socket.on('data', data => { answer += data.toString('latin1') })
    for (const part of parts) { socket.write(part) }
    socket.end()
    const { promise, resolve } = Promise.withResolvers<void>()
    socket.once('close', () => { resolve() })
    await promise
    return answer
  }

  const head = (lines: readonly string[]): string => [...lines, '', ''].join('\r\n')
  const host = 'Host: 127.0.0.1'

  it('answers over a socket', async () => {
    expect(await exchange(head(['GET /livez HTTP/1.1', host, 'Connection: close']))).to.match(/^HTTP\/1\.1 200 OK\r\n/)
    expect(await exchange(head(['GET /v1/status HTTP/1.1', host]))).to.match(/^HTTP\/1\.1 401 /)
  })

  const cases: Array<[string, Array<string | Uint8Array>, number]> = [
    ['two Host lines', [head(['GET /livez HTTP/1.1', host, 'Host: evil.example'])], 400],
    ['no Host line', [head(['GET /livez HTTP/1.1'])], 400],
    ['an empty Host line', [head(['GET /livez HTTP/1.1', 'Host:'])], 4],
    ['a foreign Host line', [head(['GET /livez HTTP/1.1', 'Host: evil.example'])], 421],
    ['a Host line that is no host', [head(['GET /livez HTTP/1.1', 'Host: a b'])], 4],
    ['a target of another host', [head(['GET http://evil.example/livez HTTP/1.1', 'Host: evil.example'])], 4],
    ['two lengths', [head(['POST /v1/facts HTTP/1.1', host, 'Content-Length: 5', 'Content-Length: 6']), 'hello'], 400],
    ['a length and chunks', [head(['POST /v1/facts HTTP/1.1', host, 'Content-Length: 5', 'Transfer-Encoding: chunked']), '0\r\n\r\n'], 400],
    ['a length that is none', [head(['POST /v1/facts HTTP/1.1', host, 'Content-Length: -1'])], 400],
    ['an unknown coding', [head(['POST /v1/facts HTTP/1.1', host, 'Transfer-Encoding: gzip'])], 4],
    ['a header of 1 MB', [head(['GET /livez HTTP/1.1', host, `X: ${'x'.repeat(1_000_000)}`])], 431],
    ['a path of 1 MB', [head([`GET /${'x'.repeat(1_000_000)} HTTP/1.1`, host])], 431],
    ['100,000 headers', [head(['GET /livez HTTP/1.1', host, ...Array<string>(100_000).fill('X: 1')])], 431],
    ['an address of 14,000 characters', [head([`GET /v1/facts?a=${'a'.repeat(14_000)} HTTP/1.1`, host, `Authorization: Bearer ${TOKEN}`, 'Connection: close'])], 414],
    ['5,000 parameters', [head([`GET /v1/facts?${'a&'.repeat(5_000)} HTTP/1.1`, host, `Authorization: Bearer ${TOKEN}`, 'Connection: close'])], 422],
    ['an unknown method', [head(['BREW / HTTP/1.1', host])], 400],
    ['CONNECT', [head(['CONNECT 127.0.0.1:22 HTTP/1.1', host])], 0],
    ['TRACE', [head(['TRACE / HTTP/1.1', host, 'Connection: close'])], 4],
    ['an expectation', [head(['POST /v1/facts HTTP/1.1', host, 'Expect: the moon', 'Content-Length: 0'])], 417],
    ['an upgrade', [head(['GET /livez HTTP/1.1', host, 'Connection: Upgrade', 'Upgrade: websocket'])], 0],
    ['bytes that are no HTTP', [new Uint8Array([0x16, 3, 1, 0, 200, 1, 0, 0])], 400],
    ['a line without end', ['GET / HTTP/1.1 '.repeat(10_000)], 4],
    ['a body that is cut off', [head(['POST /v1/facts HTTP/1.1', host, `Authorization: Bearer ${TOKEN}`, 'Content-Type: application/json', 'Content-Length: 100']), '{"entity":'], 0],
    ['dots in the path', [head(['GET /v1/../livez/../v1/status HTTP/1.1', host, 'Connection: close'])], 401],
    ['dots in disguise', [head(['GET /livez/%2e%2e/v1/status HTTP/1.1', host, 'Connection: close'])], 401],
    ['a backslash', [head(['GET \\v1\\status HTTP/1.1', host, 'Connection: close'])], 4]
  ]

  it('answers what it refuses with a problem, and closes the connection', async () => {
    const refused: Array<[string, Array<string | Uint8Array>]> = [
      ['invalid_http', ['GARBAGE\r\n\r\n']],
      ['invalid_http', [head(['GET /livez HTTP/1.1'])]],
      ['invalid_http', [head(['GET /livez HTTP/1.1', host, 'Host: evil.example'])]],
      ['invalid_http', [head(['GET \\v1 HTTP/1.1', host])]],
      ['headers_too_large', [head(['GET /livez HTTP/1.1', host, `X: ${'x'.repeat(20_000)}`])]],
      ['expectation_failed', [head(['POST /v1/facts HTTP/1.1', host, 'Expect: the moon', 'Content-Length: 0'])]]
    ]
    for (const [code, parts] of refused) {
      const [lines, body] = (await exchange(...parts)).split('\r\n\r\n')
      expect(lines.toLowerCase(), code).to.include('content-type: application/problem+json').and.include('connection: close')
      expect(JSON.parse(body)).to.include({ code, status: Number(/^HTTP\/1\.1 (\d+)/.exec(lines)?.[1]) })
    }
  })

  it('answers a body that pauses, and a connection that says nothing not at all', async () => {
    const other = await listen({ host: '127.0.0.1', port: 0 }, createHandler(fakeMesh(), { auth: 'none' }), { timers, pauseMs: 50 })
    const socket = connect(Number(new URL(other.url).port), '127.0.0.1')
    const silent = connect(Number(new URL(other.url).port), '127.0.0.1')
    let answer = ''
    socket.on('data', data => { answer += data.toString('latin1') })
    socket.write(head(['POST /v1/facts HTTP/1.1', host, 'Content-Type: application/json', 'Content-Length: 100']) + '{"entity":')
    await Promise.all([socket, silent].map(async one => new Promise<void>(resolve => { one.resume().once('close', () => { resolve() }) })))
    expect(answer).to.match(/^HTTP\/1\.1 408 /).and.include('request_timeout')
    await other.close()
  })

  cases.forEach(([name, parts, status]) => {
    it(`gives ${name} an end, and no failure`, async () => {
      const answer = await exchange(...parts)
      const given = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
      if (answer !== '' && status > 99) { expect(given).to.equal(status) }
      if (answer !== '' && status === 4) { expect(given).to.be.within(400, 499) }
      expect(given).to.be.below(500)
      expect((await fetch(`${listener.url}/livez`)).status).to.equal(200)
    })
  })

  it('gives whatever comes an end, and lives', async () => {
    const line = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(host, 'Content-Length: 3', 'Transfer-Encoding: chunked', `Authorization: Bearer ${TOKEN}`, 'Content-Type: application/json', 'Origin: null'))
    const start = fc.constantFrom('GET /v1/facts HTTP/1.1', 'POST /v1/facts HTTP/1.1', 'DELETE /v1/peers/x HTTP/1.1', 'GET /%00%ff?a=%zz HTTP/1.1', 'GET * HTTP/1.0')
    await fc.assert(fc.asyncProperty(start, fc.array(line, { maxLength: 6 }), fc.uint8Array({ maxLength: 40 }), async (first, lines, body) => {
      expect(await exchange(head([first, ...lines]), body)).to.not.match(/^HTTP\/1\.1 5/)
    }), { numRuns: 300 })
    expect((await fetch(`${listener.url}/livez`)).status).to.equal(200)
  })

  it('lets running requests finish, and no new one begin, when it closes', async () => {
    const entered = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    const other = await listen({ host: '127.0.0.1', port: 0 }, async () => { entered.resolve(); await gate.promise; return new Response('done') }, { timers })
    const running = fetch(other.url)
    await entered.promise
    const closed = other.close()
    await expect(fetch(other.url)).to.eventually.be.rejected()
    gate.resolve()
    expect(await (await running).text()).to.equal('done')
    await closed
  })

  it('cuts requests off that do not finish when it closes', async () => {
    const entered = Promise.withResolvers<void>()
    const other = await listen({ host: '127.0.0.1', port: 0 }, async () => { entered.resolve(); return new Promise(() => {}) }, { timers })
    const running = fetch(other.url).catch(error => error.name)
    await entered.promise
    await other.close()
    expect(await running).to.equal('TypeError')
  })

  it('says when the address is taken, or not of this machine', async () => {
    const port = Number(new URL(listener.url).port)
    for (const address of [{ host: '127.0.0.1', port }, { host: '192.0.2.1', port: 0 }, { host: 'no-such-host.invalid', port: 0 }]) {
      await expect(listen(address, async () => new Response(), { timers })).to.eventually.be.rejected
        .with.property('name', 'HttpListenError')
    }
  })

  it('reads addresses', () => {
    expect(parseHttpAddress('127.0.0.1:7117')).to.deep.equal({ host: '127.0.0.1', port: 7117 })
    expect(parseHttpAddress('localhost:0')).to.deep.equal({ host: 'localhost', port: 0 })
    expect(parseHttpAddress('[::1]:65535')).to.deep.equal({ host: '::1', port: 65_535 })
    for (const text of ['', '7117', ':7117', '127.0.0.1', '127.0.0.1:', '127.0.0.1:65536', '127.0.0.1:-1', '::1:80', '[::1]', 'http://a:80', 'a b:80', 'a:80/x']) {
      expect(() => parseHttpAddress(text), text).to.throw().with.property('name', 'InvalidHttpAddressError')
    }
  })

  it('answers on IPv6 and names it so', async () => {
    const other = await listen({ host: '::1', port: 0 }, createHandler(fakeMesh(), { auth: 'none' }), { timers })
    expect(other.url).to.match(/^http:\/\/\[::1\]:\d+$/)
    expect((await fetch(`${other.url}/livez`)).status).to.equal(200)
    await other.close()
  })
})
