import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import { candidateTable, truncatedText } from '../terminal/candidates.ts'
import { list } from '../terminal/table.ts'
import { conflictRows } from './conflict-rows.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** `factmesh conflicts show`: one contradiction or equivocation and its sides. */
export function showConflictCommand (setting: CommandSetting): Command {
  return describedCommand('show', {
    summary: 'Show one contradiction or equivocation and its sides.',
    examples: ['factmesh conflicts show CONFLICT', 'factmesh conflicts show CONFLICT --json']
  })
    .argument('<conflict>', 'conflict id')
    .action(async (id: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const conflict = await inTime(runtime, async options => client.conflict(id, options))
      if (runtime.isJson) {
        await runtime.terminal.out(JSON.stringify(conflict) + '\n')
        return
      }
      if (conflict.kind === 'equivocation') {
        await runtime.terminal.out(list(conflictRows(conflict)))
        return
      }
      const { entity, relation, scope } = conflict
      const sides = await inTime(runtime, async options => client.resolve({ entity, relation, scope }, options))
      await runtime.terminal.out(`${list(conflictRows(conflict))}\n${candidateTable(sides)}`)
      if (!runtime.isChatty) { return }
      if (sides.truncated) { runtime.terminal.err(truncatedText(sides)) }
      runtime.terminal.err(`next  ${conflict.status === 'resolved' ? `factmesh why ${conflict.facts[0] ?? conflict.fact_a}` : `factmesh conflicts resolve ${id} --winner FACT`}\n`)
    })
}
