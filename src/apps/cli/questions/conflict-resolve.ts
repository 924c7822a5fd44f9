import { Option } from 'commander'
import { describedCommand, runtimeOf } from '../command.ts'
import { UsageError } from '../errors.ts'
import { connect, inTime } from '../runtime.ts'
import { VALUE_TYPES, valueOf } from '../terminal/value.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { ValueType } from '../terminal/value.ts'
import type { Command } from 'commander'

interface ResolveFlags {
  readonly winner?: string
  readonly value?: string
  readonly type?: ValueType
  readonly none?: boolean
  readonly note?: string
  readonly source?: string
}

type Resolution = Parameters<ApiClient['resolveConflict']>[1]

/** `factmesh conflicts resolve`: settles a contradiction. */
export function resolveConflictCommand (setting: CommandSetting): Command {
  return describedCommand('resolve', {
    summary: 'Settle a contradiction and print the id of the resolution once it is durable.',
    examples: [
      'factmesh conflicts resolve CONFLICT --winner FACT --note "counted twice"',
      'factmesh conflicts resolve CONFLICT --value 2102650',
      'factmesh conflicts resolve CONFLICT --none --json'
    ],
    notes: 'No fact is changed or removed. The contradiction opens again by itself when somebody states a further value.'
  })
    .argument('<conflict>', 'conflict id')
    .option('--winner <fact>', 'id of the live fact that answers from now on')
    .addOption(new Option('--value <value>', 'a value to write first, which then wins').conflicts(['winner', 'none']))
    .addOption(new Option('--type <type>', 'how to read --value').choices([...VALUE_TYPES]))
    .addOption(new Option('--none', 'prefer no side: the lens of the reader picks').conflicts('winner'))
    .option('--note <text>', 'why, at most 1 KiB')
    .option('--source <uri>', 'who settles it, in a namespace of this node')
    .action(async (id: string, flags: ResolveFlags, command: Command) => {
      const resolution = resolutionOf(flags)
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const answer = await inTime(runtime, async options => client.resolveConflict(id, resolution, options))
      await runtime.terminal.out((runtime.flags.json === true ? JSON.stringify(answer) : answer.resolution_fact_id) + '\n')
      if (runtime.isChatty) { runtime.terminal.err(`next  factmesh conflicts show ${id}\n`) }
    })
}

/** @throws {UsageError} when no flag says how. */
function resolutionOf ({ winner, value, type, none, note, source }: ResolveFlags): Resolution {
  const said = { resolution_note: note, source }
  if (value != null) { return { ...said, new_value: valueOf(value, type) } }
  if (winner == null && none !== true) { throw new UsageError('Say how: --winner FACT, --value VALUE or --none.') }
  return { ...said, winning_fact_id: winner ?? null }
}
