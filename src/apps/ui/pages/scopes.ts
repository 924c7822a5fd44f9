import { h } from 'preact'
import { Act } from '../parts/act.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { Form } from '../parts/form.ts'
import { Table, part } from '../parts/table.ts'
import { Moment, PageLink, PeerName, Text } from '../parts/text.ts'
import type { UiNode } from '../node.ts'
import type { PageProps } from '../parts/page.ts'
import type { JSX } from 'preact'

/** A scope as the API tells it; what stands behind `root` is there when the node knows closed scopes. */
interface Scope {
  readonly scope: string
  readonly id: string
  readonly facts: number
  readonly bundles: number
  readonly root: string | null
  readonly wanted: number
  readonly closed?: boolean
  readonly rights?: readonly string[]
  readonly members?: number | null
}

/** Everything about one closed scope. */
interface ScopeDetail extends Scope {
  readonly creator: string | null
  readonly peers: ReadonlyArray<{ readonly peer_id: string, readonly rights: readonly string[], readonly names: readonly string[] }>
  readonly acts: ReadonlyArray<{ readonly id: string, readonly kind: string, readonly author: string, readonly peer: string | null, readonly timestamp: string, readonly effective: boolean }>
}

const RIGHTS = ['read', 'write', 'admin']

/** Scopes and who may do what in them. */
export function ScopesPage ({ node, query: { scope } }: PageProps): JSX.Element {
  const answer = useAnswer(async () => (await node.ask('GET', '/v1/scopes') as { scopes: readonly Scope[] }).scopes, { keys: [node] })
  return shown(answer, scopes => h('div', {},
    h(ScopeTable, { scopes }),
    knowsClosed(scopes) ? h(NewScope, { node, onDone: answer.reload }) : h('p', { class: 'quiet' }, 'This version of the node has open scopes alone.'),
    scope == null ? null : h(Detail, { key: scope, node, scope })
  ))
}

/** Whether this version of the node has closed scopes. */
function knowsClosed (scopes: readonly Scope[]): boolean {
  return scopes.some(({ closed }) => closed != null)
}

function ScopeTable ({ scopes }: { scopes: readonly Scope[] }): JSX.Element {
  return h(Table, {
    caption: 'Scopes of this node',
    head: ['Scope', 'Kind', 'Your rights', 'Members', 'Facts', 'Bundles', 'Wanted', 'Root'],
    rows: scopes.map(({ scope, id, closed, rights, members, facts, bundles, wanted, root }) => [
      closed === true ? h(PageLink, { page: 'scopes', query: { scope: id }, text: scope }) : h(PageLink, { page: 'facts', query: { scope }, text: scope }),
      closed === true ? 'closed' : scope === 'local' ? 'this node alone' : 'open',
      rights?.join(', ') ?? 'all',
      members ?? 'everybody',
      facts,
      bundles,
      wanted,
      root == null ? 'none' : h('code', { title: root }, root.slice(0, 16))
    ]),
    empty: 'This node has no scopes.'
  })
}

function NewScope ({ node, onDone }: { node: UiNode, onDone: () => void }): JSX.Element {
  const send = async (path: string, body: unknown, told: string): Promise<string> => {
    await node.ask('POST', path, body)
    onDone()
    return told
  }
  return part('Another closed scope',
    h(Form, {
      title: 'A closed scope to make', button: 'Make it', fields: [{ name: 'name', label: 'Name', needed: true }], submit: async ({ name }) => send('/v1/scopes', { name }, 'It is made.')
    }),
    h(Form, {
      title: 'A closed scope to join', button: 'Join it', fields: [{ name: 'ticket', label: 'Ticket of the scope', needed: true }], submit: async ({ ticket }) => send('/v1/scopes/join', { ticket: ticket.trim() }, 'Joined.')
    }))
}

function Detail ({ node, scope }: { node: UiNode, scope: string }): JSX.Element {
  const path = `/v1/scopes/${encodeURIComponent(scope)}`
  const answer = useAnswer(async () => await node.ask('GET', path) as ScopeDetail, { keys: [node, scope] })
  return part('Who may do what', shown(answer, ({ peers, acts, rights = [] }) => h('div', {},
    h(Table, {
      caption: 'Members',
      head: ['Peer', 'Rights', 'Names'],
      rows: peers.map(({ peer_id: id, rights, names }) => [h('code', {}, id), rights.join(', '), h(Text, { text: names.join(', ') })]),
      empty: 'Nobody may do anything here. The creator of the scope can grant rights.'
    }),
    h('div', { class: 'row' }, h(Act, { label: 'Show the ticket of the scope', run: async () => (await node.ask('GET', `${path}/ticket`) as { ticket: string }).ticket })),
    rights.includes('admin') ? h(Rights, { node, path, onDone: answer.reload }) : null,
    h(Table, {
      caption: 'Acts, in the order in which they are judged',
      head: ['Act', 'Author', 'Peer', 'Time', 'Counts'],
      rows: acts.map(({ id, kind, author, peer, timestamp, effective }) => [
        h(PageLink, { page: 'fact', query: { id }, text: kind }), h(PeerName, { id: author }), peer == null ? '' : h(PeerName, { id: peer }), h(Moment, { at: timestamp }), effective ? 'yes' : 'no'
      ]),
      empty: 'No rights were granted or revoked so far. Grant one above.'
    })
  )))
}

function Rights ({ node, path, onDone }: { node: UiNode, path: string, onDone: () => void }): JSX.Element {
  const send = async (what: string, body: unknown, told: string): Promise<string> => {
    await node.ask('POST', `${path}/${what}`, body)
    onDone()
    return told
  }
  return h('div', {},
    h(Form, {
      title: 'Rights to grant',
      button: 'Grant',
      fields: [{ name: 'peer', label: 'Peer id', needed: true }, ...RIGHTS.map(right => ({ name: right, label: right, choices: ['true'], value: right === 'read' ? 'true' : '' }))],
      submit: async ({ peer, ...ticked }) => send('grants', { peer: peer.trim(), rights: RIGHTS.filter(right => ticked[right] === 'true') }, 'Granted.')
    }),
    h(Form, {
      title: 'Rights to revoke',
      button: 'Revoke all rights',
      fields: [{ name: 'peer', label: 'Peer id', needed: true }, { name: 'reason', label: 'Reason', needed: true }, { name: 'past', label: 'What the peer wrote before', choices: ['keep', 'outlaw'], value: 'keep' }],
      submit: async ({ peer, reason, past }) => send('revocations', { peer: peer.trim(), reason, past }, 'Revoked.')
    }))
}
