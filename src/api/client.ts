import { JSON_MEDIA, NDJSON_MEDIA, PROBLEM_MEDIA } from './constants.ts'
import { ApiMismatchError, ApiProblemError, ApiUnreachableError } from './errors.ts'
import { splitStream } from './http/lines.ts'
import type { FactBody, FactJson } from './facts/json.ts'
import type { factQuerySchema, factWriteQuerySchema } from './facts/request-schema.ts'
import type { factLineSchema, factPageSchema, factProofSchema } from './facts/schema.ts'
import type { problemSchema } from './http/problem-schema.ts'
import type { peerAddedSchema, peerListSchema, syncSchema } from './node/peer-schema.ts'
import type { identitySchema, journalReportSchema, journalStatsSchema, statusSchema, ticketSchema } from './node/schema.ts'
import type { AbortOptions } from '@libp2p/interface'
import type * as z from 'zod/mini'

/** Where a client sends its requests. */
export interface ClientInit {
  /** The `url` of api.json. */
  url: string
  /** The `token` of api.json; not needed when the node runs without authentication. */
  token?: string
  /** Sends one request; `mesh.fetch` and tests stand in for the network here. */
  fetch?: typeof fetch
}

/** Filters of a list of facts, as the API names them. */
export type FactFilter = z.infer<typeof factQuerySchema>

/** How a list of facts is written, as the API names it. */
export type WriteFilter = z.infer<typeof factWriteQuerySchema>

/** What became of one line of a written list. */
export type FactLine = z.infer<typeof factLineSchema>

/**
 * Speaks to the API of one node. Every method throws ApiProblemError when the
 * node refuses, ApiUnreachableError when nobody answers or the answer breaks
 * off, and ApiMismatchError when something else answers.
 */
export interface ApiClient {
  readonly url: string
  status (options?: AbortOptions): Promise<z.infer<typeof statusSchema>>
  identity (options?: AbortOptions): Promise<z.infer<typeof identitySchema>>
  ticket (options?: AbortOptions): Promise<z.infer<typeof ticketSchema>>
  sync (options?: AbortOptions): Promise<z.infer<typeof syncSchema>>
  /** Writes one fact; it is durable when this resolves. */
  assert (fact: FactBody, options?: AbortOptions): Promise<FactJson>
  /**
   * Writes JSON Lines of facts. The promise resolves once the node has taken
   * all of them over in order, so the next call may follow at once; the
   * generator brings what became of each line once that is durable.
   */
  writeLines (lines: Uint8Array<ArrayBuffer>, filter?: WriteFilter, options?: AbortOptions): Promise<AsyncGenerator<FactLine>>
  fact (id: string, options?: AbortOptions): Promise<FactJson>
  proof (id: string, options?: AbortOptions): Promise<z.infer<typeof factProofSchema>>
  retract (id: string, options?: AbortOptions): Promise<FactJson>
  /** One page. */
  facts (filter?: FactFilter, options?: AbortOptions): Promise<z.infer<typeof factPageSchema>>
  /** Every match, one line of JSON text each. */
  factLines (filter?: FactFilter, options?: AbortOptions): Promise<AsyncGenerator<string>>
  peers (options?: AbortOptions): Promise<z.infer<typeof peerListSchema>>
  addPeer (address: string, options?: AbortOptions): Promise<z.infer<typeof peerAddedSchema>>
  removePeer (peerId: string, options?: AbortOptions): Promise<void>
  journalStat (options?: AbortOptions): Promise<z.infer<typeof journalStatsSchema>>
  verifyJournal (options?: AbortOptions): Promise<z.infer<typeof journalReportSchema>>
}

interface Call extends AbortOptions {
  method?: 'POST' | 'DELETE'
  query?: FactFilter | WriteFilter
  accept?: string
  contentType?: string
  body?: string | Uint8Array<ArrayBuffer>
}

