import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** `factmesh retract`: takes a fact of this node back. */
export function retractCommand (setting: CommandSetting): Command {
  return describedCommand('retract', {
    summary: 'Take a fact of this node back and print the id of the retraction.',
    examples: ['factmesh retract bafyr4i….0', 'factmesh retract bafyr4i….0 --json']
  })
    .argument('<id>', 'fact id')
    .action(async (id: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const fact = await inTime(runtime, async options => client.retract(id, options))
      await runtime.terminal.out((runtime.flags.json === true ? JSON.stringify(fact) : fact.id) + '\n')
    })
}
