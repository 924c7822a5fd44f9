import { h } from 'preact'
import { useState } from 'preact/hooks'
import { Act } from '../parts/act.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { Form } from '../parts/form.ts'
import { part, Table } from '../parts/table.ts'
import { Moment, PageLink, PeerName, Text, visible } from '../parts/text.ts'
import { TicketView } from '../parts/ticket.ts'
import { cliOf, VIEWS } from '../views.ts'
import type { Operations } from '../../../api/index.ts'
import type { PageProps } from '../parts/page.ts'
import type { JSX } from 'preact'

type Detail = Operations['getV1ScopesScope']['answer']

interface Props extends Pick<PageProps, 'node'> {
  readonly detail: Detail
  /** Peer id of this node. */
  readonly own: string
  onDone (): void
}

/** How often the page looks again, in milliseconds. */
const LOOK_MS = 3_000

/** Rights that an administrator gives here; `factmesh scope grant` knows the rare ones too. */
const RIGHTS = ['read', 'write', 'curate', 'admin'] as const

/** One scope: what this node may do in it, its ticket, its members and its acts. */
export function ScopeDetail ({ node, scope }: Pick<PageProps, 'node'> & { readonly scope: string }): JSX.Element {
  const answer = useAnswer(async signal => {
    const [detail, { peer_id: own }] = await Promise.all([node.client.scope(scope, { signal }), node.client.identity({ signal })])
    return { detail, own }
  }, { keys: [node, scope], everyMs: LOOK_MS })
  return shown(answer, ({ detail, own }) => part(visible(detail.id),
    h(Standing, { detail, own }),
    h('p', {}, h(PageLink, { page: 'facts', query: { scope: detail.id }, text: 'Read and write facts of this scope' })),
    detail.closed ? h(Closed, { node, detail, own, onDone: answer.reload }) : null
  ))
}

/** What this node may do in the scope, in words, and the next step where that is nothing. */
function Standing ({ detail: { scope, id, closed, rights, peers }, own }: Pick<Props, 'detail' | 'own'>): JSX.Element {
  if (!closed) { return h('p', { class: 'lead' }, scope === 'local' ? 'What is written here stays on this node.' : 'Everybody reads and writes here.') }
  if (rights.includes('admin')) {
    return h('div', {}, h('p', { class: 'lead' }, 'This node decides who takes part here.'),
      peers.length > 1 ? null : h('p', { class: 'empty' }, 'Nobody else is in it. Give its ticket to whoever is to join, and then grant rights to their peer id.'))
  }
  if (rights.length > 0) { return h('p', { class: 'lead' }, `This node may ${rights.join(' and ')} here. Administrators let others in.`) }
  return h('div', {}, h('p', { class: 'lead' }, 'This node may do nothing here so far.'),
    h('p', { class: 'empty' }, 'Give the peer id of this node to an administrator, who grants it rights: ', h('code', {}, visible(own)), '. On the command line there: ',
      h('code', {}, visible(`factmesh scope grant ${id} ${own} --rights read,write`))))
}

function Closed ({ node, detail, own, onDone }: Props): JSX.Element {
  const [ticket, setTicket] = useState<string>()
  const isAdmin = detail.rights.includes('admin')
  return h('div', {},
    h('h3', {}, 'Ticket'),
    h('p', { class: 'quiet' }, 'It leads to the scope, and gives no right in it.'),
    ticket == null
      ? h(Act, { label: 'Show the ticket', run: async () => { setTicket((await node.client.scopeTicket(detail.id)).ticket) } })
      : h(TicketView, { ticket, command: 'factmesh scope join' }),
    h('h3', {}, 'Members'),
    h(Members, { node, detail, own, onDone }),
    isAdmin ? h(Grant, { node, detail, own, onDone }) : h('p', { class: 'quiet' }, 'Only an administrator of the scope grants and revokes rights.'),
    h('h3', {}, 'Acts, in the order in which they are judged'),
    h(Acts, { detail, own })
  )
}

function Members ({ node: { client }, detail: { id, peers, rights }, own, onDone }: Props): JSX.Element {
  const isAdmin = rights.includes('admin')
  const revoke = (peer: string, past: 'keep' | 'outlaw') => async (reason: string): Promise<void> => {
    await client.revoke(id, { peer, reason, past })
    onDone()
  }
  return h(Table, {
    caption: 'Who may do something here now',
    head: ['Peer', 'Rights', 'Names', ...isAdmin ? ['Decide'] : []],
    keys: peers.map(({ peer_id: peer }) => peer),
    rows: peers.map(({ peer_id: peer, rights, names }) => [
      h('code', {}, visible(peer), peer === own ? ' (this node)' : ''), rights.join(', '), h(Text, { text: names.join(', ') || 'its peer id alone' }),
      ...isAdmin
        ? [h('div', { class: 'row' },
            h(Act, { label: 'Revoke', sure: 'Yes, revoke all rights', ask: 'Why; every member can read this', run: revoke(peer, 'keep') }),
            h(Act, { label: 'Revoke, and what it wrote', sure: 'Yes, nothing that it wrote counts', ask: 'Why; every member can read this', run: revoke(peer, 'outlaw') }))]
        : []
    ]),
    empty: 'As far as this node knows nobody may do anything here. Wait until it has reached a member.'
  })
}

function Grant ({ node: { client }, detail: { id }, own, onDone }: Props): JSX.Element {
  const known = useAnswer(async signal => (await client.peers({ signal })).peers.map(({ peer_id: peer }) => peer), { keys: [client] })
  return h(Form, {
    title: 'Rights to grant',
    button: 'Grant',
    fields: [
      { name: 'peer', label: 'Peer id, such as one that this node knows', needed: true, likely: known.value?.filter(peer => peer !== own) },
      ...RIGHTS.map(right => ({ name: right, label: right, choices: ['true'], value: right === 'read' ? 'true' : '' }))
    ],
    submit: async ({ peer, ...ticked }) => {
      await client.grant(id, { peer: peer.trim(), rights: RIGHTS.filter(right => ticked[right] === 'true') })
      onDone()
      return 'Granted. The peer learns of it when it is connected.'
    }
  })
}

function Acts ({ detail: { id, acts, rights }, own }: Pick<Props, 'detail' | 'own'>): JSX.Element {
  return h(Table, {
    caption: 'Grants, revocations and new keys',
    head: ['Act', 'Author', 'Peer', 'Time', 'Counts'],
    keys: acts.map(act => act.id),
    rows: acts.map(({ id, kind, author, peer, timestamp, effective }) => [
      h(PageLink, { page: 'fact', query: { id }, text: kind }), h(PeerName, { id: author, own }), peer == null ? '' : h(PeerName, { id: peer, own }), h(Moment, { at: timestamp }), effective ? 'yes' : 'no: its author was no administrator'
    ]),
    empty: rights.includes('admin') ? 'No rights were granted or revoked so far. Grant some above.' : `No grant has come so far. The command says the same: ${visible(cliOf(VIEWS.scope, { scope: id }) ?? '')}`
  })
}