/** Makes a client of one node; nothing is sent until it is asked for something. */
export function createClient (init: ClientInit): ApiClient {
  const call = async (path: string, options: Call = {}): Promise<Response> => send(init, path, options)
  const json = async <T> (path: string, options: Call = {}): Promise<T> => readJson(init.url, await call(path, options), options)
  const idPath = (id: string, rest: string = ''): string => `/v1/facts/${encodeURIComponent(id)}${rest}`
  return {
    url: init.url,
    status: async options => json('/v1/status', options),
    identity: async options => json('/v1/id', options),
    ticket: async options => json('/v1/ticket', options),
    sync: async options => json('/v1/sync', options),
    assert: async (fact, options) => json('/v1/facts', { ...options, method: 'POST', ...jsonBody(fact) }),
    async writeLines (lines, filter, options) {
      const response = await call('/v1/facts', { ...options, method: 'POST', query: filter, accept: NDJSON_MEDIA, contentType: NDJSON_MEDIA, body: lines })
      return parseLines(linesOf(init.url, response, options))
    },
    fact: async (id, options) => json(idPath(id), options),
    proof: async (id, options) => json(idPath(id, '/proof'), options),
    retract: async (id, options) => json(idPath(id, '/retractions'), { ...options, method: 'POST' }),
    facts: async (filter, options) => json('/v1/facts', { ...options, query: filter }),
    async factLines (filter, options) {
      return linesOf(init.url, await call('/v1/facts', { ...options, query: filter, accept: NDJSON_MEDIA }), options)
    },
    peers: async options => json('/v1/peers', options),
    addPeer: async (address, options) => json('/v1/peers', { ...options, method: 'POST', ...jsonBody({ address }) }),
    async removePeer (peerId, options) {
      await call(`/v1/peers/${encodeURIComponent(peerId)}`, { ...options, method: 'DELETE' })
    },
    journalStat: async options => json('/v1/journal', options),
    verifyJournal: async options => json('/v1/journal/verifications', { ...options, method: 'POST' })
  }
}

function jsonBody (value: unknown): Call {
  return { contentType: JSON_MEDIA, body: JSON.stringify(value) }
}

async function send (init: ClientInit, path: string, options: Call): Promise<Response> {
  const headers: Record<string, string> = { accept: options.accept ?? JSON_MEDIA }
  if (init.token != null) { headers.authorization = `Bearer ${init.token}` }
  if (options.contentType != null) { headers['content-type'] = options.contentType }
  const response = await reach(init, path + queryText(options.query), { method: options.method ?? 'GET', headers, body: options.body, signal: options.signal })
  if (!response.ok) { throw await problemIn(init.url, response, options) }
  return response
}

async function reach (init: ClientInit, path: string, request: RequestInit): Promise<Response> {
  const ask = init.fetch ?? fetch
  try {
    return await ask(new URL(path, init.url), request)
  } catch (error) {
    throw brokenOff(init.url, error, request)
  }
}

/** What a failed exchange means: the caller gave up, or the node is not there. */
function brokenOff (url: string, error: unknown, { signal }: { signal?: AbortSignal | null }): unknown {
  return signal?.aborted === true ? signal.reason : new ApiUnreachableError(url, error)
}

function queryText (query: FactFilter | WriteFilter | undefined): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value != null).map(([name, value]) => [name, String(value)])
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}

async function readJson<T> (url: string, response: Response, options: AbortOptions): Promise<T> {
  const text = await readText(url, response, options)
  try {
    return JSON.parse(text) as T
  } catch (error) {
    throw new ApiMismatchError(url, error)
  }
}

async function readText (url: string, response: Response, options: AbortOptions): Promise<string> {
  try {
    return await response.text()
  } catch (error) {
    throw brokenOff(url, error, options)
  }
}

async function problemIn (url: string, response: Response, options: AbortOptions): Promise<Error> {
  return response.headers.get('content-type')?.startsWith(PROBLEM_MEDIA) === true
    ? new ApiProblemError(await readJson<z.infer<typeof problemSchema>>(url, response, options))
    : new ApiMismatchError(url)
}

async function * linesOf (url: string, response: Response, options: AbortOptions = {}): AsyncGenerator<string> {
  if (response.body == null) { return }
  try {
    yield * splitStream(response.body)
  } catch (error) {
    throw brokenOff(url, error, options)
  }
}

async function * parseLines (lines: AsyncIterable<string>): AsyncGenerator<FactLine> {
  for await (const line of lines) { yield JSON.parse(line) as FactLine }
}
