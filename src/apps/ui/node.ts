import { ApiMismatchError, ApiProblemError, ApiUnreachableError, createClient } from '../../api/index.ts'
import type { ApiClient } from '../../api/index.ts'

/** Sends one request to a node by its path: `fetch` of the page, or that of a mesh in the page. */
export type NodeFetch = (path: string, init?: RequestInit) => Promise<Response>

/** Where a page finds its node. */
export interface NodeInit {
  readonly send: NodeFetch
  /** Without a path; commands and programs that the pages show name it. */
  readonly url: string
  readonly token?: string
  /** Told when the node does not know the token any more. */
  onRefused? (): void
}

/** The node that the pages show. */
export interface UiNode {
  readonly url: string
  readonly client: ApiClient
  /**
   * Asks for JSON at a path that not every version of a node has.
   *
   * @throws {ApiProblemError} {ApiUnreachableError} {ApiMismatchError}
   */
  ask (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>
  /** The text at a path, such as `/metrics`; it throws what `ask` throws. */
  text (path: string): Promise<string>
}

/** Makes the node of the pages; nothing is sent until a page asks. */
export function connectNode ({ send, url, token, onRefused }: NodeInit): UiNode {
  const watched: NodeFetch = async (path, init) => {
    const answer = await send(path, init)
    if (answer.status === 401) { onRefused?.() }
    return answer
  }
  const reach = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    if (token != null) { headers.set('authorization', `Bearer ${token}`) }
    const answer = await watched(path, { ...init, headers }).catch((error: unknown) => { throw new ApiUnreachableError(url, error) })
    if (answer.ok) { return answer }
    const problem = await answer.json().catch((error: unknown) => { throw new ApiMismatchError(url, error) })
    throw new ApiProblemError(problem)
  }
  return {
    url,
    client: createClient({
      url,
      token,
      fetch: async (input, init) => {
        const { pathname, search } = new URL(String(input))
        return watched(pathname + search, init)
      }
    }),
    async ask (method, path, body) {
      const content = body == null ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const text = await (await reach(path, { method, ...content })).text()
      return text === '' ? undefined : JSON.parse(text)
    },
    text: async path => (await reach(path, {})).text()
  }
}
