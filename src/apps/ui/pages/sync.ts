import { h } from 'preact'
import { Act } from '../parts/act.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { Fields, part, Table } from '../parts/table.ts'
import { count, Moment, PeerName, Text } from '../parts/text.ts'
import type { Operations } from '../../../api/index.ts'
import type { PageProps } from '../parts/page.ts'
import type { ComponentChild, JSX } from 'preact'

type Scope = Operations['getV1Sync']['answer']['scopes'][number]
type SyncPeer = Scope['peers'][number]

/** Compares with one peer, or with everybody, and says what came of it. */
type Compare = (peer?: string) => Promise<string>

/** How often the page looks again, in milliseconds. */
const LOOK_MS = 2_000

/** Whether the sets are equal, with whom, and what is missing. */
export function SyncPage ({ node }: PageProps): JSX.Element {
  const answer = useAnswer(async signal => node.client.sync({ signal }), { keys: [node], everyMs: LOOK_MS })
  const compare = async (peer?: string): Promise<string> => {
    const { runs } = await node.client.syncNow(peer)
    answer.reload()
    const equal = runs.filter(({ result }) => result === 'equal').length
    return runs.length === 0 ? 'No peer is connected.' : `${count(runs.length, 'comparison was', 'comparisons were')} made; ${equal} found the sets equal.`
  }
  return shown(answer, ({ scopes, totals }) => h('div', {},
    h('div', { class: 'row' }, h(Act, { label: 'Compare with everybody now', run: async () => compare() })),
    scopes.map(scope => h(ScopeSync, { key: scope.scope, scope, compare })),
    part('Since the start', h(Fields, {
      rows: [
        ['Comparisons', `${totals.cycles}, of which ${totals.failures} failed`],
        ['Bundles', `${totals.bundles_in} came, ${totals.bundles_out} went`],
        ['Bytes', `${totals.bytes_in} came, ${totals.bytes_out} went`],
        ['Sets found equal again', `${totals.convergences}${totals.convergence_mean_ms == null ? '' : `, after ${Math.round(totals.convergence_mean_ms)} ms on average`}`]
      ]
    }))
  ))
}

function ScopeSync ({ scope, compare }: { scope: Scope, compare(peer?: string): Promise<string> }): JSX.Element {
  return part(scope.scope,
    h('p', { class: scope.in_sync ? 'good' : 'warn' }, scope.state),
    h('p', { class: 'quiet' }, `${scope.count} bundles; ${scope.wanted} whose content is not here, ${scope.absent} that others name and that are not here.`),
    h(Table, {
      caption: `Peers in ${scope.scope}`,
      head: ['Peer', 'State', 'Behind for', 'Last comparison', 'Moved', 'Failures', 'Next', ''],
      rows: scope.peers.map(peer => rowOf(peer, compare)),
      empty: 'No peer shares this scope so far. Add one on the page of the peers.'
    }),
    scope.absent_bundles.length === 0
      ? null
      : h(Table, {
        caption: 'Bundles that others name and that are not here',
        head: ['Bundle', 'Named as', 'By', 'Since'],
        rows: scope.absent_bundles.map(({ id, as, named_by: by, since }) => [h('code', {}, id), as, h(PeerName, { id: by.author }), h(Moment, { at: since })]),
        empty: 'Nothing is missing.'
      })
  )
}

function rowOf ({ peer_id: id, status, in_sync: isEqual, lag_ms: lag, last_run: run, running, failures, next_due: next }: SyncPeer, compare: Compare): ComponentChild[] {
  const moved = running ?? run
  const equality = isEqual ? 'in sync' : `not in sync (${status})`
  return [
    h(PeerName, { id }),
    running == null ? equality : progress(running),
    lag == null ? 'never equal' : `${(lag / 1_000).toFixed(1)} s`,
    run == null ? 'none' : h('span', {}, h(Text, { text: run.code == null ? run.result : `${run.result}: ${run.code}` }), ' ', h(Moment, { at: run.started_at })),
    moved == null ? '' : `${moved.bundles_in} in, ${moved.bundles_out} out, ${moved.bytes_in + moved.bytes_out} bytes`,
    failures,
    next == null ? 'when something changes' : h(Moment, { at: next }),
    status === 'connected' ? h(Act, { label: 'Compare now', run: async () => compare(id) }) : 'not connected'
  ]
}

function progress ({ bundles_in: moved, bundles_expected: all }: NonNullable<SyncPeer['running']>): ComponentChild {
  return all == null ? `running, ${moved} bundles so far` : h('progress', { max: Math.max(all, 1), value: Math.min(moved, all), 'aria-label': `${moved} of ${all} bundles` })
}
