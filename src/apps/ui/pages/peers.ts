import { h } from 'preact'
import { Act } from '../parts/act.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { Form } from '../parts/form.ts'
import { part, Table } from '../parts/table.ts'
import { Text } from '../parts/text.ts'
import { pathOf } from './mesh.ts'
import type { PageProps, Peer } from '../parts/page.ts'
import type { ComponentChild, JSX } from 'preact'

type PeerCommand = Parameters<PageProps['node']['client']['decidePeer']>[1]['command']
type Props = Pick<PageProps, 'node'> & { readonly onDone: () => void }

/** How often the page looks again, in milliseconds. */
const LOOK_MS = 5_000

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
    shown(answer, peers => h('div', {},
      part('Waiting', h(PeerTable, {
        node, onDone: answer.reload, peers: peers.filter(({ state }) => state === 'pending'), caption: 'Peers that exchange nothing so far', empty: 'No peer waits for a decision.'
      })),
      part('All peers', h(PeerTable, {
        node, onDone: answer.reload, peers, caption: 'Peers that this node knows', empty: 'This node knows no peers. Paste a ticket above, or start a node with the ticket of this one: factmesh up --join TICKET'
      }))
    ))
  )
}

function PeerTable ({ node, peers, caption, empty, onDone }: Props & { readonly peers: readonly Peer[], readonly caption: string, readonly empty: string }): JSX.Element {
  return h(Table, {
    caption,
    head: ['Peer', 'Connection', 'Path', 'Round trip', 'Addresses', 'State', 'Exchanges', ''],
    rows: peers.map(peer => [
      h('code', {}, peer.peer_id),
      peer.status.replaceAll('_', ' '),
      pathText(peer),
      peer.rtt_ms == null ? 'unknown' : `${peer.rtt_ms} ms`,
      h(Text, { text: peer.addrs.join(' '), max: 120 }),
      stateOf(peer),
      h(Text, { text: peer.allowed_scopes.join(', '), max: 80 }),
      h('div', { class: 'row' }, DECISIONS[peer.state].map(decision => h(Decide, { key: decision, node, peer, decision, onDone })),
        h(Act, {
          label: 'Forget',
          sure: 'Yes, forget it',
          run: async () => {
            await node.client.removePeer(peer.peer_id)
            onDone()
          }
        }))
    ]),
    empty
  })
}

/** By which way a peer is reached, and what came of going around a relay. */
function pathText (peer: Peer): string {
  const { path, reserved } = peer
  const words = [pathOf(peer), ...path == null ? [] : [path.transport], ...reserved ? ['it relays for this node'] : []]
  if (path?.relay != null) { words.push(`by ${path.relay.slice(-8)}`) }
  if (path?.upgrade != null && path.upgrade.attempts > 0) {
    const { attempts, next_in_ms: next, error } = path.upgrade
    words.push(`direct failed ${attempts} ${attempts === 1 ? 'time' : 'times'}${error == null ? '' : ` (${error})`}`, ...next == null ? [] : [`tried again in ${Math.ceil(next / 1_000)} s`])
  }
  return words.join(', ')
}

function stateOf ({ state, reason, declared }: Peer): ComponentChild {
  const offers = declared.map(({ scope, push, pull }) => `${scope}: ${[push ? 'gives' : '', pull ? 'takes' : ''].filter(word => word !== '').join(' and ')}`)
  return h('span', {}, state, reason === '' ? '' : ': ', reason === '' ? '' : h(Text, { text: reason.replaceAll('_', ' ') }), offers.length === 0 ? null : h('div', { class: 'quiet' }, h(Text, { text: offers.join('; ') })))
}

function Decide ({ node, peer, decision, onDone }: Props & { readonly peer: Peer, readonly decision: PeerCommand }): JSX.Element {
  const isHarsh = decision === 'block' || decision === 'revoke' || decision === 'reject'
  return h(Act, {
    label: LABELS[decision],
    sure: isHarsh ? `Yes, ${decision} it` : undefined,
    run: async () => {
      await node.client.decidePeer(peer.peer_id, { command: decision })
      onDone()
    }
  })
}
