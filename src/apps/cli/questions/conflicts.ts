import { Option } from 'commander'
import { describedCommand, runtimeOf } from '../command.ts'
import { limitOption } from '../flags.ts'
import { connect } from '../runtime.ts'
import { percent } from '../terminal/candidates.ts'
import { showListing } from '../terminal/listing.ts'
import { shortTime } from '../terminal/names.ts'
import { resolveConflictCommand } from './conflict-resolve.ts'
import { bundlesText, placeText } from './conflict-rows.ts'
import { showConflictCommand } from './conflict-show.ts'
import type { ConflictJson } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

interface ListFlags {
  readonly kind?: ConflictJson['kind']
  readonly status?: ConflictJson['status']
  readonly scope?: string
  readonly entity?: string
  readonly relation?: string
  readonly limit?: number
}

/** `factmesh conflicts`: where facts contradict each other, and where an author signed two bundles for one place. */
export function conflictsCommand (setting: CommandSetting): Command {
  return describedCommand('conflicts', {
    summary: 'List and show contradictions and equivocations, and settle contradictions.',
    examples: ['factmesh conflicts ls', 'factmesh conflicts show CONFLICT', 'factmesh conflicts resolve CONFLICT --winner FACT']
  })
    .addCommand(listCommand(setting))
    .addCommand(showConflictCommand(setting))
    .addCommand(resolveConflictCommand(setting))
}

function listCommand (setting: CommandSetting): Command {
  return describedCommand('ls', {
    summary: 'List contradictions, then equivocations: a table on a terminal, JSON Lines otherwise.',
    examples: ['factmesh conflicts ls', 'factmesh conflicts ls --status unresolved --entity city:paris', 'factmesh conflicts ls --kind equivocation --json'],
    notes: 'An equivocation is a place in a chain at which its author signed several bundles. All of them stay, and nothing settles it.'
  })
    .addOption(new Option('--kind <kind>', 'only these (default: both)').choices(['contradiction', 'equivocation']))
    .addOption(new Option('--status <status>', 'only these (default: both)').choices(['unresolved', 'resolved']))
    .option('--scope <name>', 'only this scope')
    .option('--entity <uri>', 'only this entity')
    .option('--relation <name>', 'only this relation')
    .addOption(limitOption('conflicts'))
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
        rowOf: each => [each.conflict_id, each.status, ...sidesOf(each), each.scope, shortTime(each.detected_at)],
        next: ([first]) => first == null ? 'factmesh query' : `factmesh conflicts show ${first.conflict_id}`
      })
    })
}

/** What a conflict is about, how many sides it has, and how far they disagree. */
function sidesOf (conflict: ConflictJson): string[] {
  return conflict.kind === 'contradiction'
    ? [conflict.entity, conflict.relation, String(conflict.facts_count), percent(conflict.conflict_score)]
    : [conflict.author, `equivocation, ${placeText(conflict)}`, bundlesText(conflict.bundles_count), '-']
}
