import { expect } from 'aegir/chai'
import { createHandler, createOpenApi, PROBLEMS, ROUTES } from '../../src/api/index.ts'
import { listen } from '../../src/apps/daemon/index.ts'
import { createFactMesh } from '../../src/index.ts'
import { platform, seededRandom } from '../../src/platform/index.ts'
import { checkAnswer, routeOf } from '../fixtures/checked-handler.ts'
import { RequestMaker } from '../fixtures/hostile-http.ts'
import { exchangeWire, spoilWire, wireOf } from '../fixtures/hostile-wire.ts'
import type { ApiHandler } from '../../src/api/index.ts'
import type { FactMesh } from '../../src/index.ts'
import type { Random } from '../../src/platform/index.ts'
import type { MadeRequest, RequestDocument } from '../fixtures/hostile-http.ts'

/** A node grows with what is written, so that calls of a long round cost more; a fresh one begins each round. */
const ROUNDS = 50
const CALLS_PER_ROUND = 2_000
const WIRE_REQUESTS = 12_000
const REQUESTS_PER_CONNECTION = 4
const AT_ONCE = 32
const HANG_MS = 5_000
const FAULTS_MAX = 20
const STREAM_BYTES_MAX = 16_384
const NDJSON_MEDIA = 'application/x-ndjson'
const EVENTS_PATH = '/v1/events'
const TOKEN = 'a-token-for-tests'
const SEED = Number(process.env.FACTMESH_SEED ?? Math.floor(Math.random() * 2 ** 32))

/** What became of all requests. */
class Tally {
  readonly faults: string[] = []
  private readonly statuses = new Map<number | string, number>()

  /** Answers in all. */
  get sum (): number {
    return [...this.statuses.values()].reduce((sum, part) => sum + part, 0)
  }

  /** Counts an answer; one of the 5xx range is a fault, unless it says that something is not there for now. */
  count (status: number, made: unknown): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1)
    if (status >= 500 && status !== 503) { this.fault(String(status), made) }
  }

  hang (made: unknown): void {
    this.statuses.set('hang', (this.statuses.get('hang') ?? 0) + 1)
    this.fault('no answer', made)
  }

  fault (what: string, made: unknown): void {
    this.faults.push(`${what}: ${JSON.stringify(made).slice(0, 1_000)}`)
  }

  toString (): string {
    return [...this.statuses].sort(([a], [b]) => String(a) < String(b) ? -1 : 1).map(([status, count]) => `${status}: ${count}`).join(', ')
  }
}

async function inTurns (count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < count) { await work(next++) }
  }))
}

async function withinHang<T> (work: Promise<T>): Promise<T | 'hang'> {
  const { promise, resolve } = Promise.withResolvers<'hang'>()
  const timer = platform().timers.after(HANG_MS, () => { resolve('hang') })
  try {
    return await Promise.race([work, promise])
  } finally {
    timer.cancel()
  }
}

/** The request as a handler gets it; undefined when no `Request` can carry it. */
function requestOf ({ method, target, headers, body }: MadeRequest): Request | undefined {
  try {
    const made = new Request(new URL(`http://127.0.0.1${target}`), { method, body: body ?? null, headers: {} })
    Object.defineProperty(made, 'headers', { value: new Headers(headers.map(([name, value]): [string, string] => [name, value])) })
    return made
  } catch {
    return undefined
  }
}

/** The text of an answer; of a list its first lines, and of events, which have no end, what stands at their beginning. */
async function textOf (response: Response, path: string): Promise<{ text: string, isWhole: boolean }> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  const isLines = response.headers.get('content-type') === NDJSON_MEDIA
  if (reader == null) { return { text: '', isWhole: true } }
  const linesMax = isLines ? STREAM_BYTES_MAX : Infinity
  const bytesMax = path === EVENTS_PATH && response.ok ? 1 : linesMax
  let text = ''
  while (text.length < bytesMax) {
    const part = await reader.read()
    if (part.done) { return { text: text + decoder.decode(), isWhole: true } }
    text += decoder.decode(part.value, { stream: true })
  }
  await reader.cancel()
  return { text, isWhole: false }
}

/** Names of things that are there, so that requests find something. */
async function fill (mesh: FactMesh): Promise<ReadonlyMap<string, readonly string[]>> {
  const source = (name: string): string => `stigmem://${mesh.peerId}/agent/${name}`
  const entities = ['city:paris', 'city:rome', 'user:alice', 'code://rust/app', 'code://rust/app/main']
  const relations = ['geo:population', 'memory:role', 'geo:twin']
  const facts: string[] = []
  for (const [i, entity] of entities.entries()) {
    for (const name of ['a', 'b']) {
      const fact = await mesh.assert({ entity, relation: relations[i % 3], value: i % 2 === 0 ? { type: 'number', v: i } : { type: 'string', v: name }, source: source(name) })
      facts.push(fact.id)
    }
  }
  const { conflicts } = await mesh.conflicts.list()
  return new Map([
    ['entity', entities], ['canonical', entities], ['alias', entities], ['target', entities], ['entity_prefix', ['code://rust', 'city:', 'user']], ['relation', relations], ['relations', [relations.join()]],
    ['source', [source('a'), source('b')]], ['scope', ['public', 'local']], ['id', facts], ['fact', facts], ['winning_fact_id', facts], ['derived_from', facts], ['author', [mesh.peerId]], ['peer_id', [mesh.peerId]],
    ['conflict', [...conflicts.map(({ id }) => id), 'aaaaaaaaaaaaaaaaaaaaaaaaaa']], ['lens', mesh.lenses.names], ['code', Object.keys(PROBLEMS)], ['address', ['/memory/1']],
    ['hash', ['ab'.repeat(32)]], ['as_of', [facts.length.toString(), '2024-01-01T00:00:00Z']], ['cursor', ['']], ['', ['text', 'Paris', 'élan', 'x y']]
  ])
}

