import { Option } from 'commander'
import { describedCommand, runtimeOf } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { limitOption } from '../flags.ts'
import { ofNodeOrHome } from '../node-or-home.ts'
import { connect } from '../runtime.ts'
import { withBar } from '../terminal/bar.ts'
import { showListing } from '../terminal/listing.ts'
import { shortPeer, shortTime } from '../terminal/names.ts'
import { list } from '../terminal/table.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

type AuditFilter = NonNullable<Parameters<ApiClient['audit']>[0]>
type AuditEntry = Awaited<ReturnType<ApiClient['audit']>>['entries'][number]

interface AuditFlags {
  readonly eventType?: AuditFilter['event_type']
  readonly peer?: string
  readonly actor?: string
  readonly startTime?: string
  readonly endTime?: string
  readonly order?: AuditFilter['order']
  readonly limit?: number
}

/** `factmesh audit`: the audit log of the node. */
export function auditCommand (setting: CommandSetting): Command {
  return describedCommand('audit', {
    summary: 'Look at what was refused, decided and done on the node.',
    examples: ['factmesh audit query --limit 20', 'factmesh audit verify']
  })
    .addCommand(queryCommand(setting))
    .addCommand(verifyCommand(setting))
}

function queryCommand (setting: CommandSetting): Command {
  return describedCommand('query', {
    summary: 'List entries of the audit log, newest first.',
    examples: [
      'factmesh audit query --limit 20',
      'factmesh audit query --event-type rejected_fact --peer PEER',
      'factmesh audit query --start-time 2026-01-31T00:00:00Z --order oldest --json'
    ]
  })
    .option('--event-type <type>', 'only this type, such as rejected_fact or fact_write')
    .option('--peer <peer>', 'only what is about this peer')
    .option('--actor <actor>', 'only what this one did')
    .option('--start-time <time>', 'only entries at or after this time')
    .option('--end-time <time>', 'only entries before this time')
    .addOption(new Option('--order <order>', 'which come first (default: newest)').choices(['newest', 'oldest']))
    .addOption(limitOption('entries'))
    .action(async ({ eventType, peer, actor, startTime, endTime, order, limit }: AuditFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const filter: AuditFilter = { event_type: eventType, peer, actor, start_time: startTime, end_time: endTime, order }
      await showListing<AuditEntry>(runtime, {
        limit,
        async ask (page, options) {
          const { entries, cursor } = await client.audit({ ...filter, ...page }, options)
          return { items: entries, cursor }
        },
        idOf: ({ id }) => id,
        head: ['TIME', 'EVENT', 'PEER', 'ACTOR', 'SCOPE', 'REASON', 'DETAIL'],
        rowOf: ({ time, event_type: type, peer, actor, scope, reason, detail }) => [
          shortTime(time), type, peer == null ? '-' : shortPeer(peer), actor ?? '-', scope ?? '-', reason ?? '-', JSON.stringify(detail)
        ],
        next: () => 'factmesh audit query --json'
      })
    })
}

type Report = Awaited<ReturnType<ApiClient['verifyAudit']>>

function verifyCommand (setting: CommandSetting): Command {
  return describedCommand('verify', {
    summary: 'Check that every entry follows the one before; exit 8 when one was changed, taken out or put in between.',
    examples: ['factmesh audit verify', 'factmesh audit verify --home ./b --json'],
    notes: 'A running node is asked; of a stopped one the files are read, and nothing is changed. The home notes each minute how far the log\n' +
      'has come; against somebody who writes all of its files, note the number of entries elsewhere.'
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const report = await ofNodeOrHome<Report>(runtime, {
        ofNode: async client => client.verifyAudit(),
        ofHome: async ({ verifyHomeAudit }, home) => {
          const { entries, flaw } = await withBar(runtime, async onProgress => verifyHomeAudit({ home, onProgress }))
          return { ok: flaw == null, entries, flaw: flaw ?? null }
        }
      })
      await runtime.terminal.out(runtime.isJson ? JSON.stringify(report) + '\n' : reportPage(report))
      if (!report.ok) { runtime.exit(EXIT.damaged) }
    })
}

const FLAWS: Readonly<Record<NonNullable<Report['flaw']>['flaw'], string>> = {
  number: 'entries before it are missing or damaged',
  previous: 'the entry before it was changed',
  time: 'it is older than the entry before',
  end: 'it was written, and is missing, damaged or another one'
}

function reportPage ({ ok, entries, flaw }: Report): string {
  return list([
    ['result', ok ? 'every entry follows the one before' : 'the chain is broken'],
    ['entries', String(entries)],
    ...flaw == null ? [] : [['break', `at entry ${flaw.number}, offset ${flaw.offset}: ${FLAWS[flaw.flaw]}`] as const]
  ])
}
