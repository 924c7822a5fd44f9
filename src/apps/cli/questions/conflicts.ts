import { Option } from 'commander'
import { describedCommand, runtimeOf } from '../command.ts'
import { limitOption } from '../flags.ts'
import { connect } from '../runtime.ts'
import { percent } from '../terminal/candidates.ts'
import { showListing } from '../terminal/listing.ts'
import { shortTime } from '../terminal/names.ts'
import { resolveConflictCommand } from './conflict-resolve.ts'
import { showConflictCommand } from './conflict-show.ts'
import type { ConflictJson } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

interface ListFlags {
  readonly status?: ConflictJson['status']
  readonly scope?: string
  readonly entity?: string
  readonly relation?: string
  readonly limit?: number
}

/** `factmesh conflicts`: where facts contradict each other. */
export function conflictsCommand (setting: CommandSetting): Command {
  return describedCommand('conflicts', {
    summary: 'List, show and settle contradictions.',
    examples: ['factmesh conflicts ls', 'factmesh conflicts show CONFLICT', 'factmesh conflicts resolve CONFLICT --winner FACT']
  })
    .addCommand(listCommand(setting))
    .addCommand(showConflictCommand(setting))
    .addCommand(resolveConflictCommand(setting))
}

function listCommand (setting: CommandSetting): Command {
  return describedCommand('ls', {
    summary: 'List contradictions: a table on a terminal, JSON Lines otherwise.',
    examples: ['factmesh conflicts ls', 'factmesh conflicts ls --status unresolved --entity city:paris', 'factmesh conflicts ls --json']
  })
    .addOption(new Option('--status <status>', 'only these (default: both)').choices(['unresolved', 'resolved']))
    .option('--scope <name>', 'only this scope')
    .option('--entity <uri>', 'only this entity')
    .option('--relation <name>', 'only this relation')
    .addOption(limitOption('contradictions'))
    .action(async ({ limit, ...filter }: ListFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      await showListing<ConflictJson>(runtime, {
        limit,
        async ask (page, options) {
          const { conflicts, cursor } = await client.conflicts({ ...filter, ...page }, options)
          return { items: conflicts, cursor }
        },
        idOf: conflict => conflict.conflict_id,
        head: ['CONFLICT', 'STATUS', 'ENTITY', 'RELATION', 'FACTS', 'SCORE', 'SCOPE', 'SINCE'],
        rowOf: each => [
          each.conflict_id, each.status, each.entity, each.relation, String(each.facts_count), percent(each.conflict_score), each.scope, shortTime(each.detected_at)
        ],
        next: ([first]) => first == null ? 'factmesh query' : `factmesh conflicts show ${first.conflict_id}`
      })
    })
}
