import { describedCommand, runtimeOf } from '../command.ts'
import { limitOption } from '../flags.ts'
import { connect } from '../runtime.ts'
import { showListing } from '../terminal/listing.ts'
import { shortPeer, shortTime } from '../terminal/names.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { ListPage, ListRequest } from '../terminal/listing.ts'
import type { Command } from 'commander'

/** What every curating statement has. */
interface StatementJson {
  readonly id: string
  readonly scope: string
  readonly author: string
  readonly timestamp: string
}

/** Statements of one kind, and how they look. */
export interface StatementList<T> {
  /** The command that they belong to. */
  readonly name: string
  readonly things: string
  ask (client: ApiClient, filter: ListRequest & { readonly scope?: string }, options: { signal: AbortSignal }): Promise<ListPage<T>>
  /** Heads of the columns of their own. */
  readonly head: readonly string[]
  cellsOf (item: T): readonly string[]
  /** The command that people may want to type behind the list. */
  readonly next: string
}

/** The command `ls` of one kind of statements. */
export function statementListCommand<T extends StatementJson> (setting: CommandSetting, kind: StatementList<T>): Command {
  return describedCommand('ls', {
    summary: `List the ${kind.things} that count on this node.`,
    examples: [`factmesh ${kind.name} ls`, `factmesh ${kind.name} ls --scope public --json`]
  })
    .option('--scope <name>', 'only this scope')
    .addOption(limitOption(kind.things))
    .action(async ({ scope, limit }: { scope?: string, limit?: number }, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      await showListing<T>(runtime, {
        limit,
        ask: async (page, options) => kind.ask(client, { scope, ...page }, options),
        idOf: ({ id }) => id,
        head: [...kind.head, 'SCOPE', 'AUTHOR', 'TIME'],
        rowOf: item => [...kind.cellsOf(item), item.scope, shortPeer(item.author), shortTime(item.timestamp)],
        next: () => kind.next
      })
    })
}
