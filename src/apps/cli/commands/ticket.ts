import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** `factmesh ticket`: prints the text that another node joins with. */
export function ticketCommand (setting: CommandSetting): Command {
  return describedCommand('ticket', {
    summary: 'Print one text that another node joins with.',
    examples: ['factmesh ticket', 'factmesh daemon --home ./b --join "$(factmesh ticket)"', 'factmesh ticket --json']
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const answer = await inTime(runtime, async options => client.ticket(options))
      await runtime.terminal.out((runtime.flags.json === true ? JSON.stringify(answer) : answer.ticket) + '\n')
      if (runtime.isChatty) { runtime.terminal.err('next  factmesh daemon --home ./b --http 127.0.0.1:0 --join TICKET\n') }
    })
}
