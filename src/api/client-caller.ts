import { JSON_MEDIA, NDJSON_MEDIA, PROBLEM_MEDIA } from './constants.ts'
import { ApiMismatchError, ApiProblemError, ApiUnreachableError } from './errors.ts'
import { OPERATIONS } from './generated/operations.ts'
import { splitStream } from './http/lines.ts'
import type { Problem } from './generated/interface.ts'
import type { Operations } from './generated/operations.ts'
import type { AbortOptions } from '@libp2p/interface'

/** Where a client sends its requests. */
export interface ClientInit {
  /** The `url` of api.json. */
  url: string
  /** The `token` of api.json; not needed when the node runs without authentication. */
  token?: string
  /** Sends one request; `mesh.fetch` and tests stand in for the network here. */
  fetch?: typeof fetch
}

/** Names one path and method of the API. */
export type OperationId = keyof Operations

/** Everything that a request to one operation may carry. */
export interface OperationInput<K extends OperationId> {
  /** Parts of the path; they are encoded here. */
  readonly params?: Operations[K]['params']
  /** Fields that are undefined are left out. */
  readonly query?: Operations[K]['query']
  readonly body?: Operations[K]['body']
  /** JSON Lines in place of a body. */
  readonly lines?: Uint8Array<ArrayBuffer>
  /** 1 to 255 visible ASCII characters: the same request with the same key is done once, however often it is sent. */
  readonly idempotencyKey?: string
}

/** How lines are asked for. */
export interface LinesOptions extends AbortOptions {
  /** Told the headers of the answer, before its first line. */
  onHeaders? (headers: Headers): void
}

/**
 * Sends requests to one node. Every method throws ApiProblemError when the
 * node refuses, ApiUnreachableError when nobody answers or the answer breaks
 * off, and ApiMismatchError when something else answers.
 */
export class ApiCaller {
  private readonly init: ClientInit

  constructor (init: ClientInit) {
    this.init = init
  }

  /** Calls an operation that answers JSON, or nothing. */
  async call<K extends OperationId> (id: K, input: OperationInput<K> = {}, options: AbortOptions = {}): Promise<Operations[K]['answer']> {
    const response = await this.send(id, { ...input, accept: JSON_MEDIA }, options)
    return response.status === 204 ? undefined : this.readJson(response, options)
  }

  /** Calls an operation that streams JSON Lines, and reads them as they come. It resolves with the head of the answer. */
  async lines<K extends OperationId> (id: K, input: OperationInput<K> = {}, { onHeaders, ...options }: LinesOptions = {}): Promise<AsyncGenerator<string>> {
    const response = await this.send(id, { ...input, accept: NDJSON_MEDIA }, options)
    onHeaders?.(response.headers)
    return this.linesOf(response, options)
  }

  private async send<K extends OperationId> (id: K, input: OperationInput<K> & { readonly accept: string }, options: AbortOptions): Promise<Response> {
    const { accept, params, query, body, lines, idempotencyKey } = input
    const headers: Record<string, string> = { accept }
    if (this.init.token != null) { headers.authorization = `Bearer ${this.init.token}` }
    if (idempotencyKey != null) { headers['idempotency-key'] = idempotencyKey }
    if (lines != null || body != null) { headers['content-type'] = lines == null ? JSON_MEDIA : NDJSON_MEDIA }
    const { method, path } = OPERATIONS[id]
    const response = await this.reach(pathOf(path, params ?? {}) + queryText(query ?? {}), {
      method,
      headers,
      body: lines ?? (body == null ? undefined : JSON.stringify(body)),
      signal: options.signal
    })
    if (!response.ok) { throw await this.problemIn(response, options) }
    return response
  }

  private async reach (path: string, request: RequestInit): Promise<Response> {
    const ask = this.init.fetch ?? fetch
    try {
      return await ask(new URL(path, this.init.url), request)
    } catch (error) {
      throw this.brokenOff(error, request)
    }
  }

  /** What a failed exchange means: the caller gave up, or the node is not there. */
  private brokenOff (error: unknown, { signal }: { signal?: AbortSignal | null }): unknown {
    return signal?.aborted === true ? signal.reason : new ApiUnreachableError(this.init.url, error)
  }

  private async readJson<T> (response: Response, options: AbortOptions): Promise<T> {
    const text = await this.readText(response, options)
    try {
      return JSON.parse(text) as T
    } catch (error) {
      throw new ApiMismatchError(this.init.url, error)
    }
  }

  private async readText (response: Response, options: AbortOptions): Promise<string> {
    try {
      return await response.text()
    } catch (error) {
      throw this.brokenOff(error, options)
    }
  }

  private async problemIn (response: Response, options: AbortOptions): Promise<Error> {
    return response.headers.get('content-type')?.startsWith(PROBLEM_MEDIA) === true
      ? new ApiProblemError(await this.readJson<Problem>(response, options))
      : new ApiMismatchError(this.init.url)
  }

  private async * linesOf (response: Response, options: AbortOptions): AsyncGenerator<string> {
    if (response.body == null) { return }
    try {
      yield * splitStream(response.body)
    } catch (error) {
      throw this.brokenOff(error, options)
    }
  }
}

function pathOf (path: string, params: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name]))
}

function queryText (query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value != null).map(([name, value]) => [name, String(value)])
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}
