import { h } from 'preact'
import { Act } from '../parts/act.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { Form } from '../parts/form.ts'
import { connectionText, offersText, stateText } from '../parts/peer-words.ts'
import { part, Table } from '../parts/table.ts'
import { Text } from '../parts/text.ts'
import type { PageProps, Peer } from '../parts/page.ts'
import type { JSX } from 'preact'

type PeerCommand = Parameters<PageProps['node']['client']['decidePeer']>[1]['command']
type Props = Pick<PageProps, 'node'> & { onDone (): void }

/** How often the page looks again, in milliseconds. */
const LOOK_MS = 3_000

/** What may be decided about a peer, by how it stands. */
const DECISIONS: Readonly<Record<Peer['state'], readonly PeerCommand[]>> = {
  pending: ['accept', 'reject', 'block'],
  active: ['revoke', 'block'],
  rejected: ['accept', 'block'],
  revoked: ['reinstate', 'block'],
  blocked: ['unblock']
}

const LABELS: Readonly<Record<PeerCommand, string>> = { accept: 'Accept', reject: 'Reject', block: 'Block', unblock: 'Unblock', revoke: 'Revoke', reinstate: 'Reinstate' }

/** Peers, those that wait for a decision first. */
export function PeersPage ({ node }: PageProps): JSX.Element {
  const answer = useAnswer<readonly Peer[]>(async signal => (await node.client.peers({ signal })).peers, { keys: [node], everyMs: LOOK_MS })
  return h('div', {},
    h(Form, {
      title: 'A peer to add',
      button: 'Add the peer',
      fields: [{ name: 'address', label: 'Ticket or multiaddr', needed: true }],
      submit: async ({ address }) => {
        await node.client.addPeer(address.trim())
        answer.reload()
        return 'The node tries to reach it from now on.'
      }
    }),
    shown(answer, all => {
      const { waiting = [], others = [] } = Object.groupBy(all, ({ state }) => state === 'pending' ? 'waiting' : 'others')
      return h('div', {},
        waiting.length === 0
          ? null
          : part('Waiting', h('p', {}, 'Nothing is exchanged with these peers so far.'), h(PeerTable, { node, onDone: answer.reload, peers: waiting, caption: 'Peers that exchange nothing so far' })),
        part('Peers', h(PeerTable, { node, onDone: answer.reload, peers: others, caption: 'Peers that this node knows' }),
          others.length === 0 ? null : h('p', { class: 'quiet' }, 'A peer that is rejected, revoked or blocked is cut off at once, and stays out after a restart. Forgetting a peer drops its addresses; what was decided about it stays.')))
    })
  )
}

function PeerTable ({ node, peers, caption, onDone }: Props & { readonly peers: readonly Peer[], readonly caption: string }): JSX.Element {
  return h(Table, {
    caption,
    head: ['Peer', 'Connection', 'State', 'Exchanges', 'Addresses', 'Decide'],
    keys: peers.map(({ peer_id: id }) => id),
    rows: peers.map(peer => [
      h('code', {}, peer.peer_id),
      h(Text, { text: connectionText(peer) }),
      h('span', {}, h(Text, { text: stateText(peer) }), peer.declared.length === 0 ? null : h('div', { class: 'quiet' }, h(Text, { text: offersText(peer) }))),
      peer.allowed_scopes.length === 0 ? 'nothing' : h(Text, { text: peer.allowed_scopes.join(', '), max: 80 }),
      h(Text, { text: peer.addrs.join(' '), max: 120 }),
      h(Decisions, { node, peer, onDone })
    ]),
    empty: 'This node exchanges with nobody. Paste a ticket above, or start a node with the ticket of this one: factmesh up --join TICKET'
  })
}

function Decisions ({ node: { client }, peer: { peer_id: id, state }, onDone }: Props & { readonly peer: Peer }): JSX.Element {
  const decide = (command: PeerCommand) => async (reason: string): Promise<void> => {
    await client.decidePeer(id, { command, reason })
    onDone()
  }
  return h('div', { class: 'row' },
    DECISIONS[state].map(command => ['reject', 'revoke', 'block'].includes(command)
      ? h(Act, { key: command, label: LABELS[command], sure: `Yes, ${command} it`, ask: 'Why, for this node alone', run: decide(command) })
      : h(Act, { key: command, label: LABELS[command], run: decide(command) })),
    h(Act, {
      label: 'Forget',
      sure: 'Yes, forget it',
      run: async () => {
        await client.removePeer(id)
        onDone()
      }
    }))
}
