import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import { list, table } from '../terminal/table.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

type Status = Awaited<ReturnType<ApiClient['status']>>

/** `factmesh status`: one screen about the node. */
export function statusCommand (setting: CommandSetting): Command {
  return describedCommand('status', {
    summary: 'Show the state of the node on one screen.',
    examples: ['factmesh status', 'factmesh status --json']
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const status = await inTime(runtime, async options => client.status(options))
      await runtime.terminal.out(runtime.isJson ? JSON.stringify(status) + '\n' : page(status, client.url))
    })
}

function page (status: Status, url: string): string {
  const { journal } = status
  return [
    list([
      ['peer id', status.peer_id],
      ['network', status.net],
      ['version', status.version],
      ['home', status.home ?? '-'],
      ['api', `${url} (${status.auth === 'token' ? 'token' : 'no authentication'})`],
      ['running since', status.started_at],
      ['addresses', status.multiaddrs.join(' ') || '-'],
      ['peers', `${status.peers_connected} connected`],
      ['gossip', status.gossip ? 'on' : 'off'],
      ['sync', status.sync_interval_ms == null ? 'off' : `every ${status.sync_interval_ms / 1_000} s`],
      ['journal', `${journal.bytes} bytes in ${journal.segments} segments`],
      ...storageRows(status.storage)
    ]),
    '\n',
    table([
      ['SCOPE', 'FACTS', 'BUNDLES', 'WANTED', 'REFUSED', 'ERASED', 'ROOT'],
      ...status.scopes.map(({ scope, facts, bundles, wanted, refused, erased, root }) => [scope, ...[facts, bundles, wanted, refused, erased].map(String), root?.slice(0, 16) ?? '-'])
    ]),
    ...status.warnings.map(warning => `\nwarning  ${warning}\n`)
  ].join('')
}

/** What a person does about a disk that takes nothing. */
const FIXES: Readonly<Record<Status['storage']['state'], string>> = {
  ok: '',
  full: 'free space on the disk of the home; the next write goes on by itself',
  failed: 'check the disk and the log of the node; it reads its journal again and goes on by itself'
}

/** The state of the disk; what is as it should be takes one row. */
function storageRows ({ state, reason, durability, damaged, wanted, scrub }: Status['storage']): Array<[string, string]> {
  const rows: Array<[string, string]> = [['storage', state === 'ok' ? `ok, writes are ${durability}` : `${state.toUpperCase()}: writes are refused, reads go on`]]
  if (reason != null) { rows.push(['  reason', reason]) }
  if (state !== 'ok') { rows.push(['  fix', FIXES[state]]) }
  if (damaged > 0) { rows.push(['  damaged', `${damaged} ranges of the journal; factmesh journal verify lists them`]) }
  if (wanted > 0) { rows.push(['  wanted', `${wanted} bundles are asked from peers`]) }
  if (scrub.state !== 'waiting') { rows.push(['  index', scrubText(scrub)]) }
  return rows
}

function scrubText ({ state, done, entries }: Status['storage']['scrub']): string {
  switch (state) {
    case 'running':
      return `is being checked, ${done} of ${entries} entries`
    case 'rebuilding':
      return 'was damaged, and is built again from the journal'
    default:
      return `${entries} entries were checked and are sound`
  }
}
