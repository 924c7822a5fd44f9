import { expect } from 'aegir/chai'
import { contentsBelow } from '../fixtures/disk.ts'
import { exchangeRaw } from '../fixtures/raw-http.ts'
import { openStage } from '../fixtures/stage.ts'
import { expectUnchanged, standingOf } from '../fixtures/unchanged.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { RawRequest } from '../fixtures/raw-http.ts'
import type { Stage } from '../fixtures/stage.ts'
import type { Standing } from '../fixtures/unchanged.ts'

/** What a daemon may answer: one of these statuses, or closing the connection without a word. */
type Expected = ReadonlyArray<number | 'closed'>

interface Offer extends RawRequest {
  readonly title: string
  readonly expected: Expected
}

const FACT = JSON.stringify({ entity: 'door:front', relation: 'door:state', value: { type: 'string', v: 'open' } })
const MEGABYTE = 'x'.repeat(1_000_000)

/** Header lines of a request that is right in everything that the offer does not spoil. */
function head (line: string, { token }: { token: string }, ...headers: string[]): string {
  const rest = headers.some(header => /^host:/i.test(header)) ? [] : ['host: 127.0.0.1']

  return [line, ...rest, `authorization: Bearer ${token}`, ...headers, '', ''].join('\r\n')
}

function post (api: { token: string }, body: string, ...headers: string[]): string {
  const length = headers.some(header => /^(content-length|transfer-encoding):/i.test(header)) ? [] : [`content-length: ${Buffer.byteLength(body)}`]

  return head('POST /v1/facts HTTP/1.1', api, 'content-type: application/json', ...length, ...headers) + body
}

function * repeated (part: string, count: number): Generator<string> {
  for (let i = 0; i < count; i++) {
    yield part
  }
}

/** Requests that no HTTP parser may take. */
function brokenRequests (api: { token: string }): Offer[] {
  return [
    { title: 'a request line of one word', parts: ['GARBAGE\r\n\r\n'], expected: [400] },
    { title: 'zero bytes', parts: [new Uint8Array(4_096)], expected: [400, 'closed'] },
    { title: 'the hello of TLS', parts: [Uint8Array.from([0x16, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]), new Uint8Array(512)], expected: [400, 'closed'] },
    { title: 'another version of HTTP', parts: ['GET /livez HTTP/9.9\r\nhost: 127.0.0.1\r\n\r\n'], expected: [400, 505] },
    { title: 'a method that is none', parts: [head('BREW /v1/facts HTTP/1.1', api)], expected: [400, 404, 405, 501] },
    { title: 'a header of 1 MB', parts: [head('GET /v1/status HTTP/1.1', api, `x-large: ${MEGABYTE}`)], expected: [431, 'closed'] },
    { title: '100,000 headers', parts: ['GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\n', ...repeated('a: b\r\n'.repeat(1_000), 100), '\r\n'], expected: [431, 'closed'] },
    { title: 'a path of 1 MB', parts: [head(`GET /${MEGABYTE} HTTP/1.1`, api)], expected: [414, 431, 'closed'] },
    { title: 'a header with a control character', parts: [head('GET /v1/status HTTP/1.1', api, 'x-a: b\u0000c')], expected: [400] },
    { title: 'a folded header', parts: [head('GET /v1/status HTTP/1.1', api, 'x-a: b\r\n folded')], expected: [400, 200] },
    { title: 'no host', parts: ['GET /livez HTTP/1.1\r\n\r\n'], expected: [400] },
    { title: 'a request that ends in its head', parts: ['GET /livez HTTP/1.1\r\nhost: 127'], half: true, expected: [400, 'closed'] }
  ]
}

