import { expect } from 'aegir/chai'
import { TOKEN } from '../fixtures/api-requests.ts'
import { fakeMesh } from '../fixtures/fake-mesh.ts'
import { exchangeRaw } from '../fixtures/raw-http.ts'
import { serve } from '../fixtures/served.ts'
import type { FakeMesh } from '../fixtures/fake-mesh.ts'
import type { Served } from '../fixtures/served.ts'

const BODY = JSON.stringify({ entity: 'door:front', relation: 'door:state', value: { type: 'string', v: 'open' } })
const WEBSOCKET = ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==', 'sec-websocket-version: 13']
const EVENTS = ['accept: text/event-stream']

describe('api over a socket, asked by pages and under other names', () => {
  let mesh: FakeMesh
  let served: Served
  let open: Served

  before(async () => {
    mesh = fakeMesh()
    served = await serve(mesh)
    open = await serve(mesh, { auth: 'none', token: undefined })
  })

  after(async () => {
    await served.close()
    await open.close()
  })

  /** The status of one request whose lines are written as they are; the token comes with it. */
  async function statusOf (line: string, headers: readonly string[], to = served): Promise<number | undefined> {
    const isWrite = line.startsWith('POST')
    const lines = [line, ...headers, `authorization: Bearer ${TOKEN}`, ...isWrite ? [`content-length: ${BODY.length}`] : [], '', isWrite ? BODY : '']
    return (await exchangeRaw(to.url, { parts: [lines.join('\r\n')] })).statuses[0]
  }

  const ASKED: ReadonlyArray<readonly [string, string, readonly string[]]> = [
    ['a read', 'GET /v1/status', []],
    ['HEAD', 'HEAD /v1/status', []],
    ['a preflight', 'OPTIONS /v1/facts', ['access-control-request-method: POST']],
    ['a write', 'POST /v1/facts', ['content-type: application/json']],
    ['a stream of events', 'GET /v1/events', EVENTS],
    ['a web socket', 'GET /v1/events', WEBSOCKET],
    ['a public path', 'GET /livez', []],
    ['a path that is none', 'GET /v1/none', []]
  ]

  ASKED.forEach(([title, target, headers]) => {
    it(`refuses ${title} under another name, with the token and where nobody needs one`, async () => {
      for (const to of [served, open]) {
        for (const host of ['evil.example', 'evil.example:80', `evil.example:${new URL(to.url).port}`, '127.0.0.1.nip.io', '127.0.0.1.evil.example', '']) {
          expect([400, 421], host).to.include(await statusOf(`${target} HTTP/1.1`, [`host: ${host}`, ...headers], to))
        }
        for (const hosts of [['127.0.0.1', 'evil.example'], ['evil.example', '127.0.0.1'], ['127.0.0.1', '127.0.0.1'], []]) {
          expect(await statusOf(`${target} HTTP/1.1`, [...hosts.map(host => `host: ${host}`), ...headers], to), hosts.join()).to.equal(400)
        }
        expect(await statusOf(`${target.replace(' ', ' http://evil.example')} HTTP/1.1`, ['host: 127.0.0.1', ...headers], to), 'in the target').to.equal(421)
      }
      expect(mesh.appends).to.have.length(0)
    })

    it(`refuses ${title} to pages of other origins, with the token and where nobody needs one`, async () => {
      for (const to of [served, open]) {
        const port = Number(new URL(to.url).port)
        for (const origin of ['null', '', 'http://evil.example', `http://127.0.0.1:${port + 1}`, 'http://127.0.0.1', `http://localhost:${port}`, `http://127.0.0.1:${port}/`, `http://127.0.0.1:${port}, null`]) {
          expect(await statusOf(`${target} HTTP/1.1`, [`host: 127.0.0.1:${port}`, `origin: ${origin}`, ...headers], to), origin).to.equal(403)
        }
      }
      expect(mesh.appends).to.have.length(0)
    })
  })

  it('takes a request to switch protocols for a plain one', async () => {
    expect(await statusOf('GET /v1/status HTTP/1.1', ['host: 127.0.0.1', ...WEBSOCKET])).to.equal(200)
  })

  it('takes no body that a form can send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      expect(await statusOf('POST /v1/facts HTTP/1.1', ['host: 127.0.0.1', `content-type: ${type}`], open), type).to.equal(415)
    }
    expect(mesh.appends).to.have.length(0)
  })
})
