import { describedCommand, runtimeOf } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { connect, inTime } from '../runtime.ts'
import { bytesText } from '../terminal/bar.ts'
import { shortPeer } from '../terminal/names.ts'
import { table } from '../terminal/table.ts'
import { findPeerIn } from './peer.ts'
import { withProgress } from './progress.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Runtime } from '../runtime.ts'
import type { Command } from 'commander'

type Runs = Awaited<ReturnType<ApiClient['syncNow']>>['runs']

/** `factmesh sync now`: reconciles and waits for the outcome. */
export function nowCommand (setting: CommandSetting): Command {
  return describedCommand('now', {
    summary: 'Reconcile now with one peer or with all, and show what came of it; exit 7 when some set was not found equal.',
    examples: ['factmesh sync now', 'factmesh sync now PEER', 'factmesh sync now --json'],
    notes: 'It takes as long as it takes, unless --timeout says otherwise; a run goes on in the node when nobody waits for it any more.\n' +
      'With --json, one line for each peer and scope. When no peer is connected there is none, and the exit code is 7 as well.'
  })
    .argument('[peer]', 'peer id, or the end of one')
    .action(async (peer: string | undefined, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const id = peer == null ? undefined : findPeerIn(await inTime(runtime, async options => client.sync(options)), peer)
      const { runs } = await withProgress(runtime, client, async () => {
        return runtime.flags.timeout == null ? client.syncNow(id) : inTime(runtime, async options => client.syncNow(id, options))
      })
      await show(runtime, runs)
      if (runs.length === 0 || runs.some(({ result }) => result !== 'equal')) { runtime.exit(EXIT.partial) }
    })
}

async function show ({ flags, isChatty, isJson, terminal }: Runtime, runs: Runs): Promise<void> {
  if (isJson) {
    await terminal.out(runs.map(run => JSON.stringify(run) + '\n').join(''))
  } else if (runs.length > 0) {
    await terminal.out(table([['PEER', 'SCOPE', 'RESULT', 'ROUNDS', 'TURNS', 'IN', 'OUT', 'BYTES', 'TIME'], ...runs.map(rowOf)]))
  }

  if (runs.length === 0 && flags.quiet !== true) { terminal.err('no peer is connected\n') }
  if (isChatty) { terminal.err(`next  factmesh ${runs.length === 0 ? 'peers ls' : 'sync status'}\n`) }
}

function rowOf (run: Runs[number]): string[] {
  return [
    shortPeer(run.peer_id),
    run.scope,
    run.code ?? run.result,
    String(run.rounds),
    String(run.turns),
    String(run.bundles_in),
    String(run.bundles_out),
    bytesText(run.bytes_in + run.bytes_out),
    `${Math.round(run.ms)} ms`
  ]
}
