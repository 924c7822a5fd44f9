import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** `factmesh id`: prints the peer id. */
export function identityCommand (setting: CommandSetting): Command {
  return describedCommand('id', {
    summary: 'Print the peer id of the node; with --json also names and addresses.',
    examples: ['factmesh id', 'factmesh id --json']
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const identity = await inTime(runtime, async options => client.identity(options))
      await runtime.terminal.out((runtime.flags.json === true ? JSON.stringify(identity) : identity.peer_id) + '\n')
    })
}