/** Bodies whose length is a lie. */
function brokenBodies (api: { token: string }): Offer[] {
  return [
    { title: 'a negative length', parts: [post(api, FACT, 'content-length: -1')], expected: [400] },
    { title: 'a length that is no number', parts: [post(api, FACT, 'content-length: ten')], expected: [400] },
    { title: 'two lengths', parts: [post(api, FACT, `content-length: ${FACT.length}`, 'content-length: 1')], expected: [400] },
    { title: 'a length beyond all numbers', parts: [post(api, FACT, 'content-length: 99999999999999999999')], expected: [400, 413] },
    { title: 'an announced body of 17 MiB', parts: [post(api, '', `content-length: ${17 * 1024 * 1024}`)], expected: [413] },
    { title: 'a body that is shorter than it says', parts: [post(api, FACT, `content-length: ${FACT.length + 10}`)], half: true, expected: [400, 'closed'] },
    { title: 'a body that is longer than it says', parts: [post(api, FACT, 'content-length: 10')], expected: [400] },
    { title: 'length and chunks at once', parts: [post(api, `${FACT.length.toString(16)}\r\n${FACT}\r\n0\r\n\r\n`, `content-length: ${FACT.length}`, 'transfer-encoding: chunked')], expected: [400] },
    { title: 'a chunk of wrong size', parts: [post(api, `zz\r\n${FACT}\r\n0\r\n\r\n`, 'transfer-encoding: chunked')], expected: [400] },
    { title: 'a chunk that is cut off', parts: [post(api, `ffff\r\n${FACT}`, 'transfer-encoding: chunked')], half: true, expected: [400, 'closed'] },
    { title: 'chunks of 20 MB without an announcement', parts: [post(api, '', 'transfer-encoding: chunked'), ...repeated(`${MEGABYTE.length.toString(16)}\r\n${MEGABYTE}\r\n`, 20), '0\r\n\r\n'], expected: [413, 'closed'] },
    { title: 'a coding that is unknown', parts: [post(api, FACT, 'transfer-encoding: gzip')], expected: [400, 501] },
    { title: 'a compressed body', parts: [post(api, '\u001f\u008b\u0008', 'content-encoding: gzip')], expected: [400, 415] }
  ]
}

/** Requests of pages and programs that have no business here. */
function strangers (api: { token: string }): Offer[] {
  const bare = (line: string, ...headers: string[]): string => [line, ...headers, '', ''].join('\r\n')

  return [
    { title: 'no token', parts: [bare('GET /v1/status HTTP/1.1', 'host: 127.0.0.1')], expected: [401] },
    { title: 'a wrong token', parts: [head('GET /v1/status HTTP/1.1', { token: 'wrong' })], expected: [401] },
    { title: 'a token of 10,000 characters', parts: [head('GET /v1/status HTTP/1.1', { token: 'x'.repeat(10_000) })], expected: [401, 431] },
    { title: 'the name of another host', parts: [head('GET /v1/status HTTP/1.1', api, 'host: evil.example')], expected: [421] },
    { title: 'another host that begins with ours', parts: [head('GET /v1/status HTTP/1.1', api, 'host: 127.0.0.1.evil.example')], expected: [421] },
    { title: 'two hosts', parts: [head('GET /v1/status HTTP/1.1', api, 'host: 127.0.0.1', 'host: evil.example')], expected: [400, 421] },
    { title: 'another origin', parts: [head('POST /v1/facts HTTP/1.1', api, 'origin: http://evil.example', 'content-length: 0')], expected: [403] },
    { title: 'the origin null', parts: [head('POST /v1/facts HTTP/1.1', api, 'origin: null', 'content-length: 0')], expected: [403] },
    { title: 'a whole URL of another host', parts: [head('GET http://evil.example/v1/status HTTP/1.1', api, 'host: evil.example')], expected: [400, 421] },
    { title: 'a proxy request', parts: [bare('CONNECT evil.example:443 HTTP/1.1', 'host: evil.example:443')], expected: [400, 405, 421, 'closed'] },
    { title: 'an upgrade', parts: [head('GET /v1/status HTTP/1.1', { token: 'wrong' }, 'connection: upgrade', 'upgrade: websocket', 'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==', 'sec-websocket-version: 13')], expected: [401, 'closed'] },
    { title: 'a path that climbs', parts: [head('GET /v1/../../../../etc/passwd HTTP/1.1', api)], expected: [404] },
    { title: 'a path with encoded rubbish', parts: [head('GET /v1/facts/%00%ff%2e%2e%2f HTTP/1.1', api)], expected: [400, 404] },
    { title: 'a method that a path does not have', parts: [head('DELETE /v1/facts HTTP/1.1', api)], expected: [405] }
  ]
}

