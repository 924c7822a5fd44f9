import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import { candidateTable, percent, truncatedText } from '../terminal/candidates.ts'
import { factsText } from '../terminal/names.ts'
import { list } from '../terminal/table.ts'
import type { ConflictJson } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** `factmesh conflicts show`: one contradiction and its sides. */
export function showConflictCommand (setting: CommandSetting): Command {
  return describedCommand('show', {
    summary: 'Show one contradiction and its sides.',
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
      const { entity, relation, scope } = conflict
      const sides = await inTime(runtime, async options => client.resolve({ entity, relation, scope }, options))
      await runtime.terminal.out(`${list(conflictRows(conflict))}\n${candidateTable(sides)}`)
      if (!runtime.isChatty) { return }
      if (sides.truncated) { runtime.terminal.err(truncatedText(sides)) }
      runtime.terminal.err(`next  ${conflict.status === 'resolved' ? `factmesh why ${conflict.facts[0] ?? conflict.fact_a}` : `factmesh conflicts resolve ${id} --winner FACT`}\n`)
    })
}

function conflictRows (conflict: ConflictJson): Array<[string, string]> {
  return [
    ['conflict', conflict.conflict_id],
    ['entity', conflict.entity],
    ['relation', conflict.relation],
    ['scope', conflict.scope],
    ['status', conflict.status],
    ['since', conflict.detected_at],
    ['sides', `${factsText(conflict.facts_count)}, they disagree by ${percent(conflict.conflict_score)}`],
    ...resolutionRows(conflict)
  ]
}

function resolutionRows ({ status, resolver, resolved_by: fact, winning_fact_id: winner, resolution_note: note }: ConflictJson): Array<[string, string]> {
  if (status !== 'resolved') { return [] }
  const rows: Array<[string, string]> = [['resolution', fact ?? '-'], ['by', resolver ?? '-'], ['winner', winner ?? 'none, the lens picks']]
  return note == null ? rows : [...rows, ['note', note]]
}
