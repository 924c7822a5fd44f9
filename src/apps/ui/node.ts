import { ApiMismatchError, ApiProblemError, ApiUnreachableError, createClient } from '../../api/index.ts'
import type { ApiClient } from '../../api/index.ts'

/** What a node in the page is called in addresses that nobody dials. */
const IN_PAGE = 'http://localhost'

/** Sends one request to a node by its path: `fetch` of the page, or that of a mesh in the page. */
export type NodeFetch = (path: string, init?: RequestInit) => Promise<Response>

/** Where a page finds its node. */
export interface NodeInit {
  readonly send: NodeFetch
  /** Without a path; commands and programs that the pages show name it. Absent: the node is in the page, and only the page reaches it. */
  readonly url?: string
  readonly token?: string
  /** Told when the node does not know the token any more. */
  onRefused? (): void
}

/** The node that the pages show. */
export interface UiNode {
  /** Where other programs reach the node; absent when they do not. */
  readonly url?: string
  readonly client: ApiClient
  /**
   * The text at a path, such as `/metrics`.
   *
   * @throws {ApiProblemError} {ApiUnreachableError} {ApiMismatchError}
   */
  text (path: string): Promise<string>
}

/** Makes the node of the pages; nothing is sent until a page asks. */
export function connectNode ({ send, url: reached, token, onRefused }: NodeInit): UiNode {
  const url = reached ?? IN_PAGE
  const watched: NodeFetch = async (path, init) => {
    const answer = await send(path, init)
    if (answer.status === 401) { onRefused?.() }
    return answer
  }
  const reach = async (path: string): Promise<Response> => {
    const headers = token == null ? undefined : { authorization: `Bearer ${token}` }
    const answer = await watched(path, { headers }).catch((error: unknown) => { throw new ApiUnreachableError(url, error) })
    if (answer.ok) { return answer }
    const problem = await answer.json().catch((error: unknown) => { throw new ApiMismatchError(url, error) })
    throw new ApiProblemError(problem)
  }
  return {
    url: reached,
    client: createClient({
      url,
      token,
      fetch: async (input, init) => {
        const { pathname, search } = new URL(String(input))
        return watched(pathname + search, init)
      }
    }),
    text: async path => (await reach(path)).text()
  }
}
