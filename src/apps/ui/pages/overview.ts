import { h } from 'preact'
import { Act } from '../parts/act.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { Fields, part, Table } from '../parts/table.ts'
import { count, Moment, PageLink, Text, visible } from '../parts/text.ts'
import { TicketView } from '../parts/ticket.ts'
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
    const [status, sync, { ticket }, { peers: pending }, { total }] = await Promise.all([
      client.status({ signal }), client.sync({ signal }), client.ticket({ signal }), client.pendingPeers({ signal }), client.facts({ limit: 1 }, { signal })
    ])
    return { status, sync, ticket, isEmpty: total === 0, waiting: pending.filter(({ reason }) => reason === 'waits_for_operator').length }
  }, { keys: [node], everyMs: LOOK_MS })
  return shown(answer, ({ status, sync, ticket, isEmpty, waiting }) => h('div', {},
    h('p', { class: 'lead', role: 'status' }, stateInWords(status, sync)),
    waiting === 0 ? null : h('div', { class: 'advice' }, h('p', {}, `${count(waiting, 'peer waits', 'peers wait')} for your decision.`), h('a', { href: href('peers') }, 'Decide')),
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
    part('Let another node join', h(TicketView, { ticket, command: 'factmesh up --join' })),
    part('Scopes', h(Table, {
      caption: 'What this node holds',
      head: ['Scope', 'Facts', 'Bundles', 'Wanted'],
      rows: status.scopes.map(({ scope, facts, bundles, wanted }) => [h(PageLink, { page: 'facts', query: { scope }, text: scope }), facts, bundles, wanted]),
      empty: 'This node has no scopes.'
    })),
    isEmpty ? h('p', { class: 'empty' }, 'There are no facts yet. ', h('a', { href: href('facts') }, 'Write the first one.')) : null
  ))
}

/** The state of a node in one sentence. */
export function stateInWords ({ peers_connected: peers, storage }: Pick<Status, 'peers_connected' | 'storage'>, { scopes }: Pick<Sync, 'scopes'>): string {
  if (storage.state !== 'ok') { return `The disk takes nothing now (${storage.state}). Reads go on.` }
  if (peers === 0) { return 'This node is alone: no peer is connected. Facts are kept, and shared once a peer comes.' }
  const reached = [...new Set(scopes.flatMap(scope => scope.peers.filter(({ status }) => status === 'connected').map(({ peer_id: id }) => id)))]
  if (reached.length === 0) { return `${count(peers, 'peer is', 'peers are')} connected, and none exchanges facts with this node so far.` }
  const equal = reached.filter(id => scopes.every(scope => scope.peers.every(peer => peer.peer_id !== id || peer.in_sync)))
  const missing = scopes.reduce((sum, { wanted, absent }) => sum + wanted + absent, 0)
  return `In sync with ${equal.length} of ${count(reached.length, 'peer')}${missing === 0 ? '.' : `; ${count(missing, 'bundle is', 'bundles are')} missing.`}`
}

/** Where a warning is acted on, by its code. */
const FIXES: ReadonlyMap<string, readonly [page: string, text: string]> = new Map([
  ['wrong_network', ['peers', 'Look at the peers']],
  ['incompatible_version', ['peers', 'Look at the peers']],
  ['clock_skew', ['peers', 'Look at the peers']],
  ['content_wanted', ['sync', 'Look at what is missing']],
  ['bundles_absent', ['sync', 'Look at what is missing']],
  ['sync_alone', ['peers', 'Add a peer']],
  ['relayed_only', ['peers', 'Look at the peers']]
])

/** What a button does about a warning, by its code. */
const REMEDIES: ReadonlyMap<string, readonly [label: string, run: (client: UiNode['client']) => Promise<string>]> = new Map([
  ['sync_silent', ['Compare with everybody now', async client => `${count((await client.syncNow()).runs.length, 'comparison was', 'comparisons were')} made.`]],
  ['storage_full', ['Take off the disk what was erased', async client => {
    const { bytes_before: before, bytes_after: after } = await client.compactJournal()
    return `${before - after} bytes were freed.`
  }]],
  ['journal_damaged', ['Read and check every record', async client => (await client.verifyJournal()).ok ? 'Every record is whole.' : 'Some are damaged: factmesh journal verify lists them.']]
])

function Warning ({ warning, node }: { warning: string, node: UiNode }): JSX.Element {
  const [code, ...rest] = warning.split(': ')
  const fix = FIXES.get(code)
  const remedy = REMEDIES.get(code)
  return h('div', { class: 'advice' },
    h('p', {}, h(Text, { text: rest.length === 0 ? warning : rest.join(': '), max: 600 })),
    fix == null ? null : h('a', { href: href(fix[0]) }, fix[1]),
    remedy == null ? null : h(Act, { label: remedy[0], run: async () => remedy[1](node.client) })
  )
}
