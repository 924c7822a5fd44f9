import { h } from 'preact'
import { MeshGraph } from '../charts/graph.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { wayOf } from '../parts/peer-words.ts'
import { Table } from '../parts/table.ts'
import { PeerName } from '../parts/text.ts'
import type { Operations } from '../../../api/index.ts'
import type { MeshEdge } from '../charts/graph.ts'
import type { PageProps, Peer } from '../parts/page.ts'
import type { JSX } from 'preact'

/** How often the page looks again, in milliseconds. */
const LOOK_MS = 3_000

/** The mesh as this node sees it: who is connected, by which path, and whether the sets are equal. */
export function MeshPage ({ node }: PageProps): JSX.Element {
  const answer = useAnswer(async signal => {
    const [{ peers }, sync, { peer_id: own }] = await Promise.all([node.client.peers({ signal }), node.client.sync({ signal }), node.client.identity({ signal })])
    return { own, edges: peers.map(peer => edgeOf(peer, sync)) }
  }, { keys: [node], everyMs: LOOK_MS })
  return shown(answer, ({ own, edges }) => h('div', {},
    edges.length === 0 ? null : h(MeshGraph, { own, edges }),
    edges.length === 0 ? null : h('p', { class: 'quiet' }, 'Whole lines are direct, dashed ones go through a relay, dotted ones are not connected. Green: in sync. Amber: not in sync.'),
    h(Table, {
      caption: 'The same as a table',
      head: ['Peer', 'Path', 'Round trip', 'Sync'],
      rows: edges.map(({ peer, path, rttMs, sync }) => [h(PeerName, { id: peer }), path, rttMs == null ? 'unknown' : `${rttMs} ms`, sync]),
      empty: 'This node knows no peers. Start another one with the ticket of the overview: factmesh up --join TICKET'
    })
  ))
}

/** One peer as an edge: its path, and whether every scope is in sync with it. */
export function edgeOf (peer: Peer, { scopes }: Pick<Operations['getV1Sync']['answer'], 'scopes'>): MeshEdge {
  const rows = scopes.flatMap(scope => scope.peers.filter(({ peer_id: id }) => id === peer.peer_id))
  const sync = rows.every(row => row.in_sync) ? 'in sync' : 'not in sync'
  return { peer: peer.peer_id, path: wayOf(peer), rttMs: peer.rtt_ms, sync: rows.length === 0 ? 'not compared yet' : sync }
}
