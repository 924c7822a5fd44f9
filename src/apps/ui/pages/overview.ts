import { h } from 'preact'
import { Act } from '../parts/act.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { QrCode } from '../parts/qr.ts'
import { Fields, part, Table } from '../parts/table.ts'
import { Moment, PageLink, Text, visible } from '../parts/text.ts'
import { href } from '../route.ts'
import type { Operations } from '../../../api/index.ts'
import type { UiNode } from '../node.ts'
import type { PageProps } from '../parts/page.ts'
import type { JSX } from 'preact'

type Status = Operations['getV1Status']['answer']
type Sync = Operations['getV1Sync']['answer']

/** How often the page looks again, in milliseconds. */
const LOOK_MS = 5_000

/** What a reader sees first: how the node is, what to do about it, how to join it. */
export function OverviewPage ({ node }: PageProps): JSX.Element {
  const { client } = node
  const answer = useAnswer(async signal => {
    const [status, sync, { ticket }] = await Promise.all([client.status({ signal }), client.sync({ signal }), client.ticket({ signal })])
    return { status, sync, ticket }
  }, { keys: [node], everyMs: LOOK_MS })
  return shown(answer, ({ status, sync, ticket }) => h('div', {},
    h('p', { class: 'lead', role: 'status' }, stateInWords(status, sync)),
    status.warnings.map(warning => h(Warning, { key: warning, warning, node })),
    part('This node', h(Fields, {
      rows: [
        ['Peer id', h('code', {}, status.peer_id)],
        ['Network', h(Text, { text: status.net })],
        ['Version', status.version],
        ['Running since', h(Moment, { at: status.started_at })],
        ['Home', status.home == null ? 'none: everything is in memory' : h(Text, { text: status.home })],
        ['Addresses', status.multiaddrs.length === 0 ? 'none: nobody can dial this node' : status.multiaddrs.map(address => h('div', { key: address }, h('code', {}, visible(address))))],
        ['Exchange', `gossip ${status.gossip ? 'on' : 'off'}, comparison ${status.sync_interval_ms == null ? 'off' : `every ${status.sync_interval_ms / 1_000} s`}`],
        ['Storage', `${status.storage.state}, writes are ${status.storage.durability}`]
      ]
    })),
    part('Let another node join', h('div', { class: 'cards' },
      h('div', {}, h('p', {}, 'Give this ticket to whoever runs the other node:'), h('pre', { tabIndex: 0 }, ticket),
        h('p', {}, 'There: ', h('code', {}, 'factmesh up --join TICKET')), h(Act, { label: 'Copy the ticket', run: async () => { await navigator.clipboard.writeText(ticket) } })),
      h(QrCode, { text: ticket, title: 'The ticket as a QR code' }))),
    part('Scopes', h(Table, {
      caption: 'What this node holds',
      head: ['Scope', 'Facts', 'Bundles', 'Wanted'],
      rows: status.scopes.map(({ scope, facts, bundles, wanted }) => [h(PageLink, { page: 'facts', query: { scope }, text: scope }), facts, bundles, wanted]),
      empty: 'This node has no scopes.'
    })),
    status.scopes.every(({ facts }) => facts === 0) ? h('p', { class: 'empty' }, 'There are no facts yet. ', h('a', { href: href('facts') }, 'Write the first one.')) : null
  ))
}

/** The state of a node in one sentence. */
export function stateInWords ({ peers_connected: peers, storage }: Pick<Status, 'peers_connected' | 'storage'>, { scopes }: Pick<Sync, 'scopes'>): string {
  if (storage.state !== 'ok') { return `The disk takes nothing now (${storage.state}). Reads go on.` }
  if (peers === 0) { return 'This node is alone: no peer is connected. Facts are kept, and shared once a peer comes.' }
  const reached = [...new Set(scopes.flatMap(scope => scope.peers.filter(({ status }) => status === 'connected').map(({ peer_id: id }) => id)))]
  const equal = reached.filter(id => scopes.every(scope => scope.peers.every(peer => peer.peer_id !== id || peer.in_sync)))
  const missing = scopes.reduce((sum, { wanted, absent }) => sum + wanted + absent, 0)
  return `In sync with ${equal.length} of ${peers} ${peers === 1 ? 'peer' : 'peers'}${missing === 0 ? '.' : `; ${missing} bundles are missing.`}`
}

/** Where a warning is acted on, by its code. */
const FIXES: Readonly<Record<string, readonly [string, string]>> = {
  wrong_network: ['peers', 'Look at the peers'],
  incompatible_version: ['peers', 'Look at the peers'],
  clock_skew: ['peers', 'Look at the peers'],
  content_wanted: ['sync', 'Look at what is missing'],
  bundles_absent: ['sync', 'Look at what is missing'],
  sync_alone: ['peers', 'Add a peer']
}

function Warning ({ warning, node }: { warning: string, node: UiNode }): JSX.Element {
  const [code] = warning.split(':')
  const fix = FIXES[code]
  return h('div', { class: 'advice' },
    h('p', {}, h(Text, { text: warning, max: 600 })),
    fix == null ? null : h('a', { href: href(fix[0]) }, fix[1]),
    code === 'sync_silent' ? h(Act, { label: 'Compare with everybody now', run: async () => { await node.client.syncNow() } }) : null
  )
}
