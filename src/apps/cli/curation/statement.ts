import { runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import type { ApiClient, FactJson } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** Flags of every command that writes a curating statement. */
export interface StatementFlags {
  readonly scope?: string
  readonly source?: string
}

/** What a note of every such command says. */
export const RIGHTS_NOTE = 'It counts on this node, and on nodes that were started with --curator and the peer id of this one.'

/** What a note of every command that takes such a statement back says. */
export const TAKE_BACK_NOTE = 'What other nodes have said stays.'

/** The flags of every command that writes a curating statement. */
export function statementFlags (command: Command): Command {
  return command
    .option('--scope <name>', 'scope that it holds in (default: public)')
    .option('--source <uri>', 'who says it, in a namespace of this node')
}

/** One statement to write. */
export interface Statement {
  readonly command: Command
  /** The command that people may want to type behind it. */
  readonly next: string
  write (client: ApiClient, options: { signal: AbortSignal }): Promise<FactJson>
}

/** Writes a statement and prints its id once it is durable. */
export async function writeStatement (setting: CommandSetting, { command, next, write }: Statement): Promise<void> {
  const runtime = runtimeOf(setting, command)
  const client = await connect(runtime)
  const fact = await inTime(runtime, async options => write(client, options))
  await runtime.terminal.out((runtime.flags.json === true ? JSON.stringify(fact) : fact.id) + '\n')
  if (runtime.isChatty) { runtime.terminal.err(`next  ${next}\n`) }
}
