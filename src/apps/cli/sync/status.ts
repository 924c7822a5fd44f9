import { platform } from '../../../platform/index.ts'
import { describedCommand, runtimeOf } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { connect, inTime } from '../runtime.ts'
import { bytesText } from '../terminal/bar.ts'
import { shortPeer } from '../terminal/names.ts'
import { table } from '../terminal/table.ts'
import { findPeerIn } from './peer.ts'
import type { SyncScope } from './peer.ts'
import type { CommandSetting } from '../command.ts'
import type { Runtime } from '../runtime.ts'
import type { Command } from 'commander'

/** `factmesh sync status`: what every scope is missing, and what the last run with every peer came to. */
export function statusCommand (setting: CommandSetting): Command {
  return describedCommand('status', {
    summary: 'Show whether every scope is in sync, what is missing, and the last run with every peer.',
    examples: ['factmesh sync status', 'factmesh sync status PEER', 'factmesh sync status --strict --json'],
    notes: 'A scope is in sync when some peer is connected, all that are were found to have the root that this node has now, and nothing is wanted or absent.\n' +
      'A bundle is absent when others name it, as the one before it in its chain or as a parent, and no peer has brought it.\n' +
      'With --json, one line for each scope.'
  })
    .argument('[peer]', 'peer id, or the end of one')
    .option('--strict', 'exit 7 when a scope is not in sync')
    .action(async (peer: string | undefined, flags: { strict?: boolean }, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const sync = await inTime(runtime, async options => client.sync(options))
      const id = peer == null ? undefined : findPeerIn(sync, peer)
      const scopes = sync.scopes.map(scope => ({ ...scope, peers: scope.peers.filter(({ peer_id: each }) => id == null || each === id) }))
      await show(runtime, scopes)
      if (flags.strict === true && scopes.some(scope => !(id == null ? scope.in_sync : scope.peers.every(each => each.in_sync)))) { runtime.exit(EXIT.partial) }
    })
}

async function show ({ isChatty, isJson, terminal }: Runtime, scopes: readonly SyncScope[]): Promise<void> {
  const nowMs = platform().clock.nowMs()
  await terminal.out(isJson ? scopes.map(scope => JSON.stringify(scope) + '\n').join('') : scopes.map(scope => page(scope, nowMs)).join('\n'))
  if (isChatty) { terminal.err('next  factmesh sync now\n') }
}

function page (scope: SyncScope, nowMs: number): string {
  const bundles = `${scope.count} ${scope.count === 1 ? 'bundle' : 'bundles'}, root ${scope.root?.slice(0, 16) ?? '-'}`
  return [
    `${scope.scope}  ${scope.state}  (${bundles})\n`,
    ...scope.absent_bundles.length === 0 ? [] : [table([['ABSENT', 'NAMED AS', 'BY', 'LANE', 'SEQ', 'AGO'], ...scope.absent_bundles.map(each => absentRow(each, nowMs))])],
    ...scope.peers.length === 0 ? [] : [table([['PEER', 'STATUS', 'IN SYNC', 'LAST RUN', 'AGO', 'ROUNDS', 'TURNS', 'IN', 'OUT', 'BYTES', 'FAILED', 'NEXT'], ...scope.peers.map(peer => rowOf(peer, nowMs))])]
  ].join('')
}

function absentRow ({ as, id, named_by: { author, lane, seq }, since }: SyncScope['absent_bundles'][number], nowMs: number): string[] {
  return [id, as, shortPeer(author), lane, String(seq), spanText(nowMs - Date.parse(since))]
}

function rowOf (peer: SyncScope['peers'][number], nowMs: number): string[] {
  const run = peer.last_run
  const figures = run == null ? Array<string>(5).fill('-') : [run.rounds, run.turns, run.bundles_in, run.bundles_out].map(String).concat(bytesText(run.bytes_in + run.bytes_out))
  return [
    shortPeer(peer.peer_id),
    peer.status,
    peer.in_sync ? 'yes' : 'no',
    run == null ? '-' : run.code ?? run.result,
    run == null ? '-' : spanText(nowMs - Date.parse(run.started_at) - run.ms),
    ...figures,
    String(peer.failures),
    nextText(peer, nowMs)
  ]
}

function nextText ({ next_due: due, running }: SyncScope['peers'][number], nowMs: number): string {
  if (running != null) { return `running, ${running.bundles_in} in, ${running.bundles_out} out` }
  return due == null ? '-' : `in ${spanText(Date.parse(due) - nowMs)}`
}

/** A span of time in the unit that suits it; one that a clock which differs makes negative is none. */
function spanText (ms: number): string {
  const seconds = Math.max(0, ms) / 1_000
  if (seconds >= 120) { return `${Math.round(seconds / 60)} min` }
  return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
}
