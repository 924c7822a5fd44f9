import { signal } from '@preact/signals'
import { connectNode } from './node.ts'
import type { NodeFetch, UiNode } from './node.ts'

/** Whether the pages may show a node, and which. */
export type Session =
  | { readonly state: 'starting' }
  | { readonly state: 'closed', readonly reason: string }
  | { readonly state: 'open', readonly node: UiNode, end? (): Promise<void> }

/** The session of this page. Its token is in memory alone: a page that is loaded again needs another link. */
export const session = signal<Session>({ state: 'starting' })

/** What a page that lies at the node starts from. */
export interface ServedInit {
  readonly send: NodeFetch
  readonly url: string
  /** Fragment of the address: `#login=CODE` when the page was opened by a link. */
  readonly hash: string
}

/** Opens the session of a page that a daemon serves: by the code of its link, or without one where nobody needs a token. */
export async function openServed ({ send, url, hash }: ServedInit): Promise<void> {
  const [, code] = /^#login=([0-9a-f]+)$/.exec(hash) ?? []
  try {
    session.value = code == null ? await withoutToken(send, url) : await byCode(send, url, code)
  } catch {
    session.value = { state: 'closed', reason: 'The node does not answer.' }
  }
}

async function withoutToken (send: NodeFetch, url: string): Promise<Session> {
  const { auth } = await (await send('/.well-known/factmesh')).json()
  return auth === 'none'
    ? { state: 'open', node: connectNode({ send, url }) }
    : { state: 'closed', reason: 'This page has no session. It keeps its token in memory alone, so a page that was loaded again has none either.' }
}

async function byCode (send: NodeFetch, url: string, code: string): Promise<Session> {
  const answer = await send('/ui/sessions', { method: 'POST', headers: { authorization: `Bearer ${code}` } })
  if (!answer.ok) { return { state: 'closed', reason: 'The link was used before, or it has ended.' } }
  const { id, token } = await answer.json()
  const node = connectNode({ send, url, token, onRefused: () => { session.value = { state: 'closed', reason: 'The session has ended.' } } })
  return {
    state: 'open',
    node,
    async end () {
      await node.client.revokeToken(id)
      session.value = { state: 'closed', reason: 'You logged out.' }
    }
  }
}
