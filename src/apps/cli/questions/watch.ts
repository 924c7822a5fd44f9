import { escapeControls } from '../../daemon/index.ts'
import { describedCommand, runtimeOf } from '../command.ts'
import { numberBetween, wholeBetween } from '../flags.ts'
import { contentText } from '../terminal/fact.ts'
import { shortPeer, shortTime } from '../terminal/names.ts'
import { cell } from '../terminal/table.ts'
import { follow } from './follow.ts'
import type { ChangeFilter } from './follow.ts'
import type { ChangeJson } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Runtime } from '../runtime.ts'
import type { Command } from 'commander'

interface WatchFlags {
  readonly entity?: string
  readonly entityPrefix?: string
  readonly relation?: string
  readonly scope?: string
  readonly source?: string
  readonly author?: string
  readonly minConfidence?: number
  readonly types?: string
  readonly after?: string
  readonly limit?: number
}

const CHANGES_MAX = 1_000_000_000

/** `factmesh watch`: shows changes as they come. */
export function watchCommand (setting: CommandSetting): Command {
  return describedCommand('watch', {
    summary: 'Show changes as they come, until Ctrl-C.',
    examples: ['factmesh watch', 'factmesh watch --entity-prefix city: --types fact,conflict', 'factmesh watch --after 18204.0 --json'],
    notes: 'When the connection breaks or the node restarts, it goes on behind the last change that it showed.\n' +
      'Types are fact, retraction, vote, statement, conflict, scope and erase. A line "gap" says that changes are left out there.'
  })
    .option('--entity <uri>', 'only this entity')
    .option('--entity-prefix <uri>', 'only entities that are this one or stand below it')
    .option('--relation <name>', 'only this relation')
    .option('--scope <name>', 'only this scope')
    .option('--source <uri>', 'only this source')
    .option('--author <peer>', 'only what this peer has signed')
    .option('--min-confidence <number>', 'only facts with at least this confidence', numberBetween(0, 1))
    .option('--types <list>', 'only these types, with commas between them')
    .option('--after <id>', 'begin behind the change with this id (default: begin now)')
    .option('--limit <number>', 'end after so many changes', wholeBetween(1, CHANGES_MAX))
    .action(async ({ after, limit = Infinity, ...flags }: WatchFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const end = new AbortController()
      const off = runtime.terminal.onInterrupt(() => { end.abort() })
      let count = 0
      try {
        for await (const change of follow(runtime, { filter: filterOf(flags), after, signal: end.signal })) {
          await runtime.terminal.out(lineOf(change, runtime))
          if (++count >= limit) { break }
        }
      } finally {
        off()
        end.abort()
      }
    })
}

function filterOf ({ entity, entityPrefix, relation, scope, source, author, minConfidence, types }: WatchFlags): ChangeFilter {
  return { entity, entity_prefix: entityPrefix, relation, scope, source, author, min_confidence: minConfidence, types }
}

function lineOf (change: ChangeJson, { flags, isJson }: Runtime): string {
  if (flags.quiet === true) { return idOf(change) }
  return isJson ? JSON.stringify(change) + '\n' : escapeControls(textOf(change)) + '\n'
}

/** The id of what changed; a gap and a scope have none. */
function idOf (change: ChangeJson): string {
  switch (change.type) {
    case 'gap':
    case 'scope':
      return ''
    case 'erase':
      return change.facts.map(fact => `${fact}\n`).join('')
    case 'conflict':
      return `${change.conflict_id}\n`
    default:
      return `${change.fact.id}\n`
  }
}

function textOf (change: ChangeJson): string {
  switch (change.type) {
    case 'gap':
      return `${head('gap')}  changes from ${change.from} to ${change.id} are left out: ${change.reason}`
    case 'scope':
      return `${head('scope')}  acts changed what counts in ${cell(change.scope)}`
    case 'erase':
      return [head('erase'), cell(change.scope), ...change.facts].join('  ')
    case 'conflict':
      return [head('conflict'), change.status, cell(change.entity), cell(change.relation), change.conflict_id].join('  ')
    default: {
      const { fact } = change
      return [head(change.type), shortTime(fact.timestamp), cell(fact.entity), cell(fact.relation), cell(contentText(fact)), shortPeer(fact.author)].join('  ')
    }
  }
}

function head (type: ChangeJson['type']): string {
  return type.padEnd('retraction'.length)
}
