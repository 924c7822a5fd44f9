import { Option } from 'commander'
import { describedCommand } from '../command.ts'
import { UsageError } from '../errors.ts'
import { statementListCommand } from './list.ts'
import { RIGHTS_NOTE, statementFlags, TAKE_BACK_NOTE, writeStatement } from './statement.ts'
import type { StatementFlags } from './statement.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

type EditionJson = Awaited<ReturnType<ApiClient['editions']>>['editions'][number]

interface EditionFlags extends StatementFlags {
  readonly supersedes?: string
  readonly type?: Parameters<ApiClient['addEdition']>[0]['type']
}

/** `factmesh edition`: knowledge editions, and which replaces which. */
export function editionCommand (setting: CommandSetting): Command {
  return describedCommand('edition', {
    summary: 'Name knowledge editions, and say which one replaces which.',
    examples: ['factmesh edition add atlas-2', 'factmesh edition ls', 'factmesh edition rm atlas-2']
  })
    .addCommand(addCommand(setting))
    .addCommand(removeCommand(setting))
    .addCommand(listCommand(setting))
}

function addCommand (setting: CommandSetting): Command {
  const command = describedCommand('add', {
    summary: 'Name a knowledge edition, and the one that it replaces.',
    examples: ['factmesh edition add atlas-1', 'factmesh edition add atlas-2 --supersedes atlas-1 --type refine --json'],
    notes: RIGHTS_NOTE
  })
  return statementFlags(command)
    .argument('<name>', 'name of the edition')
    .option('--supersedes <name>', 'the edition that it replaces')
    .addOption(new Option('--type <type>', 'why it replaces that one; needed with --supersedes').choices(['invalidate', 'temporal', 'refine']))
    .action(async (name: string, flags: EditionFlags) => {
      if ((flags.supersedes == null) !== (flags.type == null)) { throw new UsageError('--supersedes NAME and --type TYPE belong together.') }
      const body = { name, ...flags }
      await writeStatement(setting, { command, next: 'factmesh edition ls', write: async (client, options) => client.addEdition(body, options) })
    })
}

function removeCommand (setting: CommandSetting): Command {
  const command = describedCommand('rm', {
    summary: 'Take the record of an edition back.',
    examples: ['factmesh edition rm atlas-2', 'factmesh edition rm atlas-2 --scope local --json'],
    notes: TAKE_BACK_NOTE
  })
  return statementFlags(command)
    .argument('<name>', 'name of the edition')
    .action(async (name: string, flags: StatementFlags) => {
      const body = { name, ...flags, take_back: true }
      await writeStatement(setting, { command, next: 'factmesh edition ls', write: async (client, options) => client.addEdition(body, options) })
    })
}

function listCommand (setting: CommandSetting): Command {
  return statementListCommand<EditionJson>(setting, {
    name: 'edition',
    things: 'editions',
    async ask (client, filter, options) {
      const { editions: items, cursor } = await client.editions(filter, options)
      return { items, cursor }
    },
    head: ['EDITION', 'SUPERSEDES', 'TYPE'],
    cellsOf: ({ name, supersedes, type }) => [name, supersedes ?? '-', type ?? '-'],
    next: 'factmesh query --edition NAME'
  })
}
