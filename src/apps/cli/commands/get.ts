import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import { factRows } from '../terminal/fact.ts'
import { list } from '../terminal/table.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** `factmesh get`: shows one fact. */
export function getCommand (setting: CommandSetting): Command {
  return describedCommand('get', {
    summary: 'Show one fact by its id.',
    examples: ['factmesh get bafyr4i….0', 'factmesh get bafyr4i….0 --json']
  })
    .argument('<id>', 'fact id')
    .action(async (id: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const fact = await inTime(runtime, async options => client.fact(id, options))
      await runtime.terminal.out(runtime.isJson ? JSON.stringify(fact) + '\n' : list(factRows(fact)))
    })
}
