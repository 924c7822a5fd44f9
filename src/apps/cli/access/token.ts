import { describedCommand, runtimeOf } from '../command.ts'
import { longDuration } from '../flags.ts'
import { connect, inTime } from '../runtime.ts'
import { shortTime } from '../terminal/names.ts'
import { table } from '../terminal/table.ts'
import { listOf } from './rights.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

type TokenBody = Parameters<ApiClient['issueToken']>[0]
type Right = NonNullable<TokenBody['rights']>[number]

interface NewFlags {
  readonly name?: string
  readonly allow?: Right[]
  readonly expires?: number
}

const RIGHTS: readonly Right[] = ['read', 'assert', 'admin']

/** `factmesh token`: who else may use the API of the node. */
export function tokenCommand (setting: CommandSetting): Command {
  return describedCommand('token', {
    summary: 'Make, list and revoke tokens for the API of the node.',
    examples: ['factmesh token new --name dashboard', 'factmesh token ls', 'factmesh token revoke ID']
  })
    .addCommand(newCommand(setting))
    .addCommand(listCommand(setting))
    .addCommand(revokeCommand(setting))
}

function newCommand (setting: CommandSetting): Command {
  return describedCommand('new', {
    summary: 'Make a token and print it. It is shown this once: the node keeps only its hash.',
    examples: ['factmesh token new', 'factmesh token new --name census --allow read,assert --expires 7d', 'factmesh token new --json'],
    notes: 'read: ask for facts and figures. assert: write facts. admin: steer the node, look at its audit log, make tokens; it includes the others.'
  })
    .option('--name <name>', 'how tables and the audit log call it (default: its id)')
    .option('--allow <rights>', 'what it allows: read, assert, admin, with commas between them (default: read)', listOf(RIGHTS))
    .option('--expires <duration>', 'how long it is good, such as 12h or 30d, at most 90d (default: 30d)', longDuration)
    .action(async ({ name, allow, expires }: NewFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const issued = await inTime(runtime, async options => client.issueToken({ name, rights: allow, life_ms: expires }, options))
      await runtime.terminal.out((runtime.flags.json === true ? JSON.stringify(issued) : issued.token) + '\n')
      if (runtime.isChatty) {
        runtime.terminal.err(`it is shown this once; it allows ${issued.rights.join(', ')} until ${shortTime(issued.until)}\nnext  factmesh token revoke ${issued.id}\n`)
      }
    })
}

function listCommand (setting: CommandSetting): Command {
  return describedCommand('ls', {
    summary: 'List the tokens that were made, ended ones too.',
    examples: ['factmesh token ls', 'factmesh token ls --json']
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const { tokens } = await inTime(runtime, async options => client.tokens(options))
      const rows = tokens.map(({ id, name, rights, created_at: created, until, state }) => [id, name, rights.join(','), shortTime(created), shortTime(until), state])
      const lines = tokens.map(token => (runtime.flags.quiet === true ? token.id : JSON.stringify(token)) + '\n')
      await runtime.terminal.out(runtime.isJson || runtime.flags.quiet === true ? lines.join('') : table([['TOKEN', 'NAME', 'ALLOWS', 'MADE', 'UNTIL', 'STATE'], ...rows]))
    })
}

function revokeCommand (setting: CommandSetting): Command {
  return describedCommand('revoke', {
    summary: 'End a token for good.',
    examples: ['factmesh token revoke ID', 'factmesh token revoke ID --json']
  })
    .argument('<id>', 'id of the token')
    .action(async (id: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      await inTime(runtime, async options => client.revokeToken(id, options))
      if (runtime.flags.json === true) { await runtime.terminal.out(JSON.stringify({ id, revoked: true }) + '\n') }
    })
}
