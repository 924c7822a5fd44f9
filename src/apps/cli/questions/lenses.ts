import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import { table } from '../terminal/table.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

type LensJson = Awaited<ReturnType<ApiClient['lenses']>>['lenses'][number]

/** `factmesh lenses`: the lenses that questions may name. */
export function lensesCommand (setting: CommandSetting): Command {
  return describedCommand('lenses', {
    summary: 'List the lenses that --lens may name.',
    examples: ['factmesh lenses', 'factmesh lenses --json'],
    notes: 'An expression is a name, with another lens and settings in brackets: epoch-aware(skeptic(agreed-below=400000)). docs/LENSES.md describes each lens.'
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const { lenses } = await inTime(runtime, async options => client.lenses(options))
      if (runtime.flags.quiet === true) {
        await runtime.terminal.out(lenses.map(({ name }) => `${name}\n`).join(''))
      } else {
        await runtime.terminal.out(runtime.isJson ? lenses.map(lens => JSON.stringify(lens) + '\n').join('') : page(lenses))
      }
    })
}

function page (lenses: readonly LensJson[]): string {
  return table([
    ['LENS', 'SETTINGS', 'INSIDE'],
    ...lenses.map(({ name, parameters, wraps }) => [
      name,
      parameters.map(({ name, max }) => `${name}=0..${max}`).join(', ') || '-',
      wraps ? 'another lens' : '-'
    ])
  ])
}