/** Bodies that arrive whole and are not facts. */
function hostileFacts (api: { token: string }): Offer[] {
  const fact = (changes: string): string => FACT.replace('"open"', changes)
  const withEntity = (entity: string): string => FACT.replace('door:front', entity)
  const offer = (title: string, body: string, ...expected: number[]): Offer => ({ title, parts: [post(api, body)], expected })

  return [
    offer('5,000,000 brackets', '['.repeat(5_000_000), 400),
    offer('5,000,000 braces in a fact', fact('{"a":'.repeat(1_000_000)), 400),
    offer('nothing', '', 400),
    offer('text that is cut off', FACT.slice(0, -5), 400),
    offer('a number in place of a fact', '7', 400, 422),
    offer('NaN', fact('NaN'), 400),
    offer('a value of the wrong type', fact('{"a":1}'), 400, 422),
    offer('a number out of range', fact('1e999').replace('"string"', '"number"'), 400, 422),
    offer('a confidence above 1', `${FACT.slice(0, -1)},"confidence":1.000001}`, 400, 422),
    offer('a negative confidence', `${FACT.slice(0, -1)},"confidence":-0.5}`, 400, 422),
    offer('a field that is none', `${FACT.slice(0, -1)},"kind":3}`, 400, 422),
    offer('__proto__', `${FACT.slice(0, -1)},"__proto__":{"scope":"local"}}`, 400, 422),
    offer('a string of 1,025 bytes', fact(JSON.stringify('x'.repeat(1_025))), 422),
    offer('an entity of 1 MB', withEntity(MEGABYTE), 413, 422),
    offer('NUL', withEntity('door:\\u0000'), 422),
    offer('a lone surrogate', fact('"\\ud800"'), 422),
    { title: 'bytes that are not UTF-8', parts: [post(api, '', 'content-length: 3'), Uint8Array.from([0x22, 0xff, 0x22])], expected: [400] },
    offer('a source of somebody else', `${FACT.slice(0, -1)},"source":"stigmem://somebody/node/self"}`, 422),
    offer('a scope that is not here', `${FACT.slice(0, -1)},"scope":"secret"}`, 422),
    offer('a relation that is reserved', FACT.replace('door:state', 'factmesh:grant'), 422)
  ]
}

describe('scenario: hostile bytes on the HTTP port', function () {
  this.timeout(600_000)

  let stage: Stage
  let daemon: Daemon
  let standing: Standing
  let files: Record<string, string>

  before(async () => {
    stage = await openStage()
    daemon = await stage.daemon('home')
    await daemon.client.assert(JSON.parse(FACT))
    standing = await standingOf(daemon)
    files = await contentsBelow(stage.path('home/journal'))
  })

  after(async () => {
    await stage.close()
  })

  async function refuse (offers: readonly Offer[]): Promise<void> {
    for (const { title, expected, ...request } of offers) {
      const { statuses, closed, text } = await exchangeRaw(daemon.api.url, request)
      const outcome = statuses.at(0) ?? (closed ? 'closed' : 'silence')

      expect(expected, `${title}: ${text.slice(0, 500)}`).to.include(outcome)
      await expectUnchanged(daemon, standing, title)
    }

    expect(await contentsBelow(stage.path('home/journal'))).to.deep.equal(files)
  }

  it('are refused when they are no requests', async () => refuse(brokenRequests(daemon.api)))

  it('are refused when bodies are not what they say', async () => refuse(brokenBodies(daemon.api)))

  it('are refused when strangers send them', async () => refuse(strangers(daemon.api)))

  it('are refused when they are no facts', async () => refuse(hostileFacts(daemon.api)))

  it('end the pipeline that they stand in, and no other', async () => {
    const ask = head('GET /livez HTTP/1.1', daemon.api)
    const [sound, spoilt] = await Promise.all([
      exchangeRaw(daemon.api.url, { parts: [ask.repeat(3)], answers: 3 }),
      exchangeRaw(daemon.api.url, { parts: [ask.repeat(3) + 'GARBAGE\r\n\r\n'], answers: 4 })
    ])

    expect(sound.statuses).to.deep.equal([200, 200, 200])
    expect(spoilt.statuses.at(-1)).to.equal(400)
    expect(spoilt.closed).to.equal(true)
    await expectUnchanged(daemon, standing, 'a pipeline with rubbish')
  })

  it('do not keep others out while they are slow', async () => {
    const slow = Array.from({ length: 50 }, async () => exchangeRaw(daemon.api.url, { parts: [post(daemon.api, '', 'content-length: 1000')] }))

    await expectUnchanged(daemon, standing, '50 connections that say nothing')
    await Promise.all(slow)
    await expectUnchanged(daemon, standing, '50 connections that went away')
  })
})