/** A node and its API, with makers of requests that know what is there. */
interface Stage {
  readonly mesh: FactMesh
  readonly handler: ApiHandler
  readonly maker: RequestMaker
  readonly causes: unknown[]
}

async function openStage (seed: number): Promise<Stage> {
  const causes: unknown[] = []
  const mesh = await createFactMesh({ libp2p: { transports: 'memory' }, dht: false, syncIntervalMs: false })
  const handler = createHandler(mesh, { auth: 'token', token: TOKEN, onFailure: error => { causes.push(error) } })
  const document = createOpenApi(ROUTES, 'test') as unknown as RequestDocument
  return { mesh, handler, causes, maker: new RequestMaker(document, { random: seededRandom(seed), token: TOKEN, known: await fill(mesh) }) }
}

/** Makes the next request that a `Request` can carry. */
function nextRequest (maker: RequestMaker): { made: MadeRequest, request: Request } {
  for (;;) {
    const made = maker.next()
    const request = requestOf(made)
    if (request != null) { return { made, request } }
  }
}

/** Sends one request to a handler and judges its answer. */
async function call ({ handler, maker }: Stage, tally: Tally): Promise<void> {
  const { made, request } = nextRequest(maker)
  const path = new URL(request.url).pathname
  const outcome = await withinHang(handler(request).then(async response => ({ response, ...await textOf(response, path) })))
  if (outcome === 'hang') { return tally.hang(made) }
  const { response: { status, headers }, text, isWhole } = outcome
  tally.count(status, made)
  if (request.method === 'HEAD') { return }
  const lines = isWhole || path === EVENTS_PATH ? text : text.slice(0, text.lastIndexOf('\n') + 1)
  try {
    checkAnswer(routeOf(request.method, path), status, headers.get('content-type')?.split(';')[0] ?? '', lines)
  } catch (error) {
    tally.fault(String(error), made)
  }
}

/** Sends a pipeline of requests over a socket, whole or broken, and judges what comes back. */
async function callOverWire (url: string, { maker }: Stage, random: Random, tally: Tally): Promise<void> {
  const requests = Array.from({ length: REQUESTS_PER_CONNECTION }, () => maker.next())
  const wire = spoilWire(requests.map(wireOf), random)
  const outcome = await withinHang(exchangeWire(url, wire, requests.map(({ method }) => method)))
  if (outcome === 'hang') { return tally.hang(requests) }
  for (const { status, media, text, isWhole } of outcome) {
    tally.count(status, requests)
    if (isWhole && status >= 400 && !(status === 503 && media === 'application/json')) { // a node that is not ready says so in a body of its own
      try {
        checkAnswer(undefined, status, media, text)
      } catch (error) {
        tally.fault(`${status} ${String(error)}`, requests)
      }
    }
  }
}

describe(`api against generated requests (FACTMESH_SEED=${SEED})`, function () {
  this.timeout(600_000)

  function expectSound (tally: Tally, stage: Stage): void {
    for (const cause of stage.causes) { tally.fault('internal', cause instanceof Error ? cause.stack : cause) }
    expect(tally.faults.slice(0, FAULTS_MAX), `seed ${SEED}, ${tally.faults.length} faults`).to.deep.equal([])
  }

  it(`answers ${ROUNDS * CALLS_PER_ROUND} calls, none with a failure`, async () => {
    const tally = new Tally()
    for (let round = 0; round < ROUNDS; round++) {
      const stage = await openStage(SEED + round)
      await inTurns(CALLS_PER_ROUND, async () => call(stage, tally))
      await stage.mesh.stop()
      expectSound(tally, stage)
    }
    process.stdout.write(`      ${tally.toString()}\n`)
    expect(tally.sum).to.equal(ROUNDS * CALLS_PER_ROUND)
  })

  it(`answers ${WIRE_REQUESTS} requests over sockets, whole and broken, none with a failure`, async () => {
    const stage = await openStage(SEED)
    const listener = await listen({ host: '127.0.0.1', port: 0 }, stage.handler, platform())
    const random = seededRandom(SEED)
    const tally = new Tally()
    await inTurns(WIRE_REQUESTS / REQUESTS_PER_CONNECTION, async () => callOverWire(listener.url, stage, random, tally))
    expect((await fetch(new URL('/livez', listener.url))).status).to.equal(200)
    await listener.close()
    await stage.mesh.stop()
    process.stdout.write(`      ${tally.toString()}\n`)
    expectSound(tally, stage)
    expect(tally.sum).to.be.above(WIRE_REQUESTS / REQUESTS_PER_CONNECTION)
  })
})
