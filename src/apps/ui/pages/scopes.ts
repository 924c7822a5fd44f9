import { h } from 'preact'
import { Act } from '../parts/act.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { Form } from '../parts/form.ts'
import { Table, part } from '../parts/table.ts'
import { Moment, PageLink, PeerName, Text } from '../parts/text.ts'
import type { Operations } from '../../../api/index.ts'
import type { UiNode } from '../node.ts'
import type { PageProps } from '../parts/page.ts'
import type { JSX } from 'preact'

type Scope = Operations['getV1Scopes']['answer']['scopes'][number]

const RIGHTS = ['read', 'write', 'admin'] as const

/** Scopes and who may do what in them. */
export function ScopesPage ({ node, query: { scope } }: PageProps): JSX.Element {
  const answer = useAnswer(async signal => (await node.client.scopes({ signal })).scopes, { keys: [node] })
  return shown(answer, scopes => h('div', {},
    h(ScopeTable, { scopes }),
    h(NewScope, { node, onDone: answer.reload }),
    scope == null ? null : h(Detail, { key: scope, node, scope })
  ))
}

function ScopeTable ({ scopes }: { scopes: readonly Scope[] }): JSX.Element {
  return h(Table, {
    caption: 'Scopes of this node',
    head: ['Scope', 'Kind', 'Your rights', 'Members', 'Facts', 'Bundles', 'Wanted', 'Root'],
    rows: scopes.map(({ scope, id, closed, rights, members, facts, bundles, wanted, root }) => [
      closed ? h(PageLink, { page: 'scopes', query: { scope: id }, text: scope }) : h(PageLink, { page: 'facts', query: { scope }, text: scope }),
      closed ? 'closed' : scope === 'local' ? 'this node alone' : 'open',
      rights.join(', ') || 'none',
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
  const then = async (made: Promise<{ scope: string }>, told: string): Promise<string> => {
    await made
    onDone()
    return told
  }
  return part('Another closed scope',
    h(Form, {
      title: 'A closed scope to make', button: 'Make it', fields: [{ name: 'name', label: 'Name', needed: true }], submit: async ({ name }) => then(node.client.createScope(name), 'It is made.')
    }),
    h(Form, {
      title: 'A closed scope to join', button: 'Join it', fields: [{ name: 'ticket', label: 'Ticket of the scope', needed: true }], submit: async ({ ticket }) => then(node.client.joinScope(ticket.trim()), 'Joined. Facts come once a member granted you rights.')
    }))
}

function Detail ({ node, scope }: { node: UiNode, scope: string }): JSX.Element {
  const answer = useAnswer(async signal => node.client.scope(scope, { signal }), { keys: [node, scope] })
  return part('Who may do what', shown(answer, ({ peers, acts, rights }) => h('div', {},
    h(Table, {
      caption: 'Members',
      head: ['Peer', 'Rights', 'Names'],
      rows: peers.map(({ peer_id: id, rights, names }) => [h('code', {}, id), rights.join(', '), h(Text, { text: names.join(', ') })]),
      empty: 'Nobody may do anything here. The creator of the scope can grant rights.'
    }),
    h('div', { class: 'row' }, h(Act, { label: 'Show the ticket of the scope', run: async () => (await node.client.scopeTicket(scope)).ticket })),
    rights.includes('admin') ? h(Rights, { node, scope, onDone: answer.reload }) : null,
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

function Rights ({ node, scope, onDone }: { node: UiNode, scope: string, onDone: () => void }): JSX.Element {
  const then = async (written: Promise<unknown>, told: string): Promise<string> => {
    await written
    onDone()
    return told
  }
  return h('div', {},
    h(Form, {
      title: 'Rights to grant',
      button: 'Grant',
      fields: [{ name: 'peer', label: 'Peer id', needed: true }, ...RIGHTS.map(right => ({ name: right, label: right, choices: ['true'], value: right === 'read' ? 'true' : '' }))],
      submit: async ({ peer, ...ticked }) => then(node.client.grant(scope, { peer: peer.trim(), rights: RIGHTS.filter(right => ticked[right] === 'true') }), 'Granted.')
    }),
    h(Form, {
      title: 'Rights to revoke',
      button: 'Revoke all rights',
      fields: [{ name: 'peer', label: 'Peer id', needed: true }, { name: 'reason', label: 'Reason', needed: true }, { name: 'past', label: 'What the peer wrote before', choices: ['keep', 'outlaw'], value: 'keep' }],
      submit: async ({ peer, reason, past }) => then(node.client.revoke(scope, { peer: peer.trim(), reason, past: past === 'outlaw' ? 'outlaw' : 'keep' }), 'Revoked.')
    }))
}
