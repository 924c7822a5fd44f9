import { describedCommand } from '../command.ts'
import { statementListCommand } from './list.ts'
import { RIGHTS_NOTE, statementFlags, TAKE_BACK_NOTE, writeStatement } from './statement.ts'
import type { StatementFlags } from './statement.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

type AliasJson = Awaited<ReturnType<ApiClient['aliases']>>['aliases'][number]

/** `factmesh alias`: names that mean the same entity. */
export function aliasCommand (setting: CommandSetting): Command {
  return describedCommand('alias', {
    summary: 'Say which names mean the same entity.',
    examples: ['factmesh alias add city:paris city:lutetia', 'factmesh alias ls', 'factmesh alias rm city:paris city:lutetia']
  })
    .addCommand(writeCommand(setting, 'add'))
    .addCommand(writeCommand(setting, 'rm'))
    .addCommand(listCommand(setting))
}

function writeCommand (setting: CommandSetting, name: 'add' | 'rm'): Command {
  const isAdd = name === 'add'
  const command = describedCommand(name, {
    summary: isAdd ? 'Say that two names mean one entity.' : 'Take back that two names mean one entity.',
    examples: [`factmesh alias ${name} city:paris city:lutetia`, `factmesh alias ${name} city:paris city:lutetia --scope local --json`],
    notes: isAdd ? RIGHTS_NOTE : TAKE_BACK_NOTE
  })
  return statementFlags(command)
    .argument('<canonical>', 'the name that answers carry')
    .argument('<alias>', 'the other name')
    .action(async (canonical: string, alias: string, flags: StatementFlags) => {
      const body = { canonical, alias, ...flags, take_back: isAdd ? undefined : true }
      await writeStatement(setting, { command, next: 'factmesh alias ls', write: async (client, options) => client.addAlias(body, options) })
    })
}

function listCommand (setting: CommandSetting): Command {
  return statementListCommand<AliasJson>(setting, {
    name: 'alias',
    things: 'aliases',
    async ask (client, filter, options) {
      const { aliases: items, cursor } = await client.aliases(filter, options)
      return { items, cursor }
    },
    head: ['CANONICAL', 'ALIAS'],
    cellsOf: ({ canonical, alias }) => [canonical, alias],
    next: 'factmesh alias add CANONICAL ALIAS'
  })
}
