import { describedCommand, runtimeOf } from '../command.ts'
import { withBar } from '../terminal/bar.ts'
import { list, table } from '../terminal/table.ts'
import type { RebuildReport } from '../../../home.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** `factmesh store`: what the node keeps beside its journals. */
export function storeCommand (setting: CommandSetting): Command {
  return describedCommand('store', {
    summary: 'Look after what is derived from the journal.',
    examples: ['factmesh store rebuild']
  })
    .addCommand(rebuildCommand(setting))
}

function rebuildCommand (setting: CommandSetting): Command {
  return describedCommand('rebuild', {
    summary: 'Throw the index of a stopped node away and build it again from the journal.',
    examples: ['factmesh store rebuild', 'factmesh store rebuild --home ./b --json'],
    notes: 'No fact is touched: the index only says where facts stand in the journal. When it is cut off, the next start goes on.'
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const { rebuildStore } = await import('../../../home.ts')
      const report = await withBar(runtime, async onProgress => rebuildStore({ home: runtime.home, onProgress }))
      await runtime.terminal.out(runtime.isJson ? JSON.stringify(reportJson(report)) + '\n' : reportPage(report))
    })
}

function rateOf ({ facts, ms }: RebuildReport): number {
  return Math.round(facts / Math.max(0.001, ms / 1_000))
}

function reportJson (report: RebuildReport): Record<string, unknown> {
  const { facts, bundles, ms, net, scopes } = report
  return {
    facts,
    bundles,
    ms: Math.round(ms),
    facts_per_second: rateOf(report),
    net,
    scopes: scopes.map(({ name, id, facts, bundles, root }) => ({ scope: name, id, facts, bundles, root }))
  }
}

function reportPage (report: RebuildReport): string {
  return [
    list([
      ['facts', `${report.facts} in ${report.bundles} bundles`],
      ['time', `${(report.ms / 1_000).toFixed(1)} s, ${rateOf(report)} facts/s`],
      ['network', report.net]
    ]),
    '\n',
    table([
      ['SCOPE', 'FACTS', 'BUNDLES', 'ROOT'],
      ...report.scopes.map(({ name, facts, bundles, root }) => [name, String(facts), String(bundles), root?.slice(0, 16) ?? '-'])
    ])
  ].join('')
}
