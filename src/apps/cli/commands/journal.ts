import { describedCommand, runtimeOf } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { ofNodeOrHome } from '../node-or-home.ts'
import { connect } from '../runtime.ts'
import { withBar } from '../terminal/bar.ts'
import { checkJson, checkPage } from '../terminal/journal-check.ts'
import { table } from '../terminal/table.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { JournalCheck, JournalFigures } from '../../../home.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** `factmesh journal`: the journals of the node. */
export function journalCommand (setting: CommandSetting): Command {
  return describedCommand('journal', {
    summary: 'Check and measure the journals, of a running node or of a stopped one.',
    examples: ['factmesh journal verify', 'factmesh journal stat --json']
  })
    .addCommand(verifyCommand(setting))
    .addCommand(statCommand(setting))
    .addCommand(compactCommand(setting))
}

function verifyCommand (setting: CommandSetting): Command {
  return describedCommand('verify', {
    summary: 'Read and check every record; exit 8 on damage.',
    examples: ['factmesh journal verify', 'factmesh journal verify --home ./b --json'],
    notes: 'A running node is asked; of a stopped one the files are read, and nothing is changed. All journals are checked: bundles, local records, audit.\n' +
      'Bytes that a crash left behind the last record are told, and are no damage. With --json, one line for each journal.'
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const checks = await ofNodeOrHome(runtime, {
        ofNode: async client => (await client.verifyJournal()).journals.map(runningCheck),
        ofHome: async ({ verifyHome }, home) => withBar(runtime, async onProgress => verifyHome({ home, onProgress }))
      })
      await runtime.terminal.out(runtime.isJson ? lines(checks.map(checkJson)) : checks.map(checkPage).join('\n'))
      if (checks.some(({ ok }) => !ok)) { runtime.exit(EXIT.damaged) }
    })
}

function statCommand (setting: CommandSetting): Command {
  return describedCommand('stat', {
    summary: 'Show the figures of the journals without reading them.',
    examples: ['factmesh journal stat', 'factmesh journal stat --json']
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const stats = await ofNodeOrHome(runtime, {
        ofNode: async client => (await client.journalStat()).journals,
        ofHome: async ({ statHome }, home) => statHome({ home })
      })
      await runtime.terminal.out(runtime.isJson ? lines(stats) : statTable(stats))
    })
}

function compactCommand (setting: CommandSetting): Command {
  return describedCommand('compact', {
    summary: 'Take off the disk what was erased or refused.',
    examples: ['factmesh journal compact', 'factmesh journal compact --json'],
    notes: 'A running node does it, and reads all of its journal for that. Facts, ids and roots stay as they are.'
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const report = await client.compactJournal()
      const { bytes_after: after, bytes_before: before, dropped } = report
      await runtime.terminal.out(runtime.isJson ? lines([report]) : `${dropped} records left out; ${before} bytes before, ${after} now\n`)
    })
}

type AnsweredCheck = Awaited<ReturnType<ApiClient['verifyJournal']>>['journals'][number]

function runningCheck ({ journal, ok, segments, records, payload_bytes: payloadBytes, damaged, damage, tail_bytes: tailBytes }: AnsweredCheck): JournalCheck {
  return { journal, ok, segments, records, payloadBytes, damaged, damage: damage as JournalCheck['damage'], tailBytes }
}

function lines (values: readonly unknown[]): string {
  return values.map(value => JSON.stringify(value) + '\n').join('')
}

function statTable (stats: readonly JournalFigures[]): string {
  return table([
    ['JOURNAL', 'SEGMENTS', 'BYTES', 'START', 'END', 'DAMAGED'],
    ...stats.map(({ journal, segments, bytes, start, end, damaged }) => [journal, segments, bytes, start, end, damaged].map(String))
  ])
}
