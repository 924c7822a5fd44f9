import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import { list } from '../terminal/table.ts'
import { valueText } from '../terminal/value.ts'
import type { FactJson } from '../../../api/index.ts'
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
      await runtime.terminal.out(runtime.isJson ? JSON.stringify(fact) + '\n' : page(fact))
    })
}

function page (fact: FactJson): string {
  const { value, received_from: from, received_via: via } = fact
  return list([
    ['id', fact.id],
    ['entity', fact.entity],
    ['relation', fact.relation],
    ['value', `${valueText(value)} (${value.type})`],
    ['source', fact.source],
    ['author', fact.author],
    ['time', fact.timestamp],
    ['confidence', String(fact.confidence)],
    ['scope', fact.scope],
    ['valid until', fact.valid_until ?? '-'],
    ['contradicted', fact.contradicted ? 'yes' : 'no'],
    ['current', fact.current ? 'yes' : 'no, a newer fact replaced it'],
    ['came', from == null ? 'written here' : `by ${via} from ${from}`]
  ])
}
